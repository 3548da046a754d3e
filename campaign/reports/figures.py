"""The figures that reports are made of, out of the sums of deliveries. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from campaign.states import OPEN, State
from campaign.store.reporting.counting import ON_TIME_US
from campaign.store.reporting.sums import ENGAGEMENTS, add
from campaign.store.reporting.totals import Part

#: A post that went out later than this after its slot counts as late.
ON_TIME = timedelta(microseconds=ON_TIME_US)

#: What the figures mean, as every report that shows them says it.
LATENESS = (
    "lateness = time from slot to publication, in whole milliseconds below a second and whole seconds above; "
    f"more than {ON_TIME.total_seconds():.0f} s counts as late; “95 % within” is the smallest that 95 % do not exceed"
)
PLANNED = "planned = all posts of the period but the cancelled; a post counts for the day of its slot"
ENGAGEMENT = (
    "engagements = likes + replies + reposts + quotes + bookmarks + clicks, as far as they are known, "
    "from each post's latest snapshot"
)
RATE = "engagement rate = engagements ÷ impressions, of the posts whose impressions are known"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many posts became what. ``planned`` is all but the cancelled; ``late`` ones are among the ``published``."""

    planned: int
    published: int
    late: int
    failed: int
    missed: int
    in_doubt: int
    #: Still to go out.
    waiting: int
    cancelled: int
    #: Published, and taken back afterwards: among the ``published``.
    withdrawn: int = 0
    #: Published, and not on its platform any more, as a look for its figures showed: among the ``published``.
    gone: int = 0


@dataclass(frozen=True, slots=True)
class Lateness:
    """Seconds from slot to publication, of the published posts: median, 95th percentile and the most."""

    p50_s: float
    p95_s: float
    most_s: float


@dataclass(frozen=True, slots=True)
class Engagement:
    """How people took the published posts. None: no platform tells it, which is not 0."""

    #: Posts of which anything is known.
    measured: int
    #: Of so many posts that tell them.
    impressions: int | None
    seen: int
    likes: int | None
    replies: int | None
    reposts: int | None
    quotes: int | None
    bookmarks: int | None
    clicks: int | None
    #: All of them together.
    engagements: int | None
    #: 0.02 is 2 %: of the posts whose impressions are known.
    rate: float | None


def counts(of: Mapping[str, int]) -> Counts:
    """How many of the posts became what."""
    states = {state: of.get(state, 0) for state in State}
    return Counts(
        planned=sum(states.values()) - states[State.CANCELLED],
        published=states[State.PUBLISHED],
        late=of.get("late", 0),
        failed=states[State.FAILED],
        missed=states[State.MISSED],
        in_doubt=states[State.IN_DOUBT],
        waiting=sum(states[state] for state in OPEN),
        cancelled=states[State.CANCELLED],
        withdrawn=of.get("withdrawn", 0),
        gone=of.get("gone", 0),
    )


def lateness(times: Mapping[int, int]) -> Lateness | None:
    """How late the published posts were, by milliseconds → posts; None where nothing was published."""
    if not times:
        return None
    return Lateness(percentile(times, 50) / 1000, percentile(times, 95) / 1000, max(times) / 1000)


def percentile(times: Mapping[int, int], percent: int) -> int:
    """The nearest-rank percentile of values that come so many times: so many per cent do not exceed it."""
    left = -(-percent * sum(times.values()) // 100)
    for value in sorted(times):
        left -= times[value]
        if left <= 0:
            return value
    raise ValueError("there is no percentile of nothing")


def nearest_rank(ascending: Sequence[float], percent: int) -> float:
    """The same of values one by one: the smallest that at least so many per cent of them do not exceed."""
    rank = -(-percent * len(ascending) // 100)
    return ascending[max(rank, 1) - 1]


def engagement(of: Mapping[str, int]) -> Engagement:
    """How people took the posts."""
    seen, impressions = of.get("seen", 0), of.get("impressions")
    return Engagement(
        measured=of.get("measured", 0),
        impressions=impressions,
        seen=seen,
        **{name: of.get(name) for name in ENGAGEMENTS},
        clicks=of.get("clicks"),
        engagements=engagements(of),
        rate=of.get("engaged", 0) / impressions if impressions else None,
    )


def engagements(of: Mapping[str, int]) -> int | None:
    """All that people did with the posts; None where nobody tells."""
    told = [of[name] for name in (*ENGAGEMENTS, "clicks") if name in of]
    return sum(told) if told else None


def share(part: int, whole: int) -> float | None:
    """Which part of the whole; None of nothing."""
    return part / whole if whole else None


def together(parts: Iterable[Part]) -> Mapping[str, int]:
    """The counts of several accounts together."""
    total: dict[str, int] = {}
    for one in parts:
        add(total, one.counts)
    return total
