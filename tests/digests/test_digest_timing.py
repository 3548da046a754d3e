"""When a digest goes out: once an edition, at its wall time whatever the clocks do, and only the latest that is late."""

import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from campaign.digests.timing import Rhythm, due, following, latest
from campaign.reports.period import Period

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
ZONES = ["UTC", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"]
LONDON = ZoneInfo("Europe/London")
MORNING = Rhythm(1, time(8), None, LONDON)
MONDAYS = Rhythm(7, time(8), 0, LONDON)

instants = some.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31), timezones=some.just(UTC))
rhythms = some.builds(
    lambda at, weekday, zone: Rhythm(1 if weekday is None else 7, at, weekday, ZoneInfo(zone)),
    some.times().map(lambda at: at.replace(second=0, microsecond=0)),
    some.none() | some.integers(0, 6),
    some.sampled_from(ZONES),
)


@given(rhythms, instants)
def test_an_edition_covers_the_whole_days_before_its_own_and_its_time_has_come(rhythm, now):
    found = latest(rhythm, now)
    assert found.at <= now < following(rhythm, now).at
    own = found.at.astimezone(rhythm.zone).date()
    assert found.period.days == rhythm.days
    assert found.period.last == own - DAY
    assert rhythm.weekday in (None, own.weekday())


@given(rhythms, instants, some.lists(some.integers(1, 60 * 24 * 3), max_size=40))
def test_looked_at_whenever_no_edition_is_sent_twice_and_each_covers_its_days_alone(rhythm, start, steps):
    last_at = now = start
    sent = []
    for minutes in steps:
        now += minutes * MINUTE
        if edition := due(rhythm, last_at, now):
            sent.append(edition)
            last_at = edition.at
            assert due(rhythm, last_at, now) is None
    assert all(before.at < after.at for before, after in itertools.pairwise(sent))
    assert all(before.period.last < after.period.first for before, after in itertools.pairwise(sent))


@given(rhythms, instants, some.integers(1, 30))
def test_looked_at_often_enough_no_day_is_left_out(rhythm, start, days):
    last_at, now, covered = start, start, []
    while now < start + days * DAY:
        now += 6 * HOUR
        if edition := due(rhythm, last_at, now):
            covered += edition.period.dates()
            last_at = edition.at
    assert all(after - before == DAY for before, after in itertools.pairwise(covered))


def test_a_worker_that_was_off_for_a_week_sends_yesterday_and_not_seven():
    last_at, now = datetime(2026, 11, 2, 8, tzinfo=UTC), datetime(2026, 11, 9, 20, tzinfo=UTC)
    edition = due(MORNING, last_at, now)
    assert (edition.at, edition.period) == (
        datetime(2026, 11, 9, 8, tzinfo=UTC),
        Period(date(2026, 11, 8), date(2026, 11, 8), "Europe/London"),
    )
    assert due(MORNING, edition.at, now) is None


def test_a_weekly_one_covers_monday_to_sunday():
    edition = due(MONDAYS, datetime(2026, 11, 2, 8, tzinfo=UTC), datetime(2026, 11, 9, 8, tzinfo=UTC))
    assert (edition.period.first, edition.period.last) == (date(2026, 11, 2), date(2026, 11, 8))
    assert due(MONDAYS, edition.at, datetime(2026, 11, 16, 7, 59, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("at", "day", "instant"),
    [
        (time(1, 30), date(2026, 3, 29), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # skipped: 02:30 in summer time
        (time(1, 30), date(2026, 10, 25), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # twice: the first time
        (time(8), date(2026, 3, 29), datetime(2026, 3, 29, 7, tzinfo=UTC)),
        (time(8), date(2026, 10, 25), datetime(2026, 10, 25, 8, tzinfo=UTC)),
    ],
)
def test_on_days_on_which_clocks_change_it_goes_out_once_at_its_wall_time(at, day, instant):
    rhythm = Rhythm(1, at, None, LONDON)
    last_at, sent = instant - DAY, []
    for minutes in range(-600, 600):
        if edition := due(rhythm, last_at, instant + minutes * MINUTE):
            sent.append(edition.at)
            last_at = edition.at
    assert sent[-1] == instant
    assert len(sent) == len(set(sent))
    assert edition is None
    assert latest(rhythm, instant).period.last == day - DAY


def test_a_clock_that_was_far_ahead_and_is_set_back_keeps_no_digest_away():
    now = datetime(2026, 11, 9, 8, tzinfo=UTC)
    assert due(MORNING, now + 365 * DAY, now).at == now
    assert due(MORNING, now + HOUR, now) is None
