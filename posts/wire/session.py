"""A requests session that is guarded, bounded and keeps nothing between calls."""

from __future__ import annotations

from http.cookiejar import DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import requests
from requests import Response
from requests.exceptions import InvalidHeader, InvalidSchema, InvalidURL, MissingSchema, TooManyRedirects
from requests.sessions import merge_setting
from requests.structures import CaseInsensitiveDict

from posts.wire.connection import Call, clock
from posts.wire.door import Detour, Door, Resolve, addresses_of
from posts.wire.errors import Blocked, NoAnswer, NotSent
from posts.wire.guard import Guard
from posts.wire.turns import TURN

__all__ = ["Response", "Session"]

_MOST_REDIRECTS = 5
_PUBLIC_ONLY = Guard()
_FOLLOWED = frozenset({"GET", "HEAD"})
_HEADERS = {"User-Agent": "hashtag-campaign", "Accept-Encoding": "gzip, deflate"}


class Session(requests.Session):
    """A requests session that reaches only what its guard allows.

    Every call has a time (``connect_s`` seconds for the connection, ``read_s`` of silence, the sum of both in all; the
    name is looked up within the resolver's own) and a largest answer (``most_bytes``). GET and HEAD follow up to five
    redirects, each of them checked; nothing else follows any: the redirect is the answer. Nothing is tried twice;
    neither proxies, .netrc nor cookies are used; a ``timeout`` or ``verify=False`` of a single call changes nothing.
    Raises `posts.wire.WireError`.
    """

    def __init__(
        self,
        guard: Guard = _PUBLIC_ONLY,
        *,
        connect_s: float = 5,
        read_s: float = 25,
        most_bytes: int = 1_000_000,
        resolve: Resolve = addresses_of,
    ) -> None:
        super().__init__()
        self.guard = guard
        self.connect_s = connect_s
        self.read_s = read_s
        self.most_bytes = most_bytes
        self.resolve = resolve
        self.trust_env = False
        self.max_redirects = _MOST_REDIRECTS
        self.headers.update(_HEADERS)
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
        door = Door(guard, resolve)
        for scheme in ("http://", "https://"):
            self.mount(scheme, door)

    def aimed(self, meant: str, server: str | None) -> Session:
        """A session of its own with the same guard and bounds, in which what is meant for ``meant`` goes to ``server``.

        For libraries that know only one address of their platform. ``server`` None leaves it there.
        """
        own = Session(
            self.guard,
            connect_s=self.connect_s,
            read_s=self.read_s,
            most_bytes=self.most_bytes,
            resolve=self.resolve,
        )
        own.verify = self.verify
        if server:
            own.mount(meant, Detour(server, self.guard, self.resolve))
        return own

    def bounds(self, *, seconds: float | None = None, most_bytes: int | None = None) -> Call:
        """What a call that begins now may take."""
        total = self.connect_s + self.read_s if seconds is None else seconds
        return Call(clock() + total, self.connect_s, self.read_s, most_bytes or self.most_bytes)

    def request(self, *args: Any, **more: Any) -> Response:  # noqa: ANN401
        """As requests has it, in one turn from the request's first word until it leaves."""
        with TURN.taken():
            return super().request(*args, **more)

    def prepare_request(self, request: requests.Request) -> requests.PreparedRequest:
        """As requests has it, and refuses here what could not be written to a connection later."""
        prepared = requests.PreparedRequest()
        try:
            with TURN.taken():
                prepared.prepare(**self._laid_out(request))
            for value in prepared.headers.values():
                str(value).encode("latin-1")
        except (InvalidURL, MissingSchema) as error:
            raise NotSent("That is no web address.") from error
        except (InvalidHeader, UnicodeError):
            # Their words quote the header, which may hold a token.
            raise NotSent("A secret or option of the account holds a character that no header can.") from None
        return prepared

    def _laid_out(self, request: requests.Request) -> dict[str, Any]:
        """What a request is made of, without cookies.

        requests makes three jars for none, and asks of what it merges what kind of mapping it is, though there is
        nothing to merge: a tenth of what a call takes.
        """
        headers = CaseInsensitiveDict(self.headers)
        headers.update(request.headers or {})
        merged: Any = merge_setting  # it has no types
        return {
            "method": str(request.method),
            "url": request.url,
            "headers": {name: value for name, value in headers.items() if value is not None},
            "files": request.files,
            "data": request.data,
            "json": request.json,
            "params": merged(request.params, self.params) if self.params else request.params or None,
            "auth": request.auth or self.auth,
            "hooks": request.hooks if request.hooks.get("response") else self.hooks,
        }

    def merge_environment_settings(
        self, _url: object, _proxies: object, _stream: object, verify: bool | str | None, _cert: object
    ) -> Any:  # noqa: ANN401 (a type that requests keeps to itself)
        """What a call is sent with: its own or the session's authorities, and nothing from the environment."""
        authorities = verify if isinstance(verify, str) else self.verify
        return {"proxies": {}, "stream": False, "verify": authorities, "cert": None}

    def send(self, request: requests.PreparedRequest, **more: Any) -> Response:  # noqa: ANN401
        """As requests has it, within ``call``'s bounds: by default the session's own, redirects included."""
        try:
            with TURN.taken():
                more.setdefault("call", self.bounds())
                return super().send(request, **more)
        except InvalidSchema as error:
            raise Blocked("Only http and https addresses can be reached.") from error
        except TooManyRedirects as error:
            raise NoAnswer(f"{urlsplit(str(request.url)).hostname} redirects without end.") from error

    def get_redirect_target(self, resp: Response) -> str | None:
        """Where the answer leads to; None where it leads nowhere, or may not be followed."""
        if resp.request.method not in _FOLLOWED:
            return None
        try:
            target = super().get_redirect_target(resp)
            urlsplit(target or "")
        except ValueError as error:
            raise NoAnswer(f"{urlsplit(resp.url).hostname} redirects to no web address.") from error
        return target
