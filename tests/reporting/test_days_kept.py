"""Days that are kept: who changes one meanwhile is never overlooked, and nobody waits for the counting."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from campaign.reasons import Reason
from campaign.reports.period import Period
from campaign.rounds import summing
from campaign.rounds.summing import sum_up
from campaign.states import State
from campaign.store import campaigns, queue
from campaign.store.database import Store
from campaign.store.queue import NewTime
from campaign.store.reporting import days
from campaign.store.reporting.days import DAY, MONTH, QUARTER, SIDE, THIRD, UNITS, YEAR, Counted
from campaign.store.values import Selection
from posts.platforms.base import Receipt
from tests.reporting.conftest import DAYS, kept, lived, units_of
from tests.store.world import A_REASON, LEASE, TERMS, World, act, settled

NOTHING = Counted.of({}, {})


def test_all_days_of_the_first_month_on_are_kept_and_the_month_made_of_them(world):
    assert sum(sum_up(world.store, world.at)) > 0
    found = kept(world)
    assert (found[DAY], found[MONTH]) == (31, 1)


def grown_old(url):
    """The same posts, years later: the first of them in December, after which there is one a month."""
    world = lived(Store(url))
    for number in range(1, 16):
        world.new(due=world.at + number * 30 * DAYS, state=State.PROPOSED)
    world.wait(600 * DAYS)
    for _ in sum_up(world.store, world.at):
        pass
    world.store.close()
    return world


@pytest.fixture(params=["sqlite", "postgresql"])
def long_ago(request, copies, tmp_path):
    url, found = copies.of("long ago", request.param, grown_old, tmp_path / "campaign.db")
    found.store = Store(url)
    yield found
    found.store.close()


def test_quarters_and_years_are_made_of_what_is_kept_also_where_the_campaign_began_within_one(long_ago):
    found = units_of(long_ago)
    dates = {
        unit: [f"{begin.astimezone(ZoneInfo(TERMS.timezone)):%Y-%m}" for begin, _ in found[unit]] for unit in UNITS
    }
    assert dates[YEAR] == ["2026-01", "2027-01"]
    assert dates[QUARTER] == ["2026-10", "2027-01", "2027-04", "2027-07", "2027-10", "2028-01", "2028-04"]
    assert len(dates[MONTH]) == 1 + 12 + 5


def test_months_are_kept_in_thirds_too_of_which_the_last_ends_with_the_month(world):
    for _ in sum_up(world.store, world.at):
        pass
    with world.store.read() as connection:
        found = sorted(days.kept(connection, world.campaign.id, THIRD))
    assert [f"{begin.astimezone(ZoneInfo(TERMS.timezone)):%m-%d}" for begin, _ in found] == ["12-01", "12-11", "12-21"]


def test_of_a_month_that_is_not_over_its_thirds_are_read_and_the_days_after_them(long_ago):
    zone = TERMS.timezone
    wanted = Period(date(2028, 5, 1), date(2028, 5, 22), zone).spans()
    with long_ago.store.read() as connection:
        found = days.totals(connection, {long_ago.campaign.id: wanted}, MONTH, long_ago.at)[long_ago.campaign.id]
    lengths = [round((end - begin) / DAYS) for begin, end in sorted(found)]
    assert lengths == [10, 10, 1, 1]


@pytest.mark.parametrize(
    ("first", "last", "begins", "ends"),
    [
        ((2027, 1, 31), (2027, 1, 31), (2027, 1, 21), (2027, 1, 31)),
        ((2027, 2, 10), (2027, 2, 11), (2027, 2, 1), (2027, 2, 20)),
        ((2027, 2, 20), (2027, 2, 28), (2027, 2, 11), (2027, 2, 28)),
        ((2028, 2, 21), (2028, 2, 21), (2028, 2, 21), (2028, 2, 29)),
        ((2026, 12, 1), (2026, 12, 30), (2026, 12, 1), (2026, 12, 31)),
    ],
)
def test_thirds_begin_on_the_first_the_eleventh_and_the_twenty_first(first, last, begins, ends):
    found = Period(date(*first), date(*last), "Europe/London").in_thirds()
    assert (found.first, found.last) == (date(*begins), date(*ends))


def test_a_post_before_all_others_takes_the_year_away_that_began_before_them(long_ago):
    before = units_of(long_ago)
    long_ago.new(due=datetime(2026, 11, 2, 9, tzinfo=UTC), state=State.PROPOSED)
    after = units_of(long_ago)
    gone = {unit: len(before[unit]) - len(after[unit]) for unit in UNITS}
    assert gone == {DAY: 0, THIRD: 0, MONTH: 0, QUARTER: 1, YEAR: 1, SIDE: 1}


def test_a_year_is_not_kept_where_a_post_came_before_all_others_meanwhile(world, monkeypatch):
    zone = TERMS.timezone
    world.wait(400 * DAYS)
    seen = summing._stretches(world.store, world.campaign.id, zone, world.at)
    world.new(due=datetime(2026, 11, 2, 9, tzinfo=UTC), state=State.PROPOSED)
    monkeypatch.setattr(summing, "_stretches", lambda *_: seen)
    for _ in sum_up(world.store, world.at):
        pass
    found = units_of(world)
    assert (len(found[MONTH]), found[QUARTER], found[YEAR]) == (1, [], [])


def test_a_change_takes_each_unit_away_that_its_post_is_in(long_ago):
    before = units_of(long_ago)
    with long_ago.store.write() as connection:
        CHANGES["withdraw"](long_ago, connection)
    after = units_of(long_ago)
    assert {unit: len(before[unit]) - len(after[unit]) for unit in UNITS} == dict.fromkeys(UNITS, 1)


def test_a_doubt_that_nobody_resolves_keeps_no_day_from_being_summed_up(world):
    world.in_state(State.IN_DOUBT)
    world.wait(40 * DAYS)
    for _ in sum_up(world.store, world.at):
        pass
    assert kept(world) == {DAY: 90, MONTH: 3}


#: What becomes of a post that waits → how many days of the hundred are taken away by it.


def test_a_day_in_which_something_still_moves_is_counted_each_time(world):
    world.new(due=world.at - 60 * DAYS)
    for _ in sum_up(world.store, world.at):
        pass
    assert kept(world)[MONTH] == 0


CHANGES = {
    "retry": lambda world, connection: queue.retry(connection, one(world, State.FAILED), act(world.at)),
    "cancel": lambda world, connection: queue.cancel(connection, one(world, State.FAILED), act(world.at)),
    "release": lambda world, connection: queue.release(connection, one(world, State.HELD), act(world.at)),
    "withdraw": lambda world, connection: queue.withdrawn(connection, world.keys[State.PUBLISHED], act(world.at)),
    "move": lambda world, connection: queue.move(
        connection, {world.keys[State.HELD]: NewTime(world.at, "2027-02-09T09:00", "UTC")}, act(world.at)
    ),
    "figures": lambda world, connection: days.forget(connection, [world.keys[State.PUBLISHED]]),
}


def one(world, state):
    return Selection((world.keys[state],))


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_a_post_takes_its_day_and_its_month_away(world, change):
    for _ in sum_up(world.store, world.at):
        pass
    before = kept(world)
    with world.store.write() as connection:
        CHANGES[change](world, connection)
    assert kept(world) == {DAY: before[DAY] - 1, MONTH: 0}


def test_a_part_that_comes_back_takes_away_the_day_of_what_was_held_for_it_too(store):
    world = World(store)
    _, second, third = world.thread(3, due=world.at + 10 * DAYS)
    with store.write() as connection:
        queue.move(connection, {third: NewTime(world.at + 20 * DAYS, "2026-12-21T10:00", "UTC")}, act())
    world.order("cancel", second)
    for _ in sum_up(store, world.at):
        pass
    before = kept(world)[DAY]
    with store.write() as connection:
        queue.take_back(connection, [second], act(), approved=False)
    assert world.row(third).reason.code == "thread_stopped"
    assert kept(world)[DAY] == before - 2


def found(connection, doubt, at):
    assert queue.found(connection, doubt, Receipt("found", None, at), act(at))


def proven_absent(connection, doubt, at):
    assert queue.proven_absent(connection, doubt, A_REASON, act(at))


def sent_again(connection, doubt, at):
    assert queue.send_again(connection, doubt, "key", at, at + LEASE, "w1")


def left_to_a_person(connection, doubt, at):
    queue.leave_to_a_person(connection, doubt, Reason("duplicate_unseen", {"platform": "feed"}), act(at))


def said_to_be_out(connection, doubt, at):
    assert queue.resolve(connection, Selection((doubt.claimed.id,)), act(at), "https://example.org/1")


def said_not_to_be_out(connection, doubt, at):
    assert queue.resolve(connection, Selection((doubt.claimed.id,)), act(at), None)


@pytest.mark.parametrize(
    "happens", [found, proven_absent, sent_again, left_to_a_person, said_to_be_out, said_not_to_be_out]
)
def test_whatever_becomes_of_an_old_doubt_takes_its_day_and_its_month_away(world, happens):
    world.in_state(State.IN_DOUBT)
    world.wait(70 * DAYS)
    for _ in sum_up(world.store, world.at):
        pass
    before = kept(world)
    with world.store.write() as connection:
        (doubt,) = queue.take_doubts(connection, world.at, 1, "w1", world.at + LEASE)
    assert kept(world) == before, "to look it up changes nothing yet"
    with world.store.write() as connection:
        happens(connection, doubt, world.at)
    assert kept(world) == {DAY: before[DAY] - 1, MONTH: before[MONTH] - 1}


@pytest.mark.parametrize("outcome", [State.PUBLISHED, State.FAILED, State.IN_DOUBT])
def test_an_answer_that_comes_weeks_late_takes_its_day_and_its_month_away(world, outcome):
    world.new()
    (intent,) = world.begin()
    world.wait(DAYS)
    world.rescue()
    world.wait(70 * DAYS)
    for _ in sum_up(world.store, world.at):
        pass
    before = kept(world)
    world.settle(settled(intent, outcome, world.at))
    assert kept(world) == {DAY: before[DAY] - 1, MONTH: before[MONTH] - 1}


def test_what_is_taken_back_in_a_dry_run_leaves_the_day(world):
    for _ in sum_up(world.store, world.at):
        pass
    before = kept(world)
    with world.store.write(dry_run=True) as connection:
        CHANGES["retry"](world, connection)
    assert kept(world) == before


def test_a_change_between_the_counting_and_the_writing_is_not_overlooked(world):
    span = Period(
        world.row(world.keys[State.FAILED]).scheduled_for.date(),
        datetime(2026, 12, 1, tzinfo=UTC).date(),
        "Europe/Berlin",
    )
    with world.store.write() as connection:
        assert days.mark(connection, world.campaign.id, DAY, span.spans(), TERMS.timezone, world.at)
    with world.store.read() as connection:
        (row,) = days.marked(connection, world.campaign.id, DAY, TERMS.timezone).values()
    with world.store.write() as connection:
        CHANGES["cancel"](world, connection)
    with world.store.write() as connection:
        assert days.keep(connection, {row: NOTHING}, TERMS.timezone) == 0, (
            "what was counted before the change is thrown away"
        )
        assert days.mark(connection, world.campaign.id, DAY, span.spans(), TERMS.timezone, world.at)
    with world.store.write() as connection:
        assert days.keep(connection, {row: NOTHING}, TERMS.timezone) == 0, (
            "nor does it go into the row that was made since"
        )


def test_a_zone_that_is_changed_while_days_are_summed_up_leaves_none_of_the_old_one(world):
    steps = sum_up(world.store, world.at)
    assert next(steps) > 0
    lagos = replace(TERMS, timezone="Africa/Lagos")
    with world.store.write() as connection:
        campaigns.change_campaign(connection, world.campaign, lagos, world.campaign.speakers, act(world.at))
    assert sum(steps) == 0
    assert kept(world) == {DAY: 0, MONTH: 0}


def test_what_is_counted_of_a_zone_is_not_written_into_a_day_of_another_that_begins_at_the_same_moment(world):
    """The day on which Berlin's clocks go forward begins as one of Lagos does, and ends an hour before it."""
    that_day = date(2027, 3, 28)
    berlin, lagos = (Period(that_day, that_day, zone).spans() for zone in (TERMS.timezone, "Africa/Lagos"))
    assert berlin[0][0] == lagos[0][0]
    assert berlin[0][1] < lagos[0][1]
    world.wait(100 * DAYS)
    terms = replace(TERMS, timezone="Africa/Lagos")
    with world.store.write() as connection:
        campaigns.change_campaign(connection, world.campaign, terms, world.campaign.speakers, act(world.at))
        assert days.mark(connection, world.campaign.id, DAY, lagos, terms.timezone, world.at)
    with world.store.read() as connection:
        assert days.marked(connection, world.campaign.id, DAY, TERMS.timezone) == {}
        assert list(days.marked(connection, world.campaign.id, DAY, terms.timezone)) == [lagos[0]]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_nothing_is_marked_while_a_change_is_on_its_way_and_nobody_waits(world, database_url):
    other = Store(database_url)
    with world.store.write() as connection:
        CHANGES["withdraw"](world, connection)
        with other.write() as beside:
            assert not days.mark(beside, world.campaign.id, DAY, [], TERMS.timezone, world.at)
    with other.write() as beside:
        assert days.mark(beside, world.campaign.id, DAY, [], TERMS.timezone, world.at)
    other.close()
