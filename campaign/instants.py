"""Many moments as numbers, told by the clocks of their zones: half of what a long export took was to tell the time.

How clocks go is looked up once for each day; on a day within which they change, for each moment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

#: In microseconds.
SECOND = 1_000_000
HOUR, DAY = 3_600 * SECOND, 86_400 * SECOND
#: The seconds of an hour as clocks show them: to look them up is half of what it costs to write them.
_SHOWN = [f"{second // 60:02}:{second % 60:02}" for second in range(3_600)]
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a wall's clock


class Clock(NamedTuple):
    """How the clocks of a zone go."""

    #: How far they are ahead of UTC, in microseconds; and as ISO 8601 says it: "+02:00".
    ahead: int
    offset: str


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
        return ["" if at is None else _iso(at, zone) for at, zone in zip(self.at, self.zones, strict=True)]

    def clocks(self) -> Iterator[tuple[int, Clock] | None]:
        """Each with the clock by which it is told."""
        return (
            None if at is None else (at, _of_day(at // DAY, zone) or _at(at, zone))
            for at, zone in zip(self.at, self.zones, strict=True)
        )


#: Cells of a column that stand below each other.
Cells: TypeAlias = Sequence[Any] | Instants


def moment(at: int, zone: str) -> datetime:
    """The moment on the clocks of its zone."""
    # A double tells microseconds apart until the year 2255.
    return datetime.fromtimestamp(at / SECOND, _zone(zone))


@lru_cache(maxsize=4_096)
def _of_day(day: int, zone: str) -> Clock | None:
    """How clocks go on a day of UTC; None where they change within it."""
    begin, end = _at(day * DAY, zone), _at((day + 1) * DAY - SECOND, zone)
    return begin if begin == end else None


def _at(at: int, zone: str) -> Clock:
    local = moment(at, zone)
    offset = local.utcoffset()
    assert offset is not None
    return Clock(round(offset.total_seconds()) * SECOND, local.replace(microsecond=0).isoformat()[19:])


def _iso(at: int, zone: str) -> str:
    ahead, offset = _of_day(at // DAY, zone) or _at(at, zone)
    hour, rest = divmod(at + ahead, HOUR)
    second, part = divmod(rest, SECOND)
    micros = f".{part:06}" if part else ""
    return f"{_begins(hour)}{_SHOWN[second]}{micros}{offset}"


@lru_cache(maxsize=4_096)
def _begins(hour: int) -> str:
    """An hour since 1970 as clocks show it: "2026-12-01T09:"."""
    return (_EPOCH + timedelta(hours=hour)).isoformat()[:14]


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
