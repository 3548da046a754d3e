"""A delivery that says otherwise than the sealed log is named; on both databases."""

from datetime import timedelta

import pytest

from campaign.states import State
from campaign.store import models
from campaign.store.queue import orders
from campaign.store.values import Selection

TABLES = {"event": models.Event.__table__, "attempt": models.Attempt.__table__}
COLUMNS = [(kind, one.name) for kind, table in TABLES.items() for one in table.columns if one.name != "id"]


def test_a_delivery_that_says_it_is_out_though_no_attempt_of_it_is_is_named(house):
    house.seal()
    failed = house.raw("SELECT id FROM deliveries WHERE state = 'failed'")[0][0]
    house.tamper(f"UPDATE deliveries SET state = 'published' WHERE id = {failed}")
    assert house.fault() in {("changed", "delivery", failed), ("changed", "text", failed)}


def test_a_delivery_that_says_it_is_elsewhere_than_the_log_says_is_named(house):
    house.seal()
    out = house.raw("SELECT min(id) FROM deliveries WHERE state = 'published'")[0][0]
    house.tamper(f"UPDATE deliveries SET remote_url = 'https://elsewhere.example/1' WHERE id = {out}")
    assert house.fault() == ("changed", "delivery", out)
    assert "https://elsewhere.example/1" in house.verify().fault.words


@pytest.mark.parametrize("state", ["failed", "queued", "cancelled"])
def test_a_delivery_that_hides_that_it_is_out_is_named(house, state):
    house.seal()
    out = house.raw("SELECT min(id) FROM deliveries WHERE state = 'published'")[0][0]
    house.tamper(f"UPDATE deliveries SET state = '{state}' WHERE id = {out}")
    assert house.fault() == ("changed", "delivery", out)


def test_what_was_seen_there_by_a_person_agrees_with_the_log(house):
    key = house.world.in_state(State.IN_DOUBT)
    house.seal()
    with house.app.store.write() as connection:
        orders.resolve(connection, Selection((key,)), house.app.act(), "https://there.example/1")
    house.seal()
    assert house.fault() is None


@pytest.fixture
def moved(house):
    """A post that waits, moved twice."""
    (key,) = house.world.new(due=house.world.at + timedelta(days=1))
    for days in (3, 2):
        at = house.world.at + timedelta(days=days)
        with house.app.store.write() as connection:
            orders.move(connection, {key: orders.NewTime(at, f"{at:%Y-%m-%dT%H:%M}", "UTC")}, house.app.act())
    return key


def test_a_delivery_that_was_moved_past_the_log_is_named(house, moved):
    house.seal()
    assert house.fault() is None
    house.tamper(f"UPDATE deliveries SET scheduled_for = {house.long_ago} WHERE id = {moved}")
    assert house.fault() == ("changed", "delivery", moved)
    assert "moved to last" in house.verify().fault.words
