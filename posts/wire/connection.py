"""One connection to a checked address, which no server can hold open past its call."""

from __future__ import annotations

import io
import socket
import ssl
import time
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPResponse
from typing import Any, NamedTuple

import certifi
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util.ssl_ import create_urllib3_context

from posts.wire.turns import TURN

#: Room for status line and headers, beside the body that a call allows.
_HEADERS = 300_000


def clock() -> float:
    """Seconds that never jump and, where the system can tell (Linux), go on while the machine sleeps."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


@dataclass(slots=True)
class Call:
    """What one call may take, redirects included, and what it took so far."""

    #: When it must be over, as `clock` tells it.
    until: float
    #: Seconds for one connection to be made, and for the server to be silent.
    connect_s: float
    read_s: float
    #: The largest body, before and after decompression.
    most_bytes: int
    received: int = field(default=0)

    @property
    def full(self) -> bool:
        """Whether more came over the wire than the call allows."""
        return self.received > self.most_bytes + _HEADERS

    def left(self, at_most: float) -> float:
        """Seconds that remain, but no more than ``at_most``. Raises `TimeoutError` where none do."""
        left = min(self.until - clock(), at_most)
        if left <= 0:
            raise TimeoutError("the call took too long")
        return left


class _Bounded(io.RawIOBase):
    """What a server sends, each read within what its call has left of time and size.

    A socket's own timeout begins anew with every byte: a server that sends one byte a second would never run into it.
    """

    def __init__(self, sock: socket.socket, call: Call) -> None:
        super().__init__()
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)
        self._call = call

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:  # noqa: ANN401 (a writable buffer, which typing cannot name on 3.11)
        with TURN.aside():
            self._sock.settimeout(self._call.left(self._call.read_s))
            got = self._raw.readinto(buffer)
        self._call.received += got or 0
        if self._call.full:
            raise OSError("the answer is too large")
        return got

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Source(NamedTuple):
    """What `http.client.HTTPResponse` wants of a socket: a file to read from."""

    file: io.BufferedReader

    def makefile(self, _mode: str) -> io.BufferedReader:
        return self.file


class Plain(HTTPConnection):
    """A connection to the addresses it is given; the name is never asked for again."""

    def __init__(self, host: str, port: int, call: Call, **more: Any) -> None:  # noqa: ANN401
        super().__init__(host, port, **more)
        self.addresses: tuple[str, ...] = ()
        self.call = call
        self.answer: io.BufferedReader | None = None
        self._unsent: list[bytes] = []
        self.response_class = self._response  # type: ignore[assignment]  # http.client only calls it

    def _response(self, _sock: socket.socket, *args: Any, **more: Any) -> HTTPResponse:  # noqa: ANN401
        return HTTPResponse(_Source(self.answer), *args, **more)  # type: ignore[arg-type]

    def send(self, data: Any) -> None:  # noqa: ANN401 - http.client's own: bytes, or what can be read for them
        """Lays by what is to be sent."""
        self._unsent.append(data.read() if hasattr(data, "read") else data)

    def flush(self) -> None:
        """Sends what was laid by, all at once."""
        unsent, self._unsent = b"".join(self._unsent), []
        super().send(unsent)

    def exchange(self) -> None:
        """Sends what was laid by, and waits until the answer begins."""
        self.flush()
        self.answer = io.BufferedReader(_Bounded(self.sock, self.call))
        self.answer.peek()

    def drop(self) -> None:
        """Closes the connection and what was being read from it, wherever reading stopped."""
        self.close()
        if self.answer:
            self.answer.close()

    def _new_conn(self) -> socket.socket:
        """Connects to the first address that takes us. urllib3 verifies TLS against the name, not the address."""
        failed = OSError("it has no address")
        for address in self.addresses:
            self.timeout = self.call.left(self.call.connect_s)
            try:
                return _connected(address, self.port, self.timeout)
            except OSError as error:
                failed = error
        raise failed


def _connected(address: str, port: int, timeout: float) -> socket.socket:
    """A connection to an address as the resolver gave it; `socket.create_connection` would ask the resolver again."""
    sock = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    try:
        sock.settimeout(timeout)
        sock.connect((address, port))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        sock.close()
        raise
    return sock


class Encrypted(Plain, HTTPSConnection):
    """The same over TLS; its certificate is always verified."""


@cache
def trusting(authorities: str) -> ssl.SSLContext:
    """TLS that trusts a file of authorities. Reading it takes some 20 ms, so each file is read once."""
    context = create_urllib3_context()
    context.load_verify_locations(authorities)
    return context


#: The authorities that browsers trust.
AUTHORITIES = certifi.where()
