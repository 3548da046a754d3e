"""Durations are read as a marketer types them, and written back in one canonical way."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.planning import durations

READ = [
    ("2h", timedelta(hours=2)),
    ("30m", timedelta(minutes=30)),
    ("2s", timedelta(seconds=2)),
    ("1h30m", timedelta(minutes=90)),
    ("90m", timedelta(minutes=90)),
    ("2d", timedelta(days=2)),
    ("1w", timedelta(days=7)),
    ("0s", timedelta(0)),
    (" 2 Days 1 hour ", timedelta(days=2, hours=1)),
    ("1 minute", timedelta(minutes=1)),
    ("45 min", timedelta(minutes=45)),
    ("45 mins", timedelta(minutes=45)),
    ("10 seconds", timedelta(seconds=10)),
    ("10sec", timedelta(seconds=10)),
    ("3 weeks 2 hours", timedelta(weeks=3, hours=2)),
]


@pytest.mark.parametrize(("typed", "duration"), READ)
def test_what_a_marketer_types_is_a_duration(typed, duration):
    assert durations.parse(typed) == duration


@pytest.mark.parametrize("typed", ["", " ", "2", "h", "-2h", "1.5h", "1h1h", "30m1h", "2 fortnights", "9999999d", "٢h"])
def test_what_is_no_duration_is_shown_in_one_sentence_with_an_example(typed):
    with pytest.raises(durations.DurationError) as refused:
        durations.parse(typed)
    assert str(refused.value) == f'"{typed}" is no duration: write for example "2h", "30m", "1h30m" or "2d".'


@given(st.integers(0, 3653 * 86_400).map(lambda seconds: timedelta(seconds=seconds)))
def test_a_duration_written_and_read_back_is_the_same(duration):
    assert durations.parse(durations.text(duration)) == duration


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (timedelta(0), "0s"),
        (timedelta(minutes=90), "1h30m"),
        (timedelta(days=9, seconds=5), "9d5s"),
        (timedelta(hours=25), "1d1h"),
    ],
)
def test_a_duration_is_written_with_the_largest_units_first(duration, text):
    assert durations.text(duration) == text


def test_a_negative_duration_cannot_be_written():
    with pytest.raises(ValueError, match="negative"):
        durations.text(timedelta(seconds=-1))


def test_more_than_ten_years_is_refused_since_no_plan_can_reckon_with_it():
    with pytest.raises(durations.DurationError, match="ten years are the most"):
        durations.parse("999999d")
