"""A login on an atproto server: calls, the session that is kept between them, and what the answers mean.

Calls are XRPC (https://atproto.com/specs/xrpc): a GET or POST of JSON; an error is ``{"error": NAME, "message": …}``.
Logging in is limited to 30 times in 5 minutes, so one login is kept and renewed by its refresh token
(https://docs.bsky.app/docs/advanced-guides/rate-limits).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from threading import Lock

from posts.errors import AnswerLost, PlatformError, RateLimited, Rejected, Unauthorized, Unavailable
from posts.platforms.base import Json
from posts.wire import Response, Session, WireError, nothing_was_sent

_PLATFORM = "bluesky"
#: Servers refuse a token with 401, but an expired or unreadable one with 400 and one of these names.
_REFUSED_TOKEN = frozenset({"AuthMissing", "ExpiredToken", "InvalidToken"})


@dataclass(frozen=True, slots=True)
class Account:
    """Who the server takes us for, and the two tokens by which it knows us: 2 hours and 90 days valid."""

    #: The account's lasting identifier ("did:plc:…").
    did: str
    #: Its present name, a domain ("clinic.bsky.social").
    handle: str
    access: str = field(repr=False)
    renewal: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said to one call."""

    status: int
    headers: Mapping[str, str]
    #: None where it is no JSON object.
    body: Json | None
    #: Whether the call was to write a record: then what is unclear may have been accepted.
    writes: bool

    @property
    def error(self) -> str:
        """The name of the error, "" where the answer has none."""
        return str((self.body or {}).get("error") or "")

    @property
    def refuses_token(self) -> bool:
        """Whether it is the access or refresh token that was not accepted."""
        return self.status == HTTPStatus.UNAUTHORIZED or (
            self.status == HTTPStatus.BAD_REQUEST and self.error in _REFUSED_TOKEN
        )

    @property
    def words(self) -> str:
        """The server's own reason, on one line and not too long for a table."""
        said = str((self.body or {}).get("message") or self.error or f"HTTP {self.status}")
        return " ".join(said.split())[:300].rstrip(".")

    @property
    def at(self) -> datetime | None:
        """When it was given, by the server's clock: aware UTC to the second."""
        try:
            return parsedate_to_datetime(self.headers["Date"]).replace(tzinfo=UTC)
        except (KeyError, ValueError):
            return None

    def must(self, *fields: str) -> Json:
        """The body, in which each of the fields is a text. Raises the `PlatformError` that the answer means."""
        if self.status == HTTPStatus.OK and self.body is not None:
            if all(isinstance(self.body.get(name), str) for name in fields):
                return self.body
            raise _unclear("its answer says nothing", writes=self.writes, status=self.status)
        raise self._failure()

    def _failure(self) -> PlatformError:
        """The error of an answer that gives nothing."""
        if self.refuses_token:
            return Unauthorized(
                f"Bluesky refused the login: {self.words}.", platform=_PLATFORM, status=self.status, said=self.words
            )
        if self.status == HTTPStatus.TOO_MANY_REQUESTS:
            return RateLimited(
                "Bluesky asks us to wait: the account has reached its limit.",
                platform=_PLATFORM,
                status=self.status,
                said="the account has reached its limit",
                until=_free_again(self),
            )
        # 408 comes from a proxy that waited for the server: what the server did is not known.
        if 400 <= self.status < 500 and self.status != HTTPStatus.REQUEST_TIMEOUT:
            return Rejected(
                f"Bluesky refused it: {self.words}.", platform=_PLATFORM, status=self.status, said=self.words
            )
        return _unclear(self.words, writes=self.writes, status=self.status)


class Server:
    """One account's way to its server. The login is made on first use and kept."""

    def __init__(self, session: Session, address: str, *, identifier: str, password: str) -> None:
        self._session = session
        self._address = address.rstrip("/")
        self._identifier = identifier
        self._password = password
        self._account: Account | None = None
        self._signing_in = Lock()

    def account(self) -> Account:
        """Who we are there. Logs in where that has not been done yet."""
        return self._account or self._signed_in_after(None)

    def query(self, method: str, parameters: Mapping[str, str] | None = None) -> Answer:
        """Reads. Raises `Unavailable` where there is no answer, and whatever keeps us from logging in."""
        return self._as_account(_Call("GET", method, parameters=parameters))

    def read(self, method: str, parameters: Mapping[str, str | Sequence[str]]) -> Answer:
        """Reads what anybody may. Raises `Unavailable` where there is no answer."""
        return self._send(_Call("GET", method, parameters=parameters))

    def write(self, method: str, body: Json) -> Answer:
        """Writes. Raises `AnswerLost` where there is no answer, and whatever keeps us from logging in."""
        return self._as_account(_Call("POST", method, body=body, writes=True))

    def _as_account(self, call: _Call) -> Answer:
        """Makes a call, and once more with a new token where the old one is refused."""
        account = self.account()
        answer = self._send(call, account.access)
        if answer.refuses_token:
            answer = self._send(call, self._signed_in_after(account).access)
        return answer

    def _signed_in_after(self, stale: Account | None) -> Account:
        """A login newer than this one; where another thread has made one meanwhile, that."""
        with self._signing_in:
            if self._account is None:
                self._account = self._log_in()
            elif self._account is stale:
                self._account = self._renew(stale) or self._log_in()
            return self._account

    def _renew(self, account: Account) -> Account | None:
        """New tokens for the refresh token; None where it is refused too."""
        answer = self._send(_Call("POST", "com.atproto.server.refreshSession"), account.renewal)
        return None if answer.refuses_token else _account(answer)

    def _log_in(self) -> Account:
        if not (self._identifier and self._password):
            raise Unauthorized("A Bluesky account needs its handle and an app password.", platform=_PLATFORM)
        body = {"identifier": self._identifier, "password": self._password}
        answer = self._send(_Call("POST", "com.atproto.server.createSession", body=body))
        try:
            return _account(answer)
        except (Rejected, Unauthorized) as refusal:
            raise Unauthorized(
                f"Bluesky refused the login of {self._identifier}: {answer.words}. "
                "Check the handle, and give the account a new app password from Bluesky's settings.",
                platform=_PLATFORM,
                status=answer.status,
                said=answer.words,
            ) from refusal

    def _send(self, call: _Call, token: str = "") -> Answer:
        """One exchange; an answer that comes is returned whatever it says."""
        try:
            answer = self._session.request(
                call.verb,
                f"{self._address}/xrpc/{call.method}",
                params=call.parameters,
                json=call.body,
                headers={"Authorization": f"Bearer {token}"} if token else {},
                allow_redirects=False,
            )
        except WireError as broken:
            raise _unclear(str(broken).rstrip("."), writes=call.writes and not nothing_was_sent(broken)) from broken
        return Answer(answer.status_code, answer.headers, _json(answer), call.writes)


@dataclass(frozen=True, slots=True)
class _Call:
    verb: str
    method: str
    parameters: Mapping[str, str | Sequence[str]] | None = None
    body: Json | None = field(default=None, repr=False)
    writes: bool = False


def _account(answer: Answer) -> Account:
    body = answer.must("did", "handle", "accessJwt", "refreshJwt")
    return Account(body["did"], body["handle"], body["accessJwt"], body["refreshJwt"])


def _json(answer: Response) -> Json | None:
    """The answer's JSON object; None where it is anything else."""
    try:
        value = json.loads(answer.content)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _unclear(why: str, *, writes: bool, status: int | None = None) -> PlatformError:
    """The error where nothing can be known from the answer: only a write may have been accepted."""
    if writes:
        return AnswerLost(
            f"Bluesky's answer was lost ({why}): the post may be out.", platform=_PLATFORM, status=status, said=why
        )
    return Unavailable(
        f"Bluesky could not be asked ({why}); nothing was sent.", platform=_PLATFORM, status=status, said=why
    )


def _free_again(answer: Answer) -> datetime | None:
    """When the limit ends: an epoch in one header, or seconds from the answer's own time in another."""
    if epoch := _seconds(answer.headers.get("ratelimit-reset")):
        return datetime.fromtimestamp(epoch, UTC)
    wait = _seconds(answer.headers.get("retry-after"))
    return answer.at + timedelta(seconds=wait) if wait is not None and answer.at else None


def _seconds(header: str | None) -> int | None:
    return int(header) if header and re.fullmatch(r"[0-9]{1,10}", header) else None
