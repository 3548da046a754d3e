"""Several campaigns side by side, each by its first hashtag."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from campaign.reports.document import Cell, Chart, Column, Document, Kind, Section, Shape, Table
from campaign.reports.figures import (
    ENGAGEMENT,
    LATENESS,
    PLANNED,
    RATE,
    Counts,
    Engagement,
    Lateness,
    counts,
    engagement,
    lateness,
    share,
)
from campaign.reports.period import Period
from campaign.reports.sections import ENGAGED, count_columns, counts_cells, engagement_cells, lateness_cells
from campaign.store.campaigns import Outline
from campaign.store.reporting.totals import Whole


@dataclass(frozen=True, slots=True)
class Hashtag:
    """A campaign's figures."""

    hashtag: str
    campaign: str
    #: The zone of its days.
    zone: str
    accounts: int
    counts: Counts
    lateness: Lateness | None
    engagement: Engagement
    #: Engagements for each published post; None where nothing was published or nobody tells.
    each: float | None


@dataclass(frozen=True, slots=True)
class HashtagReport:
    """Campaigns, side by side over the same days."""

    zone: str
    made_at: datetime
    period: Period
    hashtags: tuple[Hashtag, ...]


def build(found: Sequence[tuple[Outline, Whole]], period: Period, made_at: datetime) -> HashtagReport:
    """Puts campaigns side by side, as they were named."""
    return HashtagReport(period.zone, made_at, period, tuple(_hashtag(one, whole) for one, whole in found))


def _hashtag(one: Outline, whole: Whole) -> Hashtag:
    of = whole.sums
    did, took = counts(of.counts), engagement(of.counts)
    return Hashtag(
        hashtag=one.hashtags[0],
        campaign=one.name,
        zone=one.timezone,
        accounts=len(set(whole.accounts)),
        counts=did,
        lateness=lateness(of.lateness),
        engagement=took,
        each=share(took.engagements, did.published) if took.engagements is not None else None,
    )


def document(report: HashtagReport) -> Document:
    """The report as it is read."""
    return Document(
        key="hashtags",
        title="Hashtags compared",
        about=" ".join(one.hashtag for one in report.hashtags),
        period=report.period,
        zone=report.zone,
        made_at=report.made_at,
        formulas=(
            *(PLANNED, LATENESS, ENGAGEMENT, RATE),
            "each = engagements ÷ published posts",
            "days are those of each campaign, in its zone",
        ),
        sections=(_counts(report), _engagement(report), _lateness(report)),
    )


_NAMES = (Column("Hashtag"), Column("Campaign"))


def _counts(report: HashtagReport) -> Section:
    columns = (*_NAMES, Column("Accounts", Kind.COUNT), *count_columns())
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (one.hashtag, one.campaign, one.accounts, *counts_cells(one.counts)) for one in report.hashtags
    )
    chart = Chart(Shape.BARS, ("Campaign",), ("Published",))
    return Section("counts", "What went out", Table(columns, rows), chart=chart)


def _engagement(report: HashtagReport) -> Section:
    columns = (*_NAMES, *ENGAGED, Column("Each", Kind.NUMBER))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (one.hashtag, one.campaign, *engagement_cells(one.engagement), one.each) for one in report.hashtags
    )
    note = "" if any(one.engagement.measured for one in report.hashtags) else "Nothing is measured yet."
    chart = Chart(Shape.BARS, ("Campaign",), ("Engagements",))
    return Section("engagement", "How people took it", Table(columns, rows), note, chart)


def _lateness(report: HashtagReport) -> Section:
    columns = (
        *_NAMES,
        *(Column(name, Kind.SECONDS) for name in ("Half within", "95 % within", "The slowest")),
    )
    rows = tuple((one.hashtag, one.campaign, *lateness_cells(one.lateness)) for one in report.hashtags)
    return Section("lateness", "From slot to publication", Table(columns, rows))
