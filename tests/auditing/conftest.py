"""An installation with a key, whose clock is its world's, on both databases; and what it says of its log."""

from dataclasses import replace

import pytest

from campaign import app as composing
from campaign.clock import Clock
from campaign.desk import auditing
from campaign.states import State
from campaign.store.database import Store
from tests.store.world import World


class House:
    """An installation in which something has happened."""

    def __init__(self, folder, url, world):
        self.folder = folder
        (folder / "config.toml").write_text("")
        app, _ = composing.init(folder / "config.toml", url)
        self.world = world
        self.world.store = app.store
        self.app = replace(app, clock=Clock(now=lambda: self.world.at, boottime=lambda: 0.0))

    @property
    def long_ago(self):
        """A moment before all that happened, as SQL."""
        return "1" if self.app.store.is_sqlite else "'2001-01-01T00:00:00+00:00'"

    def live(self):
        return live(self.world)

    def seal(self):
        return self.app.sealer().seal()

    def verify(self, head=None):
        return auditing.verify(self.app, head)

    def fault(self, head=None):
        found = self.verify(head).fault
        return found and (found.what, found.kind, found.id)

    def raw(self, statement):
        return self.world.raw(statement)

    def tamper(self, *statements):
        """What somebody does to the database who has it, and not the key; no constraint stands in the way."""
        with self.app.store.engine.connect() as connection:
            if self.app.store.is_sqlite:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
                connection.exec_driver_sql("PRAGMA query_only = OFF")
                connection.exec_driver_sql("BEGIN")
            else:
                connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            for statement in statements:
                connection.exec_driver_sql(statement)
            connection.commit()
            if self.app.store.is_sqlite:
                connection.invalidate()


def live(world):
    """Something happens: some posts go out, one fails, one is held."""
    keys = [world.in_state(State.PUBLISHED) for _ in range(3)]
    world.in_state(State.FAILED)
    world.in_state(State.HELD, account="ward")
    return keys


def lived(url):
    """A world in which that has happened once."""
    store = Store(url)
    world = World(store, names=("clinic", "ward"))
    with store.write() as connection:
        # The world's are no secrets that a key opens.
        connection.exec_driver_sql("UPDATE accounts SET secrets = NULL")
    live(world)
    store.close()
    return world


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request, tmp_path, copies):
    made = House(tmp_path, *copies.of("lived", request.param, lived, tmp_path / "campaign.db"))
    yield made
    made.app.close()
