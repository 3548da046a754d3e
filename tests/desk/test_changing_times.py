"""Posts change places, or move by days, and keep the plan."""

from datetime import UTC, datetime, timedelta

import pytest

from campaign.desk import deliveries
from campaign.desk.adding import Asked
from campaign.errors import Refused, StateError, UsageError
from campaign.store.values import Selection
from tests.desk.conftest import add, at, campaign, dump, rows


def test_two_posts_that_change_places_have_each_others_times_and_keep_the_plan(app, tmp_path):
    campaign(app)
    first, second, *_ = added = add(app, tmp_path, approve=True).ids
    before = {one.id: one for one in rows(app)}
    deliveries.swap(app, first, second)
    after = {one.id: one for one in rows(app)}
    assert (after[first].wall, after[second].wall) == (before[second].wall, before[first].wall)
    assert sorted(one.scheduled_for for one in after.values()) == sorted(one.scheduled_for for one in before.values())
    deliveries.swap(app, first, second)
    assert {one.id: one for one in rows(app)} == before
    assert len(added) > 2


def test_posts_of_two_accounts_do_not_change_places(app, tmp_path):
    campaign(app, "rest", "on-x", "on-bluesky")
    add(app, tmp_path, approve=True)
    one, other = (rows(app, account=name)[0].id for name in ("on-x", "on-bluesky"))
    with pytest.raises(Refused, match="of two accounts"):
        deliveries.swap(app, one, other)


def test_a_post_whose_time_has_passed_does_not_change_places(app, tmp_path):
    campaign(app)
    first, second, *_ = add(app, tmp_path, approve=True).ids
    with pytest.raises(Refused, match="has passed"):
        deliveries.swap(at(app, rows(app, ids=[first])[0].scheduled_for + timedelta(seconds=1)), first, second)


def test_what_is_out_does_not_change_places(app, tmp_path):
    campaign(app)
    first, second, *_ = add(app, tmp_path, approve=True).ids
    deliveries.cancel(app, Selection((second,)))
    with pytest.raises(StateError):
        deliveries.swap(app, first, second)


def test_a_part_of_a_thread_changes_no_place(app, tmp_path):
    campaign(app)
    add(app, tmp_path, approve=True, asked=Asked(thread=True))
    head, part, *_ = (one.id for one in rows(app))
    with pytest.raises(Refused, match="thread"):
        deliveries.swap(app, head, part)


def test_a_dry_swap_shows_the_times_and_changes_none(app, tmp_path):
    campaign(app)
    first, second, *_ = add(app, tmp_path, approve=True).ids
    before = dump(app)
    moved, _ = deliveries.swap(app, first, second, dry_run=True)
    assert moved.wall == rows(app, ids=[second])[0].wall
    assert dump(app) == before


def test_posts_moved_by_days_keep_their_time_of_day_over_a_clock_change(app, tmp_path):
    before = at(app, datetime(2027, 3, 26, 8, 0, tzinfo=UTC))
    campaign(before, timezone="Europe/London", times=["daily 09:00"])
    first, *_ = add(before, tmp_path, approve=True).ids
    assert rows(before, ids=[first])[0].wall == "2027-03-26T09:00"
    deliveries.shift(before, [first], 3)
    moved = rows(before, ids=[first])[0]
    assert moved.wall == "2027-03-29T09:00"
    assert moved.scheduled_for == datetime(2027, 3, 29, 8, 0, tzinfo=UTC)


def test_a_post_that_is_moved_to_a_day_keeps_its_time_of_day(app, tmp_path):
    campaign(app, timezone="Europe/London", times=["daily 09:00"])
    first, *_ = add(app, tmp_path, approve=True).ids
    assert deliveries.move(app, first, "2027-03-29").wall == "2027-03-29T09:00"
    assert deliveries.move(app, first, "20270330").wall == "2027-03-30T09:00"
    assert deliveries.move(app, first, "2027-03-29T00:00").wall == "2027-03-29T00:00"
    with pytest.raises(UsageError, match=r"^“2027-02-30” is no date"):
        deliveries.move(app, first, "2027-02-30")


def test_posts_are_not_moved_into_the_past(app, tmp_path):
    campaign(app)
    ids = add(app, tmp_path, approve=True).ids
    before = dump(app)
    with pytest.raises(Refused, match="into the past"):
        deliveries.shift(app, ids, -1)
    assert dump(app) == before
