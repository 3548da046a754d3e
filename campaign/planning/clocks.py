"""The days on which the clocks of a zone are set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ClockChange:
    """Clocks are set: on which day of the zone, and by how much, forward if positive."""

    day: date
    by: timedelta


def clock_changes(zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[ClockChange]:
    """Each time that a zone's clocks are set between two instants (aware), in order."""
    at = since.astimezone(UTC)
    while at < until:
        end = min(at + _DAY, until.astimezone(UTC))
        before, after = (moment.astimezone(zone).utcoffset() for moment in (at, end))
        if before is not None and after is not None and before != after:
            yield ClockChange(_first(zone, at, end).astimezone(zone).date(), after - before)
        at = end


def _first(zone: ZoneInfo, at: datetime, end: datetime) -> datetime:
    """The first whole hour after ``at`` from which on the zone's clocks show what they show at ``end``."""
    while at.astimezone(zone).utcoffset() != end.astimezone(zone).utcoffset():
        at = min(at + _HOUR, end)
    return at
