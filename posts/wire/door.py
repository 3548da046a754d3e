"""The adapter through which every request leaves: check, connect, send, read, each with its own meaning."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http.client import HTTPException
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import DecodeError, HTTPError, ReadTimeoutError
from urllib3.response import BaseHTTPResponse

from posts.wire.connection import AUTHORITIES, Call, Encrypted, Plain, trusting
from posts.wire.errors import Blocked, NoAnswer, NotSent, TooLarge
from posts.wire.guard import Guard
from posts.wire.turns import TURN

#: Host and port → addresses: what `addresses_of` does; tests bring their own.
Resolve: TypeAlias = Callable[[str, int], Iterable[str]]

_PORTS = {"http": 80, "https": 443}
_PIECE = 65_536
_MOST_ADDRESSES = 4


class _Target(NamedTuple):
    encrypted: bool
    host: str
    port: int


def addresses_of(host: str, port: int) -> list[str]:
    """What the system's resolver says of a name, in its order; takes addresses in any spelling (0x7f.1) too."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Door(HTTPAdapter):
    """Sends a request to an address that its guard admits, and reads the whole answer within the call's bounds.

    The name is resolved once and the address that was judged is the one connected to, so a name that changes its mind
    (DNS rebinding) gains nothing. Every request has a connection of its own: one left open and closed by the server
    just as it is used again could not be told from an answer that was lost.
    """

    def __init__(self, guard: Guard, resolve: Resolve = addresses_of) -> None:
        super().__init__()
        self._guard = guard
        self._resolve = resolve

    def send(  # type: ignore[override]  # what requests lets a caller set, the call and the guard decide here
        self, request: requests.PreparedRequest, *, call: Call, verify: bool | str = True, **_unused: object
    ) -> requests.Response:
        """Raises `NotSent` before the first byte left, `NoAnswer` from then on."""
        target = _target(str(request.url))
        connection = _connection(target, call, verify if isinstance(verify, str) else AUTHORITIES)
        try:
            with _nothing_sent(target.host):
                _lay_out(request, connection)
            with TURN.aside():
                self._connect(connection, target)
                connection.exchange()
            raw = connection.getresponse()
            answer = self.build_response(request, raw)
            # requests has no other way to hand over a body that was read already.
            vars(answer).update(_content=_body(raw, call), _content_consumed=True)
        except NotSent:
            raise
        except (OSError, HTTPException, HTTPError, ValueError) as error:
            raise _lost(target.host, call, error) from error
        finally:
            connection.drop()
        return answer

    def _connect(self, connection: Plain, target: _Target) -> None:
        """Leaves it with the request to send and nothing else left to do."""
        connection.addresses = self._admitted(target.host, target.port)
        with _nothing_sent(target.host):
            connection.connect()
            # A process that was stopped until now and goes on must not send what others have given up meanwhile.
            connection.call.left(connection.call.read_s)

    def _admitted(self, host: str, port: int) -> tuple[str, ...]:
        try:
            addresses = tuple(self._resolve(host, port))
        except (OSError, UnicodeError) as error:
            raise NotSent(f"The name {host} is not known.") from error
        for address in addresses:
            if not self._guard.admits(host, address):
                found = f"{host} is" if host == address else f"{host} is at {address}, which is"
                raise Blocked(f"{found} not a public address; if that is meant, add it to [fetch] allow.")
        return addresses[:_MOST_ADDRESSES]


class Detour(Door):
    """A door for what is meant for one server and goes to another, path and query unchanged.

    The request was signed before it came here, so an OAuth 1.0a signature stays over the address that was meant.
    """

    def __init__(self, server: str, guard: Guard, resolve: Resolve = addresses_of) -> None:
        super().__init__(guard, resolve)
        self._server = urlsplit(server)

    def send(  # type: ignore[override]
        self, request: requests.PreparedRequest, *, call: Call, verify: bool | str = True, **_unused: object
    ) -> requests.Response:
        """As `Door.send`."""
        meant = urlsplit(str(request.url))
        there = request.copy()
        path = self._server.path.rstrip("/") + meant.path
        there.url = urlunsplit((self._server.scheme, self._server.netloc, path, meant.query, ""))
        return super().send(there, call=call, verify=verify)


def _target(url: str) -> _Target:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise NotSent("That is no web address.") from error
    if parts.scheme not in _PORTS or not host:
        raise Blocked("Only http and https addresses can be reached.")
    if "@" in parts.netloc:
        raise Blocked(f"The address at {host} holds a user name or password; write it without.")
    return _Target(parts.scheme == "https", host, port or _PORTS[parts.scheme])


def _connection(target: _Target, call: Call, authorities: str) -> Plain:
    if target.encrypted:
        more: dict[str, Any] = {"ssl_context": trusting(authorities)}
        return Encrypted(target.host, target.port, call, **more)
    return Plain(target.host, target.port, call)


def _lay_out(request: requests.PreparedRequest, connection: Plain) -> None:
    connection.request(
        str(request.method),
        request.path_url,
        body=request.body,
        headers={**request.headers, "Connection": "close"},
        preload_content=False,
        decode_content=False,
    )


@contextmanager
def _nothing_sent(host: str) -> Iterator[None]:
    """Around what comes before the first byte."""
    try:
        yield
    except (OSError, HTTPException, HTTPError, ValueError) as error:
        raise NotSent(f"No connection to {host}: {_reason(error)}.") from error


def _body(raw: BaseHTTPResponse, call: Call) -> bytes:
    """The body, decompressed piece by piece, so that a small bomb cannot become a large string."""
    pieces, size = [], 0
    for piece in raw.stream(_PIECE, decode_content=True):
        pieces.append(piece)
        size += len(piece)
        if size > call.most_bytes:
            raise TooLarge("")
    return b"".join(pieces)


def _lost(host: str, call: Call, error: Exception) -> NoAnswer:
    if isinstance(error, TooLarge) or call.full:
        return TooLarge(f"{host} answered with more than {call.most_bytes:,} bytes.")
    return NoAnswer(f"No answer from {host} that can be read: {_reason(error)}.")


def _reason(error: Exception) -> str:
    """Why a connection failed, in words without a path, header or body."""
    match error:
        case TimeoutError() | ReadTimeoutError():
            return "it took too long"
        case ConnectionRefusedError():
            return "it was refused"
        case DecodeError():
            return "its compression is broken"
        case OSError() if "certificate" in str(error).lower():
            return "its certificate is not valid for that name"
        case OSError() if error.strerror:
            return error.strerror[0].lower() + error.strerror[1:]
        case _:
            return "it broke off or is not HTTP"
