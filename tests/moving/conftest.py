"""Installations on either database, with a delivery in every state."""

from dataclasses import replace

import pytest

from campaign import app as composing
from campaign.clock import Clock
from campaign.states import State
from campaign.store.database import Store
from tests.store.world import World


class House:
    """An installation whose clock is its world's; one that is ``furnished`` has a delivery in every state."""

    def __init__(self, folder, url, furnished=None):
        folder.mkdir(exist_ok=True)
        (folder / "config.toml").write_text("")
        app = composing.open_app(folder / "config.toml", database_url=url, check=Store.upgrade)
        self.app = replace(app, clock=Clock(now=lambda: self.world.at, boottime=lambda: 0.0))
        self.url = url
        if furnished:
            self.world, self.keys = furnished, furnished.keys
            self.world.store = self.store

    @property
    def store(self):
        return self.app.store

    def borrow(self, world):
        """The clock of another's world, for a house in which there is nothing yet."""
        self.world = world
        return self

    def raw(self, statement):
        with self.store.read() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(statement)]

    def leases_end(self):
        """Later: nothing is in a worker's hands any more."""
        from tests.store.world import LEASE

        self.world.wait(LEASE * 2)


def furnish(url):
    """A campaign, an account for each state, and a delivery of each in that state, all due now."""
    store = Store(url)
    world = World(store, names=tuple(State))
    world.keys = {state: world.in_state(state, account=state) for state in State}
    store.close()
    return world


@pytest.fixture
def build(tmp_path, copies):
    """Houses by the kind of their database; each has a folder and a database of its own."""
    built = []

    def make(kind, *, furnished=False):
        folder = tmp_path / f"house{len(built)}"
        file = folder / "campaign.db"
        filled = copies.of("furnished", kind, furnish, file) if furnished else (copies.empty(kind, file), None)
        built.append(House(folder, *filled))
        return built[-1]

    yield make
    for one in built:
        one.app.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request, build):
    """A furnished house on each database."""
    return build(request.param, furnished=True)
