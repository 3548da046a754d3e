"""Published posts are counted at their ages: once each, as they were seen, and never by guessing."""

import threading
from datetime import timedelta

import pytest

from campaign.ages import AGES
from campaign.pricing import Tariff
from campaign.rounds.counting import Counts
from campaign.states import State
from campaign.store import queue, snapshots
from campaign.store.snapshots import Taken
from posts.errors import RateLimited, Unauthorized, Unavailable
from posts.platforms.base import Budget, Figures
from posts.platforms.bluesky import Bluesky
from posts.testing import FakePlatform, Outcome, failing, figures_of
from tests.engagement.town import DAY, DEAR, FREE, HOUR, Town
from tests.platforms.scenes import login
from tests.store.world import A_REASON, START, World, act
from tests.waiting import eventually

MINUTE = timedelta(minutes=1)


def test_a_post_is_counted_at_each_age_with_what_its_platform_says(town):
    (post,) = town.publish()
    counter = town.counter()
    for age in AGES:
        town.world.at = START + age
        assert town.take(counter) == [post]
        town.world.wait(MINUTE)
        assert town.take(counter) == []
    kept = town.seen(post)[post]
    assert [one.age_s for one in kept] == [int(age.total_seconds()) for age in AGES]
    assert [one.figures for one in kept] == [figures_of("1")] * 4
    assert not any(one.gone for one in kept)


def test_a_post_that_is_younger_is_left_alone(town):
    town.publish()
    town.world.wait(HOUR - MINUTE)
    assert town.take() == []
    assert town.asked == []


def test_a_look_that_the_worker_was_off_for_is_left_out_and_the_next_one_taken(town):
    (post,) = town.publish()
    town.world.wait(2 * HOUR)
    assert town.take() == []
    town.world.wait(26 * HOUR)
    assert town.take() == [post]
    assert [one.age_s for one in town.seen(post)[post]] == [86_400]


def test_a_look_that_is_late_says_when_it_was_taken(town):
    (post,) = town.publish()
    town.world.wait(HOUR * 1.2)
    town.take()
    (kept,) = town.seen(post)[post]
    assert (kept.age_s, kept.taken_at) == (3600, town.world.at)


def test_posts_are_asked_for_in_groups(town):
    town.publish(23)
    town.world.wait(HOUR)
    assert len(town.take()) == 23
    assert [len(ids) for ids in town.asked] == [23], "Bluesky takes 25"


def test_what_was_withdrawn_is_not_counted(town):
    (post,) = town.publish()
    with town.world.store.write() as connection:
        queue.withdrawn(connection, post, act(town.world.at))
    town.world.wait(HOUR)
    assert town.due(HOUR) == []


def test_a_post_whose_id_nobody_knows_is_not_counted(town):
    doubt = town.world.in_state(State.IN_DOUBT)
    town.world.order("resolve", doubt, url="https://example.org/7")
    town.world.wait(HOUR)
    assert town.due(HOUR) == []


@pytest.mark.parametrize("state", [State.QUEUED, State.FAILED, State.IN_DOUBT, State.SENDING])
def test_what_is_not_out_is_not_counted(town, state):
    town.world.in_state(state)
    town.world.wait(HOUR)
    assert town.due(HOUR) == []


def test_a_post_that_was_tried_twice_is_counted_once(town):
    doubt = town.world.in_state(State.IN_DOUBT)
    town.world.order("resolve", doubt, url=None)
    town.send()
    town.world.wait(HOUR)
    assert town.due(HOUR) == [doubt]


# -- gone


def test_a_post_that_is_gone_is_said_once_and_not_looked_at_again(town):
    gone, stays = town.publish(2)
    town.fake.posts = [one for one in town.fake.posts if one[1].remote_id != "1"]
    town.world.wait(HOUR)
    counter = town.counter()
    assert town.take(counter) == [gone, stays]
    assert town.seen(gone)[gone][0].gone
    assert town.seen(gone)[gone][0].figures == Figures()
    assert town.events() == [("gone", "worker w1", gone)]
    town.world.at += DAY - HOUR
    assert town.take(counter) == [stays]
    assert len(town.events()) == 1


def test_what_the_platform_says_nothing_of_is_neither_counted_nor_gone(town):
    (post,) = town.publish()
    town.world.wait(HOUR)
    town.fake.counted = lambda receipts: {}
    assert town.take() == []
    assert town.seen(post) == {}
    assert town.events() == []


def test_the_history_says_that_it_is_not_there_any_more(town):
    (post,) = town.publish()
    town.fake.posts.clear()
    town.world.wait(HOUR)
    town.take()
    assert [one.gone_at for one in town.world.attempts(post)] == [town.world.at]


# -- once each


def test_two_who_count_the_same_post_keep_it_once(town):
    (post,) = town.publish()
    town.world.wait(HOUR)
    with town.world.store.read() as connection:
        (due,) = snapshots.due(connection, town.world.account_id(), HOUR, town.world.at, 10)
    together, kept = threading.Barrier(2), []

    def keep(figures):
        together.wait(30)
        with town.world.store.write() as connection:
            kept.append(snapshots.keep(connection, [Taken(due, figures)], act(town.world.at)))

    threads = [threading.Thread(target=keep, args=(figures,)) for figures in (Figures(likes=1), None)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(kept) == [[], [post]]
    assert len(town.seen(post)[post]) == 1
    assert len(town.events()) == town.seen(post)[post][0].gone, "who came second tells nothing"


def test_what_is_taken_later_does_not_change_an_old_report(town):
    (post,) = town.publish()
    counter = town.counter()
    town.world.wait(HOUR)
    town.take(counter)
    then = town.world.at
    town.world.wait(DAY)
    assert town.take(counter) == [post]
    assert town.latest(post, as_of=then)[post].age_s == 3600
    assert town.latest(post, as_of=town.world.at)[post].age_s == 86_400
    assert town.latest(post, as_of=then - MINUTE) == {}


# -- what goes wrong


@pytest.mark.parametrize("error", [Unavailable, Unauthorized, RateLimited])
def test_an_account_that_cannot_be_read_is_left_alone_for_a_while_and_then_read(town, error):
    (post,) = town.publish()
    town.world.wait(HOUR)
    counter = town.counter()
    town.fake.outcomes.append(failing(error))
    assert town.take(counter) == []
    town.world.wait(4 * MINUTE)
    assert town.take(counter) == []
    assert len(town.asked) == 1
    town.world.wait(MINUTE)
    assert town.take(counter) == [post]


def test_a_platform_that_asks_to_wait_is_left_alone_for_as_long(town):
    (post,) = town.publish()
    town.world.wait(DAY)
    counter = town.counter()
    until = town.world.at + 2 * HOUR
    town.fake.outcomes.append(Outcome(RateLimited("Wait.", platform="fake", until=until), published=False))
    assert town.take(counter) == []
    town.world.wait(2 * HOUR - MINUTE)
    assert town.take(counter) == []
    town.world.wait(MINUTE)
    assert town.take(counter) == [post]


def test_a_strangers_exception_counts_nothing_and_ends_nothing(town):
    town.publish()
    town.world.wait(HOUR)
    town.fake.outcomes.append(Outcome(KeyError("data")))
    assert town.take() == []


def test_an_account_that_is_held_is_not_asked(town):
    town.publish()
    town.world.wait(HOUR)
    with town.world.store.write() as connection:
        queue.hold_account(connection, town.world.account_id(), A_REASON, act(town.world.at))
    assert town.take() == []
    assert town.asked == []


def test_one_account_that_hangs_on_its_platform_keeps_no_other_from_being_counted(store):
    town = Town(World(store, names=("a", "b"), platform=FREE), FakePlatform(login(None)))
    town.publish(account="a")
    (post,) = town.publish(account="b")
    town.world.wait(HOUR)
    town.fake.outcomes.append(failing(Unavailable))
    assert town.take() == [post]


# -- what may be read


def test_no_more_is_read_than_the_platform_lets(town, monkeypatch):
    monkeypatch.setattr(Bluesky, "reads", Budget(5, timedelta(minutes=5)))
    posts = town.publish(12)
    town.world.wait(HOUR)
    counter = town.counter()
    assert town.take(counter) == posts[:5]
    assert town.take(counter) == []
    town.world.wait(5 * MINUTE + timedelta(seconds=1))
    assert town.take(counter) == posts[5:10]
    town.world.wait(5 * MINUTE + timedelta(seconds=1))
    assert town.take(counter) == posts[10:]


def test_a_platform_that_costs_is_not_read_without_money(dear):
    dear.money = {DEAR: 0}
    dear.publish()
    dear.world.wait(HOUR)
    assert dear.take() == []
    assert dear.asked == []


def test_no_more_is_spent_in_a_month_than_was_set(dear):
    dear.money = {DEAR: 3 * 5_000}
    posts = dear.publish(5)
    dear.world.wait(HOUR)
    counter = dear.counter()
    assert dear.take(counter) == posts[:3]
    for _ in range(20):
        dear.world.wait(MINUTE)
        assert dear.take(counter) == []
    assert dear.counter().left(DEAR) == 0


def test_what_reading_costs_is_what_the_settings_say_in_place_of_the_list(dear):
    dear.money, dear.tariff = {DEAR: 5_000}, Tariff({DEAR: {"read": 2_500}})
    posts = dear.publish(3)
    dear.world.wait(HOUR)
    counter = dear.counter()
    assert dear.take(counter) == posts[:2]
    dear.world.wait(MINUTE)
    assert counter.left(DEAR) == 0


def test_the_next_month_has_money_again(dear):
    dear.money = {DEAR: 5_000}
    first, other = dear.publish(2)
    dear.world.wait(HOUR)
    counter = dear.counter()
    assert dear.take(counter) == [first]
    dear.world.wait(30 * DAY - HOUR)
    assert dear.world.at.month == 12
    assert dear.take(counter) == []
    dear.world.wait(DAY)
    assert dear.take(counter) == [first]
    assert other not in dear.seen(first, other)


def test_what_was_paid_and_could_not_be_read_is_not_paid_again_and_again(dear):
    dear.money = {DEAR: 2 * 5_000}
    (post,) = dear.publish()
    dear.world.wait(DAY)
    counter = dear.counter()
    for _ in range(5):
        dear.fake.outcomes.append(failing(Unavailable))
    for _ in range(300):
        dear.take(counter)
        dear.world.wait(MINUTE)
    assert len(dear.asked) == 2
    assert dear.seen(post) == {}


# -- on a thread of its own


def test_whoever_wants_none_has_no_thread_for_it(town):
    counts = Counts(None)
    counts.begin()
    counts.stop()
    assert town.asked == []


def test_a_round_runs_beside_who_began_it_and_only_one_at_a_time(town):
    (post,) = town.publish()
    town.world.wait(HOUR)
    arrived, may_answer = threading.Event(), threading.Event()
    counted = town.fake.counted

    def slowly(receipts):
        arrived.set()
        assert may_answer.wait(30)
        return counted(receipts)

    town.fake.counted = slowly
    counts = Counts(town.counter())
    counts.begin()
    assert arrived.wait(30)
    counts.begin()
    with town.world.store.write() as connection:
        assert queue.count_states(connection), "no transaction is open while a platform is asked"
    assert town.seen(post) == {}
    may_answer.set()
    eventually(lambda: post in town.seen(post))
    counts.stop()
    assert len(town.asked) == 1


def test_who_stops_asks_no_more_platforms(town):
    town.publish(30)
    town.world.wait(HOUR)
    counts, counted = Counts(town.counter()), town.fake.counted

    def while_it_is_stopped(receipts):
        counts.stop()
        return counted(receipts)

    town.fake.counted = while_it_is_stopped
    counts.go_round()
    assert len(town.asked) == 1


def test_a_group_is_no_larger_than_its_platform_takes(town):
    town.publish(30)
    town.world.wait(HOUR)
    assert len(town.take()) == 30
    assert [len(ids) for ids in town.asked] == [25, 5]
