"""Only our own pages may change something in the name of who looks at them (CSRF).

Browsers say themselves from where a request comes (https://www.w3.org/TR/fetch-metadata/); those that do not, and those
that we are asked by over plain http, send Origin with whatever changes something.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from campaign.web.security.addresses import Public, headers, origin
from campaign.web.security.answers import API, problem

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
#: ``none`` is a person's own doing: an address typed, a bookmark.
_OURS = frozenset({"same-origin", "none"})
_REFUSED = "This was sent by a page of another site, so it was not done."


class Origins:
    """403 for what another site's page asks to be changed. Programs with a token have no cookie to be misused."""

    def __init__(self, app: ASGIApp, public: Public) -> None:
        self._app = app
        self._public = public

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] == "http" and not is_allowed(scope, self._public):
            return await problem(scope["path"], 403, _REFUSED)(scope, receive, send)
        return await self._app(scope, receive, send)


def is_allowed(scope: Scope, public: Public) -> bool:
    """Whether it changes nothing, or comes from a page of ours, or from a program with a token."""
    if scope["method"] in _SAFE or has_token(scope):
        return True
    if said := headers(scope, b"sec-fetch-site"):
        return len(said) == 1 and said[0] in _OURS
    said = headers(scope, b"origin")
    # A browser names an origin with whatever changes something (https://fetch.spec.whatwg.org/#origin-header, "null"
    # where it may not say it): what names none below the API is a program without a token, which has no cookie either.
    return said == [origin(scope, public)] or (not said and scope["path"].startswith(API))


def has_token(scope: Scope) -> bool:
    """Whether a program asks, with a token; its cookies count for nothing then."""
    return bool(token(scope))


def token(scope: Scope) -> str | None:
    """The bearer token that it came with."""
    said = headers(scope, b"authorization")
    scheme, _, rest = said[0].partition(" ") if len(said) == 1 else ("", "", "")
    return rest.strip() or None if scheme.lower() == "bearer" else None
