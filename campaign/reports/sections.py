"""Sections that several reports have: the same figures under the same names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from campaign.reports.course import Grain, Stretching, cut
from campaign.reports.document import Cell, Chart, Column, Kind, Section, Shape, Table
from campaign.reports.figures import Counts, Engagement, Lateness
from campaign.reports.period import Period

#: Which counts are shown, by their names.
COUNTS = (
    *("planned", "published", "late", "failed", "missed", "in_doubt", "waiting", "cancelled", "withdrawn", "gone"),
)
#: Which of them are shown of each account and each platform: what becomes of most posts.
_EACH = COUNTS[: COUNTS.index("cancelled")]
#: The columns of `engagement_cells`.
ENGAGED = (
    *(Column("Posts measured", Kind.COUNT), Column("Impressions", Kind.COUNT)),
    *(Column("Likes", Kind.COUNT), Column("Replies", Kind.COUNT), Column("Reposts", Kind.COUNT)),
    *(Column("Quotes", Kind.COUNT), Column("Bookmarks", Kind.COUNT), Column("Clicks", Kind.COUNT)),
    *(Column("Engagements", Kind.COUNT), Column("Rate", Kind.SHARE)),
)


class Told(Protocol):
    """A report that has a course."""

    @property
    def period(self) -> Period:
        """Of which days it is."""

    @property
    def by(self) -> Grain:
        """How long the stretches of its course are."""

    @property
    def course(self) -> Sequence[Stretching]:
        """They, in order."""


class Part(Protocol):
    """What an account did."""

    @property
    def account(self) -> str:
        """Its name."""

    @property
    def platform(self) -> str:
        """On which platform."""

    @property
    def counts(self) -> Counts:
        """What became of its posts."""

    @property
    def lateness(self) -> Lateness | None:
        """How late they were."""

    @property
    def share(self) -> float | None:
        """Of all that was published."""


def course_section(
    report: Told, names: Sequence[str], rows: Sequence[tuple[Cell, ...]], drawn: tuple[str, ...]
) -> Section:
    """What came of each stretch: counts by these names after its first day, some of them drawn."""
    columns = (report.by.column, *(Column(name, Kind.COUNT) for name in names))
    chart = Chart(Shape.COLUMNS, (report.by.column.name,), drawn)
    note = cut(report.by, report.period, report.course) if rows else "No post has its time in these days."
    return Section(report.by.key, report.by.heading, Table(columns, tuple(rows)), note, chart, comes_later=True)


def count_columns() -> tuple[Column, ...]:
    """The columns of `counts_cells`."""
    return tuple(Column(name.replace("_", " ").capitalize(), Kind.COUNT) for name in _EACH)


def counts_cells(of: Counts) -> tuple[int, ...]:
    """The counts as cells."""
    return tuple(getattr(of, name) for name in _EACH)


def engagement_cells(of: Engagement) -> tuple[Cell, ...]:
    """How people took posts, as cells."""
    return (
        *(of.measured, of.impressions, of.likes, of.replies, of.reposts, of.quotes, of.bookmarks, of.clicks),
        *(of.engagements, of.rate),
    )


def lateness_cells(of: Lateness | None) -> tuple[float | None, ...]:
    """Median, 95th percentile and the most."""
    return (of.p50_s, of.p95_s, of.most_s) if of else (None, None, None)


def accounts_section(parts: Sequence[Part], total: Counts) -> Section:
    """What each account did."""
    columns = (
        Column("Account"),
        Column("Platform", Kind.PLATFORM),
        *count_columns(),
        Column("Share of published", Kind.SHARE),
    )
    rows = tuple((one.account, one.platform, *counts_cells(one.counts), one.share) for one in parts)
    whole = 1.0 if total.published else None
    table = Table(columns, rows, ("all", None, *counts_cells(total), whole))
    chart = Chart(Shape.BARS, ("Account",), ("Published",))
    return Section("accounts", "Accounts", table, chart=chart, comes_later=True)


def lateness_section(parts: Sequence[Part], total: Lateness | None) -> Section:
    """How late each account's posts went out."""
    columns = (
        *(Column("Account"), Column("Half within", Kind.SECONDS)),
        *(Column("95 % within", Kind.SECONDS), Column("The slowest", Kind.SECONDS)),
    )
    rows = tuple((one.account, *lateness_cells(one.lateness)) for one in parts) if total else ()
    table = Table(columns, rows, ("all", *lateness_cells(total)))
    note = "" if total else "Nothing was published."
    return Section("lateness", "From slot to publication", table, note, comes_later=True)
