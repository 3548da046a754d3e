"""A campaign whose posts are long over, and what is kept of its days."""

from datetime import timedelta

import pytest

from campaign.states import State
from campaign.store.reporting import days
from campaign.store.reporting.days import DAY, MONTH, UNITS
from tests.store.world import World

DAYS = timedelta(days=1)


def lived(store):
    """A campaign with a post that is out, one that failed, and one that a person held; ten weeks later."""
    found = World(store)
    found.keys = {state: found.in_state(state) for state in (State.PUBLISHED, State.FAILED, State.HELD)}
    found.wait(70 * DAYS)
    return found


@pytest.fixture
def world(store):
    return lived(store)


def kept(world):
    with world.store.read() as connection:
        return {unit: len(days.kept(connection, world.campaign.id, unit)) for unit in (DAY, MONTH)}


def units_of(world):
    with world.store.read() as connection:
        return {unit: sorted(days.kept(connection, world.campaign.id, unit)) for unit in UNITS}
