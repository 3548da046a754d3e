"""Days ahead are kept while their posts wait: whatever becomes of one of them, and of the clock, is read as it is."""

import time
from datetime import UTC, date, datetime, timedelta
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text, update

from campaign.clock import Jump
from campaign.reports.period import Period, around
from campaign.rounds import summing
from campaign.rounds.summing import sum_up
from campaign.states import State
from campaign.store import heads, jumps, queue, workers
from campaign.store.database import Store
from campaign.store.models import Delivery
from campaign.store.queue import NewTime
from campaign.store.reporting import counting, days
from campaign.store.reporting.days import DAY, SIDE, THIRD, UNITS, YEAR
from campaign.store.values import Selection
from tests.reporting.conftest import DAYS, units_of
from tests.store.world import A_REASON, LEASE, TERMS, World, act, settled


@pytest.fixture
def planned(store):
    """A campaign with a post in each of the next hundred days, summed up."""
    found = World(store)
    found.keys = found.new(100, due=found.at + DAYS, step=DAYS)
    for _ in sum_up(found.store, found.at):
        pass
    return found


def read(world, spans):
    with world.store.read() as connection:
        return named(days.said(connection, world.campaign.id, spans, world.at))


def read_by_account(world, spans):
    """What is read where each account's sums are wanted, which no side has."""
    mine = world.campaign.id
    with world.store.read() as connection:
        return named(days.read(connection, {mine: spans}, world.at)[mine])


def named(kept):
    return [f"{begin.astimezone(ZoneInfo(TERMS.timezone)):%m-%d}" for begin in sorted(begin for begin, _ in kept)]


def test_days_ahead_are_kept_while_their_posts_wait_and_larger_units_of_them_to_the_end_of_the_last_year(planned):
    assert read_by_account(planned, Period(date(2026, 12, 1), date(2027, 12, 31), TERMS.timezone).spans()) == [
        *(f"12-{day:02}" for day in range(2, 11)),
        *("12-11", "12-21", "01-01"),
    ]


def test_what_is_over_and_what_lies_ahead_are_read_as_two_sums_and_the_days_between_are_counted(planned):
    planned.new(due=planned.at - 70 * DAYS, state=State.PROPOSED)
    for _ in sum_up(planned.store, planned.at):
        pass
    with planned.store.read() as connection:
        slots = counting.first_and_last(connection, [planned.campaign.id])[planned.campaign.id]
        spans = around(slots, TERMS.timezone, planned.at).spans()
        kept = days.said(connection, planned.campaign.id, spans, planned.at)
    assert named(kept) == ["07-01", "12-02"]
    assert named(days.outside(kept, spans)) == ["12-01"]


def test_a_side_is_made_anew_as_days_pass_and_the_one_before_is_gone(planned):
    for number in range(3, 6):
        planned.wait(DAYS)
        for _ in sum_up(planned.store, planned.at):
            pass
        assert named(units_of(planned)[SIDE]) == [f"12-{number:02}"]


def test_of_sides_that_share_a_day_only_the_one_that_was_marked_last_is_there(world):
    begins = [begin for begin, _ in Period(date(2026, 12, 1), date(2026, 12, 10), TERMS.timezone).spans()]
    mine, zone = world.campaign.id, TERMS.timezone
    apart = (begins[8], begins[9])
    for side in (apart, (begins[2], begins[5]), (begins[2], begins[6]), (begins[0], begins[6]), (begins[3], begins[7])):
        with world.store.write() as connection:
            assert days.mark(connection, mine, SIDE, [side], zone, world.at)
        with world.store.read() as connection:
            assert sorted(days.marked(connection, mine, SIDE, zone)) == sorted({apart, side})


def test_from_an_hour_before_it_begins_a_day_ahead_is_counted_each_time(planned):
    span = Period(date(2026, 12, 4), date(2026, 12, 4), TERMS.timezone).spans()
    planned.at = span[0][0] - timedelta(minutes=61)
    assert read(planned, span) == ["12-04"]
    planned.wait(timedelta(minutes=1))
    assert read(planned, span) == []


def test_the_rows_of_days_that_begin_are_taken_away_with_all_units_that_begin_with_them(planned):
    before = units_of(planned)
    planned.at = datetime(2026, 12, 31, 22, tzinfo=UTC)  # an hour before the year of Berlin begins
    for _ in sum_up(planned.store, planned.at):
        pass
    after = units_of(planned)
    begun = datetime(2026, 12, 31, 23, tzinfo=UTC)
    assert all(begun in dict(before[unit]) for unit in UNITS if unit != SIDE)
    assert not any(begun in dict(after[unit]) for unit in UNITS)
    assert len(after[DAY]) > 50, "the days after it are kept as they were"


def test_of_what_waits_further_ahead_than_is_kept_no_unit_is_made(store):
    world = World(store)
    world.new(2, due=world.at + DAYS, step=summing.FAR + 60 * DAYS)
    for _ in sum_up(world.store, world.at):
        pass
    world.at += DAYS
    far = (world.at + summing.FAR + 60 * DAYS).date()
    assert read(world, Period(far - 3 * DAYS, far, TERMS.timezone).spans()) == []


def edit(world, connection):
    queue.edit(connection, world.keys[50], "Something else.", 15, act(world.at))


def hold_account(world, connection):
    assert queue.hold_account(connection, world.account_id(), A_REASON, act(world.at)) == 100


ORDERS = {
    "hold": (1, lambda world, connection: queue.hold(connection, ahead(world), act(world.at), A_REASON)),
    "cancel": (1, lambda world, connection: queue.cancel(connection, ahead(world), act(world.at))),
    "edit": (1, edit),
    "move": (
        2,
        lambda world, connection: queue.move(
            connection,
            {world.keys[50]: NewTime(world.at + 9 * DAYS, "2026-12-10T10:00", "Europe/Berlin")},
            act(world.at),
        ),
    ),
    "send now": (
        1,
        lambda world, connection: queue.send_now(
            connection, world.keys[50], NewTime(world.at, "2026-12-01T10:00", "Europe/Berlin"), act(world.at)
        ),
    ),
    "account held": (100, hold_account),
}


def ahead(world):
    return Selection((world.keys[50],))


@pytest.mark.parametrize("order", ORDERS)
def test_whatever_becomes_of_a_post_that_waits_takes_its_day_away_and_all_units_of_it(planned, order):
    taken, give = ORDERS[order]
    before = units_of(planned)
    with planned.store.write() as connection:
        give(planned, connection)
    after = units_of(planned)
    assert len(before[DAY]) - len(after[DAY]) == taken
    assert len(before[THIRD]) > len(after[THIRD])


def test_a_new_post_takes_the_year_away_in_which_the_last_one_was(planned):
    before = units_of(planned)
    planned.new(due=datetime(2027, 11, 2, 9, tzinfo=UTC))
    after = units_of(planned)
    assert {unit: len(before[unit]) - len(after[unit]) for unit in UNITS} == {
        **dict.fromkeys(UNITS, 0),
        YEAR: 1,
        SIDE: 1,
    }


def test_what_is_claimed_since_its_clock_was_set_back_takes_its_day_away(planned):
    planned.at += 1.5 * DAYS
    planned.settle(settled(planned.begin()[0], State.QUEUED, planned.at))
    planned.wait(-4 * DAYS)
    for _ in sum_up(planned.store, planned.at):
        pass
    first = Period(date(2026, 12, 2), date(2026, 12, 2), TERMS.timezone).spans()
    assert read(planned, first) == ["12-02"]
    with planned.store.write() as connection:
        connection.execute(update(Delivery).where(Delivery.id == planned.keys[0]).values(due_at=planned.at))
        heads.moved_by(connection, planned.keys[:1])
    planned.settle(settled(planned.begin()[0], State.PUBLISHED, planned.at))
    assert read(planned, first) == []


def test_what_goes_out_while_a_clock_is_set_forward_is_read_as_it_went_once_the_clock_is_set_back(planned):
    day = Period(date(2026, 12, 2), date(2026, 12, 2), TERMS.timezone).spans()
    planned.wait(2 * DAYS)
    with planned.store.write() as connection:
        workers.arrive(connection, "w1", "0.1.0", planned.at)
        jumps.after(connection, Jump((2 * DAYS).total_seconds(), 0.0), "w1", act(planned.at), planned.at + LEASE)
    planned.settle(settled(planned.begin()[0], State.PUBLISHED, planned.at))
    planned.wait(-2 * DAYS)
    assert read(planned, day) == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_who_takes_away_days_that_have_begun_and_who_forgets_one_of_them_do_not_wait_in_a_circle(planned, database_url):
    first, second = planned.keys[:2]
    with planned.store.write() as connection:
        days.forget(connection, [first])
    for _ in sum_up(planned.store, planned.at):
        pass  # the first day's row has the higher number now, and holds less long than the second's
    other, dropped = Store(database_url), []

    def drop():
        with other.write() as connection:
            for way in ("seqscan", "bitmapscan"):
                connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
            dropped.append(days.drop_begun(connection, planned.at + 3 * DAYS))

    with planned.store.write() as connection:
        days.forget(connection, [second])
        dropping = Thread(target=drop)
        dropping.start()
        until_it_waits(planned.store)
        days.forget(connection, [first])
    dropping.join()
    assert dropped == [1]
    other.close()


def until_it_waits(store):
    """Until some transaction waits for another's lock."""
    waiting, until = text("SELECT count(*) FROM pg_locks WHERE NOT granted"), time.monotonic() + 10
    with store.read() as connection:
        while not connection.scalar(waiting):
            assert time.monotonic() < until, "nobody waits"


def test_a_mark_that_a_clock_which_is_set_back_since_has_left_is_not_kept_for_good(store):
    world = World(store)
    (key,) = world.new(due=world.at + 10 * DAYS)
    of_it = Period(date(2026, 12, 11), date(2026, 12, 11), TERMS.timezone).spans()
    with store.write() as connection:
        # As a round leaves it where something is queued between its first look and its mark.
        assert days.mark(connection, world.campaign.id, DAY, of_it, TERMS.timezone, world.at + 20 * DAYS)
    for _ in sum_up(store, world.at):
        pass
    assert read(world, of_it) == ["12-11"]
    world.wait(10 * DAYS)
    world.settle(settled(world.begin()[0], State.PUBLISHED, world.at))
    assert world.state(key) is State.PUBLISHED
    assert read(world, of_it) == []
