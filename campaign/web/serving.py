"""The dashboard's server: a thread with an event loop of its own, so that no page ever holds up the worker."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import structlog
import uvicorn

from campaign.app import App, open_app
from campaign.errors import ConfigError
from campaign.web.application import make
from campaign.web.security.starting import require_password_or_loopback

log = structlog.get_logger("web")
#: How long pages that are under way may take once it is to stop.
_GRACE_S = 2
_BACKLOG = 128


def open_desk(file: Path | None, database_url: str | None) -> App:
    """The installation as the dashboard has it: with a store of its own, whose writes wake the workers."""
    return open_app(file, database_url=database_url)


class Dashboard:
    """Serves an installation's dashboard until it is closed. Raises `ConfigError` where the address cannot be had."""

    def __init__(self, app: App) -> None:
        require_password_or_loopback(app.config, app.store)
        self._app = app
        # Bound here and not in the thread: who starts it is told at once that it cannot.
        self._socket = _listen(app.config.web.host, app.config.web.port)
        self.port: int = self._socket.getsockname()[1]
        self._application = make(app)
        self._server = uvicorn.Server(
            uvicorn.Config(
                self._application,
                log_config=None,
                # That it starts and ends tells nobody anything who reads where the dashboard is; its errors do.
                log_level="warning",
                access_log=False,
                lifespan="on",
                # Nothing here speaks it: no library for it is to be loaded where there is one.
                ws="none",
                server_header=False,
                timeout_graceful_shutdown=_GRACE_S,
                # Whose word is taken for the address of who asks is for the guards to say.
                proxy_headers=False,
            )
        )
        self._thread = threading.Thread(target=self._run, name="web", daemon=True)
        self._thread.start()
        log.info("dashboard", address=self.address)

    @property
    def address(self) -> str:
        """Where people find it."""
        host = self._app.config.web.host
        return self._app.config.web.public_url or f"http://{f'[{host}]' if ':' in host else host}:{self.port}/"

    def close(self) -> None:
        """Finishes what is under way, for three seconds at most, and serves no more."""
        # Those who listen for changes would wait for ever, and be waited for.
        self._application.state.live.close()
        self._server.should_exit = True
        self._thread.join(_GRACE_S + 1)
        self._application.state.clicks.close()
        self._app.close()

    def _run(self) -> None:
        # uvicorn says itself in the log why it could not.
        self._server.run(sockets=[self._socket])


def _listen(host: str, port: int) -> socket.socket:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        return socket.create_server(found[0][4][:2], family=found[0][0], backlog=_BACKLOG)
    except OSError as error:
        words = f"the dashboard cannot listen at {host}:{port}: {error.strerror}."
        raise ConfigError(words, key="web.port", hint="Name another [web] port, or stop what listens there.") from error
