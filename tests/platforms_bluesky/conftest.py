"""A Bluesky server for each test: our fake, and with --pds the real one too."""

from datetime import UTC, datetime

import pytest

from posts.platforms.base import Login
from posts.platforms.bluesky import Bluesky
from posts.wire import Guard, Session
from tests.pds import server as real
from tests.platforms_bluesky.pds_fake import PdsFake, serving


@pytest.fixture(scope="session")
def real_pds(tmp_path_factory):
    with real.running(real.install(), tmp_path_factory.mktemp("pds")) as server:
        yield server


@pytest.fixture
def fake():
    with serving(PdsFake()) as pds:
        yield pds


@pytest.fixture(params=["fake", pytest.param("real", marks=pytest.mark.pds)])
def pds(request):
    """A server with one fresh account: url, did, handle, app_password, texts(), record(rkey)."""
    if request.param == "fake":
        return request.getfixturevalue("fake")
    return request.getfixturevalue("real_pds").new_account()


@pytest.fixture
def connect():
    """Makes an adapter for a server's account; ``changed`` replaces parts of its login."""
    sessions = []

    def make(pds, *, read_s=25.0, **changed):
        sessions.append(Session(Guard(allow=("127.0.0.1",)), read_s=read_s))
        login = {
            "name": "clinic",
            "session": sessions[-1],
            "now": lambda: datetime.now(UTC),
            "server": pds.url,
            "secrets": {"app_password": pds.app_password},
            "options": {"handle": pds.handle},
        }
        return Bluesky(Login(**login | changed))

    yield make
    for session in sessions:
        session.close()
