"""What was sent before prices were kept is priced by the lists of its time, when the database is upgraded."""

import pytest

from campaign.states import State
from campaign.store import migrating
from campaign.store.database import Store
from campaign.store.models import metadata
from tests.store.world import World


@pytest.fixture
def store(empty_url):
    opened = Store(empty_url)
    opened.upgrade()
    yield opened
    opened.close()


def test_attempts_on_x_get_the_price_of_their_time_and_others_none(store):
    world = World(store, names=("on-x", "elsewhere"))
    with store.write() as connection:
        table = metadata.tables["accounts"]
        connection.execute(table.update().where(table.c.name == "on-x").values(platform="x"))
    plain, dear, free = (world.in_state(State.PUBLISHED, account=name) for name in ("on-x", "on-x", "elsewhere"))
    with store.write() as connection:
        deliveries, variants = metadata.tables["deliveries"], metadata.tables["variants"]
        its_own = deliveries.select().with_only_columns(deliveries.c.variant_id).where(deliveries.c.id == dear)
        said = variants.update().where(variants.c.id.in_(its_own))
        connection.execute(said.values(text="Read example.org. #rest"))
    migrating.downgrade(store.engine, "0008")
    assert store.upgrade() is True
    prices = dict(world.raw("SELECT delivery_id, price FROM attempts"))
    assert prices == {plain: 15_000, dear: 200_000, free: None}
