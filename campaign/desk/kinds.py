"""Which reports there are: what each asks for, and the verb that makes it. One that is added gets its line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from campaign.app import App
from campaign.desk import reporting
from campaign.errors import Refused
from campaign.reports import documents
from campaign.reports.document import Document
from campaign.reports.period import Period
from campaign.store import campaigns, exporting
from campaign.store.history import Filter

_FIRST, _LAST = date(1970, 1, 1), date(2199, 12, 31)
#: What is before a moment by so much is on the day before a midnight.
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """Of what a report is wanted; None is any. Days are of the report's zone, both included."""

    campaign: str | None = None
    account: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """A report: its value, which is None where the document is all there is to it; and its document."""

    value: object
    document: Document


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the reports."""

    name: str
    title: str
    #: What it says, in a sentence.
    about: str
    #: Fields of `Asked` that it cannot do without, and those that narrow it.
    needs: tuple[str, ...]
    takes: tuple[str, ...]
    verb: Callable[[App, Asked], Made]


def asked(campaign: str | None, account: str | None, since: str | None, until: str | None) -> Asked:
    """What a person asks for, as it was typed; empty is any. Raises `Refused` for what is no day."""
    return Asked(campaign or None, account or None, _day(since, "since"), _day(until, "until"))


def _day(text: str | None, field: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Refused(f"“{text}” is no day: write it as 2026-12-01.", field=field) from None
    if not _FIRST <= day <= _LAST:
        raise Refused(f"There is no report of {day}: days are of 1970 to 2199.", field=field)
    return day


def only(document: Document, section: str) -> Document:
    """The document with one of its sections. Raises `Refused` for one that it does not have."""
    found = tuple(one for one in document.sections if one.key == section)
    if not found:
        keys = ", ".join(one.key for one in document.sections)
        raise Refused(f"This report has no section “{section}”; it has {keys}.", field="section")
    return replace(document, sections=found)


def make(app: App, kind: str, asked: Asked) -> Made:
    """A report. Raises `Refused` for a kind that there is not, and for what it needs, or cannot be narrowed by."""
    if kind not in KINDS:
        raise Refused(f"There is no report “{kind}”; there are {', '.join(KINDS)}.", field="kind")
    found = KINDS[kind]
    for name in ("campaign", "account", "since", "until"):
        given = getattr(asked, name) is not None
        if name in found.needs and not given:
            raise Refused(f"The report “{kind}” needs to know of which {name}.", field=name)
        if given and name not in found.needs + found.takes:
            raise Refused(f"The report “{kind}” cannot be narrowed by {name}.", field=name)
    if asked.since and asked.until and asked.until < asked.since:
        raise Refused(f"The report would end on {asked.until}, before it begins on {asked.since}.", field="until")
    return found.verb(app, asked)


def _campaign(app: App, asked: Asked) -> Made:
    assert asked.campaign is not None
    found = reporting.report(app, asked.campaign)
    return Made(found, documents.of_campaign(found))


def history(app: App, wanted: Filter) -> Document:
    """Every attempt that the filter lets through, read anew each time the document is written."""
    now = app.clock.now()
    with app.store.read() as connection:
        own = campaigns.campaign(connection, wanted.campaign).terms.timezone if wanted.campaign else None
        first, last = exporting.span(connection)
    zone = own or app.config.defaults.timezone
    begins, ends = wanted.since or first or now, wanted.until - _MOMENT if wanted.until else last or now
    first_day, last_day = (at.astimezone(ZoneInfo(zone)).date() for at in (begins, max(begins, ends)))
    about = " · ".join(name for name in (wanted.campaign, wanted.account, *wanted.states) if name)
    return documents.of_history(_Tried(app, wanted), Period(first_day, last_day, zone), now, about)


@dataclass(frozen=True, slots=True)
class _Tried:
    """The attempts, in a transaction that is as long as they are read."""

    app: App
    wanted: Filter

    def __iter__(self) -> Iterator[exporting.Tried]:
        with self.app.store.read() as connection:
            yield from exporting.tried(connection, self.wanted)


def _history(app: App, asked: Asked) -> Made:
    zone = app.config.defaults.timezone
    if asked.campaign:
        with app.store.read() as connection:
            zone = campaigns.campaign(connection, asked.campaign).terms.timezone
    since = Period(asked.since, asked.since, zone).begins_at if asked.since else None
    until = Period(asked.until, asked.until, zone).ends_at if asked.until else None
    return Made(None, history(app, Filter(campaign=asked.campaign, account=asked.account, since=since, until=until)))


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        one.name: one
        for one in (
            Kind(
                "campaign",
                "Campaign",
                "What was planned, sent, late, failed or missed; each day, and every post with its source.",
                needs=("campaign",),
                takes=(),
                verb=_campaign,
            ),
            Kind(
                "history",
                "History",
                "Every attempt: when it was due, when it was sent, what came of it and why.",
                needs=(),
                takes=("campaign", "account", "since", "until"),
                verb=_history,
            ),
        )
    }
)
