"""Which days a calendar shows, and where they begin."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.planning.spans import EARLIEST, LATEST, View, span

ZONES = ["UTC", "Europe/London", "America/Santiago", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu"]


@given(st.sampled_from(View), st.dates(EARLIEST, LATEST), st.integers(0, 6))
def test_a_span_holds_its_day_and_its_neighbours_do_not_overlap_by_what_was_asked_for(view, day, first_weekday):
    shown = span(view, day, first_weekday)
    assert day in shown.days
    assert list(shown.days) == [shown.days[0] + timedelta(days=number) for number in range(len(shown.days))]
    if view in (View.MONTH, View.WEEK):
        assert shown.days[0].weekday() == first_weekday
        assert len(shown.days) % 7 == 0
    assert shown.before < day < shown.after
    assert span(view, shown.after, first_weekday).before <= day


@given(st.sampled_from(View), st.dates(EARLIEST, LATEST), st.sampled_from(ZONES))
def test_every_instant_of_a_span_is_in_the_cell_that_the_wall_clock_says(view, day, name):
    shown, zone = span(view, day), ZoneInfo(name)
    cells, edges = shown.cells(), shown.edges(zone)
    assert edges == sorted(edges)
    assert len(edges) == len(cells) + 1
    for wall, begin, end in zip(cells, edges, edges[1:], strict=False):
        if begin < end:
            assert begin.astimezone(zone).date() == (end - timedelta(seconds=1)).astimezone(zone).date() == wall.date()


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2027, 3, 28), 23), (date(2027, 10, 31), 25), (date(2026, 11, 23), 24)]
)
def test_a_day_on_which_clocks_change_is_an_hour_shorter_or_longer(day, hours):
    begin, end = span(View.DAY, day).edges(ZoneInfo("Europe/London"))
    assert end - begin == timedelta(hours=hours)


def test_an_hour_that_clocks_skip_is_empty_and_one_that_comes_twice_is_long():
    zone = ZoneInfo("Europe/London")
    for day, hour, length in ((date(2027, 3, 28), 1, 0), (date(2027, 10, 31), 1, 2), (date(2027, 3, 28), 2, 1)):
        shown = span(View.WEEK, day)
        place = shown.cells().index(datetime(day.year, day.month, day.day, hour))
        edges = shown.edges(zone)
        assert edges[place + 1] - edges[place] == timedelta(hours=length)


def test_a_day_begins_when_there_is_no_midnight():
    """In Santiago clocks go from 23:59 to 01:00."""
    begin, _ = span(View.DAY, date(2026, 9, 6)).edges(ZoneInfo("America/Santiago"))
    assert begin == datetime(2026, 9, 6, 4, tzinfo=UTC)


@pytest.mark.parametrize(("first_weekday", "begins"), [(0, date(2026, 10, 26)), (6, date(2026, 11, 1))])
def test_weeks_begin_with_the_day_that_is_asked_for(first_weekday, begins):
    assert span(View.MONTH, date(2026, 11, 23), first_weekday).days[0] == begins
