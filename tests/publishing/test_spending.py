"""What a month may cost: no more is ever spent, by however many workers; who waits says so, and goes out in time."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from campaign.pricing import Tariff, month_of
from campaign.publishing import spending
from campaign.reasons import words
from campaign.states import State
from campaign.store import queue
from campaign.store.database import Store
from campaign.store.models import metadata
from campaign.store.queue import ledger
from campaign.store.values import Account, Claimed
from posts.errors import AnswerLost, Unavailable
from posts.testing import failing
from tests.publishing.virtual import Virtual
from tests.store.world import START, TERMS, settled

HOUR = timedelta(hours=1)
PLAIN, WITH_URL = 15_000, 200_000
#: Long enough before a new month that what is late by then is later than any grace.
EVE = datetime(2026, 12, 31, 21, tzinfo=UTC)
JANUARY = datetime(2027, 1, 1, tzinfo=UTC)
A_LINK = "Read example.org. #rest"


class OnX(Virtual):
    """A world whose accounts are on X, where a month may cost so much."""

    cap = None

    def __post_init__(self):
        super().__post_init__()
        self.change("accounts", platform="x")

    def change(self, table, **values):
        with self.store.write() as connection:
            connection.execute(metadata.tables[table].update().values(**values))

    def worker(self, name="first", threads=4, store=None):
        made = super().worker(name, threads, store)
        made.tariff = Tariff(caps={} if self.cap is None else {"x": self.cap})
        return made

    def spent(self, month=START):
        found = month_of(month)
        ids = [one.account.id for one in self.campaign.speakers]
        with self.store.read() as connection:
            return ledger.spent(connection, ids, found.begins_at, found.ends_at)


@pytest.fixture
def on_x(store):
    def build(cap, *, names=("clinic",), late="post", outcomes=()):
        made = OnX(store, names=names, terms=replace(TERMS, late=late))
        made.cap, made.outcomes = cap, outcomes
        return made

    return build


# -- the rule by itself


def candidate(number, price):
    claimed = Claimed(number, "k", None, 1, 0, "Text.", None, "en", 1, 0, 0, START, START, None, price=price)
    return spending.Candidate(claimed, Account(1, "u", "a", "x", None, {}, None, "active", None, START, 0), ())


@given(
    prices=st.lists(st.sampled_from([PLAIN, WITH_URL]), max_size=12),
    cap=st.integers(0, 900_000),
    spent=st.integers(0, 900_000),
)
def test_as_many_go_as_the_month_has_money_for_in_the_order_of_their_slots(prices, cap, spent):
    waiting = {
        one.claimed.id for one in spending.ration([candidate(*one) for one in enumerate(prices)], cap, spent, START)
    }
    left = cap - spent
    for number, price in enumerate(prices):
        assert (number in waiting) == (price > left)
        left -= 0 if number in waiting else price


# -- through the worker


def test_no_more_goes_out_than_the_month_has_money_for_and_the_next_says_why(on_x):
    world = on_x(4 * PLAIN + 5_000)
    ids = world.new(6)
    publisher = world.worker()
    publisher.tick()
    head, behind = world.row(ids[4]), world.row(ids[5])
    assert (world.out(), world.spent()) == (4, 4 * PLAIN)
    assert (head.state, head.due_at, behind.reason) == (State.QUEUED, START + HOUR, None)
    assert words(head.reason) == (
        "X takes $0.015 for this post, and with it the month would cost more than $0.065: it goes out by itself after "
        "2027-01-01 00:00 UTC, or within the hour once [cost] x_per_month in the settings is higher"
    )
    publisher.stop()


def test_a_post_with_a_url_costs_more_and_a_cheaper_one_of_another_account_still_fits(on_x):
    world = on_x(WITH_URL, names=("a", "b"))
    dear = [key for name in world.names for key in world.new(1, account=name)]
    world.change("variants", text=A_LINK)
    first = world.new(1, account="b", due=START + HOUR)
    publisher = world.worker()
    publisher.tick()
    assert (world.out(), world.spent()) == (1, WITH_URL)
    assert world.state(first[0]) is State.QUEUED
    world.cap = WITH_URL + PLAIN
    world.order("cancel", *(key for key in dear if world.state(key) is State.QUEUED))
    world.wait(HOUR)
    richer = world.worker()
    richer.tick()
    assert (world.state(first[0]), world.spent()) == (State.PUBLISHED, WITH_URL + PLAIN)
    publisher.stop()
    richer.stop()


def test_in_the_next_month_all_of_it_goes_out_once_more_as_far_as_the_money_goes(on_x):
    world = on_x(2 * PLAIN)
    world.new(5, due=EVE)
    world.at = EVE
    world.run(world.worker(), JANUARY + 2 * HOUR)
    assert [f"{at:%Y-%m}" for at in world.said()] == ["2026-12"] * 2 + ["2027-01"] * 2
    assert [world.spent(at) for at in (JANUARY - HOUR, JANUARY)] == [2 * PLAIN] * 2


def test_a_higher_cap_is_noticed_within_the_hour(on_x):
    world = on_x(PLAIN)
    world.new(2)
    world.run(world.worker(), START)
    world.cap = 2 * PLAIN
    world.run(world.worker("second"), START + HOUR)
    assert (world.out(), world.at - START <= HOUR + timedelta.resolution) == (2, True)


def test_a_cap_that_is_taken_away_lets_everything_go(on_x):
    world = on_x(PLAIN)
    world.new(3)
    world.run(world.worker(), START)
    world.cap = None
    world.run(world.worker("second"), START + HOUR)
    assert world.out() == 3


def test_a_post_that_costs_more_than_a_month_may_is_held_and_lets_the_others_by(on_x):
    world = on_x(PLAIN)
    (dear,) = world.new(1)
    world.change("variants", text=A_LINK)
    (cheap,) = world.new(1)
    publisher = world.worker()
    publisher.tick()
    assert (world.state(dear), world.state(cheap)) == (State.HELD, State.PUBLISHED)
    assert words(world.row(dear).reason) == (
        "X takes $0.20 for this post, and a month may cost no more than $0.015: set a higher [cost] x_per_month, or "
        "take out its link with `campaign edit`; then `campaign release` it"
    )
    publisher.stop()


@pytest.mark.parametrize("late", ["skip", "respace"])
def test_while_the_money_is_gone_nothing_of_the_account_is_missed_or_moved(on_x, late):
    world = on_x(PLAIN, late=late)
    ids = world.new(3, step=timedelta(minutes=1))
    publisher = world.worker()
    for _ in range(8):
        publisher.tick()
        world.wait(HOUR)
    assert [world.state(key) for key in ids] == [State.PUBLISHED, State.QUEUED, State.QUEUED]
    assert [world.row(key).scheduled_for for key in ids] == [START + n * timedelta(minutes=1) for n in range(3)]
    publisher.stop()


def test_when_there_is_money_again_late_posts_become_what_their_campaign_says(on_x):
    skipped = on_x(PLAIN, late="skip")
    ids = skipped.new(3, due=EVE)
    skipped.at = EVE
    skipped.run(skipped.worker(), JANUARY + HOUR)
    assert [skipped.state(key) for key in ids] == [State.PUBLISHED, State.MISSED, State.MISSED]


def test_when_there_is_money_again_late_posts_are_respaced_into_free_times(on_x):
    world = on_x(PLAIN, late="respace")
    ids = world.new(2, due=EVE)
    world.at = EVE
    world.run(world.worker(), JANUARY + timedelta(days=2))
    # 09:00 in Berlin.
    assert world.row(ids[1]).scheduled_for == datetime(2027, 1, 1, 8, tzinfo=UTC)
    assert world.row(ids[1]).published_at - world.row(ids[1]).scheduled_for < timedelta(seconds=1)


# -- what counts as spent


def test_what_surely_did_not_go_out_costs_nothing(on_x):
    world = on_x(PLAIN, outcomes=[failing(Unavailable)] * 3)
    world.new(1)
    world.run(world.worker(), START + HOUR)
    assert (world.out(), world.spent()) == (1, PLAIN)


def test_what_is_in_doubt_counts_until_it_is_known_not_to_be_out(on_x):
    world = on_x(PLAIN, outcomes=[failing(AnswerLost)])
    first, second = world.new(2)
    publisher = world.worker()
    publisher.tick()
    assert (world.state(first), world.state(second), world.spent()) == (State.IN_DOUBT, State.QUEUED, PLAIN)
    world.order("resolve", first, url=None)
    assert world.spent() == 0
    world.wait(HOUR)
    publisher.tick()
    assert (world.state(first), world.spent()) == (State.PUBLISHED, PLAIN)
    publisher.stop()


def test_what_was_found_to_be_out_counts_once(on_x):
    world = on_x(None, outcomes=[failing(AnswerLost)])
    (key,) = world.new(1)
    publisher = world.worker()
    publisher.tick()
    world.order("resolve", key, url="https://x.com/clinic/status/1")
    assert (world.state(key), world.spent()) == (State.PUBLISHED, PLAIN)
    publisher.stop()


def test_what_a_dead_worker_was_about_to_say_is_counted_once_although_it_is_sent_again(on_x):
    world = on_x(PLAIN)
    first, second = world.new(2)
    claims = [one._replace(price=PLAIN) for one in world.claim()]
    world.intend(claims)  # and then it died
    assert world.spent() == PLAIN
    world.wait(timedelta(minutes=2))
    publisher = world.worker()
    publisher.tick()
    # The fake platform honours keys: the same one goes again.
    assert (world.state(first), world.state(second), world.spent()) == (State.PUBLISHED, State.QUEUED, PLAIN)
    assert len(world.attempts(first)) == 2
    publisher.stop()


def test_an_attempt_counts_in_the_month_in_which_it_began(on_x):
    world = on_x(None)
    world.new(1, due=JANUARY - timedelta.resolution)
    world.at = JANUARY - timedelta.resolution
    [intent] = world.intend([one._replace(price=PLAIN) for one in world.claim()])
    world.at = JANUARY
    world.settle(settled(intent, State.PUBLISHED, world.at))
    assert (world.spent(JANUARY - HOUR), world.spent(JANUARY)) == (PLAIN, 0)


# -- many workers


def test_four_workers_at_once_never_spend_more_than_the_cap(on_x, database_url):
    names = tuple(f"a{number}" for number in range(8))
    world = on_x(11 * PLAIN + 1, names=names)
    for name in names:
        world.new(5, account=name)
    world.work_at_once(4, database_url)
    assert (world.spent(), world.counts()) == (11 * PLAIN, {State.PUBLISHED: 11, State.QUEUED: 29})
    assert sum(len(moments) for moments in world.asked.values()) == 11


def test_two_workers_that_count_at_the_same_time_do_not_both_spend_the_last_of_it(on_x, database_url, monkeypatch):
    world = on_x(PLAIN, names=("a", "b"))
    for name in world.names:
        world.new(1, account=name)
    both, count = threading.Barrier(2), ledger.spent

    def counted(*asked):
        found = count(*asked)
        # Who has counted waits for the other to have counted too, which must not come to pass.
        with suppress(threading.BrokenBarrierError):
            both.wait(timeout=1)
        return found

    monkeypatch.setattr(ledger, "spent", counted)

    def work(number):
        store = Store(database_url)
        publisher = world.worker(f"w{number}", threads=1, store=store)
        publisher.start()
        if publisher.in_flight:
            # What has not begun when a worker stops goes back.
            publisher.settle(publisher.collect(wait_s=30))
        publisher.stop()
        store.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    monkeypatch.undo()
    assert (world.spent(), world.counts()) == (PLAIN, {State.PUBLISHED: 1, State.QUEUED: 1})


# -- what it costs us


def asked_for_money(world, publisher):
    asked = []

    def keep(_connection, _cursor, statement, *_):
        if "sum(attempts.price)" in statement:
            asked.append(statement)

    event.listen(world.store.engine, "before_cursor_execute", keep)
    publisher.tick()
    event.remove(world.store.engine, "before_cursor_execute", keep)
    publisher.stop()
    return len(asked)


def test_without_a_cap_nobody_counts_and_every_attempt_has_its_price_all_the_same(on_x):
    world = on_x(None)
    world.new(2)
    assert (asked_for_money(world, world.worker()), world.spent()) == (0, 2 * PLAIN)


def test_accounts_on_platforms_that_take_nothing_are_not_counted(on_x):
    world = on_x(PLAIN)
    world.change("accounts", platform="mastodon")
    world.new(2)
    assert (asked_for_money(world, world.worker()), world.out(), world.spent()) == (0, 2, 0)


def test_the_sum_is_read_by_the_index_on_an_accounts_attempts(on_x):
    world = on_x(None)
    if not world.store.is_sqlite:
        pytest.skip("a table of one row is read whole by PostgreSQL, whatever indexes there are")
    seen = []
    event.listen(world.store.engine, "before_cursor_execute", lambda *said: seen.append(said[2:4]))
    world.spent()
    statement, values = next(one for one in seen if "sum(" in one[0])
    with world.store.read() as connection:
        plan = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, values).all()
    assert any("ix_attempts_account" in row[-1] for row in plan)


def test_next_due_is_never_in_the_past_while_the_money_is_gone(on_x):
    world = on_x(0)
    world.cap = 1
    world.change("accounts", platform="x")
    world.new(2)
    publisher = world.worker()
    publisher.tick()
    with world.store.read() as connection:
        assert queue.next_due(connection) is None  # each costs more than a month may: both are held
    publisher.stop()
