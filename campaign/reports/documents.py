"""The reports as documents: what each says, section by section. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from campaign.reasons import words
from campaign.reports import ON_TIME, AccountPart, Counts, PostLine, Report
from campaign.reports.document import Cell, Chart, Column, Document, Kind, Section, Shape, Table
from campaign.reports.period import Period
from campaign.store.exporting import Tried

_COUNTS = ("Planned", "Published", "Late", "Failed", "Missed", "In doubt", "Waiting")
_LATE = f"late = published more than {ON_TIME.total_seconds():.0f} s after its slot"
_DELAY = "delay = from when it was due to when it was sent; half within: the median; 95 in 100 within: the nearest rank"

HISTORY = (
    Column("Attempt", Kind.COUNT),
    Column("Delivery", Kind.COUNT),
    Column("Number", Kind.COUNT),
    Column("Campaign"),
    Column("Account"),
    Column("Platform"),
    Column("Due", Kind.MOMENT),
    Column("Sent", Kind.MOMENT),
    Column("Delay", Kind.SECONDS),
    Column("Zone"),
    Column("Outcome"),
    Column("Status", Kind.COUNT),
    Column("Reason"),
    Column("URL", Kind.LINK),
    Column("Text"),
    Column("Rewriter"),
    Column("Withdrawn", Kind.MOMENT),
)


def of_history(tried: Iterable[Tried], period: Period, made_at: datetime, about: str = "") -> Document:
    """Every attempt of a period; they are read while the document is written."""
    note = "Every attempt, in the order in which they began; each in the zone of its campaign."
    section = Section("attempts", "Attempts", Table(HISTORY, _Attempts(tried)), note)
    return Document(
        key="history",
        title="History",
        period=period,
        zone=period.zone,
        made_at=made_at,
        formulas=("delay = from when this try was due to when it was sent",),
        sections=(section,),
        about=about,
    )


@dataclass(frozen=True, slots=True)
class _Attempts:
    """The rows of attempts, made while they are read."""

    tried: Iterable[Tried]

    def __iter__(self) -> Iterator[tuple[Cell, ...]]:
        for one in self.tried:
            yield (*one[:12], words(one.reason, one.zone), *one[13:]) if one.reason else one  # type: ignore[misc]


def of_campaign(report: Report, seal: str | None = None) -> Document:
    """A campaign summed up: each account, each day, and every post with its source."""
    return Document(
        key="campaign",
        title=f"Campaign {report.campaign}",
        period=_period(report),
        zone=report.zone,
        made_at=report.made_at,
        formulas=("planned = all posts but the cancelled ones", _LATE, _DELAY),
        sections=(_accounts(report), _days(report), _posts(report)),
        about=" ".join(report.hashtags),
        seal=seal,
    )


def _period(report: Report) -> Period:
    zone = ZoneInfo(report.zone)
    first, last = report.first or report.made_at, report.last or report.made_at
    return Period(first.astimezone(zone).date(), last.astimezone(zone).date(), report.zone)


def _accounts(report: Report) -> Section:
    columns = (Column("Account"), Column("Platform"), *(Column(name, Kind.COUNT) for name in _COUNTS))
    delays = (Column("Half within", Kind.SECONDS), Column("95 in 100 within", Kind.SECONDS))
    whole = AccountPart("all", "", report.counts, report.lateness)
    table = Table((*columns, *delays), [_account(one) for one in report.accounts], _account(whole))
    chart = Chart(Shape.BARS, ("Account",), ("Published", "Failed", "Missed"))
    return Section("accounts", "Accounts", table, "" if report.accounts else "Nothing is planned yet.", chart)


def _account(part: AccountPart) -> tuple[Cell, ...]:
    delays = (part.lateness.p50_s, part.lateness.p95_s) if part.lateness else (None, None)
    return (part.account, part.platform or None, *_numbers(part.counts), *delays)


def _numbers(counts: Counts) -> tuple[int, ...]:
    said = (counts.planned, counts.published, counts.late, counts.failed, counts.missed)
    return (*said, counts.in_doubt, counts.waiting)


def _days(report: Report) -> Section:
    """Each day of the period, those without a post too."""
    zone = ZoneInfo(report.zone)
    planned = [one.scheduled_for.astimezone(zone).date() for one in report.posts if one.state != "cancelled"]
    out = [one.published_at.astimezone(zone).date() for one in report.posts if one.published_at]
    days = sorted({*_period(report).dates(), *out}) if report.posts else []
    rows: list[tuple[Cell, ...]] = [(day, planned.count(day), out.count(day)) for day in days]
    columns = (Column("Day", Kind.DATE), Column("Planned", Kind.COUNT), Column("Published", Kind.COUNT))
    chart = Chart(Shape.LINES, ("Day",), ("Planned", "Published"))
    note = "Planned by their slots, published by when they went out." if rows else "No day has a post."
    return Section("days", "Days", Table(columns, rows), note, chart)


def _posts(report: Report) -> Section:
    columns = (
        *(Column("Account"), Column("Status"), Column("Slot", Kind.MOMENT), Column("Published", Kind.MOMENT)),
        *(Column("Text"), Column("URL", Kind.LINK), Column("Why"), Column("Source"), Column("Article")),
        *(Column("Changed"), Column("Withdrawn", Kind.MOMENT)),
    )
    rows = [_post(one, report.zone) for one in report.posts]
    return Section("posts", "Posts", Table(columns, rows), "" if rows else "Nothing is planned yet.")


def _post(one: PostLine, zone: str) -> tuple[Cell, ...]:
    state = one.state.value.replace("_", " ")
    why = words(one.reason, zone) if one.reason else None
    return (
        *(one.account, state, one.scheduled_for, one.published_at, one.text, one.url, why),
        *(_source(one), one.article or None, _changed(one), one.withdrawn_at),
    )


def _source(one: PostLine) -> str | None:
    """What of the article the post stands on."""
    if one.rewriter:
        return one.body
    return "word for word" if one.source and one.source in one.text else one.source or None


def _changed(one: PostLine) -> str | None:
    """Who made of it what it is."""
    by = [f"rewritten by {one.rewriter}"] if one.rewriter else []
    return ", ".join([*by, *(["edited by a person"] if one.edited else [])]) or None
