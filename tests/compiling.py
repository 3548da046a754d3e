"""Statements are compiled once a process, as a worker does, and not anew for each test's own store.

SQLAlchemy keeps what it compiled with an engine, under its dialect. Every test has an engine of its own, and what most
of them did was to compile the same statements again: here engines of one kind share a dialect and what is compiled.
"""

import pytest
import sqlalchemy

from campaign.store import database

KEPT = 3_000


class Compiled:
    """The dialect of each driver that has met its server, and what was compiled with it."""

    def __init__(self):
        self._shared = {}

    def create_engine(self, url, **options):
        engine = sqlalchemy.create_engine(url, **options)
        dialect, cache = self._shared.get(engine.driver, (None, None))
        if dialect is None:
            self._shared[engine.driver] = engine.dialect, engine._compiled_cache
            engine._compiled_cache.capacity = KEPT
        elif dialect.server_version_info:
            engine.dialect, engine._compiled_cache = dialect, cache
        return engine


@pytest.fixture(scope="session", autouse=True)
def compiled_once():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "create_engine", Compiled().create_engine)
        yield
