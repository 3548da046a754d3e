"""What a backup remembers is looked up by all that it cannot know: when, how often, under which key, and by whom."""

from datetime import timedelta

import pytest

from campaign.doubt import SKEW
from campaign.reasons import Reason, words
from campaign.states import State
from campaign.store import queue
from campaign.store.events import Note, record
from campaign.store.values import Selection
from tests.store.world import LEASE, World, act, settled

HOUR = timedelta(hours=1)


@pytest.fixture
def world(store):
    return World(store)


def put_back(world, made_at=None):
    """As a restore does it; the backup was made then, or just now."""
    with world.store.write() as connection:
        return queue.doubt_restored(connection, act(world.at), made_at or world.at)


def forget(world, key):
    """The delivery as a backup from before its first attempt has it."""
    with world.store.write() as connection:
        connection.exec_driver_sql(f"DELETE FROM attempts WHERE delivery_id = {key}")
        connection.exec_driver_sql(
            "UPDATE deliveries SET state = 'queued', fence = 0, attempts = 0, claimed_by = NULL, platform_key = NULL"
            f" WHERE id = {key}"
        )


def in_hand(world):
    with world.store.write() as connection:
        (doubt,) = queue.take_doubts(connection, world.at, 1, "w1", world.at + LEASE)
    return doubt


def test_what_may_have_been_sent_before_its_slot_is_looked_for_from_the_backup_on(world):
    world.new(due=world.at + 3 * HOUR)
    made_at = world.at
    world.wait(4 * HOUR)
    put_back(world, made_at)
    assert in_hand(world).case.since == made_at - SKEW


def test_where_nobody_noted_when_a_backup_was_made_the_last_that_it_knows_tells(world):
    world.new(due=world.at + 3 * HOUR)
    last_known = world.at
    world.wait(4 * HOUR)
    with world.store.write() as connection:
        queue.doubt_restored(connection, act(world.at), None)
    assert in_hand(world).case.since == last_known - SKEW


def test_what_is_due_by_the_clock_of_the_backup_is_in_doubt_by_one_that_is_behind(world):
    (key,) = world.new(due=world.at + HOUR)
    put_back(world, world.at + 2 * HOUR)
    assert world.state(key) is State.IN_DOUBT


def test_a_look_before_the_restore_proves_nothing_after_it(world):
    world.in_state(State.IN_DOUBT)
    with world.store.write() as connection:
        (doubt,) = queue.take_doubts(connection, world.at, 1, "w1", world.at + LEASE)
        queue.look_later(connection, doubt, world.at, looked=True)
    put_back(world)
    assert in_hand(world).case.looks == 0


def test_what_was_edited_after_an_attempt_is_not_looked_up_or_sent_again_under_that_ones_key(world):
    key = world.in_state(State.FAILED)
    with world.store.write() as connection:
        queue.edit(connection, key, "Other words. #rest", 18, act(world.at))
    world.order("retry", key)
    put_back(world)
    assert in_hand(world).key is None


def test_no_part_of_a_thread_is_sent_again_before_the_one_that_it_answers(world):
    first, second = world.thread(2)
    put_back(world)
    with world.store.write() as connection:
        queue.look_later(connection, queue.take_doubts(connection, world.at, 1, "w1", world.at)[0], world.at + HOUR)
    doubt = in_hand(world)
    assert (doubt.claimed.id, doubt.case.may_speak) == (second, False)
    with world.store.write() as connection:
        assert queue.send_again(connection, doubt, "key", world.at, world.at + LEASE, "w1") is None
    with world.store.write() as connection:
        alone = Selection((first,), alone=True)
        queue.resolve(connection, alone, act(world.at), "https://example.org/1")
        assert queue.send_again(connection, doubt, "key", world.at, world.at + LEASE, "w1")


def test_that_one_attempt_was_not_taken_proves_nothing_where_a_backup_may_not_know_of_others(world):
    (key,) = world.new()
    (intent,) = world.begin()
    forget(world, key)
    put_back(world)
    world.settle(settled(intent, State.QUEUED, world.at))
    assert world.state(key) is State.IN_DOUBT


def test_what_a_worker_sent_of_which_the_backup_has_never_heard_is_passed_over(world):
    known, lost = world.new(2)
    (sent,) = world.begin()
    unheard = sent._replace(claimed=sent.claimed._replace(id=lost))
    with world.store.write() as connection:
        connection.exec_driver_sql(f"DELETE FROM deliveries WHERE id = {lost}")
    world.settle(*(settled(one, State.PUBLISHED, world.at) for one in (sent, unheard)))
    assert world.state(known) is State.PUBLISHED


def test_an_attempt_of_another_delivery_that_was_given_its_number_again_stays_open(world):
    (key,) = world.new()
    (lost,) = world.begin()
    forget(world, key)
    put_back(world)
    (other,) = world.new()
    (sent,) = world.begin()
    assert sent.claimed.fence == lost.claimed.fence
    world.settle(settled(lost._replace(attempt_id=sent.attempt_id), State.FAILED, world.at))
    assert [one.outcome for one in world.attempts(other)] == [None]


def test_a_claim_from_between_two_restores_of_one_backup_is_left_behind_by_the_second(world):
    (key,) = world.new()
    put_back(world)
    world.order("resolve", key, url=None)
    (intent,) = world.begin()
    with world.store.write() as connection:
        was_there = queue.highest_fence(connection)
    forget(world, key)
    with world.store.write() as connection:
        queue.doubt_restored(connection, act(world.at), world.at, was_there)
    world.order("resolve", key, url=None)
    world.begin()
    world.settle(settled(intent, State.QUEUED, world.at))
    assert world.state(key) is State.SENDING


def test_what_is_sent_back_after_a_restore_and_changed_is_still_not_let_go_by_who_names_a_campaign(world):
    (key,) = world.new(state=State.PROPOSED)
    with world.store.write() as connection:
        queue.doubt_restored(connection, act(world.at), world.at)
        record(connection, act(world.at), [Note("restored")])
    world.wait(HOUR)
    world.order("send_back", key, reason=Reason("sent_back", {"who": "anna", "note": "shorter"}))
    assert "a backup was put back on 2026-12-01 09:00 UTC" in words(world.row(key).reason)
    with world.store.write() as connection:
        queue.edit(connection, key, "Rest. #rest", 11, act(world.at))
    assert world.row(key).reason.code == "restored_waiting"
    with world.store.write() as connection:
        assert queue.approve(connection, Selection(campaign_id=world.campaign.id), act(world.at)) == []


def test_what_was_sent_back_with_no_restore_before_it_waits_for_nothing_else(world):
    (key,) = world.new(state=State.PROPOSED)
    world.order("send_back", key, reason=Reason("sent_back", {"who": "anna", "note": "shorter"}))
    with world.store.write() as connection:
        queue.edit(connection, key, "Rest. #rest", 11, act(world.at))
    assert world.row(key).reason is None
