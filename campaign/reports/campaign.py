"""A campaign's report: what was planned, what became of it, and how people took it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from campaign.reports.course import Course, Grain, Stretch, as_known, stretches
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
    together,
)
from campaign.reports.lines import PostLine
from campaign.reports.listing import posts_section
from campaign.reports.period import Period
from campaign.reports.sections import (
    COUNTS,
    ENGAGED,
    accounts_section,
    count_columns,
    counts_cells,
    course_section,
    engagement_cells,
    lateness_section,
)
from campaign.reports.wording import day
from campaign.store.reporting.sums import Rank, best, weakest
from campaign.store.reporting.totals import Part, Total
from campaign.store.values import Account, Campaign


@dataclass(frozen=True, slots=True)
class AccountPart:
    """What one account did."""

    account: str
    platform: str
    counts: Counts
    lateness: Lateness | None
    #: Of all that was published; None where nothing was.
    share: float | None
    engagement: Engagement


@dataclass(frozen=True, slots=True)
class PlatformPart:
    """What the accounts of one platform did together."""

    platform: str
    accounts: int
    counts: Counts
    share: float | None
    engagement: Engagement


@dataclass(frozen=True, slots=True)
class Ranked:
    """A post, and how it did."""

    post: PostLine
    engagements: int
    #: None where its platform does not tell.
    impressions: int | None
    rate: float | None


@dataclass(frozen=True, slots=True)
class Before:
    """The same of as many days just before."""

    period: Period
    counts: Counts
    engagement: Engagement


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of an article the campaign's posts say, whenever they go out."""

    title: str
    #: 0 to 1.
    share: float
    #: Passages that no post says.
    unsaid: int


@dataclass(frozen=True, slots=True)
class Report:
    """A campaign's history over a period, summed."""

    campaign: str
    hashtags: tuple[str, ...]
    #: Every time in the report is shown in this zone.
    zone: str
    #: When the numbers were read.
    made_at: datetime
    #: First and last slot of the campaign, whenever; None without any post.
    first: datetime | None
    last: datetime | None
    counts: Counts
    lateness: Lateness | None
    accounts: tuple[AccountPart, ...]
    #: Every post of the period, where they were asked for.
    posts: tuple[PostLine, ...]
    #: The days whose slots are summed.
    period: Period
    platforms: tuple[PlatformPart, ...]
    engagement: Engagement
    #: By engagement rate where impressions are known of any, else by engagements; empty where nothing was measured.
    best: tuple[Ranked, ...]
    #: The weakest first, none that is among the best.
    weakest: tuple[Ranked, ...]
    #: How long the stretches of its course are.
    by: Grain
    #: Each stretch of the period that is not before the first post or after the last.
    course: tuple[Stretch, ...]
    #: None where the campaign had no post in those days.
    before: Before | None
    coverage: tuple[Coverage, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a campaign's report is made of, read in one moment."""

    campaign: Campaign
    period: Period
    #: First and last slot.
    slots: tuple[datetime, datetime] | None
    course: Course
    #: Of the period.
    total: Total
    #: Of the period before it; empty where there is nothing.
    before: Mapping[str, int]
    #: By their ids.
    accounts: Mapping[int, Account]
    #: The posts that may be among the best and the weakest, by their deliveries.
    ranked: Mapping[int, PostLine]
    posts: Sequence[PostLine]
    coverage: Sequence[Coverage]


def build(found: Found, made_at: datetime) -> Report:
    """Sums up a campaign."""
    parts, total = found.total.parts(), found.total.sums
    did, ranks = counts(total.counts), total.ranked
    first, last = found.slots or (None, None)
    return Report(
        campaign=found.campaign.name,
        hashtags=found.campaign.terms.hashtags,
        zone=found.campaign.terms.timezone,
        made_at=made_at,
        first=first,
        last=last,
        counts=did,
        lateness=lateness(total.lateness),
        accounts=tuple(sorted(_accounts(parts, found.accounts, did.published), key=lambda one: one.account)),
        posts=tuple(found.posts),
        period=found.period,
        platforms=tuple(_platforms(parts, found.accounts, did.published)),
        engagement=engagement(total.counts),
        best=_ranked(best(ranks), found.ranked),
        weakest=_ranked([one for one in weakest(ranks) if one not in best(ranks)], found.ranked),
        by=found.course.by,
        course=as_known(_course(found), made_at, found.period.zone),
        before=_before(found),
        coverage=tuple(found.coverage),
    )


def _accounts(parts: Mapping[int, Part], known: Mapping[int, Account], published: int) -> list[AccountPart]:
    return [
        AccountPart(
            account=known[key].name,
            platform=known[key].platform,
            counts=counts(one.counts),
            lateness=lateness(one.lateness),
            share=share(counts(one.counts).published, published),
            engagement=engagement(one.counts),
        )
        for key, one in parts.items()
    ]


def _platforms(parts: Mapping[int, Part], known: Mapping[int, Account], published: int) -> list[PlatformPart]:
    found = []
    for platform in sorted({known[key].platform for key in parts}):
        own = [one for key, one in parts.items() if known[key].platform == platform]
        total = together(own)
        part = share(counts(total).published, published)
        found.append(PlatformPart(platform, len(own), counts(total), part, engagement(total)))
    return found


def _ranked(ranks: Sequence[Rank], posts: Mapping[int, PostLine]) -> tuple[Ranked, ...]:
    return tuple(
        Ranked(posts[one.delivery], one.engagements, one.impressions or None, share(one.engagements, one.impressions))
        for one in ranks
    )


def _course(found: Found) -> Iterator[Stretch]:
    """Each stretch, those without a post too, as long as there are posts before and after them."""
    if clipped := found.period.within(found.slots):
        known = stretches({found.period.zone: [found.total.sums]}, found.course)
        for first in found.course.firsts(clipped):
            yield known.get(first) or Stretch(first, found.course.last(first), 0, 0, 0, 0, None, None)


def _before(found: Found) -> Before | None:
    if not found.before:
        return None
    return Before(found.period.before, counts(found.before), engagement(found.before))


def document(report: Report) -> Document:
    """The report as it is read."""
    return Document(
        key="campaign",
        title=f"Campaign {report.campaign}",
        about=" ".join(report.hashtags),
        period=report.period,
        zone=report.zone,
        made_at=report.made_at,
        formulas=(PLANNED, LATENESS, ENGAGEMENT, RATE),
        sections=(
            _figures(report),
            _by_stretch(report),
            accounts_section(report.accounts, report.counts),
            _by_platform(report),
            lateness_section(report.accounts, report.lateness),
            _engaged(report),
            _posts("best", "Best posts", report.best),
            _posts("weakest", "Weakest posts", report.weakest),
            _covered(report),
            *([posts_section(report.posts, report.zone)] if report.posts else []),
        ),
    )


def _figures(report: Report) -> Section:
    before = report.before
    now, then = report.counts, before.counts if before else None
    rows = [(name.replace("_", " "), getattr(now, name), getattr(then, name, None)) for name in COUNTS]
    rows += [
        (name, getattr(report.engagement, name), getattr(before.engagement, name) if before else None)
        for name in ("engagements", "impressions", "clicks")
    ]
    days = report.period.before
    note = (
        f"Before: {day(days.first)} – {day(days.last)}, as many days."
        if before
        else "Nothing was planned in the days before."
    )
    columns = (Column("What"), Column("Number", Kind.COUNT), Column("Before", Kind.COUNT), Column("Change", Kind.COUNT))
    table = Table(columns, tuple((*row, _change(*row[1:])) for row in rows))
    return Section("figures", "Figures", table, note, comes_later=True)


def _change(now: int | None, then: int | None) -> int | None:
    return now - then if now is not None and then is not None else None


def _by_stretch(report: Report) -> Section:
    names = ("Planned", "Published", "Failed", "Missed", "Engagements", "Clicks")
    rows = tuple(
        (one.first, one.planned, one.published, one.failed, one.missed, one.engagements, one.clicks)
        for one in report.course
    )
    return course_section(report, names, rows, ("Planned", "Published"))


def _by_platform(report: Report) -> Section:
    columns = (
        *(Column("Platform", Kind.PLATFORM), Column("Accounts", Kind.COUNT)),
        *count_columns(),
        Column("Share of published", Kind.SHARE),
    )
    rows = tuple((one.platform, one.accounts, *counts_cells(one.counts), one.share) for one in report.platforms)
    chart = Chart(Shape.BARS, ("Platform",), ("Published",))
    return Section("platforms", "Platforms", Table(columns, rows), chart=chart, comes_later=True)


def _engaged(report: Report) -> Section:
    accounts = report.accounts if report.engagement.measured else ()
    rows = tuple((one.account, one.platform, *engagement_cells(one.engagement)) for one in accounts)
    total: tuple[Cell, ...] = ("all", None, *engagement_cells(report.engagement))
    measured, published = report.engagement.measured, report.counts.published
    note = f"Of {published} published posts {measured} are measured." if measured else "Nothing is measured yet."
    table = Table((Column("Account"), Column("Platform", Kind.PLATFORM), *ENGAGED), rows, total)
    return Section("engagement", "Engagement", table, note, comes_later=True)


def _posts(key: str, title: str, posts: Sequence[Ranked]) -> Section:
    columns = (
        *(Column("Published", Kind.MOMENT), Column("Account"), Column("Text"), Column("Says of the article")),
        *(Column("Engagements", Kind.COUNT), Column("Impressions", Kind.COUNT), Column("Rate", Kind.SHARE)),
        Column("Link", Kind.LINK),
    )
    rows = tuple(
        (
            *(one.post.published_at, one.post.account, one.post.text, one.post.source or None),
            *(one.engagements, one.impressions, one.rate, one.post.url),
        )
        for one in posts
    )
    order = "By engagement rate." if posts and posts[0].rate is not None else "By engagements."
    nothing = "Too few posts are measured to tell." if key == "weakest" else "Nothing is measured yet."
    return Section(key, title, Table(columns, rows), order if posts else nothing, comes_later=True)


def _covered(report: Report) -> Section:
    columns = (Column("Article"), Column("Said", Kind.SHARE), Column("Passages unsaid", Kind.COUNT))
    rows = tuple((one.title, one.share, one.unsaid) for one in report.coverage)
    note = "Of the latest articles, by all posts of the campaign, whenever they go out."
    said = note if rows else "No article was cut for it."
    return Section("coverage", "Coverage of the articles", Table(columns, rows), said, comes_later=True)
