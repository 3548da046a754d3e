"""When people are told."""

import itertools
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from campaign.notices.timing import Pace, Quiet, again

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
PACE = Pace(gather=20 * SECOND, pause=10 * MINUTE)
NIGHT = Quiet(time(22), time(7), ZoneInfo("Europe/Berlin"))


def test_what_follows_the_first_event_within_a_short_while_is_waited_for():
    assert not PACE.ready(NOW - 19 * SECOND, None, NOW)
    assert PACE.ready(NOW - 20 * SECOND, None, NOW)


def test_nobody_is_told_before_the_time_that_the_last_teller_set():
    assert not PACE.ready(NOW - HOUR, NOW + SECOND, NOW)
    assert PACE.ready(NOW - HOUR, NOW, NOW)


def test_an_event_of_the_future_which_a_clock_that_was_set_back_leaves_is_told_at_once():
    assert PACE.ready(NOW + HOUR, None, NOW)


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("2026-12-01T21:59", None),
        ("2026-12-01T22:00", "2026-12-02T07:00"),
        ("2026-12-02T06:59", "2026-12-02T07:00"),
        ("2026-12-02T07:00", None),
        # The night in which the clock goes forward, and the one in which it goes back.
        ("2027-03-28T01:30", "2027-03-28T07:00"),
        ("2026-10-25T01:30", "2026-10-25T07:00"),
    ],
)
def test_a_quiet_night_ends_in_the_morning_of_its_zone(at, until):
    moment = datetime.fromisoformat(at).replace(tzinfo=NIGHT.zone)
    ends = NIGHT.until(moment.astimezone(UTC))
    assert ends == (datetime.fromisoformat(until).replace(tzinfo=NIGHT.zone) if until else None)


def test_at_night_nobody_is_told_and_in_the_morning_all_of_it():
    pace = Pace(20 * SECOND, 10 * MINUTE, NIGHT)
    evening = datetime(2026, 12, 1, 21, 30, tzinfo=UTC)  # 22:30 in Berlin
    assert not pace.ready(evening - MINUTE, None, evening)
    assert pace.ready(evening - MINUTE, None, datetime(2026, 12, 2, 6, 0, tzinfo=UTC))


@given(some.integers(0, 86_399), some.integers(0, 86_399), some.datetimes(timezones=some.just(UTC)))
def test_a_quiet_time_always_ends_within_a_day_and_an_hour(start, end, now):
    quiet = Quiet(time(start // 3600, start // 60 % 60), time(end // 3600, end // 60 % 60), ZoneInfo("Europe/Berlin"))
    if datetime(1950, 1, 1, tzinfo=UTC) < now < datetime(2100, 1, 1, tzinfo=UTC) and (ends := quiet.until(now)):
        assert timedelta(0) < ends - now <= timedelta(hours=25)
        assert quiet.until(ends) is None


def test_what_could_not_be_delivered_is_tried_again_after_waits_that_double_up_to_an_hour():
    since, now, waits = NOW, NOW + 30 * SECOND, []
    for _ in range(10):
        waits.append(again(since, now) - now)
        now = again(since, now)
    assert waits[0] == 30 * SECOND
    assert all(after in (2 * before, HOUR) for before, after in itertools.pairwise(waits))
    assert waits[-1] == HOUR
