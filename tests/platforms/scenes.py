"""The adapters before their servers, as the conformance suite wants them."""

from dataclasses import replace
from datetime import UTC, datetime

from posts.platforms.base import Login
from posts.wire import Guard, Session
from tests.platforms.faults import Faulty
from tests.wire.loopback import closed_port


def now():
    return datetime.now(UTC)


def login(server, secrets=None, options=None, **bounds):
    """A login at a server on this machine."""
    session = Session(Guard(("127.0.0.1",)), **{"connect_s": 10, "read_s": 10, **bounds})
    return Login("clinic", session, now, server=server, secrets=secrets or {}, options=options or {})


class WebScene:
    """An adapter that speaks HTTP, before a faulty server."""

    def __init__(self, adapter, login, server: Faulty, texts):
        self.adapter = adapter
        self.login = login
        self.platform = adapter(login)
        self.server = server
        self.texts = texts

    def fault(self, name):
        if name == "unavailable":
            self.log_in(server=f"http://127.0.0.1:{closed_port()}")
        else:
            self.server.armed = name

    def log_in(self, **changed):
        self.login = replace(self.login, **changed)
        self.platform = self.adapter(self.login)
