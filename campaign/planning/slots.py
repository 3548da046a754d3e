"""Slots: the instants at which a campaign may speak.

People choose wall times. One that daylight saving skips moves to the next that exists, by the length of the gap
(02:30 → 03:30; RFC 5545 §3.3.5, https://www.rfc-editor.org/rfc/rfc5545#section-3.3.5); one that comes twice is used
once, the first time. `zoneinfo` with fold=0 does both (PEP 495), so every wall time is one instant on every date.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, takewhile
from operator import attrgetter
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from campaign.planning import zones
from campaign.planning.times import WeeklyTimes

#: "moved": the wall time does not exist on that date; "first_of_two": it comes twice.
Note: TypeAlias = Literal["moved", "first_of_two"]

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Slot:
    """An instant at which a campaign may speak, with the wall time and zone that a person chose for it."""

    #: Aware UTC.
    at: datetime
    #: Naive; where the note says "moved", ``at`` is another wall time.
    wall: datetime
    #: IANA name.
    zone: str
    note: Note | None = None


def slots(
    times: Sequence[WeeklyTimes], zone: str, start: datetime, until: date | datetime | None = None
) -> Iterator[Slot]:
    """All slots from ``start`` (aware) on, strictly ascending, no instant twice; without end where until is None.

    A date as ``until`` is the last day, in the zone; an instant is the end, itself excluded. Accounts named in the
    times are not looked at (`times.of_account` chooses). Raises `ZoneError`, and ValueError for naive instants.
    """
    home, start = zones.named(zone), _utc(start)
    # No gap is longer than a day, so one time of day never overtakes itself and the streams can be merged.
    streams = [_daily(weekly.weekdays, clock, home, start) for weekly in times for clock in weekly.times]
    merged = heapq.merge(*streams, key=attrgetter("at"))
    return _until(until, home, _once(slot for slot in merged if slot.at >= start))


def every(
    start: datetime, step: timedelta, *, zone: str = "UTC", until: date | datetime | None = None
) -> Iterator[Slot]:
    """Slots at ``start``, ``start + step`` and so on: a schedule in elapsed time, whatever clocks do in between.

    ``zone`` only says what wall time each slot is; ``until`` as in `slots`. Raises `ZoneError`, and ValueError for a
    naive start or a step that is not positive.
    """
    if step <= timedelta(0):
        raise ValueError("The time between two posts must be longer than nothing.")
    home = zones.named(zone)
    return _until(until, home, _steps(_utc(start), step, home))


def resolve(wall: datetime, zone: ZoneInfo) -> Slot:
    """The slot of one naive wall time: the instant it is, or becomes where clocks skip it or show it twice."""
    local = wall.replace(tzinfo=zone, fold=0)
    # In a gap fold=1 counts with the offset after it, which gives the earlier instant (PEP 495).
    at, other = local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
    note: Note | None = None
    if at != other:
        note = "moved" if other < at else "first_of_two"
    return Slot(at, wall, zone.key, note)


def _daily(weekdays: frozenset[int], clock: time, zone: ZoneInfo, start: datetime) -> Iterator[Slot]:
    """One time of day on its weekdays, from the day before start: a time of that evening may move past midnight."""
    day = start.astimezone(zone).date() - _DAY
    while True:
        if day.weekday() in weekdays:
            yield resolve(datetime.combine(day, clock), zone)
        day += _DAY


def _once(ascending: Iterable[Slot]) -> Iterator[Slot]:
    """One slot an instant: where a moved time meets one that was chosen, the chosen one."""
    for _, same in groupby(ascending, key=attrgetter("at")):
        yield min(same, key=lambda slot: slot.note is not None)


def _steps(start: datetime, step: timedelta, zone: ZoneInfo) -> Iterator[Slot]:
    at = start
    while True:
        yield Slot(at, at.astimezone(zone).replace(tzinfo=None), zone.key)
        at += step


def _until(until: date | datetime | None, zone: ZoneInfo, ascending: Iterator[Slot]) -> Iterator[Slot]:
    """The slots before the end; a date ends at the midnight that follows it."""
    if until is None:
        return ascending
    end = _utc(until) if isinstance(until, datetime) else resolve(datetime.combine(until + _DAY, time()), zone).at
    return takewhile(lambda slot: slot.at < end, ascending)


def _utc(moment: datetime) -> datetime:
    """Refuses a naive datetime, which Python would take for the machine's own local time."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} names no time zone: planning takes instants.")
    return moment.astimezone(UTC)
