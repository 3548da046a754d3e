"""A doubt is resolved by whoever has it in hand: once it was let go of, its account may speak of other things."""

from datetime import timedelta

import pytest

from campaign.states import State
from campaign.store import queue
from tests.store.world import A_REASON, LEASE, START, World, act


@pytest.fixture
def world(store):
    return World(store)


def in_hand(world):
    with world.store.write() as connection:
        (doubt,) = queue.take_doubts(connection, world.at, 1, "w1", world.at + LEASE)
    return doubt


def let_go(world, doubt, way):
    with world.store.write() as connection:
        if way == "look later":
            queue.look_later(connection, doubt, world.at, looked=True)
        else:
            queue.leave_to_a_person(connection, doubt, A_REASON, act(world.at))


@pytest.mark.parametrize("way", ["look later", "leave to a person"])
def test_a_doubt_that_was_let_go_of_is_not_sent_again_while_its_account_speaks(world, way):
    key, other = world.in_state(State.IN_DOUBT), world.new()[0]
    doubt = in_hand(world)
    let_go(world, doubt, way)
    assert [one.claimed.id for one in world.begin()] == [other]
    with world.store.write() as connection:
        assert queue.send_again(connection, doubt, doubt.key, world.at, world.at + LEASE, "w1") is None
    assert (world.state(key), world.state(other)) == (State.IN_DOUBT, State.SENDING)


@pytest.mark.parametrize("way", ["look later", "leave to a person"])
def test_a_doubt_is_let_go_of_once(world, way):
    key = world.in_state(State.IN_DOUBT)
    doubt = in_hand(world)
    let_go(world, doubt, way)
    before = world.everything()
    let_go(world, doubt, way)
    assert world.everything() == before
    assert world.row(key).state is State.IN_DOUBT


def test_a_dead_workers_look_keeps_its_account_silent_for_a_lease_at_most_however_far_the_clock_is_set_back(world):
    world.in_state(State.IN_DOUBT)
    (other,) = world.new()
    world.wait(timedelta(days=3_650))
    in_hand(world)
    world.at = START
    with world.store.write() as connection:
        assert queue.renew_leases(connection, "w2", world.at + LEASE) == 1
    world.wait(LEASE * 2)
    world.rescue()
    assert [one.claimed.id for one in world.begin()] == [other]
