"""The queue keeps platforms' and people's measure: in any span of time, with any number of workers, on both databases."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from campaign.publishing import pacing
from campaign.publishing.pacing import Bound, Candidate
from campaign.reasons import words
from campaign.states import State
from campaign.store.queue import ledger
from campaign.store.values import Account, Claimed
from posts.errors import Unavailable
from posts.platforms import kinds, platform_class
from posts.platforms.base import Budget
from posts.testing import failing
from tests.publishing.virtual import Virtual, most_in_any
from tests.store.world import START

QUARTER = timedelta(minutes=15)
SECOND = timedelta(seconds=1)


@pytest.fixture
def virtual(store):
    """Makes worlds with budgets; one for each test."""

    def build(*budgets, names=("clinic",), outcomes=(), **values):
        made = Virtual(store, names=names, **values)
        made.budgets, made.outcomes = budgets, outcomes
        return made

    return build


# -- what the platforms take


def test_the_platforms_budgets_are_those_that_they_name():
    assert {kind: platform_class(kind).budgets for kind in kinds()} == {
        "x": (Budget(100, QUARTER), Budget(10_000, timedelta(hours=24), shared=True)),
        "mastodon": (Budget(300, timedelta(minutes=5)),),
        "bluesky": (Budget(1_666, timedelta(hours=1)), Budget(11_666, timedelta(days=1))),
        "webhook": (),
        "feed": (),
    }


# -- the rule by itself


def candidate(number=1, account=1, *, at=START, per_hour=None, gap=timedelta(0), budgets=()):
    claimed = Claimed(number, "k", None, account, 0, "Text.", None, "en", 1, 0, 0, at, at, None, gap=gap)
    owner = Account(account, "u", "clinic", "fake", None, {}, None, "active", None, START, 0, per_hour)
    return Candidate(claimed, owner, budgets)


@given(
    most=st.integers(1, 4),
    said=st.lists(st.integers(0, 40), max_size=12),
    now=st.integers(0, 60),
    rivals=st.integers(1, 5),
)
def test_as_many_go_as_any_window_allows_and_the_others_wait_to_the_moment(most, said, now, rivals):
    """Against the plain rule: count what lies in the window before each moment."""
    window, at = 10 * SECOND, START + now * SECOND
    moments = [START + one * SECOND for one in said if one <= now]
    bound = Bound("budget", 1, most, window)
    look = pacing._look(bound, rivals, at)
    seen = sorted((one for one in moments if one > look.after), reverse=True)[look.skip : look.skip + look.take]
    bounded = [(candidate(number), [bound]) for number in range(rivals)]
    put_off = pacing.delays(bounded, {bound: rivals}, {bound: seen}, at)
    room = max(most - sum(at - window < one for one in moments), 0)
    assert len(put_off) == max(rivals - room, 0)
    through = moments + [at] * (rivals - len(put_off))
    for one in put_off:
        assert sum(one.until - window < other for other in through) < most
        assert sum(one.until - timedelta.resolution - window < other for other in through) >= most


def test_who_waits_is_told_by_the_bound_that_holds_longest():
    one = candidate(per_hour=1, budgets=(Budget(1, QUARTER),))
    found = pacing.bounds(one, START)
    latest = {bound: [START - 5 * SECOND] for bound in found}
    [delay] = pacing.delays([(one, found)], dict.fromkeys(found, 1), latest, START)
    assert (delay.reason.code, delay.until) == ("hourly_cap", START - 5 * SECOND + timedelta(hours=1))
    assert "2026-12-01 09:59:55 UTC" in words(delay.reason)


def test_of_those_who_share_a_budget_the_oldest_slot_goes_first():
    bound = Bound("shared_budget", "x", 1, QUARTER, tries=True)
    late, early = candidate(1, 1, at=START), candidate(2, 2, at=START - QUARTER)
    [delay] = pacing.delays([(late, [bound]), (early, [bound])], {bound: 2}, {bound: []}, START)
    assert delay.claimed is late.claimed


# -- through the worker


def test_an_account_never_says_more_than_its_budget_in_any_window_and_all_of_it_goes_out(virtual):
    world = virtual(Budget(3, QUARTER), Budget(8, timedelta(hours=1)))
    world.new(20, step=SECOND)
    world.run(world.worker(), START + timedelta(hours=3))
    assert world.counts() == {State.PUBLISHED: 20}
    assert most_in_any(world.asked["clinic"], QUARTER) == 3
    assert most_in_any(world.asked["clinic"], timedelta(hours=1)) == 8
    # No later than it must be: three at once, three when the first window frees up, two more, then the hour's.
    first = world.said()[0]
    assert world.said()[3] == first + QUARTER
    assert world.said()[8] == first + timedelta(hours=1)


def test_who_waits_says_until_when_and_why_and_the_line_waits_behind_it(virtual):
    world = virtual(Budget(1, QUARTER))
    ids = world.new(3)
    publisher = world.worker()
    publisher.tick()
    first, head, behind = (world.row(key) for key in ids)
    assert (first.state, head.state, behind.state) == (State.PUBLISHED, State.QUEUED, State.QUEUED)
    assert (head.due_at, head.scheduled_for) == (START + QUARTER, START)
    assert words(head.reason) == (
        "Built-in feed takes no more than 1 in 15m from an account: it goes out by itself at 2026-12-01 09:15 UTC"
    )
    assert (behind.due_at, behind.reason) == (START, None)
    assert world.next_due() == START + QUARTER
    assert world.row(ids[1]).state is State.QUEUED
    publisher.stop()


def test_a_worker_that_was_started_anew_knows_what_was_said_before(virtual):
    world = virtual(Budget(2, QUARTER))
    world.new(5)
    for name in ("first", "second", "third"):
        publisher = world.worker(name)
        publisher.tick()
        publisher.stop()
        world.wait(SECOND)
    assert len(world.asked["clinic"]) == 2


def test_what_a_dead_worker_was_about_to_say_counts(virtual):
    world = virtual(Budget(2, QUARTER))
    world.new(3)
    world.intend(world.claim())  # and then it died
    world.wait(timedelta(minutes=2))
    publisher = world.worker()
    publisher.tick()
    assert len(world.asked["clinic"]) == 1
    publisher.stop()


def test_a_budget_that_accounts_share_holds_for_all_of_them_together(virtual):
    world = virtual(Budget(5, QUARTER, shared=True), names=("a", "b", "c"))
    for name in world.names:
        world.new(4, account=name)
    world.run(world.worker(), START + timedelta(hours=1))
    asked = [moment for moments in world.asked.values() for moment in moments]
    assert (len(asked), most_in_any(asked, QUARTER)) == (12, 5)


def test_tries_count_for_the_platform_and_not_for_a_persons_cap(virtual):
    world = virtual(Budget(3, timedelta(hours=5)), outcomes=[failing(Unavailable)] * 2)
    world.set_caps(1)
    world.new(2)
    world.run(world.worker(), START + timedelta(hours=2))
    # Two that came to nothing and one that is out: the platform's three. The cap alone would let the second go.
    assert (len(world.asked["clinic"]), world.out()) == (3, 1)
    assert world.said()[0] < START + timedelta(minutes=2)


def test_a_persons_cap_holds_in_any_hour(virtual):
    world = virtual()
    world.set_caps(2)
    world.new(9, step=timedelta(minutes=7))
    world.run(world.worker(), START + timedelta(hours=6))
    assert world.out() == 9
    assert most_in_any(world.said(), timedelta(hours=1)) == 2


def test_four_workers_at_once_keep_to_the_budgets_of_accounts_and_of_all(virtual, database_url):
    names = tuple(f"a{number}" for number in range(8))
    world = virtual(Budget(3, QUARTER), Budget(11, timedelta(hours=1), shared=True), names=names)
    for name in names:
        world.new(5, account=name)
    world.work_at_once(4, database_url)
    assert max(len(moments) for moments in world.asked.values()) <= 3
    assert sum(len(moments) for moments in world.asked.values()) == 11
    assert world.counts() == {State.PUBLISHED: 11, State.QUEUED: 29}


# -- what it costs


@contextmanager
def counting(store):
    """The statements about attempts that are asked meanwhile."""
    asked = []

    def keep(_connection, _cursor, statement, *_):
        if statement.startswith("SELECT") and "FROM attempts" in statement and "started_at" in statement:
            asked.append(statement)

    event.listen(store.engine, "before_cursor_execute", keep)
    yield asked
    event.remove(store.engine, "before_cursor_execute", keep)


def test_accounts_without_budgets_are_not_counted(virtual):
    world = virtual(names=("a", "b"))
    for name in world.names:
        world.new(3, account=name)
    publisher = world.worker()
    with counting(world.store) as asked:
        publisher.tick()
    assert (asked, world.out()) == ([], 6)
    publisher.stop()


def test_all_accounts_of_a_claim_are_counted_by_one_statement_and_what_they_share_by_one(virtual):
    world = virtual(Budget(3, QUARTER), Budget(9, timedelta(hours=1), shared=True), names=("a", "b", "c"))
    for name in world.names:
        world.new(1, account=name)
    publisher = world.worker()
    with counting(world.store) as asked:
        assert publisher.start() == 3
    assert len(asked) == 2
    # There are too few of all together to look whose they are.
    assert not any("accounts.platform" in one for one in asked)
    publisher.stop()


def test_the_statement_is_the_same_for_however_many_accounts(virtual):
    world = virtual(names=("a", "b", "c"))
    looks = [ledger.Look(world.account_id(name), START, 2, 1, tries=True) for name in world.names]
    with counting(world.store) as asked, world.store.read() as connection:
        ledger.latest(connection, looks[:1])
        ledger.latest(connection, looks)
    assert len(asked) == 2
    assert asked[0] == asked[1]


def test_the_count_is_read_from_the_index_on_an_accounts_attempts(virtual):
    world = virtual()
    world.in_state(State.PUBLISHED)
    look = ledger.Look(world.account_id(), datetime(2026, 1, 1, tzinfo=UTC), 0, 1, tries=True)
    with counting(world.store) as asked, world.store.read() as connection:
        assert ledger.latest(connection, [look, look]) == [[START], [START]]
    if not world.store.is_sqlite:
        pytest.skip("a table of one row is read whole by PostgreSQL, whatever indexes there are")
    with world.store.write(dry_run=True) as connection:
        plan = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + asked[0], (0, 1, 0, "[1]")).all()
    assert sum("COVERING INDEX ix_attempts_account" in row[-1] for row in plan) == 1
