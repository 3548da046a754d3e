"""How much of its articles a campaign says, on which days it speaks and on which not, and until when it will. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from campaign.reports.course import Course, Grain
from campaign.reports.document import Chart, Column, Document, Kind, Section, Shape, Table
from campaign.reports.period import Period
from campaign.reports.sections import course_section
from campaign.store.columns import moment_of
from campaign.store.reporting.coverage import Line, Spoke
from campaign.store.reporting.silences import Spoken

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Part:
    """A section of an article, or all of it: how many of its characters some post says."""

    article: str
    #: Empty for what stands before the first heading; None for the whole article.
    heading: str | None
    said: int
    characters: int

    @property
    def share(self) -> float:
        """0 to 1; 1 where there is no text."""
        return self.said / self.characters if self.characters else 1.0


class Day(NamedTuple):
    """A day of the campaign's zone, and how many posts it has. Of these there may be thousands."""

    date: date
    posts: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """A day, week or month, and how many posts it has."""

    first: date
    last: date
    posts: int


@dataclass(frozen=True, slots=True)
class Weekday:
    """All days of that name between the first post and the last."""

    name: str
    days: int
    posts: int
    #: Days of that name without any post.
    empty: int

    @property
    def per_day(self) -> float | None:
        """Posts on such a day; None where there was none."""
        return self.posts / self.days if self.days else None


@dataclass(frozen=True, slots=True)
class Silence:
    """The longest time between two posts that follow each other: of an account, or (None) of all together."""

    account: str | None
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Free:
    """A time at which these accounts may speak, and do not."""

    at: datetime
    accounts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How a campaign covers its articles and its days."""

    campaign: str
    period: Period
    made_at: datetime
    #: The latest articles first, each whole and then section by section.
    articles: tuple[Part, ...]
    #: From the day of the first post in the period to that of the last.
    days: tuple[Day, ...]
    #: How long the stretches of its course are.
    by: Grain
    #: The same days, stretch by stretch.
    course: tuple[Stretch, ...]
    #: Monday first.
    weekdays: tuple[Weekday, ...]
    #: All together first, then account by account.
    silences: tuple[Silence, ...]
    free: tuple[Free, ...]
    #: What each account has queued.
    lines: tuple[Line, ...]

    @property
    def posts(self) -> int:
        """How many there are in the period."""
        return sum(one.posts for one in self.days)

    @property
    def empty_days(self) -> tuple[date, ...]:
        """The days without a post between the first and the last."""
        return tuple(one.date for one in self.days if not one.posts)

    @property
    def dry(self) -> datetime | None:
        """When the last of what is queued goes out; None: nothing is."""
        return max((one.dry for one in self.lines if one.dry), default=None)


def build(
    campaign: str,
    period: Period,
    articles: Sequence[Part],
    spoke: Spoke,
    lines: Sequence[Line],
    free: Sequence[Free],
    made_at: datetime,
    *,
    course: Course,
) -> Coverage:
    """Sums up when a campaign speaks in a period."""
    days = _days(spoke.posts, period.zone)
    return Coverage(
        campaign=campaign,
        period=period,
        made_at=made_at,
        articles=tuple(articles),
        days=days,
        by=course.by,
        course=tuple(_course(days, course)),
        weekdays=tuple(_weekday(number, days) for number in range(7)),
        silences=tuple(_silences(spoke.spoken)),
        free=tuple(free),
        lines=tuple(lines),
    )


def _days(posts: Mapping[int, int], zone: str) -> tuple[Day, ...]:
    """The days from the first of those that have posts to the last."""
    clocks = ZoneInfo(zone)
    by_date = {datetime.fromtimestamp(begin, clocks).date(): number for begin, number in posts.items()}
    if not by_date:
        return ()
    every = Period(min(by_date), max(by_date), zone)
    return tuple(Day(day, by_date.get(day, 0)) for day in every.dates())


def _course(days: Sequence[Day], course: Course) -> Iterator[Stretch]:
    """What is told of these days, which follow each other."""
    place = 0
    while place < len(days):
        first = course.first(days[place].date)
        last = course.last(first)
        after = (last - days[0].date).days + 1
        yield Stretch(first, last, sum(one.posts for one in days[place:after]))
        place = after


def _weekday(number: int, days: Sequence[Day]) -> Weekday:
    # They follow each other, so that every seventh has that name.
    first = (number - days[0].date.weekday()) % 7 if days else 0
    same = [one.posts for one in days[first::7]]
    return Weekday(_WEEKDAYS[number], len(same), sum(same), same.count(0))


def _silences(spoken: Mapping[str | None, Spoken]) -> Iterator[Silence]:
    """The longest times between two posts, of all together first, then by the names of accounts."""
    for name in sorted(spoken, key=lambda one: one or ""):
        if (own := spoken[name]).first < own.last:
            yield Silence(name, moment_of(own.since), moment_of(own.until))


# -- as it is read


def document(value: Coverage) -> Document:
    """The report as it is read."""
    return Document(
        key="coverage",
        title=f"Coverage and gaps of {value.campaign}",
        period=value.period,
        zone=value.period.zone,
        made_at=value.made_at,
        formulas=(
            "Coverage = characters of the article's body that some post says / all of them, without white space.",
            "Posts are counted by their slots: what is out, may be, or still means to go out.",
            "Days are those between the first post of the period and the last.",
            "The queue runs dry when the last post that is queued goes out.",
        ),
        sections=(
            *(_articles(value), _lines(value), _per_weekday(value), _by_stretch(value)),
            *(_empty(value), _silences_section(value), _free(value)),
        ),
        about=value.campaign,
    )


def _articles(value: Coverage) -> Section:
    columns = (Column("Article"), Column("Section"), Column("Said", Kind.SHARE), Column("Characters", Kind.COUNT))
    rows = [(one.article, _heading(one), one.share, one.characters) for one in value.articles]
    note = "" if rows else "The campaign has no article."
    return Section("articles", "Coverage of each article", Table(columns, rows), note)


def _heading(part: Part) -> str:
    return "All of it" if part.heading is None else part.heading or "Before the first heading"


def _lines(value: Coverage) -> Section:
    columns = (Column("Account"), Column("Queued", Kind.COUNT), Column("Next", Kind.MOMENT), Column("Dry", Kind.MOMENT))
    rows = [(one.account, one.queued, one.next, one.dry) for one in value.lines]
    starts = min((one.next for one in value.lines if one.next), default=None)
    total = ("All", sum(one.queued for one in value.lines), starts, value.dry)
    idle = [one.account for one in value.lines if not one.queued]
    note = f"Nothing is queued for {', '.join(idle)}." if idle else ""
    return Section("queue", "When the queue runs dry", Table(columns, rows, total if rows else None), note)


def _per_weekday(value: Coverage) -> Section:
    columns = (
        *(Column("Weekday"), Column("Posts", Kind.COUNT), Column("Days", Kind.COUNT)),
        *(Column("Posts a day", Kind.NUMBER), Column("Days without", Kind.COUNT)),
    )
    rows = [(one.name, one.posts, one.days, one.per_day, one.empty) for one in value.weekdays]
    days = len(value.days)
    total = ("All", value.posts, days, value.posts / days if days else None, len(value.empty_days))
    chart = Chart(Shape.BARS, ("Weekday",), ("Posts a day",))
    return Section("weekdays", "Posts by weekday", Table(columns, rows, total), chart=chart)


def _by_stretch(value: Coverage) -> Section:
    return course_section(value, ("Posts",), [(one.first, one.posts) for one in value.course], ("Posts",))


def _empty(value: Coverage) -> Section:
    rows = [(day, _WEEKDAYS[day.weekday()]) for day in value.empty_days]
    note = "" if rows else "Every day between the first post and the last has one."
    table = Table((Column("Day", Kind.DATE), Column("Weekday")), rows)
    return Section("empty", "Days without a post", table, note)


def _silences_section(value: Coverage) -> Section:
    columns = (
        *(Column("Account"), Column("From", Kind.MOMENT), Column("To", Kind.MOMENT)),
        Column("Lasts", Kind.SECONDS),
    )
    rows = [
        (one.account or "All together", one.since, one.until, (one.until - one.since).total_seconds())
        for one in value.silences
    ]
    note = "The longest time between two posts that follow each other."
    return Section("silences", "Longest gap", Table(columns, rows), note)


def _free(value: Coverage) -> Section:
    columns = (Column("Time", Kind.MOMENT), Column("Accounts"))
    rows = [(one.at, ", ".join(one.accounts)) for one in value.free]
    note = "Times at which the campaign may speak, and nothing is planned." if rows else "No time is free."
    return Section("free", "Next free times", Table(columns, rows), note)
