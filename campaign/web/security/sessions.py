"""Who asks: by the cookie of a session or the token of a program; kept in the request's state."""

from __future__ import annotations

from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from campaign.errors import StoreError
from campaign.rights import Person
from campaign.web.security.addresses import Public, headers, origin
from campaign.web.security.answers import problem
from campaign.web.security.origins import token

_PLAIN = "campaign"
#: A browser keeps this one only from https and for this host alone:
#: https://www.rfc-editor.org/rfc/rfc6265.html and https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html.
_STRICT = f"__Host-{_PLAIN}"
#: Who comes with which session, or none; and who asks by which token.
Who = Callable[[str | None], Person | None]
_LASTS_S = 14 * 24 * 3600


class Sessions:
    """Puts ``person``, ``actor`` (their name) and ``session`` (its secret) into the state; None where there is none."""

    def __init__(self, app: ASGIApp, public: Public, by_session: Who, by_token: Callable[[str], Person | None]) -> None:
        self._app = app
        self._public = public
        self._by_session = by_session
        self._by_token = by_token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "http" and not scope["path"].startswith("/static/"):
            given = token(scope)
            secret = None if given else session_of(scope, self._public)
            try:
                person = await run_in_threadpool(self._who, given, secret)
            except StoreError as error:
                # Nobody is let in whom nobody can look up.
                return await problem(scope["path"], 503, str(error))(scope, receive, send)
            found = {"person": person, "actor": person.name if person else None, "session": secret}
            scope.setdefault("state", {}).update(found)
        return await self._app(scope, receive, send)

    def _who(self, given: str | None, secret: str | None) -> Person | None:
        return self._by_token(given) if given else self._by_session(secret)


def session_of(scope: Scope, public: Public) -> str | None:
    """What the cookie holds that counts for this address; None where there is none, or more than one."""
    name, found = cookie_name(scope, public), []
    for header in headers(scope, b"cookie"):
        for part in header.split(";"):
            try:
                found += [morsel.value for key, morsel in SimpleCookie(part).items() if key == name]
            except CookieError:
                continue
    return found[0] if len(found) == 1 else None


def cookie_name(scope: Scope, public: Public) -> str:
    """Under https the strict one alone counts."""
    return _STRICT if origin(scope, public).startswith("https:") else _PLAIN


def keep(answer: Response, scope: Scope, public: Public, secret: str) -> None:
    """Lets the browser come with this session from now on."""
    name = cookie_name(scope, public)
    answer.set_cookie(name, secret, max_age=_LASTS_S, path="/", httponly=True, samesite="lax", secure=name == _STRICT)


def forget(answer: Response, scope: Scope, public: Public) -> None:
    """Lets it come without one."""
    name = cookie_name(scope, public)
    answer.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=name == _STRICT)
