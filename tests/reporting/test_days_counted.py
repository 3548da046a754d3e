"""Days whose sums are not kept are counted with few statements, however many they are, and whatever their clocks do."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import hypothesis.strategies as st
import pytest
from hypothesis import given
from sqlalchemy import and_, event, literal, select, union_all

from campaign.reports.period import Period, Spans
from campaign.states import State
from campaign.store.models import Delivery
from campaign.store.reporting import summing
from campaign.store.reporting.days import outside
from campaign.store.reporting.placing import RUNS, OwnDay, parameters, place_of, runs
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
    days = [OwnDay(1, *span) for span in ZONES[zone].spans()]
    asked = [
        (place, at)
        for place, (_, begin, end) in enumerate(days)
        if place % 11 == 0 or end - begin != timedelta(days=1)
        for at in (begin, end - timedelta(microseconds=1))
    ]
    type_ = Delivery.scheduled_for.type
    moments = union_all(
        *(select(literal(n).label("n"), literal(at, type_).label("at")) for n, (_, at) in enumerate(asked))
    ).subquery()
    within = and_(moments.c.at >= RUNS.c.begins_at, moments.c.at < RUNS.c.ends_at)
    found = select(moments.c.n, place_of(moments.c.at)).select_from(RUNS).join(moments, within)
    with store.read() as connection:
        places = connection.execute(found, parameters(runs(days))).all()
    assert dict(places) == {n: place for n, (place, _) in enumerate(asked)}
    assert len(places) == len(asked)


@given(st.data())
def test_the_days_that_are_not_kept_are_those_that_are_in_nothing_that_is(data):
    every = Period(date(2026, 1, 1), date(2026, 1, 20), "UTC").spans()
    edges = sorted(data.draw(st.sets(st.integers(0, len(every) - 1))))
    kept = [(every[one][0], every[next_ - 1][1]) for one, next_ in pairwise(edges) if data.draw(st.booleans())]
    wanted = [day for day in every if data.draw(st.booleans())]
    assert outside(kept, wanted) == [
        day for day in wanted if not any(begin <= day[0] and day[1] <= end for begin, end in kept)
    ]


def test_a_day_that_its_zone_left_out_is_never_counted():
    period = Period(date(2011, 12, 28), date(2012, 1, 2), "Pacific/Apia")
    assert (len(Spans(period)), len(period.spans())) == (6, 5)
    assert outside([], Spans(period)) == period.spans()
    assert outside([period.spans()[1]], Spans(period)) == [period.spans()[0], *period.spans()[2:]]


@given(st.data())
def test_days_are_the_same_where_one_looks_as_all_of_them_in_turn(data):
    period = data.draw(st.sampled_from(list(ZONES.values())))
    every, number = list(Spans(period)), period.days
    begin, end = (data.draw(st.integers(-2 * number, 2 * number) | st.none()) for _ in range(2))
    assert Spans(period)[begin:end] == every[begin:end]
    place = data.draw(st.integers(-number, number - 1))
    assert Spans(period)[place] == every[place]
    assert [span for span in every if span[0] < span[1]] == period.spans()


def test_a_year_of_days_is_five_runs_of_equal_ones():
    days = [OwnDay(1, *span) for span in Period(date(2026, 1, 1), date(2026, 12, 31), "Europe/Berlin").spans()]
    assert [run.each / timedelta(hours=1) for run in runs(days)] == [24, 23, 24, 25, 24]


def test_a_gap_and_another_campaign_end_a_run():
    first, second, third = Period(date(2026, 1, 1), date(2026, 1, 3), "UTC").spans()
    found = runs([OwnDay(1, *first), OwnDay(1, *third), OwnDay(2, *first), OwnDay(2, *second)])
    assert [(run.campaign_id, run.place, run.begins_at, run.ends_at) for run in found] == [
        (1, 0, *first),
        (1, 1, *third),
        (2, 2, first[0], second[1]),
    ]


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
        return dict(fresh(connection, {world.campaign.id: spans(world)}))


def asked(world):
    """The statements that are sent from here on."""
    said = []
    event.listen(world.store.engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    return said


def test_years_with_few_posts_are_counted_at_once(years):
    said = asked(years)
    found = count(years)
    assert len(found) == 3
    assert len([one for one in said if one.startswith("WITH")]) == 5


def test_days_with_gaps_between_them_are_counted_at_once_each_in_its_place(years):
    whole, every = count(years), spans(years)
    some = [day for place, day in enumerate(every) if place % 3 == 0 or place in (400, 900)]
    said = asked(years)
    with years.store.read() as connection:
        found = dict(fresh(connection, {years.campaign.id: some}))
    assert found == {day: sums for day, sums in whole.items() if (day.begins_at, day.ends_at) in some}
    assert len(found) == 3
    assert len([one for one in said if one.startswith("WITH")]) == 5


def test_days_without_a_post_are_asked_for_once(years):
    said, empty = asked(years), spans(years)[10:20]
    with years.store.read() as connection:
        assert dict(fresh(connection, {years.campaign.id: empty})) == {}
    assert len([one for one in said if one.startswith("WITH")]) == 1


def test_days_that_hold_too_much_to_be_counted_at_once_come_to_the_same(years, monkeypatch):
    whole = count(years)
    monkeypatch.setattr(summing, "MOST", 1)
    monkeypatch.setattr(summing, "SHORT", 1)
    assert count(years) == whole
    assert sum(one.of(*State) for parts in whole.values() for one in parts.values()) == 3
