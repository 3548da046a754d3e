"""Only who means this server is served: a name that somebody else points to this machine opens nothing.

A page of another site can let its own name lead to 127.0.0.1 and then ask us as if it were ours (DNS rebinding); its
name in the Host header betrays it.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from campaign.web.security.addresses import Public, is_forwarded, is_ours, is_public
from campaign.web.security.answers import problem

_NOT_OURS = "This server does not go by that name: open it as localhost, or name it in [web] public_url."
_NOT_YET = (
    "Nobody outside of this machine is served until there is a password: `campaign users add NAME` sets the first one."
)


class Hosts:
    """421 for another's name; 403 for who comes from outside while ``is_anybody`` says that there is no user."""

    def __init__(self, app: ASGIApp, public: Public, is_anybody: Callable[[], bool]) -> None:
        self._app = app
        self._public = public
        self._is_anybody = is_anybody

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] not in ("http", "websocket"):
            return await self._app(scope, receive, send)
        if not is_ours(scope, self._public):
            return await problem(scope["path"], 421, _NOT_OURS)(scope, receive, send)
        comes_from_outside = is_forwarded(scope) or is_public(scope, self._public)
        if comes_from_outside and not await run_in_threadpool(self._is_anybody):
            return await problem(scope["path"], 403, _NOT_YET)(scope, receive, send)
        return await self._app(scope, receive, send)
