"""A webhook: posts as signed JSON to an address of one's own, for every network that has no adapter here.

The headers are those of Standard Webhooks (https://www.standardwebhooks.com): ``webhook-id`` is the delivery's key, by
which the receiver tells a repetition; ``webhook-signature`` is proof that it came from here and when.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlsplit

from posts.errors import Rejected, Unauthorized
from posts.measure import LIMITS, Limits
from posts.platforms.answers import Judge, is_name
from posts.platforms.base import Budget, Json, Login, Message, Receipt, SecretField

_PREFIX = "whsec_"


class Webhook:
    """Posts to ``login.server``; any 2xx means that the receiver has taken the post over.

    Its JSON may hold ``id`` and ``url`` of the post it made. Options: ``limits`` is a platform's name or a number of
    characters (default 5,000); ``honours_key`` is "yes" for a receiver that knows a repeated ``webhook-id``.
    """

    kind: ClassVar[str] = "webhook"
    secrets: ClassVar[tuple[SecretField, ...]] = (
        SecretField("secret", f"Signing secret that the receiver knows too ({_PREFIX}…, base64)"),
    )
    options: ClassVar[tuple[str, ...]] = ("limits", "honours_key")
    key_lasts: ClassVar[timedelta | None] = None
    key_rests: ClassVar[timedelta] = timedelta(0)
    lag: ClassVar[timedelta] = timedelta(0)
    answers_itself: ClassVar[bool] = True
    budgets: ClassVar[tuple[Budget, ...]] = ()

    def __init__(self, login: Login) -> None:
        if not login.server:
            raise Rejected("A webhook needs the address to post to: --server URL.", platform=self.kind)
        self._login = login
        self._server = login.server
        self.limits()
        self._judge = Judge(self.kind, "The webhook", login)

    @property
    def honours_key(self) -> bool:
        """What the account's options say of its receiver."""
        return self._login.options.get("honours_key", "").lower() in {"yes", "true", "1"}

    def limits(self) -> Limits:
        """Those of the platform that the option names, or plain text of so many characters."""
        wanted = self._login.options.get("limits", "plain")
        if wanted in LIMITS:
            return LIMITS[wanted]
        if wanted.isdecimal() and int(wanted) > 0:
            return replace(LIMITS["plain"], most=int(wanted))
        raise Rejected(
            f"A webhook's limits are one of {', '.join(LIMITS)} or a number of characters, not “{wanted}”.",
            platform=self.kind,
        )

    def key_for(self, key: str, at: datetime) -> str:  # noqa: ARG002 - the contract's
        """The delivery's own key."""
        return key

    def publish(self, message: Message) -> Receipt:
        """Sends the post, signed."""
        if message.media:
            raise Rejected("Pictures cannot be sent to a webhook yet: leave them out.", platform=self.kind)
        now = self._login.now()
        body = json.dumps(payload(message, now), separators=(",", ":")).encode()
        headers = {"Content-Type": "application/json", **signed(self._secret, message.key, now, body)}
        with self._judge.sending():
            answer = self._login.session.post(self._server, data=body, headers=headers)
        self._judge.check(answer)
        return self._receipt(message, answer.content)

    def find(self, message: Message, since: datetime, besides: Collection[str] = ()) -> Receipt | None:
        """A webhook cannot be read back."""
        raise NotImplementedError

    def check(self) -> str:
        """Where the posts go, having seen that something answers there; nothing is posted."""
        self._secret  # noqa: B018 - raises where it is no secret
        with self._judge.reading():
            self._login.session.head(self._server)
        return f"webhook at {urlsplit(self._server).hostname}"

    def refresh(self) -> Mapping[str, str] | None:
        """The secret does not expire."""
        return None

    @cached_property
    def _secret(self) -> bytes:
        return secret_of(self._login.secrets.get("secret", ""))

    def _receipt(self, message: Message, body: bytes) -> Receipt:
        try:
            said = json.loads(body)
        except (ValueError, RecursionError):
            said = None
        given: Json = said if isinstance(said, Mapping) else {}
        url, named = given.get("url"), given.get("id")
        remote_id = str(named) if is_name(named) else message.key
        shown = url if isinstance(url, str) and url.startswith(("http://", "https://")) else None
        return Receipt(remote_id, shown, self._login.now(), {"id": remote_id})


def payload(message: Message, at: datetime) -> dict[str, Any]:
    """The event as Standard Webhooks lays it out: type, timestamp (of this attempt), data."""
    return {
        "type": "post.publish",
        "timestamp": at.isoformat(),
        "data": {
            "key": message.key,
            "text": message.text,
            "link": message.link,
            "language": message.language,
            "facets": [asdict(facet) for facet in message.facets],
            "reply_to": message.reply_to,
        },
    }


def secret_of(text: str) -> bytes:
    """The secret that ``whsec_…`` stands for. Raises `posts.errors.Unauthorized`."""
    try:
        decoded = base64.b64decode(text.strip().removeprefix(_PREFIX), validate=True)
    except ValueError:
        decoded = b""
    if not decoded:
        raise Unauthorized(f"The webhook's secret is not base64 with {_PREFIX} before it.", platform=Webhook.kind)
    return decoded


def signed(secret: bytes, key: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers: id, seconds since 1970, and the HMAC-SHA256 of both with the body."""
    seconds = str(int(at.timestamp()))
    mac = hmac.new(secret, b".".join((key.encode(), seconds.encode(), body)), hashlib.sha256).digest()
    return {
        "webhook-id": key,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{base64.b64encode(mac).decode()}",
    }
