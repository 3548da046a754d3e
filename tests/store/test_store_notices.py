"""What people have not been told yet, on both databases: nothing is passed over, and one tells at a time."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import update

from campaign.reasons import Reason
from campaign.states import State
from campaign.store import models, notices
from campaign.store.events import Note, record
from tests.store.world import START, World, act, settled

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def world(store):
    found = World(store)
    with store.write() as connection:
        notices.begin(connection, START)
    return found


def happen(world, *kinds, delivery=None):
    with world.store.write() as connection:
        record(connection, act(world.at), [Note(kind, delivery_id=delivery) for kind in kinds])


def look(world):
    with world.store.read() as connection:
        return notices.waiting(connection, world.at)


def turn(world, most=100):
    with world.store.write() as connection:
        return notices.take_turn(connection, world.at, world.at + 5 * MINUTE, most)


def told(world, taken):
    with world.store.write() as connection:
        return notices.told(connection, taken, world.at)


def test_nobody_is_told_of_what_was_before_they_wanted_to_be(store):
    world = World(store)
    happen(world, "failed")
    assert look(world).since is None
    with store.write() as connection:
        notices.begin(connection, START)
    assert look(world).since is None
    happen(world, "failed")
    assert look(world).since == START
    with store.write() as connection:
        notices.begin(connection, START)
    assert look(world).since == START


def test_who_wants_to_be_told_again_after_a_while_is_not_told_of_that_while(world):
    with world.store.write() as connection:
        notices.end(connection)
    happen(world, "failed")
    with world.store.write() as connection:
        notices.begin(connection, START)
    assert look(world).since is None


def test_events_come_with_their_names_in_order_and_others_not_at_all(world):
    (key,) = world.new()
    happen(world, "approved", "failed", "moved", delivery=key)
    happen(world, "account held")
    events = turn(world).events
    assert [one.kind for one in events] == ["failed", "account held"]
    assert (events[0].campaign, events[0].account, events[0].delivery) == ("rest", "clinic", key)
    assert (events[1].campaign, events[1].account) == (None, None)


def test_what_was_told_is_not_told_again_and_what_came_meanwhile_is(world):
    happen(world, "failed")
    taken = turn(world)
    happen(world, "failed", "failed")
    assert told(world, taken)
    assert len(turn(world).events) == 2


def test_while_one_tells_nobody_else_does_and_if_it_dies_another_tells_the_same(world):
    happen(world, "failed")
    first = turn(world)
    world.wait(4 * MINUTE)
    assert turn(world) is None
    world.wait(MINUTE)
    second = turn(world)
    assert second.events == first.events
    assert told(world, second)
    # The first was not dead, only slow: it changes nothing any more.
    assert not told(world, first)


def test_what_could_not_be_told_waits_and_is_all_there_afterwards(world):
    happen(world, "failed")
    taken = turn(world)
    with world.store.write() as connection:
        notices.put_off(connection, taken, START + HOUR)
    happen(world, "failed")
    assert turn(world) is None
    world.wait(HOUR)
    assert len(turn(world).events) == 2


def test_a_turn_of_so_many_events_leaves_the_rest_for_the_next(world):
    happen(world, *["failed"] * 5)
    taken = turn(world, most=3)
    assert len(taken.events) == 3
    told(world, taken)
    assert len(turn(world, most=3).events) == 2


def test_a_time_that_a_clock_wrote_which_was_set_back_since_keeps_nobody_waiting(world):
    happen(world, "failed")
    told(world, turn(world))
    happen(world, "failed")
    with world.store.write() as connection:
        connection.execute(update(models.Installation).values(tell_after=START + 24 * HOUR))
    assert look(world).after is None
    assert len(turn(world).events) == 1


def test_a_thousand_events_that_nobody_is_told_of_are_not_read_again_and_again(world):
    happen(world, *["approved"] * 1_001)
    assert look(world).behind
    assert told(world, turn(world))
    assert not look(world).behind


def test_what_is_in_doubt_is_told_only_while_nobody_looks_it_up(world):
    key = world.in_state(State.IN_DOUBT)
    assert [one.delivery for one in turn(world).events] == [key]
    world.wait(5 * MINUTE)
    with world.store.write() as connection:
        connection.execute(update(models.Delivery).values(due_at=world.at + MINUTE))
    assert look(world).since is None
    with world.store.write() as connection:
        connection.execute(update(models.Delivery).values(due_at=None))
    assert look(world).since is not None


def test_settling_notes_what_needs_a_person_and_nothing_else(world):
    for state in (State.FAILED, State.IN_DOUBT, State.PUBLISHED):
        world.in_state(state)
    assert [kind for (kind,) in world.raw("SELECT kind FROM events ORDER BY id DESC LIMIT 2")] == ["in doubt", "failed"]
    happened = [kind for (kind,) in world.raw("SELECT kind FROM events")]
    assert happened.count("failed") == happened.count("in doubt") == 1


def test_an_outcome_that_comes_after_its_claim_was_lost_is_not_noted_as_the_deliverys(world):
    world.new()
    [intent] = world.intend(world.claim())
    world.wait(HOUR)
    world.rescue()
    world.settle(settled(intent, State.FAILED, world.at, reason=Reason("rejected")))
    assert not world.raw("SELECT kind FROM events WHERE kind = 'failed'")


def test_troubles_are_events_when_they_begin_and_when_they_end_and_once_in_between(world):
    def keep(now, over=()):
        with world.store.write() as connection:
            notices.keep_troubles(connection, now, over, act(world.at))

    disk, dry = ("disk", ""), ("runs_dry", "rest")
    keep({disk: {"code": "disk"}})
    keep({disk: {"code": "disk"}, dry: {"code": "runs_dry"}})
    keep({dry: {"code": "runs_dry"}}, over=[disk])
    keep({dry: {"code": "runs_dry"}}, over=[disk])
    kinds = [
        kind for (kind,) in world.raw("SELECT kind FROM events WHERE kind IN ('trouble', 'trouble over') ORDER BY id")
    ]
    assert kinds == ["trouble", "trouble", "trouble over"]
    with world.store.read() as connection:
        assert notices.troubles(connection) == {dry}


def test_an_event_that_is_committed_after_one_with_a_higher_number_is_told_too(world):
    """PostgreSQL gives numbers before it commits; SQLite's writers take turns, so there it cannot happen."""
    inserted, go = threading.Event(), threading.Event()

    def slow():
        with world.store.write() as connection:
            record(connection, act(world.at), [Note("failed")])
            inserted.set()
            go.wait(10)

    thread = threading.Thread(target=slow)
    thread.start()
    inserted.wait(10)
    quick = threading.Thread(target=lambda: happen(world, "failed"))
    quick.start()
    if not world.store.is_sqlite:
        quick.join(10)
    found = []
    telling = threading.Thread(target=lambda: found.append(turn(world)))
    telling.start()
    telling.join(0.3)
    go.set()
    for one in (thread, quick, telling):
        one.join(20)
    told(world, found[0])
    rest = turn(world)
    assert len(found[0].events) + len(rest.events if rest else ()) == 2
