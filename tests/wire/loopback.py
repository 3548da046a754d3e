"""A small HTTP server on 127.0.0.1 whose every answer is a function of the request; it can also misbehave."""

import contextlib
import json
import os
import socket
import socketserver
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPMessage
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Told:
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, value: Any, status: int = 200, **headers: str) -> "Told":
        named = {name.replace("_", "-"): text for name, text in headers.items()}
        return cls(status, json.dumps(value).encode(), {"content-type": "application/json", **named})


# An app answers, or takes the connection and does with it what it wants.
App = Callable[[Asked], Told | Callable[[socket.socket], None]]


def hang_up(connection: socket.socket) -> None:
    """Closes without a word."""


def reset(connection: socket.socket) -> None:
    """Breaks the connection off: the other side sees ECONNRESET, not an end."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    os.close(connection.detach())


def pour(total: int) -> Callable[[socket.socket], None]:
    """Answers 200 with more bytes than anyone wants."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n")
        for _ in range(total // 65_536):
            connection.sendall(b"[" * 65_536)

    return answer


class _Handler(BaseHTTPRequestHandler):
    def parse_request(self) -> bool:
        ok = super().parse_request()
        if ok:
            self.answer()
            self.close_connection = True
        return False

    def answer(self) -> None:
        parts = urlsplit(self.path)
        # An app may end a call before its body is read.
        end = getattr(self.server.app, "before_body", lambda _method, _path: None)(self.command, parts.path)
        if end:
            end(self.connection)
            return
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        asked = Asked(self.command, parts.path, parse_qs(parts.query), self.headers, body)
        with contextlib.suppress(ConnectionError):
            told = self.server.app(asked)
            if isinstance(told, Told):
                self.tell(told)
            else:
                told(self.connection)

    def tell(self, told: Told) -> None:
        self.send_response_only(told.status)
        given = {"date": self.date_time_string(), "content-length": str(len(told.body)), **told.headers}
        for name, value in given.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(told.body)

    def log_message(self, *args: Any) -> None:
        pass


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    app: App

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is no error of ours; a broken app shows as a lost answer."""


@contextlib.contextmanager
def serving(app: App, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serves the app; gives its base URL."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.app = app
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def closed_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
