"""Days, weeks and months of a course: each stretch is the sum of its days, and nothing of the period is lost."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.reports.course import Course, Grain, Stretch, as_known, cut, fitting, stretches
from campaign.reports.period import Period
from campaign.states import State
from campaign.store.reporting.sums import BY_DAY, Sums, in_months

ZONES = ("Europe/Berlin", "Pacific/Auckland", "America/Santiago", "Pacific/Apia")
DAY = timedelta(days=1)
DATES = st.dates(date(2024, 12, 20), date(2027, 1, 10))
COURSES = st.builds(Course, st.sampled_from(Grain), st.integers(0, 6))
#: What is counted on some days: name → date → number.
NUMBERS = st.dictionaries(st.sampled_from(BY_DAY), st.dictionaries(DATES, st.integers(0, 9), max_size=8), max_size=6)


def sums(numbers, zone):
    """They as days of a zone are told."""
    days = {
        name: [one for on, number in of.items() for one in (begins(on, zone), number)] for name, of in numbers.items()
    }
    return Sums({}, {}, {}, (), days)


def begins(on, zone):
    return int(datetime.combine(on, time(), ZoneInfo(zone)).timestamp())


def is_of(on, first, course):
    """Whether a day is in the stretch that begins with another one, by the plainest means."""
    match course.by:
        case Grain.DAY:
            return on == first
        case Grain.WEEK:
            return first.weekday() == course.first_weekday and first <= on < first + 7 * DAY
        case Grain.MONTH:
            return first.day == 1 and (on.year, on.month) == (first.year, first.month)


@given(COURSES, DATES, DATES)
def test_stretches_hold_each_day_of_a_period_once(course, one, other):
    period = Period(min(one, other), max(one, other), "UTC")
    firsts = course.firsts(period)
    for on in period.dates():
        assert [first for first in firsts if is_of(on, first, course)] == [course.first(on)]
    assert all(is_of(course.last(first), first, course) for first in firsts)
    assert not any(is_of(course.last(first) + DAY, first, course) for first in firsts)
    assert all(any(first <= on <= course.last(first) for on in period.dates()) for first in firsts)


@given(COURSES, st.dictionaries(st.sampled_from(ZONES), st.lists(NUMBERS, max_size=3), max_size=3))
def test_each_stretch_is_the_sum_of_its_days_whatever_the_zones_of_campaigns(course, of_zones):
    found = stretches({zone: [sums(one, zone) for one in several] for zone, several in of_zones.items()}, course)
    every = Counter()
    for several in of_zones.values():
        for numbers in several:
            for name, of in numbers.items():
                every.update({(name, on): number for on, number in of.items()})
    dates = {on for _, on in every}
    assert list(found) == sorted({course.first(on) for on in dates})
    for first, one in found.items():
        within = {(name, on): number for (name, on), number in every.items() if is_of(on, first, course)}
        told = {name: sum(number for (of, _), number in within.items() if of == name) for name, _ in within}
        assert (one.first, one.last) == (first, course.last(first))
        assert one.planned == sum(told.get(state, 0) for state in State if state is not State.CANCELLED)
        assert (one.published, one.failed, one.missed) == tuple(
            told.get(name, 0) for name in ("published", "failed", "missed")
        )
        assert (one.engagements, one.clicks) == (told.get("engagements"), told.get("clicks"))


@given(st.sampled_from(ZONES), NUMBERS)
def test_months_instead_of_days_are_the_same_months(zone, numbers):
    days, course = sums(numbers, zone), Course(Grain.MONTH)
    months = replace(days, days=in_months(days.days, zone))
    assert stretches({zone: [months]}, course) == stretches({zone: [days]}, course)
    assert all(
        len(pairs) // 2 == len({on.replace(day=1) for on in numbers[name]}) for name, pairs in months.days.items()
    )
    assert in_months(months.days, zone) == months.days


@pytest.mark.parametrize(
    ("days", "by"),
    [(0, "day"), (1, "day"), (92, "day"), (93, "week"), (400, "week"), (401, "month"), (833, "month")],
)
def test_a_course_is_told_by_what_fits_its_length(days, by):
    assert fitting(days) == by


def test_a_month_of_a_course_that_a_year_tells_is_a_month_of_the_campaigns_zone():
    # Midnight of 1 March in Auckland is still February in UTC.
    at = int(datetime(2026, 2, 28, 11, tzinfo=UTC).timestamp())
    assert in_months({"clicks": [at, 2, at + 86_400, 3]}, "Pacific/Auckland") == {"clicks": [at, 5]}


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ((2026, 10, 1), (2026, 12, 31), ""),
        ((2026, 10, 2), (2026, 12, 31), "The first month is told from Fri 2 Oct 2026 on."),
        ((2026, 9, 1), (2026, 12, 30), "The last month is told up to Wed 30 Dec 2026."),
        (
            *((2026, 10, 31), (2026, 12, 1)),
            "The first month is told from Sat 31 Oct 2026 on. The last month is told up to Tue 1 Dec 2026.",
        ),
    ],
)
def test_a_month_that_the_period_cuts_is_named(first, last, said):
    told = [SimpleNamespace(first=date(2026, month, 1), last=date(2026, month, 28) + 3 * DAY) for month in (10, 12)]
    assert cut(Grain.MONTH, Period(date(*first), date(*last), "UTC"), told) == said
    assert cut(Grain.MONTH, Period(date(*first), date(*last), "UTC"), []) == ""


def test_of_days_ahead_a_course_says_what_is_planned_and_not_that_nothing_went_out():
    first, second, third = (date(2026, 12, day) for day in (1, 2, 3))
    late = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)
    # On the third a clock that was set forward sent one.
    course = [
        Stretch(first, first, 6, 0, 1, 0, None, None),
        Stretch(second, second, 6, 0, 0, 0, None, None),
        Stretch(third, third, 6, 1, 0, 0, 0, None),
    ]
    ahead = Stretch(second, second, 6, None, None, None, None, None)
    assert as_known(course, late, "UTC") == (course[0], ahead, Stretch(third, third, 6, 1, None, None, None, None))
    # In Berlin it is the second already.
    assert as_known(course, late, "Europe/Berlin")[:2] == tuple(course[:2])
