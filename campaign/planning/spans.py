"""The days that a calendar shows at once, and where each of them begins. Days are days of a zone."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from campaign.planning.slots import resolve

#: What can be shown: all weeks before and after it have dates too.
EARLIEST, LATEST = date(1970, 2, 1), date(2200, 1, 1)


class View(StrEnum):
    """How much is shown, and how: weeks of days, days of hours, or one row a post."""

    MONTH = "month"
    WEEK = "week"
    LIST = "list"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a view. Those of a month fill whole weeks, so some are of its neighbours."""

    view: View
    #: The day that was asked for: it says which month, which week.
    day: date
    days: Sequence[date]
    #: A day of the span before this one, and of the next.
    before: date
    after: date

    def cells(self) -> list[datetime]:
        """The wall times at which the cells begin: days, or a week's hours."""
        hours = range(24) if self.view is View.WEEK else (0,)
        return [datetime.combine(day, time(hour)) for day in self.days for hour in hours]

    def edges(self, zone: ZoneInfo) -> list[datetime]:
        """When each cell begins, and, last, when the span is over; an hour that clocks skip is over as it begins."""
        end = datetime.combine(self.days[-1] + timedelta(days=1), time())
        return [resolve(wall, zone).at for wall in (*self.cells(), end)]


def span(view: View, day: date, first_weekday: int = calendar.MONDAY) -> Span:
    """The days to show around a day between `EARLIEST` and `LATEST`; weeks begin with that day, 0 is Monday."""
    first = day.replace(day=1)
    months = (first - timedelta(days=1)).replace(day=1), (first + timedelta(days=31)).replace(day=1)
    match view:
        case View.MONTH:
            weeks = calendar.Calendar(first_weekday).monthdatescalendar(day.year, day.month)
            return Span(view, day, [one for week in weeks for one in week], *months)
        case View.LIST:
            return Span(view, day, _days(first, (months[1] - first).days), *months)
        case View.WEEK:
            begin = day - timedelta(days=(day.weekday() - first_weekday) % 7)
            return Span(view, day, _days(begin, 7), day - timedelta(days=7), day + timedelta(days=7))
        case View.DAY:
            return Span(view, day, [day], day - timedelta(days=1), day + timedelta(days=1))


def _days(first: date, count: int) -> list[date]:
    return [first + timedelta(days=number) for number in range(count)]
