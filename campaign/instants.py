"""Many moments as numbers, told by the clocks of their zones: half of what a long export took was to tell the time.

How clocks go is looked up once for each day; on a day within which they change, for each moment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

#: In microseconds.
SECOND = 1_000_000
MINUTE, DAY = 60 * SECOND, 86_400 * SECOND
#: As clocks show them: to look them up is half of what it costs to write them.
_MINUTES = [f"{minute // 60:02}:{minute % 60:02}:" for minute in range(1_440)]
_SECONDS = [f"{second:02}" for second in range(60)]
_THOUSANDTHS = [f"{part:03}" for part in range(1_000)]
_EPOCH = date(1970, 1, 1)


#: How the clocks of a zone go: how far they are ahead of UTC, in microseconds; and as ISO 8601 says it: "+02:00".
#: A plain tuple, since Python takes one of its own apart in half of the time.
Clock: TypeAlias = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Instants:
    """A column of moments: microseconds since 1970 in UTC, None where there is none, each with its zone."""

    at: Sequence[int | None]
    zones: Sequence[str]

    def __len__(self) -> int:
        """How many cells."""
        return len(self.at)

    def __iter__(self) -> Iterator[datetime | None]:
        """As moments of their zones."""
        return (None if at is None else moment(at, zone) for at, zone in zip(self.at, self.zones, strict=True))

    def iso(self) -> list[str]:
        """As ISO 8601 says them, just as `datetime.isoformat` does; nothing where there is none."""
        if self.at.count(None) == len(self):
            return [""] * len(self)
        told = []
        for at, zone in zip(self.at, self.zones, strict=True):
            if at is None:
                told.append("")
                continue
            ahead, offset = _CLOCKS[zone][at // DAY] or _at(at, zone)
            local = at + ahead
            minute, part = local // MINUTE, local % SECOND
            micros = f".{_THOUSANDTHS[part // 1_000]}{_THOUSANDTHS[part % 1_000]}" if part else ""
            second = _SECONDS[local // SECOND % 60]
            told.append(f"{_DATES[minute // 1_440]}{_MINUTES[minute % 1_440]}{second}{micros}{offset}")
        return told

    def clocks(self) -> Iterator[tuple[int, Clock] | None]:
        """Each with the clock by which it is told."""
        return (
            None if at is None else (at, _CLOCKS[zone][at // DAY] or _at(at, zone))
            for at, zone in zip(self.at, self.zones, strict=True)
        )


#: Cells of a column that stand below each other.
Cells: TypeAlias = Sequence[Any] | Instants


def moment(at: int, zone: str) -> datetime:
    """The moment on the clocks of its zone."""
    # A double tells microseconds apart until the year 2255.
    return datetime.fromtimestamp(at / SECOND, _zone(zone))


def _at(at: int, zone: str) -> Clock:
    local = moment(at, zone)
    offset = local.utcoffset()
    assert offset is not None
    return round(offset.total_seconds()) * SECOND, local.replace(microsecond=0).isoformat()[19:]


class _Clocks(dict[int, Clock | None]):
    """A day of UTC, since 1970 → how a zone's clocks go on it; None where they change within it."""

    def __init__(self, zone: str) -> None:
        super().__init__()
        self._zone = zone

    def __missing__(self, day: int) -> Clock | None:
        begin, end = _at(day * DAY, self._zone), _at((day + 1) * DAY - SECOND, self._zone)
        self[day] = begin if begin == end else None
        return self[day]


class _Zones(dict[str, _Clocks]):
    """A zone → its clocks."""

    def __missing__(self, zone: str) -> _Clocks:
        self[zone] = _Clocks(zone)
        return self[zone]


class _Dates(dict[int, str]):
    """A day since 1970 → how it is written before a time of day: "2026-12-01T"."""

    def __missing__(self, day: int) -> str:
        self[day] = f"{_EPOCH + timedelta(days=day)}T"
        return self[day]


#: Asked for every cell: a mapping of its own answers in half of the time that a function with a cache takes.
_CLOCKS, _DATES = _Zones(), _Dates()


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
