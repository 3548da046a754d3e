"""At which age a post is looked at, and how many may be."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from campaign.ages import AGES, may_read, pause, window

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def ages_of(lived):
    """The ages for which a post that is out for so long is looked at."""
    return [age for age in AGES if (since := window(age, NOW))[0] < NOW - lived <= since[1]]


def test_a_post_is_looked_at_an_hour_a_day_a_week_and_thirty_days_after_it_went_out():
    assert [ages_of(age) for age in AGES] == [[age] for age in AGES]


def test_a_post_is_not_looked_at_before_its_age():
    assert [ages_of(age - MICROSECOND) for age in AGES] == [[], [], [], []]


def test_a_look_that_comes_a_quarter_late_is_not_taken_any_more():
    for age in AGES:
        assert ages_of(age * 1.25 - MICROSECOND) == [age]
        assert ages_of(age * 1.25) == []


@given(st.timedeltas(timedelta(0), timedelta(days=60)))
def test_no_post_is_of_two_ages_at_once(lived):
    assert len(ages_of(lived)) <= 1


def test_every_post_is_met_by_many_looks_before_it_is_too_old():
    for age in AGES:
        since, until = window(age, NOW)
        assert 10 * pause(age) < until - since


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(1, 10**5), st.integers(-(10**9), 10**9))
def test_no_more_is_read_than_the_platform_takes_and_the_purse_holds(most, lately, price, left):
    number = may_read(most, lately, price, left)
    assert number >= 0
    assert number == 0 or (lately + number <= most and number * price <= left)
    assert number == max(most - lately, 0) or (number + 1) * price > left


def test_what_costs_nothing_needs_no_money():
    assert may_read(100, 40) == 60
    assert may_read(100, 400) == 0
