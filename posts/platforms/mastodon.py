"""Mastodon, and the servers that speak its API.

A post is sent with an ``Idempotency-Key``, which Mastodon remembers for an hour: the same key again gives the first
post back. Servers that only speak like Mastodon may ignore it (Takahe and snac do), so `Mastodon.honours_key` asks.
https://docs.joinmastodon.org/methods/statuses/#create
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import quote, urlsplit

from posts.errors import PlatformError, Rejected, Unavailable
from posts.measure import LIMITS, Limits
from posts.platforms.answers import Judge
from posts.platforms.base import Budget, Figures, Json, Located, Login, Message, Receipt, SecretField
from posts.platforms.connecting import Departure, code_form, departure, exchanging, token_of
from posts.platforms.figures import figures, grouped
from posts.platforms.plaintext import of_html, same
from posts.wire import Response

VISIBILITIES = ("public", "unlisted", "private", "direct")
#: What Mastodon itself and its forks call themselves ("4.5.1", "4.4.0-rc.1+glitch"); all else only speaks like it.
_MASTODON = re.compile(r"(\d+)\.(\d+)\.\d+(?:[-+.][\w.+-]*)?")
#: From here on it shows many posts in one answer: https://docs.joinmastodon.org/methods/statuses/#index
_SHOWS_MANY = (4, 3)
#: What the adapter calls, and nothing else: https://docs.joinmastodon.org/api/oauth-scopes/
_SCOPE = "read:accounts read:statuses write:statuses write:media"
#: Where servers show a post: Mastodon's pages, its ActivityPub ids, GoToSocial's and Pleroma's pages.
_PATH = re.compile(
    r"(?:web/)?(?:@[^/]+(?:/statuses)?|users/[^/]+/statuses|statuses|notice)/([0-9A-Za-z]+)/?(?:[?#].*)?"
)
_PAGE = 40
#: https://docs.joinmastodon.org/entities/Status/ (quotes since 4.5); nobody sees how often a post was shown.
_FIGURES = {
    "likes": "favourites_count",
    "replies": "replies_count",
    "reposts": "reblogs_count",
    "quotes": "quotes_count",
}
_MOST_PAGES = 25


class Mastodon:
    """An account on the server at ``login.server``, by an access token with the scopes read and write.

    Options: ``visibility``, one of `VISIBILITIES`.
    """

    kind: ClassVar[str] = "mastodon"
    secrets: ClassVar[tuple[SecretField, ...]] = (
        SecretField("access_token", "Access token (in Mastodon: Preferences, Development, New application)"),
    )
    options: ClassVar[tuple[str, ...]] = ("visibility",)
    app: ClassVar[tuple[SecretField, ...]] = ()
    shows_code: ClassVar[str | None] = "urn:ietf:wg:oauth:2.0:oob"
    address: ClassVar[str] = "https://SERVER/@NAME/ID, on the account's own server"
    key_lasts: ClassVar[timedelta | None] = timedelta(hours=1)
    #: The key is written after the post: a repetition that came faster made a second one
    #: (https://github.com/mastodon/mastodon/issues/21840).
    key_rests: ClassVar[timedelta] = timedelta(minutes=1)
    lag: ClassVar[timedelta] = timedelta(seconds=30)
    answers_itself: ClassVar[bool] = True
    #: https://docs.joinmastodon.org/api/rate-limits/
    budgets: ClassVar[tuple[Budget, ...]] = (Budget(300, timedelta(minutes=5)),)
    group: ClassVar[int] = 20
    #: A fifth of the calls, which posts draw on too.
    reads: ClassVar[Budget] = Budget(60, timedelta(minutes=5))

    def __init__(self, login: Login) -> None:
        if not login.server:
            raise Rejected("A Mastodon account needs its server, such as https://mastodon.social", platform=self.kind)
        self._login = login
        self._server = login.server.rstrip("/")
        self._judge = Judge(self.kind, urlsplit(login.server).hostname or "Mastodon", login)

    @property
    def honours_key(self) -> bool:
        """Whether the server is Mastodon itself, as its version tells."""
        try:
            return self._version is not None
        except PlatformError:
            return False

    def limits(self) -> Limits:
        """What the server allows, asked once."""
        statuses = _at(self._instance, "configuration", "statuses")
        own = LIMITS["mastodon"]
        return replace(
            own,
            # max_toot_chars is Pleroma's word for it.
            most=_number(statuses.get("max_characters") or self._instance.get("max_toot_chars"), own.most),
            url_length=_number(statuses.get("characters_reserved_per_url"), own.url_length),
        )

    def key_for(self, key: str, at: datetime) -> str:  # noqa: ARG002 - the contract's
        """The delivery's own key."""
        return key

    def publish(self, message: Message) -> Receipt:
        """Posts the status; within the hour the same key gives the first one back, where the server is Mastodon."""
        if message.media:
            raise Rejected("Pictures cannot be sent to Mastodon yet: leave them out.", platform=self.kind)
        body: dict[str, Any] = {"status": message.text, "visibility": self._visibility(message)}
        if message.language:
            body["language"] = message.language
        if message.reply_to:
            body["in_reply_to_id"] = message.reply_to["id"]
        headers = {**self._authorized, "Idempotency-Key": message.key}
        with self._judge.sending():
            answer = self._login.session.post(f"{self._server}/api/v1/statuses", json=body, headers=headers)
        return self._receipt(self._judge.json(answer, "id"))

    def find(self, message: Message, since: datetime, besides: Collection[str] = ()) -> Receipt | None:
        """Looks for the text among what the account said since then."""
        for status in self._own_statuses(since):
            if str(status["id"]) not in besides and same(of_html(str(status.get("content") or "")), message.text):
                return self._receipt(status)
        return None

    def locate(self, url: str) -> Located | None:
        """By the id in it, where it is on the account's own server: elsewhere the same post has another one."""
        host, _, path = url.partition("://")[2].partition("/")
        found = _PATH.fullmatch(path) if host.lower() == urlsplit(self._server).netloc.lower() else None
        return Located(found[1], {"id": found[1]}) if found else None

    def check(self) -> str:
        """The account's name on its server: "@clinic@mastodon.social"."""
        return f"@{self._account['username']}@{urlsplit(self._server).hostname}"

    def refresh(self) -> Mapping[str, str] | None:
        """Mastodon's tokens do not expire."""
        return None

    @classmethod
    def depart(cls, login: Login, redirect: str, state: str) -> Departure:
        """Registers an app of ours on the server, and gives the page where a person lets it post for them.

        A server that is older than PKCE (4.3) passes over what it does not know (RFC 6749, 3.1).
        https://docs.joinmastodon.org/methods/apps/#create
        """
        account = cls(login)
        wanted = {"client_name": "Hashtag campaign", "redirect_uris": redirect, "scopes": _SCOPE}
        with exchanging(account._judge):
            answer = login.session.post(f"{account._server}/api/v1/apps", data=wanted)
            made = account._judge.json(answer, "client_id", "client_secret")
        app = {name: str(made[name]) for name in ("client_id", "client_secret")}
        return departure(f"{account._server}/oauth/authorize", app=app, scope=_SCOPE, redirect=redirect, state=state)

    @classmethod
    def arrive(cls, login: Login, redirect: str, code: str) -> Mapping[str, str]:
        """The access token for the code; it does not end."""
        account = cls(login)
        form = code_form(login.secrets, redirect, code)
        form |= {"client_secret": login.secrets["client_secret"], "scope": _SCOPE}
        with exchanging(account._judge):
            answer = login.session.post(f"{account._server}/oauth/token", data=form)
            given = token_of(account._judge, answer, "give the login")
        return {"access_token": str(given["access_token"])}

    def withdraw(self, receipt: Receipt) -> None:
        """Deletes the status."""
        with self._judge.sending():
            answer = self._login.session.delete(
                f"{self._server}/api/v1/statuses/{quote(receipt.remote_id, safe='')}", headers=self._authorized
            )
        if answer.status_code != HTTPStatus.NOT_FOUND:
            self._judge.check(answer)

    def counted(self, receipts: Sequence[Receipt]) -> Mapping[str, Figures | None]:
        """What statuses count. One that is not shown among others is asked for by itself: only that says it is gone."""
        found: dict[str, Figures | None] = {}
        for group in grouped(receipts, self.group):
            shown = self._shown(group)
            found |= {one: shown[one] if one in shown else self._counted(one) for one in group}
        return found

    def _shown(self, ids: Sequence[str]) -> Mapping[str, Figures]:
        """Those of these posts that a server shows in one answer; none where it knows no such answer."""
        if len(ids) == 1 or (self._version or (0, 0)) < _SHOWS_MANY:
            return {}
        statuses = self._judge.items(self._get("/api/v1/statuses", **{"id[]": list(ids)}), "id")
        return {str(one["id"]): figures(one, _FIGURES, platform=self.kind) for one in statuses}

    def _counted(self, remote_id: str) -> Figures | None:
        answer = self._get(f"/api/v1/statuses/{quote(remote_id, safe='')}")
        if answer.status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
            return None
        return figures(self._judge.json(answer, "id"), _FIGURES, platform=self.kind)

    @property
    def _authorized(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._login.secrets.get('access_token', '').strip()}"}

    def _visibility(self, message: Message) -> str:
        wanted = str(message.options.get("visibility") or self._login.options.get("visibility", "public"))
        if wanted not in VISIBILITIES:
            raise Rejected(f"Visibility is one of {', '.join(VISIBILITIES)}, not “{wanted}”.", platform=self.kind)
        return wanted

    def _get(self, path: str, **query: object) -> Response:
        params = {name: value if isinstance(value, list) else str(value) for name, value in query.items()}
        with self._judge.reading():
            return self._login.session.get(f"{self._server}{path}", params=params, headers=self._authorized)

    @cached_property
    def _instance(self) -> Json:
        answer = self._get("/api/v2/instance")
        if answer.status_code == HTTPStatus.NOT_FOUND:  # older servers, and some that only speak like Mastodon
            answer = self._get("/api/v1/instance")
        return self._judge.json(answer)

    @property
    def _version(self) -> tuple[int, int] | None:
        """Of Mastodon itself and its forks; None for what only speaks like it."""
        found = _MASTODON.fullmatch(str(self._instance.get("version", "")))
        return (int(found[1]), int(found[2])) if found else None

    @cached_property
    def _account(self) -> Json:
        return self._judge.json(self._get("/api/v1/accounts/verify_credentials"), "id", "username")

    def _own_statuses(self, since: datetime) -> Iterator[Json]:
        path = f"/api/v1/accounts/{self._account['id']}/statuses"
        query: dict[str, object] = {"limit": _PAGE, "exclude_reblogs": "true"}
        for _ in range(_MOST_PAGES):
            page = self._judge.items(self._get(path, **query), "id")
            recent = [status for status in page if self._created(status) >= since]
            yield from recent
            if len(recent) < len(page) or not page:
                return
            query["max_id"] = page[-1]["id"]
        raise Unavailable(f"{self._judge.name} holds too many posts of that time to look through.", platform=self.kind)

    def _created(self, status: Json) -> datetime:
        try:
            at = datetime.fromisoformat(str(status.get("created_at")))
        except ValueError:
            return self._login.now()
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)

    def _receipt(self, status: Json) -> Receipt:
        url = status.get("url") or status.get("uri")
        remote_id = str(status["id"])
        return Receipt(remote_id, str(url) if url else None, self._created(status), {"id": remote_id})


def _at(value: Json, *names: str) -> Json:
    """What lies under these names; {} where something else does."""
    for name in names:
        inner = value.get(name)
        if not isinstance(inner, Mapping):
            return {}
        value = inner
    return value


def _number(value: object, default: int) -> int:
    return value if isinstance(value, int) and value > 0 else default
