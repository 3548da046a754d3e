"""How the queue bears with platforms: back-off and asked-for waits are kept, what is refused for good is not tried again."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from campaign.clock import Clock
from campaign.publishing.retry import Policy
from campaign.reasons import words
from campaign.states import State
from campaign.store import accounts
from posts.errors import RateLimited, Rejected, Unauthorized, Unavailable
from posts.testing import LOST, Outcome, failing
from tests.publishing.virtual import Virtual
from tests.store.world import A_REASON, START, TERMS, act

SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def virtual(store):
    def build(*outcomes, names=("clinic",)):
        made = Virtual(store, names=names)
        made.outcomes = outcomes
        return made

    return build


def asked_to_wait(until):
    return Outcome(RateLimited("Slow down.", platform="fake", until=until), published=False)


def events(world, *kinds):
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    return world.raw(f"SELECT kind, delivery_id FROM events WHERE kind IN ({listed}) ORDER BY id")


def reason_of(world, kind):
    return world.raw(f"SELECT details FROM events WHERE kind = '{kind}'")[0][0]


def test_the_back_off_is_kept_however_often_workers_look(virtual):
    """A rival writes the time of the next try down and never reads it: its worker tries at every pass."""
    world = virtual(*[failing(Unavailable)] * 4)
    world.new(3)
    for number in range(300):
        publisher = world.worker(f"w{number}")  # a new one each time: nothing is kept in a worker's memory
        publisher.tick()
        publisher.stop()
        world.wait(SECOND)
    policy, asked = Policy(), world.asked["clinic"]
    waits = [later - earlier for earlier, later in pairwise(asked[:5])]
    assert waits == [policy.base * 0.5 * 2**number for number in range(4)]
    assert world.out() == 3


def test_a_backlog_of_days_that_finds_the_platform_away_for_a_minute_goes_out_all_the_same(virtual):
    """As after the machine was off: its worker begins before its network does."""
    world = virtual(*[failing(Unavailable)] * 3)
    world.new(20)
    world.wait(3 * DAY)
    publisher = world.worker()
    publisher.tick()
    assert (len(world.asked["clinic"]), world.counts()) == (1, {State.QUEUED: 20})
    world.run(publisher, world.at + DAY)
    assert world.counts() == {State.PUBLISHED: 20}


@pytest.mark.parametrize("error", [Rejected])
def test_what_is_refused_for_good_is_never_tried_again(virtual, error):
    world = virtual(failing(error))
    [key] = world.new()
    publisher = world.worker()
    for _ in range(50):
        publisher.tick()
        world.wait(7 * DAY)
    assert (len(world.asked["clinic"]), world.state(key)) == (1, State.FAILED)
    publisher.stop()


def test_a_dead_token_holds_a_thousand_posts_with_one_call_and_one_event(virtual):
    world = virtual(*[failing(Unauthorized)] * 50)
    world.new(1_000)
    publisher = world.worker()
    for _ in range(3):
        publisher.tick()
        world.wait(DAY)
    assert (len(world.asked["clinic"]), world.counts()) == (1, {State.HELD: 1_000})
    assert len(events(world, "account held", "held", "failed", "in doubt")) == 1
    publisher.stop()


def test_an_account_that_cannot_be_opened_is_held_once_with_all_it_has(virtual):
    world = virtual()
    world.new(20)
    publisher = world.worker()

    def broken(account):
        raise Rejected("No such thing.", platform="fake")

    publisher.open_platform = broken
    publisher.tick()
    assert world.counts() == {State.HELD: 20}
    assert len(events(world, "account held")) == 1
    with world.store.read() as connection:
        assert accounts.account(connection, "clinic").reason.code == "account_unusable"
    publisher.stop()


def test_the_accounts_other_posts_wait_with_the_one_that_was_asked_to(virtual):
    until = START + 10 * MINUTE
    world = virtual(asked_to_wait(until))
    ids = world.new(3, step=MINUTE)
    world.run(world.worker(), START + 9 * MINUTE)
    assert world.asked["clinic"] == [START]
    assert world.row(ids[0]).due_at == until
    world.run(world.worker(), START + 20 * MINUTE)
    assert world.asked["clinic"] == [START, *[until] * 3]
    assert [one.outcome for key in ids for one in world.attempts(key)] == [State.QUEUED, *[State.PUBLISHED] * 3]


@pytest.mark.parametrize("verb", ["cancel", "hold"])
def test_they_wait_also_where_the_post_that_was_asked_to_is_gone_and_say_until_when(virtual, verb):
    until = START + 10 * MINUTE
    world = virtual(asked_to_wait(until))
    ids = world.new(3)
    world.worker().tick()
    world.order(verb, ids[0], **({"reason": A_REASON} if verb == "hold" else {}))
    world.run(world.worker("second"), START + 9 * MINUTE)  # another, so it is known from the database
    assert world.asked["clinic"] == [START]
    assert words(world.row(ids[1]).reason) == (
        "Built-in feed asks this account to wait: it goes out by itself at 2026-12-01 09:10 UTC"
    )
    world.run(world.worker("third"), START + 20 * MINUTE)
    assert world.asked["clinic"] == [START, until, until]


def test_a_person_who_lets_the_account_speak_again_has_it_ask_anew(virtual):
    world = virtual(asked_to_wait(START + DAY / 2))
    ids = world.new(2)
    publisher = world.worker()
    publisher.tick()
    world.order("cancel", ids[0])
    with world.store.write() as connection:
        for state in ("paused", "active"):
            accounts.set_account_state(connection, "clinic", state, act())
    publisher.tick()
    assert world.state(ids[1]) is State.PUBLISHED
    publisher.stop()


@pytest.mark.parametrize(("late", "state"), [("skip", State.MISSED), ("post", State.PUBLISHED)])
def test_what_was_asked_to_wait_beyond_its_campaigns_grace_is_treated_as_the_campaign_says(virtual, late, state):
    world = virtual(asked_to_wait(START + 3 * HOUR))
    strict = world.new_campaign("strict", replace(TERMS, late=late, grace_s=3_600))
    [key] = world.new(campaign=strict)
    publisher = world.worker()
    publisher.tick()
    world.wait(HOUR)
    publisher.tick()
    assert world.state(key) is State.QUEUED
    world.wait(2 * HOUR)
    publisher.tick()
    assert world.state(key) is state
    publisher.stop()


def test_what_a_machine_slept_over_before_it_was_sent_is_late_by_its_slot(virtual):
    world = virtual()
    [key] = world.new(campaign=world.new_campaign("strict", replace(TERMS, late="skip", grace_s=3_600)))
    looks = iter([START, *[START + 8 * HOUR] * 9])

    def boottime():
        world.at = next(looks)
        return (world.at - START).total_seconds()

    publisher = replace(world.worker(), clock=Clock(now=lambda: world.at, boottime=boottime))
    publisher.start()
    [settled] = publisher.settle(publisher.collect(wait_s=5))
    assert settled.reason.code == "not_sent"
    publisher.stop()
    world.run(world.worker("second"), START + DAY)
    assert (world.state(key), world.out()) == (State.MISSED, 0)


def test_a_login_that_is_renewed_meanwhile_gives_no_new_grace(virtual):
    world = virtual(asked_to_wait(START + 50 * MINUTE), failing(Unauthorized), asked_to_wait(START + 70 * MINUTE))
    [key] = world.new(campaign=world.new_campaign("strict", replace(TERMS, late="skip", grace_s=3_600)))
    world.open_platform(world.campaign.speakers[0].account).refresh = lambda: {"token": "new"}
    world.run(world.worker(), START + DAY)
    assert (world.state(key), len(world.asked["clinic"])) == (State.MISSED, 3)


def test_another_account_does_not_wait_with_it(virtual):
    world = virtual(asked_to_wait(START + DAY / 2), names=("clinic", "other"))
    for name in world.names:
        world.new(1, account=name)
    publisher = world.worker(threads=1)
    world.open_platform(world.campaign.speakers[0].account)  # only the first is asked to wait
    world.outcomes = ()
    publisher.tick()
    assert {name: len(moments) for name, moments in world.asked.items()} == {"clinic": 1, "other": 1}
    assert world.counts() == {State.QUEUED: 1, State.PUBLISHED: 1}
    publisher.stop()


def test_a_wait_of_years_is_cut_to_a_day_and_says_so(virtual):
    world = virtual(asked_to_wait(START + 4_000 * DAY))
    [key] = world.new()
    publisher = world.worker()
    publisher.tick()
    row = world.row(key)
    assert row.due_at == START + DAY
    assert words(row.reason) == (
        "Fake asks this account to wait until 2037-11-13 09:00 UTC (Slow down), which is longer than a day: "
        "it is tried again by itself at 2026-12-02 09:00 UTC"
    )
    world.wait(DAY)
    publisher.tick()
    assert world.state(key) is State.PUBLISHED
    publisher.stop()


@pytest.mark.parametrize(("outcome", "kind"), [(failing(Rejected), "failed"), (LOST, "in doubt")])
def test_what_somebody_must_look_at_is_told_in_the_event_log_with_its_reason(virtual, outcome, kind):
    world = virtual(outcome)
    [key] = world.new()
    publisher = world.worker()
    publisher.tick()
    assert events(world, "failed", "in doubt") == [(kind, key)]
    assert world.row(key).reason.code in str(reason_of(world, kind))
    publisher.stop()


def test_what_a_dead_worker_left_in_doubt_is_told_with_its_reason(virtual):
    world = virtual()
    [key] = world.new()
    world.intend(world.claim())
    world.wait(DAY)
    world.rescue()
    assert events(world, "in doubt") == [("in doubt", key)]
    assert "worker_died" in str(reason_of(world, "in doubt"))
