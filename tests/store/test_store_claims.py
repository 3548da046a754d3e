"""Who may claim what, and in which order."""

from datetime import timedelta

import pytest

from campaign.states import State
from campaign.store import accounts, campaigns, queue
from tests.store.world import START, World, act, settled

MINUTE = timedelta(minutes=1)


@pytest.fixture
def world(store):
    return World(store, names=("clinic", "doctor", "nurse"))


def claimed_one_after_the_other(world, count):
    """What one account says, each when the one before is over."""
    said = []
    for _ in range(count):
        (claim,) = world.claim(5)
        world.settle(settled(world.intend([claim])[0], State.PUBLISHED, world.at))
        said.append(claim.id)
    return said


def test_an_account_speaks_in_the_order_of_its_times(world):
    late, early, first = (world.new(due=START + n * MINUTE)[0] for n in (3, 2, 1))
    world.wait(5 * MINUTE)
    assert claimed_one_after_the_other(world, 3) == [first, early, late]


def test_deliveries_that_are_due_at_once_go_in_the_order_in_which_they_were_queued(world):
    keys = world.new(4)
    assert claimed_one_after_the_other(world, 4) == keys


def test_one_delivery_an_account_is_claimed_at_a_time_and_the_longest_due_first(world):
    for n, name in enumerate(("nurse", "doctor", "clinic")):
        world.new(3, account=name, due=START + n * MINUTE)
    world.wait(10 * MINUTE)
    begun = world.begin(limit=2) + world.begin(limit=10)
    assert [one.claimed.account_id for one in begun] == [
        world.account_id(name) for name in ("nurse", "doctor", "clinic")
    ]
    assert world.claim(limit=10) == []


def test_who_may_not_speak_any_more_is_passed_over(world):
    for n, name in enumerate(world.names):
        world.new(account=name, due=START + n * MINUTE)
    world.wait(10 * MINUTE)
    world.begin(limit=1)
    with world.store.write() as connection:
        accounts.set_account_state(connection, "doctor", "paused", act())
    assert [one.claimed.account_id for one in world.begin(limit=5)] == [world.account_id("nurse")]


def test_a_line_that_a_transaction_has_changed_is_passed_over_by_its_own_claim(world):
    first, _ = world.new(2)
    (other,) = world.new(account="doctor")
    (intent,) = world.begin()
    with world.store.write() as connection:
        queue.settle(connection, [settled(intent, State.QUEUED, world.at, due_at=world.at)], act())
        assert [one.id for one in queue.claim_due(connection, world.at, 5)] == [other]
    assert {one.id for one in world.claim(5)} == {first, other}


def test_what_went_out_makes_way_in_the_same_transaction(world):
    _, second = world.new(2)
    (intent,) = world.begin()
    with world.store.write() as connection:
        queue.settle(connection, [settled(intent, State.PUBLISHED, world.at)], act())
        assert [one.id for one in queue.claim_due(connection, world.at, 5)] == [second]


def test_whose_turn_is_next_is_told_in_the_order_of_their_heads(world):
    for n, name in enumerate(reversed(world.names)):
        world.new(account=name, due=START + n * MINUTE)
    with world.store.read() as connection:
        told = queue.next_turns(connection)
    expected = [(START + n * MINUTE, world.account_id(name)) for n, name in enumerate(reversed(world.names))]
    assert told == expected


@pytest.mark.parametrize("state", [State.CLAIMED, State.SENDING])
def test_an_account_that_anybody_speaks_for_just_now_is_passed_over(world, state):
    world.in_state(state)
    (waiting,) = world.new()
    (other,) = world.new(account="doctor", due=START + MINUTE)
    world.wait(MINUTE)
    with world.store.read() as connection:
        assert queue.next_due(connection) == START + MINUTE
    assert [one.id for one in world.claim(5)] == [other]
    assert world.state(waiting) is State.QUEUED


def test_what_waits_for_another_try_keeps_its_place_in_its_accounts_line(world):
    first, second = world.new(2)
    intent = world.intend(world.claim())[0]
    world.settle(settled(intent, State.QUEUED, world.at, due_at=START + MINUTE))
    assert world.claim(5) == []
    with world.store.read() as connection:
        assert queue.next_due(connection) == START + MINUTE
    world.wait(MINUTE)
    assert claimed_one_after_the_other(world, 2) == [first, second]


def test_when_everything_is_stopped_nothing_is_claimed(world):
    world.new()
    with world.store.write() as connection:
        connection.exec_driver_sql("UPDATE workspaces SET state = 'stopped'")
    with world.store.read() as connection:
        assert queue.next_due(connection) is None
    assert world.claim() == []


def test_what_is_not_due_yet_is_not_claimed(world):
    world.new(due=START + timedelta(microseconds=1))
    assert world.claim() == []
    with world.store.read() as connection:
        assert queue.next_due(connection) == START + timedelta(microseconds=1)
    world.wait(timedelta(microseconds=1))
    assert len(world.claim()) == 1


def test_a_paused_account_is_passed_over(world):
    world.new()
    with world.store.write() as connection:
        accounts.set_account_state(connection, "clinic", "paused", act())
    with world.store.read() as connection:
        assert queue.next_due(connection) is None
    assert world.claim() == []


def test_a_paused_campaign_is_passed_over_and_stands_in_nobodys_way(world):
    paused = world.new_campaign("paused")
    world.new(3, campaign=paused, due=START - MINUTE)
    (other,) = world.new()
    with world.store.write() as connection:
        campaigns.set_campaign_state(connection, paused, "paused", act())
    with world.store.read() as connection:
        assert queue.next_due(connection) == START
    assert [one.claimed.id for one in world.begin(5)] == [other]
    assert world.claim(5) == []


def test_an_empty_queue_has_nothing_due(world):
    with world.store.read() as connection:
        assert queue.next_due(connection) is None
    assert world.claim(5) == []


@pytest.mark.parametrize("state", [one for one in State if one is not State.QUEUED])
def test_only_what_is_queued_is_claimed(world, state):
    world.in_state(state)
    assert world.claim(5) == []
    with world.store.read() as connection:
        assert queue.next_due(connection) is None
