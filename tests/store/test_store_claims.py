"""Who may claim what, and in which order."""

from collections import deque
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


def test_who_was_seen_to_be_due_has_its_turn_before_anybody_is_looked_for_anew(world):
    turns = queue.Turns()
    for n, name in enumerate(world.names):
        world.new(account=name, due=START + n * MINUTE)
    world.wait(10 * MINUTE)
    first = world.begin(limit=2, turns=turns)
    world.settle(*[settled(one, State.PUBLISHED, world.at) for one in first])
    again = world.new(account="clinic", due=START - MINUTE)
    assert turns.accounts == deque([world.account_id("nurse")])
    begun = world.begin(limit=2, turns=turns)
    assert [one.claimed.account_id for one in begun] == [world.account_id("clinic"), world.account_id("nurse")]
    assert begun[0].claimed.id == again[0]


def test_who_was_seen_to_be_due_and_may_not_speak_any_more_is_passed_over(world):
    turns = queue.Turns()
    for n, name in enumerate(world.names):
        world.new(account=name, due=START + n * MINUTE)
    world.wait(10 * MINUTE)
    world.begin(limit=1, turns=turns)
    with world.store.write() as connection:
        accounts.set_account_state(connection, "doctor", "paused", act())
    assert [one.claimed.account_id for one in world.begin(limit=5, turns=turns)] == [world.account_id("nurse")]


def test_a_claim_that_begins_with_what_another_left_takes_as_many_as_it_may(world):
    keys = [world.new(account=name, due=START + n * MINUTE)[0] for n, name in enumerate(world.names)]
    world.wait(10 * MINUTE)
    turns = queue.Turns(deque([world.account_id(world.names[0])]))
    assert [one.claimed.id for one in world.begin(limit=2, turns=turns)] == keys[:2]


def seen_ahead(world):
    """What a worker saw, a moment before the first falls due."""
    turns = queue.Turns()
    with world.store.read() as connection:
        ahead = queue.next_turns(connection)
    turns.foresee(ahead, world.at)
    return turns


def test_what_was_seen_to_fall_due_is_taken_without_a_look_at_what_has_come_between(world):
    (seen,) = world.new(account="doctor", due=START)
    turns = seen_ahead(world)
    (between,) = world.new(account="clinic", due=START - MINUTE)
    assert [one.claimed.id for one in world.begin(limit=5, turns=turns)] == [seen]
    assert [one.claimed.id for one in world.begin(limit=5, turns=turns)] == [between]


def test_where_nothing_of_what_was_seen_is_to_be_had_it_is_looked_for_what_else_is_due(world):
    world.new(account="doctor", due=START)
    turns = seen_ahead(world)
    with world.store.write() as connection:
        accounts.set_account_state(connection, "doctor", "paused", act())
    (between,) = world.new(account="clinic", due=START)
    assert [one.claimed.id for one in world.begin(limit=5, turns=turns)] == [between]


def test_where_more_may_be_due_than_was_seen_all_lines_are_looked_at():
    turns = queue.Turns()
    turns.foresee([queue.Turn(START, account) for account in range(49)] + [queue.Turn(START + MINUTE, 49)], START)
    assert (len(turns.accounts), turns.are_all) == (49, True)
    turns.foresee([queue.Turn(START, account) for account in range(50)], START)
    assert (len(turns.accounts), turns.are_all) == (0, False)


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
