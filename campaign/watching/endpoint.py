"""A small HTTP server for machines that watch: pages by their paths, read and never written.

It has threads of its own, so that whoever asks, and however slowly, keeps no post waiting.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import structlog

log = structlog.get_logger("endpoint")
#: Who says nothing for so long is hung up on.
_PATIENCE_S = 10.0


@dataclass(frozen=True, slots=True)
class Page:
    """What is answered."""

    body: bytes
    media_type: str
    status: int = HTTPStatus.OK


class Endpoint:
    """Serves pages at an address, from when it is made until it is closed. Raises `OSError` where it is taken."""

    def __init__(self, host: str, port: int, pages: Mapping[str, Callable[[], Page]]) -> None:
        handler = type("Handler", (_Handler,), {"pages": pages})
        self._server = (_ServerV6 if ":" in host else _Server)((host, port), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, name="endpoint", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """The port, also where 0 was asked for, which is any that is free."""
        return int(self._server.server_address[1])

    def close(self) -> None:
        """Answers nobody any more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_: object) -> None:
        """Who hangs up in the middle is no error of ours."""


class _ServerV6(_Server):
    address_family = socket.AF_INET6


class _Handler(BaseHTTPRequestHandler):
    pages: Mapping[str, Callable[[], Page]]
    timeout = _PATIENCE_S
    server_version, sys_version = "hashtag-campaign", ""

    def do_GET(self) -> None:
        page = self._page()
        self.send_response(page.status)
        for name, value in {"Content-Type": page.media_type, "Content-Length": len(page.body)}.items():
            self.send_header(name, str(value))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(page.body)

    do_HEAD = do_GET  # noqa: N815 - http.server's name

    def _page(self) -> Page:
        make = self.pages.get(self.path.partition("?")[0])
        if make is None:
            return Page(b"Not found.\n", "text/plain", HTTPStatus.NOT_FOUND)
        try:
            return make()
        except Exception:
            log.exception("a page could not be made", path=self.path)
            return Page(
                b"This page could not be made: the log says why.\n", "text/plain", HTTPStatus.SERVICE_UNAVAILABLE
            )

    def log_message(self, *_: object) -> None:
        """Who asks every few seconds is not worth a line each time."""
