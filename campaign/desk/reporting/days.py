"""Which days a report covers, as somebody writes them, and in which stretches its course is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from campaign.app import App
from campaign.desk.calendar import first_weekday
from campaign.errors import UsageError
from campaign.planning import zones
from campaign.reports.course import Course, Grain, fitting
from campaign.reports.period import Period, Spans, around, days_of
from campaign.store.reporting.days import Span


@dataclass(frozen=True, slots=True)
class Days:
    """Which days a report is to cover, as somebody writes them: 2026-12-01.

    None: from the first post, and to the last, or to today where the report says so.
    """

    since: str | None = None
    until: str | None = None


ALL = Days()
#: Years of which there are reports.
_EARLIEST, _LATEST = 1970, 2200
#: With today, ninety days.
_LATELY = timedelta(days=89)


def course_of(app: App, by: Grain | None, days: Period | None) -> Course:
    """In which stretches these days are told: those that somebody chose, or such as fit."""
    return Course(by or fitting(days.days if days else 0), first_weekday(app))


def at_home(app: App, wanted: Days) -> Period:
    """The days of the installation's zone that are wanted; the last ninety, where left open. Raises `UsageError`."""
    zone, now = home(app), app.clock.now()
    return period_of(wanted, (now - _LATELY, now), zone, now)


def lately(app: App, wanted: Days) -> tuple[date, date]:
    """As `at_home`: the first day and the last, of whatever zone."""
    found = at_home(app, wanted)
    return found.first, found.last


def home(app: App) -> str:
    """The zone of a report on campaigns of several zones."""
    return zones.named(app.defaults.timezone).key


def period_of(wanted: Days, slots: tuple[datetime, datetime] | None, zone: str, now: datetime) -> Period:
    """The days that are wanted; where they are left open, from the first post to the last. Raises `UsageError`."""
    first, last = days_of(slots or (now, now), zone)
    since, until = day(wanted.since, "since"), day(wanted.until, "until")
    first = since or (min(first, until) if until else first)
    last = until or max(last, first)
    if last < first:
        raise UsageError(
            f"The report would end on {last}, before it begins on {first}: turn the two round.", field="until"
        )
    return Period(first, last, zone)


def day(text: str | None, field: str) -> date | None:
    """A day as somebody writes it. Raises `UsageError`."""
    if not text:
        return None
    try:
        found = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise UsageError(f"“{text}” is no day: write it as 2026-12-01.", field=field) from None
    if not _EARLIEST <= found.year <= _LATEST:
        raise UsageError(f"No report reaches to {found}: name a day between {_EARLIEST} and {_LATEST}.", field=field)
    return found


def spans(
    of: Sequence[tuple[int, Period, tuple[datetime, datetime] | None]], now: datetime
) -> Mapping[int, Sequence[Span]]:
    """Campaign's id → the days of that period on which it may have posts; of campaigns' ids with their ends."""
    wanted = {key: _days(period, slots, now) for key, period, slots in of}
    # Campaigns have few different ones.
    spans = {days: Spans(days) if days else () for days in set(wanted.values())}
    return {key: spans[days] for key, days in wanted.items()}


def _days(period: Period, slots: tuple[datetime, datetime] | None, now: datetime) -> Period | None:
    """The days of the period on which there may be posts; None: there are none."""
    if slots is None or period.within(slots) is None:
        return None
    (first, last), widest = days_of(slots, period.zone), around(slots, period.zone, now)
    begin = widest.first if period.first <= first else period.first
    end = widest.last if period.last >= last else period.last
    return Period(begin, end, period.zone)
