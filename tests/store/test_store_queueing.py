"""What is queued, as the database keeps it."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from campaign.errors import StoreError
from campaign.store import queue
from campaign.store.values import NewPost
from tests.store.world import START, World, delivery

MINUTE = timedelta(minutes=1)


@pytest.fixture
def world(store):
    return World(store, names=("clinic", "doctor", "nurse"))


def test_ids_and_uids_are_never_given_twice(world):
    ids = [*world.new(600), *world.new(600, account="doctor")]
    uids = world.raw("SELECT uid FROM deliveries UNION SELECT uid FROM posts")
    assert len(set(ids)) == 1_200
    assert len(uids) == 2_400
    assert ids[:600] == sorted(ids[:600])
    texts = world.raw("SELECT d.id, v.text FROM deliveries d JOIN variants v ON v.id = d.variant_id ORDER BY d.id")
    assert [text for _, text in texts] == 2 * [f"Post {n}. #rest" for n in range(600)]


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 12, 1, 9, 0, 0, 123457, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(2199, 1, 1, tzinfo=UTC),
        datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=timezone(timedelta(hours=1))),
    ],
)
def test_a_time_comes_back_to_the_microsecond_and_in_utc(world, moment):
    (key,) = world.new(due=moment)
    found = world.row(key)
    assert (found.scheduled_for, found.due_at) == (moment, moment)
    assert found.scheduled_for.tzinfo is UTC


def test_a_time_without_a_zone_is_refused(world):
    with pytest.raises(StoreError, match="a time without a zone cannot be stored"):
        world.new(due=datetime(2026, 12, 1, 9))
    assert world.counts() == {}


def test_a_campaign_may_have_posts_that_nobody_says_yet(world):
    with world.store.write() as connection:
        assert queue.enqueue(connection, world.campaign.id, None, [], []) == []
    assert world.counts() == {}


def test_taken_times_are_those_that_are_spoken_for_across_campaigns(world):
    other = world.new_campaign("other")
    world.new(due=START + MINUTE, campaign=other)
    (moving,) = world.new(due=START + 2 * MINUTE)
    cancelled = world.new(due=START + 3 * MINUTE)
    world.order("cancel", *cancelled)
    world.new(due=START - MINUTE)
    with world.store.read() as connection:
        owner = world.account_id()
        assert queue.taken(connection, [owner], START) == {owner: [START + MINUTE, START + 2 * MINUTE]}
        assert queue.taken(connection, [owner], START, besides=[moving]) == {owner: [START + MINUTE]}


def test_a_post_that_nobody_says_is_kept_all_the_same(world):
    with world.store.write() as connection:
        rows = [delivery(1, world.account_id(), START)]
        (key,) = queue.enqueue(connection, world.campaign.id, None, [NewPost(1, "One."), NewPost(2, "Two.")], rows)
    assert world.row(key).post == 2
    assert world.raw("SELECT count(*) FROM posts") == [(2,)]
