"""Every wall time is one instant on every date, as an oracle finds it that only walks through UTC.

The oracle reads what a clock in the zone shows at every quarter of an hour of 2025 to 2027, and never turns a wall
time into an instant: the first moment that shows a wall time is its instant; one that no clock shows comes as long
after the last one before it as it would have without the gap (RFC 5545 §3.3.5).
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from campaign.planning.slots import slots
from campaign.planning.times import WeeklyTimes

FIRST, LAST = date(2025, 1, 1), date(2027, 12, 31)
DATES = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
TIMES = [time(0, 0), time(0, 30), time(1, 30), time(2, 30), time(3, 30), time(9, 0)]
QUARTER = timedelta(minutes=15)

#: An hour in spring; half an hour; two hours; at midnight; round Ramadan; negative in winter; both hemispheres.
SAMPLE = [
    "Europe/London",
    "Australia/Lord_Howe",
    "Antarctica/Troll",
    "Africa/Cairo",
    "America/Havana",
    "Africa/Casablanca",
    "Europe/Dublin",
    "Pacific/Chatham",
    "America/Nuuk",
    "Asia/Beirut",
]


def clock_faces(zone):
    """What clocks in the zone show, at every quarter of an hour: naive wall time → its first and last instant."""
    first, last = {}, {}
    moment = datetime.combine(FIRST, time(), UTC) - timedelta(days=2)
    end = datetime.combine(LAST, time(), UTC) + timedelta(days=3)
    while moment < end:
        wall = moment.astimezone(zone).replace(tzinfo=None)
        assert not wall.minute % 15, "a zone whose offset is not in quarters needs a finer walk"
        first.setdefault(wall, moment)
        last[wall] = moment
        moment += QUARTER
    return first, last


def expected(first, last, wall):
    """The instant of a wall time and what is to be said of it."""
    if wall in first:
        return first[wall], None if first[wall] == last[wall] else "first_of_two"
    before = wall
    while before not in first:
        before -= QUARTER
    return last[before] + (wall - before), "moved"


def check(name):
    first, last = clock_faces(ZoneInfo(name))
    for clock in TIMES:
        want = [expected(first, last, datetime.combine(day, clock)) for day in DATES]
        start = min(at for at, _ in want)
        # Through the last day and no further: the times asked for are all before 10:00.
        until = max(at for at, _ in want) + timedelta(microseconds=1)
        weekly = WeeklyTimes(None, frozenset(range(7)), (clock,))
        assert [(slot.at, slot.note) for slot in slots([weekly], name, start, until)] == want
        assert len({at for at, _ in want}) == len(DATES)


def changes(name):
    """Whether clocks in the zone are ever changed in these years; a look at noon of every day tells."""
    zone = ZoneInfo(name)
    return len({datetime.combine(day, time(12), UTC).astimezone(zone).utcoffset() for day in DATES}) > 1


@pytest.mark.parametrize("name", SAMPLE)
def test_a_wall_time_is_one_instant_on_every_date(name):
    assert changes(name)
    check(name)


@pytest.mark.torture
@pytest.mark.parametrize("name", sorted(available_timezones()))
def test_a_wall_time_is_one_instant_on_every_date_in_every_zone_that_changes_its_clocks(name):
    if changes(name):
        check(name)
