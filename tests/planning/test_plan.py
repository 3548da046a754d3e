"""Posts go into free slots: in their order, never too close, never in the past, and none is forgotten."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.planning.plan import Lane, Planned, Unplanned, plan
from campaign.planning.slots import Slot, every, slots
from campaign.planning.times import parse

NOW = datetime(2026, 3, 2, tzinfo=UTC)  # a Monday
HOUR = timedelta(hours=1)


def at(hours):
    return NOW + hours * HOUR


def hourly(count=None):
    return islice(every(NOW, HOUR), count)


def hours_of(result, account="clinic"):
    """Index → hours after now, for one account."""
    return [(one.index, (one.slot.at - NOW) / HOUR) for one in result.planned if one.account == account]


def test_posts_go_out_in_the_order_of_the_article():
    lane = Lane(range(3), slots([parse("mon-fri 09:00,17:30")], "Europe/London", NOW))
    assert hours_of(plan({"clinic": lane}, NOW)) == [(0, 9), (1, 17.5), (2, 33)]


def test_each_account_says_its_own_posts_at_its_own_times():
    result = plan({"x": Lane(range(2), hourly()), "feed": Lane(range(3), islice(hourly(), 1, None))}, NOW)
    assert [(one.account, one.index) for one in result.planned] == [
        ("x", 0),
        ("feed", 0),
        ("x", 1),
        ("feed", 1),
        ("feed", 2),
    ]


def test_at_one_instant_the_earlier_post_comes_first_then_the_account_by_name():
    result = plan(
        {"x": Lane([0, 1], hourly()), "feed": Lane([0], hourly()), "y": Lane([7], islice(hourly(), 1, None))}, NOW
    )
    assert [(one.index, one.account) for one in result.planned] == [(0, "feed"), (0, "x"), (1, "x"), (7, "y")]


@pytest.mark.parametrize(
    ("taken", "gap", "first_free"),
    [
        ([], HOUR, 0),
        ([at(0)], timedelta(0), 1),  # never two at one instant, even without a gap
        ([at(0)], HOUR, 1),  # exactly the gap is far enough
        ([at(0)], HOUR + timedelta(microseconds=1), 2),
        ([at(-0.5)], HOUR, 1),  # what went out just now counts too
        ([at(0.5)], HOUR, 2),  # nearer than the gap after it and before it
        ([at(0.5)], 0.5 * HOUR, 0),
        ([at(5), at(0), at(1), at(2)], HOUR, 3),
        ([at(3), at(1)], 1.5 * HOUR, 5),
    ],
)
def test_a_slot_is_free_when_no_delivery_of_the_account_is_nearer_than_its_gap(taken, gap, first_free):
    result = plan({"clinic": Lane([0], hourly(), taken, gap)}, NOW)
    assert hours_of(result) == [(0, first_free)]


def test_the_posts_of_one_plan_keep_the_gap_too():
    result = plan({"clinic": Lane(range(3), hourly(), gap=1.5 * HOUR)}, NOW)
    assert hours_of(result) == [(0, 0), (1, 2), (2, 4)]


def test_another_accounts_deliveries_do_not_matter():
    result = plan({"clinic": Lane([0], hourly(), gap=HOUR), "x": Lane([0], hourly(), [at(0)], HOUR)}, NOW)
    assert hours_of(result) == [(0, 0)]
    assert hours_of(result, "x") == [(0, 1)]


def test_nothing_is_planned_in_the_past():
    lane = Lane(range(2), every(at(-5), HOUR))
    assert hours_of(plan({"clinic": lane}, NOW)) == [(0, 0), (1, 1)]


def test_posts_without_a_slot_before_the_end_are_named():
    result = plan({"clinic": Lane(range(4), hourly(2)), "x": Lane([3], [])}, NOW)
    assert hours_of(result) == [(0, 0), (1, 1)]
    assert result.unplanned == (Unplanned(2, "clinic"), Unplanned(3, "clinic"), Unplanned(3, "x"))


def test_an_account_with_nothing_to_say_has_an_empty_plan():
    result = plan({"clinic": Lane([], hourly())}, NOW)
    assert (result.planned, result.unplanned) == ((), ())


def test_no_more_slots_are_asked_for_than_posts_need():
    asked = hourly()
    plan({"clinic": Lane(range(2), asked)}, NOW)
    assert next(asked).at == at(2)


def test_every_two_seconds_makes_a_compressed_plan():
    result = plan({"clinic": Lane(range(3), every(NOW, timedelta(seconds=2)))}, NOW)
    assert [one.slot.at - NOW for one in result.planned] == [timedelta(seconds=2 * n) for n in range(3)]


def test_a_changed_campaign_plans_what_is_still_queued_anew_in_its_order():
    """The second post was moved before the first by hand: it stays before it."""
    queued = [Planned(1, "clinic", Slot(at(9), NOW, "UTC")), Planned(0, "clinic", Slot(at(33), NOW, "UTC"))]
    evening = slots([parse("mon-fri 17:30")], "Europe/London", NOW)
    others = [at(17.5)]  # another campaign speaks on Monday at half past five
    lane = Lane([one.index for one in sorted(queued, key=lambda one: one.slot.at)], evening, others, HOUR)
    assert hours_of(plan({"clinic": lane}, NOW)) == [(1, 41.5), (0, 65.5)]


def test_planning_anew_with_the_same_times_changes_nothing():
    def lane(posts):
        times = [parse("daily 02:30,09:00")]
        return Lane(posts, slots(times, "Europe/London", NOW, date(2026, 4, 5)), [at(9), at(50)], 2 * HOUR)

    once = plan({"clinic": lane(range(20))}, NOW)
    assert plan({"clinic": lane([one.index for one in once.planned])}, NOW).planned == once.planned


HOURS = st.integers(-20, 120).map(lambda halves: at(halves / 2))


@given(
    posts=st.integers(0, 20),
    chosen=st.sets(HOURS, max_size=40),
    taken=st.lists(HOURS, max_size=15),
    gap=st.sampled_from([timedelta(0), HOUR / 2, HOUR, 5 * HOUR]),
)
def test_a_plan_is_the_earliest_that_keeps_the_rules(posts, chosen, taken, gap):
    offered = [Slot(moment, moment.replace(tzinfo=None), "UTC") for moment in sorted(chosen)]
    result = plan({"clinic": Lane(range(posts), offered, taken, gap)}, NOW)
    given_out = [one.slot.at for one in result.planned]

    assert [one.index for one in result.planned] + [one.index for one in result.unplanned] == list(range(posts))
    assert all(moment >= NOW for moment in given_out)
    assert all(later - earlier >= gap and later != earlier for earlier, later in pairwise(given_out))
    assert all(abs(moment - other) >= gap and moment != other for moment in given_out for other in taken)
    # Every slot that was passed over was too near to what was there before it; none was left while a post waited.
    passed = [slot.at for slot in offered if slot.at >= NOW and slot.at not in given_out]
    if not result.unplanned:
        passed = [moment for moment in passed if moment < max(given_out, default=NOW)]
    for moment in passed:
        before = [*taken, *(other for other in given_out if other < moment)]
        assert any(abs(moment - other) < gap or moment == other for other in before)
