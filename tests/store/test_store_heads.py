"""Who is first in each account's line is known without a look into it."""

from contextlib import suppress
from datetime import timedelta

import pytest

from campaign.states import State
from campaign.store import campaigns, heads, migrating, queue
from tests.store.world import START, World, act

MINUTE = timedelta(minutes=1)


@pytest.fixture
def world(store):
    return World(store, names=("clinic", "doctor"))


def first(world, name=None):
    """Who is written down as the first in that account's line."""
    [(key,)] = world.raw(f"SELECT delivery_id FROM heads WHERE account_id = {world.account_id(name)}")
    return key


def test_nobody_is_first_where_nothing_waits(world):
    assert [first(world, name) for name in world.names] == [None, None]


def test_the_first_is_the_first_by_its_slot(world):
    late, early = (world.new(due=START + n * MINUTE)[0] for n in (2, 1))
    assert first(world) == early
    world.order("cancel", early)
    assert first(world) == late


def test_what_a_paused_campaign_has_in_a_line_does_not_count_until_it_goes_on(world):
    paused = world.new_campaign("paused")
    (kept_back,) = world.new(campaign=paused, due=START - MINUTE)
    (other,) = world.new()
    for state, expected in (("paused", other), ("active", kept_back)):
        with world.store.write() as connection:
            campaigns.set_campaign_state(connection, paused, state, act())
        assert first(world) == expected


def test_a_change_that_is_taken_back_changes_no_head_of_a_later_one(world):
    (key,) = world.new()
    with suppress(ZeroDivisionError), world.store.write() as connection:
        heads.all_moved(connection)
        1 / 0  # noqa: B018 - whatever fails
    with world.store.write() as connection:
        assert heads.not_written_down(connection) == []
    with world.store.write(dry_run=True) as connection:
        queue.miss(connection, [key], act())
    with world.store.write() as connection:
        assert heads.not_written_down(connection) == []
    assert first(world) == key


def test_what_a_hand_from_outside_has_changed_is_found(world):
    keys = world.new(2)
    world.new(account="doctor")
    for change in (f"state = 'held' WHERE id = {keys[0]}", f"due_at = NULL WHERE id = {keys[1]}"):
        with world.store.write() as connection:
            assert heads.wrong(connection) == []
            connection.exec_driver_sql(f"UPDATE deliveries SET {change}")
            assert heads.wrong(connection) == [world.account_id()]
            heads.mend(connection, heads.wrong(connection))
    assert first(world) is None


def test_a_due_time_that_a_hand_from_outside_has_changed_is_found(world):
    world.new(due=START + MINUTE)
    with world.store.write() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET due_at = scheduled_for WHERE state = 'queued'")
        assert heads.wrong(connection) == []
        connection.exec_driver_sql("UPDATE heads SET due_at = NULL")
        assert heads.wrong(connection) == [world.account_id()]
    assert [one.id for one in world.claim(5)] == []
    with world.store.write() as connection:
        heads.mend(connection, heads.wrong(connection))
    world.wait(MINUTE)
    assert [world.state(one.id) for one in world.claim(5)] == [State.QUEUED]


def test_an_account_that_an_older_release_has_added_meanwhile_is_found(world):
    (key,) = world.new()
    with world.store.write() as connection:
        connection.exec_driver_sql("DELETE FROM heads")
        assert heads.wrong(connection) == sorted(world.account_id(name) for name in world.names)
    assert world.claim(5) == []
    with world.store.write() as connection:
        heads.mend(connection, heads.wrong(connection))
        assert heads.wrong(connection) == [world.account_id()], "its head is written down at the end"
    assert first(world) == key


def test_an_upgrade_writes_down_all_heads_and_frees_what_waited_for_nothing(world):
    ids = world.thread(2)
    (alone,) = world.new(account="doctor")
    migrating.downgrade(world.store.engine, "0023")
    with world.store.engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE deliveries SET due_at = NULL WHERE id = {alone}")
    world.store.upgrade()
    assert [first(world), first(world, "doctor")] == [ids[0], alone]
    assert {one.id for one in world.claim(5)} == {ids[0], alone}


def test_heads_that_are_wrong_do_not_stand_in_the_way_of_the_others(world):
    world.new(due=START - MINUTE)
    (other,) = world.new(account="doctor")
    with world.store.write() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET state = 'held' WHERE id != " + str(other))
    assert [one.id for one in world.claim(1)] == [other]
