"""Days whose sums are not kept are counted with few statements, however many they are, and whatever their clocks do."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import event, literal, select, union_all

from campaign.reports.period import Period
from campaign.states import State
from campaign.store.models import Delivery
from campaign.store.reporting import summing
from campaign.store.reporting.placing import evens, place_of
from campaign.store.reporting.summing import fresh
from tests.store.world import World

#: With a day that Samoa left out, hours that are skipped and repeated, and Lord Howe's half of one.
ZONES = {
    "Europe/Berlin": Period(date(2026, 1, 1), date(2028, 12, 31), "Europe/Berlin"),
    "Australia/Lord_Howe": Period(date(2026, 1, 1), date(2027, 12, 31), "Australia/Lord_Howe"),
    "Pacific/Apia": Period(date(2011, 12, 1), date(2012, 4, 30), "Pacific/Apia"),
    "UTC": Period(date(2026, 1, 1), date(2026, 1, 1), "UTC"),
}


@pytest.mark.parametrize("zone", ZONES)
def test_each_day_is_found_at_its_first_moment_and_at_its_last(store, zone):
    spans = ZONES[zone].spans()
    edges = (*(begin for begin, _ in spans), spans[-1][1])
    asked = [
        (place, at)
        for place, (begin, end) in enumerate(spans)
        if place % 11 == 0 or end - begin != timedelta(days=1)
        for at in (begin, end - timedelta(microseconds=1))
    ]
    type_ = Delivery.scheduled_for.type
    moments = union_all(
        *(select(literal(n).label("n"), literal(at, type_).label("at")) for n, (_, at) in enumerate(asked))
    )
    moments = moments.subquery()
    with store.read() as connection:
        found = connection.execute(select(moments.c.n, place_of(moments.c.at, edges))).all()
    assert dict(found) == {n: place for n, (place, _) in enumerate(asked)}


def test_a_year_of_days_is_five_runs_of_equal_ones():
    spans = Period(date(2026, 1, 1), date(2026, 12, 31), "Europe/Berlin").spans()
    runs = evens((*(begin for begin, _ in spans), spans[-1][1]))
    assert [run.each / timedelta(hours=1) for run in runs] == [24, 23, 24, 25, 24]


@pytest.fixture
def years(store):
    """A campaign with three posts in three years."""
    world = World(store)
    for days in (0, 400, 900):
        world.new(due=world.at + timedelta(days=days))
    return world


def spans(world, days=1_000):
    begin = datetime(world.at.year, world.at.month, world.at.day, tzinfo=UTC)
    edges = [begin + timedelta(days=number) for number in range(days + 1)]
    return list(pairwise(edges))


def count(world):
    with world.store.read() as connection:
        return dict(fresh(connection, world.campaign.id, spans(world)))


def test_years_with_few_posts_are_counted_at_once(years):
    said = []
    event.listen(years.store.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    found = count(years)
    assert len(found) == 3
    assert len([one for one in said if one.startswith("SELECT")]) <= 10


def test_days_that_hold_too_much_to_be_counted_at_once_come_to_the_same(years, monkeypatch):
    whole = count(years)
    monkeypatch.setattr(summing, "MOST", 1)
    monkeypatch.setattr(summing, "SHORT", 1)
    assert count(years) == whole
    assert sum(one.of(*State) for parts in whole.values() for one in parts.values()) == 3
