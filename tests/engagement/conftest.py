"""A town on each database."""

import pytest

from posts.testing import FakePlatform
from tests.engagement.town import DEAR, FREE, Town
from tests.platforms.scenes import login
from tests.store.world import World


@pytest.fixture
def town(store):
    return Town(World(store, platform=FREE), FakePlatform(login(None)))


@pytest.fixture
def dear(store):
    """The same on a platform that takes half a cent for a post."""
    return Town(World(store, platform=DEAR), FakePlatform(login(None)), {DEAR: 1_000_000})
