"""How a report's numbers went over its period, its course: told by days, weeks or months. Pure."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from campaign.reports.document import Column, Kind
from campaign.reports.period import Period
from campaign.reports.wording import day
from campaign.states import State
from campaign.store.reporting.sums import Sums, add, by_key

_PLANNED = frozenset(state.value for state in State if state is not State.CANCELLED)


class Grain(StrEnum):
    """How long a stretch of a course is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    @property
    def key(self) -> str:
        """What a section of such stretches is called in addresses and files."""
        return f"{self}s"

    @property
    def heading(self) -> str:
        """What it is called by people."""
        return f"{self.capitalize()} by {self}"

    @property
    def column(self) -> Column:
        """Its first column: in which the first day of each stretch stands."""
        return Column(self.capitalize(), Kind.MONTH if self is Grain.MONTH else Kind.DATE)


#: A course of so many days is told by these; of more, by months.
_FITTING = ((92, Grain.DAY), (400, Grain.WEEK))
_DAY, _WEEK, _MONTH = timedelta(days=1), timedelta(days=7), timedelta(days=31)


def fitting(days: int) -> Grain:
    """By what so many days are told unless somebody chooses."""
    return next((grain for most, grain in _FITTING if days <= most), Grain.MONTH)


@dataclass(frozen=True, slots=True)
class Course:
    """In which stretches the days of a report are put together."""

    by: Grain
    #: With which day weeks begin; 0 is Monday.
    first_weekday: int = calendar.MONDAY

    def first(self, on: date) -> date:
        """The first day of the stretch that a day is in."""
        match self.by:
            case Grain.DAY:
                return on
            case Grain.WEEK:
                return on - (on.weekday() - self.first_weekday) % 7 * _DAY
            case Grain.MONTH:
                return on.replace(day=1)

    def last(self, first: date) -> date:
        """The last day of the stretch that begins with a day."""
        match self.by:
            case Grain.DAY:
                return first
            case Grain.WEEK:
                return first + _WEEK - _DAY
            case Grain.MONTH:
                return (first + _MONTH).replace(day=1) - _DAY

    def firsts(self, period: Period) -> list[date]:
        """The first day of each stretch that has days of the period, in order."""
        found = [self.first(period.first)]
        while (last := self.last(found[-1])) < period.last:
            found.append(last + _DAY)
        return found


class Stretch(NamedTuple):
    """What came of the posts of a day, week or month; None where nothing is known of it yet."""

    first: date
    #: The same day for a day.
    last: date
    planned: int
    #: None, here and below, of days ahead.
    published: int | None
    failed: int | None
    missed: int | None
    engagements: int | None
    clicks: int | None


def stretches(of_zones: Mapping[str, Iterable[Sums]], course: Course) -> dict[date, Stretch]:
    """First day → what came of each stretch that has posts, in order; by the zones whose days they were counted for."""
    found: dict[str, dict[date, int]] = defaultdict(dict)
    for zone, sums in of_zones.items():
        told: dict[str, list[int]] = defaultdict(list)
        for one in sums:
            for name, pairs in one.days.items():
                told[name] += pairs
        numbers, clocks = {name: by_key(pairs) for name, pairs in told.items()}, ZoneInfo(zone)
        firsts = {at: course.first(datetime.fromtimestamp(at, clocks).date()) for at in set().union(*numbers.values())}
        for name, of_name in numbers.items():
            of_stretches = found[name]
            for at, number in of_name.items():
                first = firsts[at]
                of_stretches[first] = of_stretches.get(first, 0) + number
    return _by_first(found, course)


def _by_first(of_names: Mapping[str, Mapping[date, int]], course: Course) -> dict[date, Stretch]:
    """Each name's number of a stretch → what came of each stretch."""
    planned: dict[date, int] = {}
    for name in _PLANNED & of_names.keys():
        add(planned, of_names[name])
    due = planned.get
    published, failed, missed = (of_names.get(one, {}).get for one in (State.PUBLISHED, State.FAILED, State.MISSED))
    engagements, clicks = (of_names.get(one, {}).get for one in ("engagements", "clicks"))
    return {
        one: Stretch(
            *(one, course.last(one), due(one, 0), published(one, 0), failed(one, 0), missed(one, 0)),
            *(engagements(one), clicks(one)),
        )
        for one in sorted(set().union(*of_names.values()))
    }


def as_known(course: Iterable[Stretch], made_at: datetime, zone: str) -> tuple[Stretch, ...]:
    """The course as it is known at a moment: of days ahead no more than what is planned.

    So it does not look as if nothing went out. What a clock that was set forward has brought about already stays.
    """
    today = made_at.astimezone(ZoneInfo(zone)).date()
    return tuple(one if one.first <= today else _ahead(one) for one in course)


def _ahead(one: Stretch) -> Stretch:
    first, last, planned, *came = one
    return Stretch(first, last, planned, *(number or None for number in came))


class Stretching(Protocol):
    """What has a first day and a last."""

    @property
    def first(self) -> date:
        """Its first day."""

    @property
    def last(self) -> date:
        """Its last day."""


def cut(by: Grain, period: Period, told: Sequence[Stretching]) -> str:
    """Which days of the first and of the last stretch are beyond the period, in sentences; empty where none are."""
    said = []
    if told and told[0].first < period.first:
        said.append(f"The first {by} is told from {day(period.first)} on.")
    if told and told[-1].last > period.last:
        said.append(f"The last {by} is told up to {day(period.last)}.")
    return " ".join(said)
