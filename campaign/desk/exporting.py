"""All of history, however long, as a document whose rows are read while it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from campaign.app import App
from campaign.desk.reporting.days import Days, day
from campaign.errors import UsageError
from campaign.instants import Cells
from campaign.reports.document import BETWEEN, Document
from campaign.reports.history import document as of_history
from campaign.reports.period import Period
from campaign.store import campaigns
from campaign.store import exporting as rows
from campaign.store.history import Filter

#: What ends at a midnight ends on the day before.
_MOMENT = timedelta(microseconds=1)


class Attempts:
    """The attempts that a filter lets through, in a transaction that is as long as they are read."""

    def __init__(self, app: App, wanted: Filter) -> None:
        self._app, self._wanted = app, wanted

    def __iter__(self) -> Iterator[rows.Tried]:
        """Reads them one by one."""
        with self._app.store.read() as connection:
            yield from rows.tried(connection, self._wanted)

    def columns(self) -> Iterator[tuple[Cells, ...]]:
        """Reads them column by column."""
        with self._app.store.read() as connection:
            yield from rows.columns(connection, self._wanted)


@dataclass(frozen=True, slots=True)
class History:
    """Attempts of a period, read anew each time they are gone through."""

    period: Period
    made_at: datetime
    about: str
    attempts: Attempts


def history(app: App, wanted: Filter) -> History:
    """Every attempt that the filter lets through. Raises `NotFound` for its campaign."""
    now, zone = app.clock.now(), zone_of(app, wanted.campaign)
    with app.store.read() as connection:
        first, last = rows.span(connection)
    begins, ends = wanted.since or first or now, wanted.until - _MOMENT if wanted.until else last or now
    first_day, last_day = (at.astimezone(ZoneInfo(zone)).date() for at in (begins, max(begins, ends)))
    about = BETWEEN.join(name for name in (wanted.campaign, wanted.account, *wanted.states) if name)
    return History(Period(first_day, last_day, zone), now, about, Attempts(app, wanted))


def document(found: History) -> Document:
    """What every form is written from."""
    return of_history(found.attempts, found.period, found.made_at, found.about)


def wanted(app: App, campaign: str | None, account: str | None, days: Days) -> Filter:
    """What lets the attempts of these days through. Raises `NotFound`, and `UsageError` for days that are none."""
    zone = zone_of(app, campaign)
    since, until = day(days.since, "since"), day(days.until, "until")
    if since and until and until < since:
        raise UsageError(f"The report would end on {until}, before it begins on {since}.", field="until")
    return Filter(
        campaign=campaign,
        account=account,
        since=Period(since, since, zone).begins_at if since else None,
        until=Period(until, until, zone).ends_at if until else None,
    )


def zone_of(app: App, campaign: str | None) -> str:
    """By whose clocks days are: the campaign's, or the installation's. Raises `NotFound`."""
    if campaign is None:
        return app.defaults.timezone
    with app.store.read() as connection:
        return campaigns.campaign(connection, campaign).terms.timezone


def only(whole: Document, section: str) -> Document:
    """The document with one of its sections. Raises `UsageError` for one that it does not have."""
    found = tuple(one for one in whole.sections if one.key == section)
    if not found:
        keys = ", ".join(one.key for one in whole.sections)
        raise UsageError(f"This report has no section “{section}”; it has {keys}.", field="section")
    return replace(whole, sections=found)
