"""What an account sent, how late, and in which hours of the week it did best. Pure.

::

    posts that went out ─figures→ one measure ─wall hours of the account's zone→ cells, weekdays, campaigns, best posts
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from heapq import nsmallest
from statistics import median
from typing import NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from campaign.naming import platform_name
from campaign.reports.document import Chart, Column, Document, Kind, Section, Shape, Table
from campaign.reports.figures import ON_TIME, Lateness, nearest_rank
from campaign.reports.period import Period
from campaign.states import State
from campaign.store.reporting.account import Figures, Post, Sent

#: So many posts a cell needs to say something.
ENOUGH = 3
#: How many of the best posts, and of the best hours, are shown.
_BEST, _HOURS = 5, 3
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

K = TypeVar("K", bound=Hashable)


class Measure(StrEnum):
    """By what posts are compared."""

    #: Engagements for each impression, where the platform tells how often a post was seen.
    RATE = "rate"
    ENGAGEMENTS = "engagements"


@dataclass(frozen=True, slots=True)
class Zone:
    """In which zone an account's hours are, and why that one: a whole sentence."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Cell:
    """An hour of the week."""

    #: 0 is Monday.
    weekday: int
    #: By the wall clock: an hour that comes twice when clocks go back is one.
    hour: int
    #: Of the measure; None where no post of it has figures.
    median: float | None
    #: How many posts with figures went out in it.
    n: int


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the posts: of a weekday, or of a campaign."""

    name: str
    sent: int
    late: int
    lateness: Lateness | None
    #: Of the measure, over the ``n`` posts that have figures.
    median: float | None
    n: int
    #: All that people did with them, as far as it is known.
    engagements: int | None


@dataclass(frozen=True, slots=True)
class Account:
    """What an account sent in a period, and how it did."""

    account: str
    platform: str
    period: Period
    zone: Zone
    made_at: datetime
    measure: Measure
    all: Part
    #: What was to go out then, and did not.
    unsent: Mapping[State, int]
    withdrawn: int
    #: Posts that the platform does not have any more, though nobody here withdrew them.
    gone: int
    #: 7 × 24, Monday's first.
    cells: tuple[Cell, ...]
    weekdays: tuple[Part, ...]
    campaigns: tuple[Part, ...]
    best: tuple[Sent, ...]

    @property
    def best_hours(self) -> tuple[Cell, ...]:
        """The best of those that stand on enough posts; none of them does where there is not enough data."""
        sure = [one for one in self.cells if one.n >= ENOUGH and one.median is not None]
        return tuple(sorted(sure, key=lambda one: (-(one.median or 0), one.weekday, one.hour))[:_HOURS])


def build(
    account: str,
    platform: str,
    period: Period,
    zone: Zone,
    posts: Sequence[Post],
    *,
    best: Sequence[Sent],
    unsent: Mapping[State, int],
    made_at: datetime,
) -> Account:
    """Sums up the posts that went out in a period; ``best`` are those that `best_of` names."""
    measure = measure_of(posts)
    seen = [_seen(one, measure, ZoneInfo(zone.name)) for one in posts]
    by_day = _grouped(seen, lambda one: one.local.weekday())
    by_campaign = _grouped(seen, lambda one: one.post.campaign)
    return Account(
        account=account,
        platform=platform,
        period=period,
        zone=zone,
        made_at=made_at,
        measure=measure,
        all=_part("All", seen),
        unsent=unsent,
        withdrawn=sum(one.withdrawn for one in posts),
        gone=sum(one.gone and not one.withdrawn for one in posts),
        cells=_cells(seen),
        weekdays=tuple(_part(name, by_day.get(day, ())) for day, name in enumerate(WEEKDAYS)),
        campaigns=tuple(_part(name, by_campaign[name]) for name in sorted(by_campaign)),
        best=tuple(best),
    )


def best_of(posts: Sequence[Post]) -> list[int]:
    """The deliveries of the best, the best first."""
    measure = measure_of(posts)
    valued = [(value, one.published_at, one.delivery) for one in posts if (value := _value(one, measure)) is not None]
    return [key for _, _, key in nsmallest(_BEST, valued, key=lambda one: (-one[0], *one[1:]))]


class _Seen(NamedTuple):
    """A post with what is asked of it again and again: its wall time, how late it was, its value by the measure."""

    post: Post
    local: datetime
    late_s: float
    value: float | None


def _seen(post: Post, measure: Measure, zone: ZoneInfo) -> _Seen:
    return _Seen(post, post.published_at.astimezone(zone), max(post.delay_us, 0) / 1e6, _value(post, measure))


def _value(post: Post, measure: Measure) -> float | None:
    return post.rate if measure is Measure.RATE else post.engagements


def measure_of(posts: Iterable[Post]) -> Measure:
    """The rate, where any post's impressions are known; an account is on one platform, which tells them or does not."""
    return Measure.RATE if any(one.rate is not None for one in posts) else Measure.ENGAGEMENTS


def _cells(seen: Sequence[_Seen]) -> tuple[Cell, ...]:
    by_hour = _grouped(seen, lambda one: (one.local.weekday(), one.local.hour))
    found = {key: _values(same) for key, same in by_hour.items()}
    week = [(weekday, hour) for weekday in range(7) for hour in range(24)]
    return tuple(Cell(*key, _median(found.get(key, [])), len(found.get(key, []))) for key in week)


def _part(name: str, seen: Sequence[_Seen]) -> Part:
    delays = sorted(one.late_s for one in seen)
    values = _values(seen)
    known = [found for one in seen if (found := one.post.engagements) is not None]
    return Part(
        name=name,
        sent=len(delays),
        late=len(delays) - bisect_right(delays, ON_TIME.total_seconds()),
        lateness=Lateness(nearest_rank(delays, 50), nearest_rank(delays, 95), delays[-1]) if delays else None,
        median=_median(values),
        n=len(values),
        engagements=sum(known) if known else None,
    )


def _values(seen: Iterable[_Seen]) -> list[float]:
    return [one.value for one in seen if one.value is not None]


def _median(values: Sequence[float]) -> float | None:
    return float(median(values)) if values else None


def _grouped(seen: Iterable[_Seen], by: Callable[[_Seen], K]) -> Mapping[K, list[_Seen]]:
    found: dict[K, list[_Seen]] = defaultdict(list)
    for one in seen:
        found[by(one)].append(one)
    return found


# -- as it is read


def document(value: Account) -> Document:
    """The report as it is read."""
    return Document(
        key="account",
        title=f"Account {value.account}",
        period=value.period,
        zone=value.zone.name,
        made_at=value.made_at,
        formulas=(
            "Engagements = likes + replies + reposts + quotes + bookmarks, and clicks where they are counted.",
            "Engagement rate = engagements / impressions, of posts whose impressions are known.",
            "The figures of a post are those of the greatest age at which they were taken.",
            f"Late = sent more than {int(ON_TIME.total_seconds())} s after its slot.",
            value.zone.why,
        ),
        sections=(_summary(value), _hours(value), _weekdays(value), _campaigns(value), _best(value)),
        about=platform_name(value.platform),
    )


def _median_column(value: Account) -> Column:
    if value.measure is Measure.RATE:
        return Column("Median rate", Kind.SHARE)
    return Column("Median engagements", Kind.NUMBER)


def _summary(value: Account) -> Section:
    columns = (
        *(Column("Sent", Kind.COUNT), Column("Late", Kind.COUNT), Column("Half within", Kind.SECONDS)),
        *(Column("95 % within", Kind.SECONDS), Column("Most", Kind.SECONDS), Column("Failed", Kind.COUNT)),
        *(Column("Missed", Kind.COUNT), Column("In doubt", Kind.COUNT), Column("Withdrawn", Kind.COUNT)),
        *(Column("Gone", Kind.COUNT), Column("Engagements", Kind.COUNT), _median_column(value)),
    )
    lost = [value.unsent.get(state, 0) for state in (State.FAILED, State.MISSED, State.IN_DOUBT)]
    row = (*_sent_cells(value.all), *lost, value.withdrawn, value.gone, value.all.engagements, value.all.median)
    note = (
        "Sent is counted by when a post went out; failed, missed and in doubt by when it was to. "
        "Gone: the platform does not have it any more, and nobody here withdrew it."
    )
    return Section("summary", "What was sent", Table(columns, [row]), note)


def _hours(value: Account) -> Section:
    measured, n = _median_column(value), Column("n", Kind.COUNT)
    columns = (Column("Weekday"), Column("Hour", Kind.COUNT), measured, n)
    rows = [(WEEKDAYS[one.weekday], one.hour, one.median, one.n) for one in value.cells if one.n]
    chart = Chart(Shape.HEAT, ("Weekday", "Hour"), (measured.name,), behind=n.name)
    return Section("hours", "Best hours", Table(columns, rows), _about_hours(value), chart)


def _about_hours(value: Account) -> str:
    basis = f"Each cell stands on the n posts that went out in that hour and have figures, grey under {ENOUGH}."
    if not value.best_hours:
        return f"Not enough data: no hour of the week has {ENOUGH} posts with figures in this period. {basis}"
    said = ", ".join(f"{WEEKDAYS[one.weekday]} {one.hour:02}:00 (n = {one.n})" for one in value.best_hours)
    return f"Best: {said}. {basis}"


def _weekdays(value: Account) -> Section:
    chart = Chart(Shape.BARS, ("Weekday",), (_median_column(value).name,), behind="n")
    return Section("weekdays", "By weekday", _parts("Weekday", value, value.weekdays), chart=chart)


def _campaigns(value: Account) -> Section:
    note = "" if value.campaigns else "Nothing went out in this period."
    return Section("campaigns", "By campaign", _parts("Campaign", value, value.campaigns), note)


def _parts(what: str, value: Account, parts: Sequence[Part]) -> Table:
    columns = (
        *(Column(what), Column("Sent", Kind.COUNT), Column("Late", Kind.COUNT), Column("Half within", Kind.SECONDS)),
        *(Column("95 % within", Kind.SECONDS), Column("Most", Kind.SECONDS), Column("Engagements", Kind.COUNT)),
        *(_median_column(value), Column("n", Kind.COUNT)),
    )
    rows = [(one.name, *_sent_cells(one), one.engagements, one.median, one.n) for one in (*parts, value.all)]
    return Table(columns, rows[:-1], rows[-1] if parts else None)


def _sent_cells(part: Part) -> tuple[int | float | None, ...]:
    late = part.lateness
    return part.sent, part.late, *((late.p50_s, late.p95_s, late.most_s) if late else (None, None, None))


def _figures(figures: Figures) -> tuple[int | float | None, ...]:
    return figures.engagements, figures.impressions, figures.rate


def _best(value: Account) -> Section:
    columns = (
        *(Column("Sent", Kind.MOMENT), Column("Campaign"), Column("Engagements", Kind.COUNT)),
        *(Column("Impressions", Kind.COUNT), Column("Rate", Kind.SHARE), Column("Link", Kind.LINK), Column("Text")),
    )
    rows = [
        (one.published_at, one.campaign, *_figures(one.figures), one.url, one.text) for one in value.best if one.figures
    ]
    note = f"The {_BEST} best by {'their rate' if value.measure is Measure.RATE else 'their engagements'}."
    return Section("best", "Best posts", Table(columns, rows), note if rows else "No post of this period has figures.")
