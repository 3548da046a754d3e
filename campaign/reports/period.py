"""The days that a report covers. Days are days of a zone: 23 or 25 hours long where its clocks change. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import overload
from zoneinfo import ZoneInfo

#: How many months a year, a quarter and a month have.
_MONTHS = (12, 3, 1)
#: On which day of a month its last third begins.
_LAST_THIRD = 21


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days of a zone, both ends included."""

    first: date
    last: date
    zone: str

    def __post_init__(self) -> None:
        """Refuses a period that ends before it begins."""
        if self.last < self.first:
            raise ValueError(f"a period ends on {self.last}, before it begins on {self.first}")

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1

    @property
    def begins_at(self) -> datetime:
        """Its first moment."""
        return _midnight(self.first, self.zone)

    @property
    def ends_at(self) -> datetime:
        """The first moment after it."""
        return _midnight(self.last + timedelta(days=1), self.zone)

    @property
    def before(self) -> Period:
        """As many days just before it: what it is compared with."""
        step = timedelta(days=self.days)
        return Period(self.first - step, self.last - step, self.zone)

    def within(self, slots: tuple[datetime, datetime] | None) -> Period | None:
        """Its days that are not before the first slot or after the last; None: there is none."""
        if slots is None:
            return None
        first, last = days_of(slots, self.zone)
        first, last = max(first, self.first), min(last, self.last)
        return Period(first, last, self.zone) if first <= last else None

    def in_whole(self, months: int) -> Period:
        """From the first of its first month to the last of its last; of its quarters for 3, of its years for 12."""
        first, last = (one.replace(day=1, month=_first_of(one.month, months)) for one in (self.first, self.last))
        after = last + timedelta(days=31 * months)
        return Period(first, after.replace(day=1) - timedelta(days=1), self.zone)

    def in_thirds(self) -> Period:
        """From the first of its first third of a month to the last of its last: they begin on the 1st, 11th, 21st."""
        first, last = (one.replace(day=_first_of_third(one)) for one in (self.first, self.last))
        after = last + timedelta(days=10) if last.day < _LAST_THIRD else (last + timedelta(days=11)).replace(day=1)
        return Period(first, after - timedelta(days=1), self.zone)

    def spans(self) -> list[tuple[datetime, datetime]]:
        """From when to when each of its days is; without one that its zone left out."""
        return [(begin, end) for begin, end in Spans(self) if begin < end]

    def dates(self) -> list[date]:
        """Each of its days."""
        return [self.first + timedelta(days=number) for number in range(self.days)]


class Spans(Sequence[tuple[datetime, datetime]]):
    """From when to when each day of a period is: worked out once one looks, since of years few days are looked at.

    One that its zone left out is over as it begins.
    """

    def __init__(self, period: Period) -> None:
        self._first = datetime.combine(period.first, time(), ZoneInfo(period.zone))
        self._days = period.days
        self._midnights: dict[int, datetime] = {}

    def __len__(self) -> int:
        """How many days."""
        return self._days

    @overload
    def __getitem__(self, place: int) -> tuple[datetime, datetime]: ...

    @overload
    def __getitem__(self, place: slice) -> list[tuple[datetime, datetime]]: ...

    def __getitem__(self, place: int | slice) -> tuple[datetime, datetime] | list[tuple[datetime, datetime]]:
        """A day, or some that follow each other."""
        days = range(self._days)[place]
        if isinstance(days, int):
            return self._midnight(days), self._midnight(days + 1)
        return list(pairwise(map(self._midnight, range(days.start, days.stop + 1)))) if days else []

    def __iter__(self) -> Iterator[tuple[datetime, datetime]]:
        """All of them."""
        return iter(self[:])

    def _midnight(self, number: int) -> datetime:
        if number not in self._midnights:
            # A day added to a wall time is a day of the wall: so each is a midnight, as `_midnight` has it.
            self._midnights[number] = (self._first + timedelta(days=number)).astimezone(UTC)
        return self._midnights[number]


def days_of(slots: tuple[datetime, datetime], zone: str) -> tuple[date, date]:
    """The days of the first and of the last slot."""
    first, last = (moment.astimezone(ZoneInfo(zone)).date() for moment in slots)
    return first, last


def around(slots: tuple[datetime, datetime], zone: str, now: datetime) -> Period:
    """From the first of the year in which the first slot is to the last of that of the last slot.

    Or of its quarter, or month: the first that can be kept whole, being over or ahead; else the day. Before the first
    post and after the last there is nothing: so the unit may be read for the days that are in it.
    """
    (first, last), (today, _) = days_of(slots, zone), days_of((now, now), zone)
    return Period(_as_kept(first, today).first, _as_kept(last, today).last, zone)


def _as_kept(day: date, today: date) -> Period:
    alone = Period(day, day, "UTC")
    return next((one for one in map(alone.in_whole, _MONTHS) if not one.first <= today <= one.last), alone)


def _first_of_third(day: date) -> int:
    return min((day.day - 1) // 10 * 10 + 1, _LAST_THIRD)


def _first_of(month: int, months: int) -> int:
    """The first month of the quarter, or the year, that a month is in."""
    return (month - 1) // months * months + 1


def _midnight(day: date, zone: str) -> datetime:
    """Its instant, as `slots.resolve` has it of any wall time."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
