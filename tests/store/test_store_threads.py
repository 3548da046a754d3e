"""The parts of a thread follow each other, and what becomes of one becomes of those behind it."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib import import_module
from threading import Barrier, BrokenBarrierError

import pytest

from campaign.errors import StateError
from campaign.states import State
from campaign.store import queue
from campaign.store.queue import NewTime, orders
from campaign.store.queue.rejoining import rejoin
from campaign.store.values import Selection
from tests.store.world import A_REASON, LEASE, START, World, act, settled

migration = import_module("campaign.store.migrations.versions.0021_undone")
P, Q, OUT, HELD = State.PROPOSED, State.QUEUED, State.PUBLISHED, State.HELD


@pytest.fixture
def world(store):
    return World(store)


def thread(world, parts=4, state=Q, **where):
    return world.thread(parts, state=state, **where)


def states(world, ids):
    return [world.state(key) for key in ids]


def due(world, ids):
    return [world.row(key).due_at for key in ids]


def send(world):
    """Claims what is due next, and writes its intent."""
    claims = world.claim()
    return world.intend(claims)[0] if claims else None


def end(world, to, **values):
    """Sends what is next, and settles it."""
    intent = send(world)
    world.settle(settled(intent, to, world.at, **values))
    return intent.claimed


def test_a_part_waits_without_a_time_until_the_one_before_is_out(world):
    ids = thread(world)
    assert due(world, ids) == [START, None, None, None]
    for part, key in enumerate(ids):
        assert end(world, OUT).id == key
        assert due(world, ids)[: part + 2] == [START] * min(part + 2, 4)
        assert due(world, ids)[part + 2 :] == [None] * max(2 - part, 0)
    assert send(world) is None


def test_a_part_answers_the_receipt_of_the_one_before(world):
    thread(world, 3)
    answered = [end(world, OUT, ref={"id": str(number)}).reply_to for number in range(3)]
    assert answered == [None, {"id": "0"}, {"id": "1"}]


def test_nothing_of_the_account_comes_between_the_parts(world):
    ids = thread(world, 3)
    (other,) = world.new(due=START)
    assert [end(world, OUT).id for _ in range(4)] == [*ids, other]


def test_the_receipt_and_the_next_parts_time_are_one_transaction(world):
    ids = thread(world, 2)
    intent = send(world)

    def settle_and_die():
        with world.store.write() as connection:
            queue.settle(connection, [settled(intent, OUT, world.at)], act(world.at))
            raise RuntimeError("the worker dies before it commits")

    with pytest.raises(RuntimeError):
        settle_and_die()
    assert states(world, ids) == [State.SENDING, Q]
    assert due(world, ids) == [START, None]
    world.settle(settled(intent, OUT, world.at))
    assert due(world, ids) == [START, START]


def test_a_receipt_that_comes_after_the_rescue_lets_the_thread_go_on(world):
    ids = thread(world, 2)
    intent = send(world)
    world.wait(2 * LEASE)
    world.rescue()
    assert states(world, ids) == [State.IN_DOUBT, Q]
    assert due(world, ids)[1] is None
    world.settle(settled(intent, OUT, world.at))
    assert due(world, ids)[1] == START


def test_a_persons_word_that_a_part_is_out_lets_the_thread_go_on_without_an_answer(world):
    ids = thread(world, 2)
    end(world, State.IN_DOUBT)
    assert send(world) is None
    world.order("resolve", ids[0], url="https://example.org/1")
    assert end(world, OUT).reply_to is None


@pytest.mark.parametrize("to", [State.FAILED, HELD])
def test_a_part_that_fails_or_is_held_stops_the_rest_and_says_so(world, to):
    ids = thread(world)
    end(world, OUT)
    end(world, to)
    assert states(world, ids) == [OUT, to, HELD, HELD]
    reason = world.row(ids[3]).reason
    assert (reason.code, reason.values) == ("thread_stopped", {"delivery": str(ids[1]), "state": to.value})
    world.order("retry" if to is State.FAILED else "release", ids[1])
    assert states(world, ids) == [OUT, Q, Q, Q]
    assert [end(world, OUT).id for _ in range(3)] == ids[1:]


def test_a_head_that_is_missed_stops_the_rest_and_a_retry_lets_all_go_on(world):
    ids = thread(world, 3)
    with world.store.write() as connection:
        queue.miss(connection, [ids[0]], act())
    assert states(world, ids) == [State.MISSED, HELD, HELD]
    world.order("retry", ids[0])
    assert [end(world, OUT).id for _ in range(3)] == ids


@pytest.mark.parametrize(("verb", "was", "to"), [("approve", P, Q), ("hold", Q, HELD), ("cancel", Q, State.CANCELLED)])
def test_an_order_to_the_head_is_an_order_to_the_whole_thread(world, verb, was, to):
    ids = thread(world, 3, was)
    more = {"reason": queue_reason()} if verb == "hold" else {}
    assert world.order(verb, ids[0], **more) == ids
    assert states(world, ids) == [to] * 3


def queue_reason():
    from campaign.reasons import Reason

    return Reason("held_by_person", {"who": "ann"})


def test_a_thread_is_moved_as_one(world):
    ids = thread(world, 3)
    later = START + LEASE
    with world.store.write() as connection:
        queue.move(connection, {ids[0]: NewTime(later, "2026-12-01T10:00", "UTC")}, act())
    assert {world.row(key).scheduled_for for key in ids} == {later}
    assert due(world, ids) == [later, None, None]


def test_a_thread_takes_one_time_and_is_late_as_one(world):
    ids = thread(world, 5)
    with world.store.write() as connection:
        connection.exec_driver_sql("UPDATE campaigns SET late = 'skip'")
        assert queue.taken(connection, [world.account_id()], START) == {world.account_id(): [START]}
        assert [one.id for one in queue.overdue(connection, START + 200 * LEASE)] == ids[:1]
    end(world, OUT)
    with world.store.read() as connection:
        assert queue.overdue(connection, START + 200 * LEASE) == [], "a thread that was begun is brought to its end"


def test_a_cancelled_part_stops_the_rest_which_a_person_lets_go_on_without_it(world):
    ids = thread(world, 4)
    world.order("cancel", ids[1])
    assert states(world, ids) == [Q, State.CANCELLED, HELD, HELD]
    assert world.row(ids[2]).reason.code == "thread_cut"
    world.order("release", ids[2], ids[3])
    assert [end(world, OUT, ref={"id": str(number)}).id for number in range(3)] == [ids[0], *ids[2:]]
    assert send(world) is None


def test_what_answered_two_that_were_cancelled_together_answers_the_part_before_both(world):
    ids = thread(world, 4)
    world.order("cancel", ids[1], ids[2])
    world.order("release", ids[3])
    assert [end(world, OUT).id for _ in range(2)] == [ids[0], ids[3]]


def take_back(world, *ids, approved=True):
    with world.store.write() as connection:
        return queue.take_back(connection, list(ids), act(world.at), approved=approved)


def parents(world, ids):
    return [world.row(key).parent_id for key in ids]


@pytest.mark.parametrize("gone", [[0], [1], [3], [0, 1], [1, 2], [0, 2, 3], [0, 1, 2, 3]])
def test_parts_that_are_taken_back_go_out_in_their_places_as_if_nothing_had_been(world, gone):
    ids = thread(world, 4)
    named = [ids[place] for place in gone]
    # One by one: the head would take along those behind it.
    for key in reversed(named):
        with world.store.write() as connection:
            queue.cancel(connection, Selection((key,)), act())
    take_back(world, *[key for key in ids if world.state(key) is State.CANCELLED])
    assert (states(world, ids), parents(world, ids)) == ([Q] * 4, [None, *ids[:3]])
    assert [end(world, OUT).id for _ in range(4)] == ids


def test_parts_that_are_taken_back_one_after_the_other_find_their_places(world):
    ids = thread(world, 4)
    world.order("cancel", ids[1])
    world.order("cancel", ids[2])
    take_back(world, ids[2])
    assert parents(world, ids)[2:] == [ids[0], ids[2]]
    take_back(world, ids[1])
    assert parents(world, ids) == [None, *ids[:3]]
    assert states(world, ids) == [Q] * 4


@pytest.mark.parametrize(("to", "behind"), [(OUT, Q), (State.FAILED, HELD)])
def test_a_part_that_comes_back_behind_one_that_is_being_sent_follows_it(world, to, behind):
    """Nothing answered that one when it was claimed."""
    ids = thread(world, 2, State.PROPOSED)
    with world.store.write() as connection:
        queue.cancel(connection, Selection(ids[:1], alone=True), act(world.at))
    world.order("cancel", ids[1])
    take_back(world, ids[0])
    world.order("approve", ids[0])
    intent = send(world)
    take_back(world, ids[1])
    world.order("approve", ids[1])
    world.settle(settled(intent, to, world.at))
    assert states(world, ids) == [to, behind]
    assert due(world, ids[1:]) == [START if to is OUT else None]


def test_a_part_that_comes_back_unapproved_lets_the_rest_wait_for_it(world):
    ids = thread(world, 3)
    world.order("cancel", ids[1])
    take_back(world, ids[1], approved=False)
    assert states(world, ids) == [Q, P, HELD]
    assert world.row(ids[2]).reason.values == {"delivery": str(ids[1]), "state": "proposed"}
    end(world, OUT)
    assert send(world) is None
    world.order("approve", ids[1])
    assert [end(world, OUT).id for _ in range(2)] == ids[1:]


def test_a_part_that_was_let_go_on_without_the_cancelled_one_waits_for_it_again(world):
    ids = thread(world, 3)
    world.order("cancel", ids[1])
    world.order("release", ids[2])
    end(world, OUT)
    assert due(world, ids)[2] == START
    take_back(world, ids[1])
    assert due(world, ids)[1:] == [START, None]
    assert [end(world, OUT).id for _ in range(2)] == ids[1:]


def test_no_part_is_taken_back_once_one_behind_it_is_out(world):
    ids = thread(world, 3)
    world.order("cancel", ids[1])
    world.order("release", ids[2])
    end(world, OUT)
    end(world, OUT)
    before = world.everything()
    with pytest.raises(StateError, match=rf"^Delivery {ids[1]} is cancelled, so it cannot be taken back: a part"):
        take_back(world, ids[1])
    assert world.everything() == before


def test_no_part_is_taken_back_behind_one_that_was_withdrawn(world):
    ids = thread(world, 2)
    world.order("cancel", ids[1])
    end(world, OUT)
    with world.store.write() as connection:
        queue.withdrawn(connection, ids[0], act())
    with pytest.raises(StateError, match="a part before it in its thread was withdrawn"):
        take_back(world, ids[1])
    assert states(world, ids) == [OUT, State.CANCELLED]


def test_a_part_comes_back_at_the_time_to_which_its_thread_was_moved(world):
    ids = thread(world, 3)
    world.order("cancel", ids[1])
    later = START + LEASE
    with world.store.write() as connection:
        queue.move(connection, {ids[0]: NewTime(later, "2026-12-01T10:00", "UTC")}, act())
    take_back(world, ids[1])
    assert {world.row(key).scheduled_for for key in ids} == {later}
    assert due(world, ids) == [later, None, None]


@pytest.mark.parametrize("verb", ["hold", "cancel"])
def test_a_part_that_its_thread_holds_waits_for_approval_once_its_text_is_changed(world, verb):
    ids = thread(world, 3)
    world.order(verb, ids[1], **({"reason": A_REASON} if verb == "hold" else {}))
    with world.store.write() as connection:
        queue.edit(connection, ids[2], "Nobody has read this. #rest", 27, act())
    assert states(world, ids)[2] is P
    assert world.row(ids[2]).reason is None
    if verb == "hold":
        world.order("release", ids[1])
    else:
        take_back(world, ids[1])
    assert states(world, ids) == [Q, Q, P], "that the part before it goes on is no approval of its new text"


def test_a_part_that_only_its_thread_held_comes_back_as_the_thread_is_by_then(world):
    ids = thread(world, 3)
    world.order("hold", ids[1], reason=A_REASON)
    world.order("cancel", ids[2])
    take_back(world, ids[2])
    assert (states(world, ids)[2], world.row(ids[2]).reason.code) == (HELD, "thread_stopped")
    world.order("cancel", ids[2])
    world.order("release", ids[1])
    take_back(world, ids[2])
    assert (states(world, ids), world.row(ids[2]).reason) == ([Q] * 3, None)
    assert [end(world, OUT).id for _ in range(3)] == ids


def test_parts_that_are_taken_back_at_the_same_time_wait_for_each_other(world, monkeypatch):
    ids = thread(world, 5)
    world.order("cancel", ids[2], ids[4])
    both = Barrier(2)

    def met(connection, back):
        with suppress(BrokenBarrierError):
            both.wait(0.2)
        rejoin(connection, back)

    monkeypatch.setattr(orders, "rejoin", met)
    with ThreadPoolExecutor(2) as people:
        list(people.map(lambda key: take_back(world, key), [ids[2], ids[4]]))
    assert states(world, ids) == [Q] * 5


def test_what_is_named_twice_is_taken_back_once(world):
    (key,) = world.new()
    world.order("cancel", key)
    assert take_back(world, key, key) == [key]
    assert world.raw("SELECT count(*) FROM events WHERE kind = 'taken back'") == [(1,)]


def test_a_thread_of_a_release_before_is_known_by_its_links(world):
    ids = thread(world, 3)
    (alone,) = world.new()
    rows = "SELECT id, thread_id FROM deliveries ORDER BY id"
    assert world.raw(rows) == [*((key, ids[0]) for key in ids), (alone, None)]
    with world.store.write() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET thread_id = NULL")
        connection.exec_driver_sql(migration.THREADS)
    assert world.raw(rows) == [*((key, ids[0]) for key in ids), (alone, None)]


def test_the_threads_of_a_release_before_are_found_without_a_look_at_all_parts_for_each(world):
    thread(world, 3)
    with world.store.write() as connection:
        explain = "EXPLAIN QUERY PLAN" if world.store.is_sqlite else "EXPLAIN"
        plan = str(connection.exec_driver_sql(f"{explain} {migration.THREADS}").all())
    assert not {"SubPlan", "CORRELATED"} & set(plan.replace("(", " ").split())


def test_a_part_of_whose_thread_nothing_else_is_left_goes_out_when_it_is_released(world):
    first, last = thread(world, 2)
    with world.store.write() as connection:
        queue.cancel(connection, Selection((first,), alone=True), act())
    assert world.state(last) is HELD
    world.order("release", last)
    assert [one.id for one in world.claim(5)] == [last]


def test_a_part_alone_is_not_released_behind_one_that_stands_still(world):
    ids = thread(world, 3)
    end(world, State.FAILED)
    world.order("release", ids[1], ids[2])
    assert states(world, ids) == [State.FAILED, HELD, HELD]
    world.order("retry", ids[0])
    assert states(world, ids) == [Q, Q, Q]


def test_a_retry_of_a_part_is_not_overtaken_by_those_behind_it(world):
    ids = thread(world, 3)
    end(world, OUT)
    end(world, Q, due_at=START + LEASE)
    assert send(world) is None
    world.wait(LEASE)
    assert [end(world, OUT).id for _ in range(2)] == ids[1:]
