"""A small year of history, made once by the real planner and the real worker, and all of its rows."""

import fcntl
import os

import pytest

from campaign.store.database import Store
from tests.databases import migrate
from tests.reports import oracle
from tests.year.living import Year

ATTEMPTS = 2_000


@pytest.fixture(scope="session")
def year(tmp_path_factory):
    """The store of a small year; nobody writes to it."""
    # The processes of one run share it: the first one makes it.
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    with (shared / "year.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        file = shared / "year.db"
        if not file.exists():
            _make(file.with_suffix(".new"))
            file.with_suffix(".new").rename(file)
    store = Store(f"sqlite:///{file}")
    yield store
    store.close()


def _make(file):
    store = Store(migrate(f"sqlite:///{file}"))
    for _ in Year(store, ATTEMPTS).live():
        pass
    store.close()


@pytest.fixture(scope="session")
def history(year):
    """What the oracle reads there."""
    return oracle.read(year)
