"""What happened, as pure values: `build` makes a `Report` of rows; the writers beside this file give it a form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from campaign.reasons import Reason
from campaign.states import OPEN, State
from campaign.store.values import Campaign, Delivery

#: A post that went out later than this after its slot counts as late.
ON_TIME = timedelta(minutes=1)


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


@dataclass(frozen=True, slots=True)
class Lateness:
    """Seconds from slot to publication, of the published posts: median, 95th percentile and the most."""

    p50_s: float
    p95_s: float
    most_s: float


@dataclass(frozen=True, slots=True)
class AccountPart:
    """What one account did."""

    account: str
    platform: str
    counts: Counts
    lateness: Lateness | None


@dataclass(frozen=True, slots=True)
class PostLine:
    """One post for one account: what it said, what became of it, and what of the article it said."""

    delivery: int
    account: str
    platform: str
    state: State
    scheduled_for: datetime
    published_at: datetime | None
    text: str
    url: str | None
    reason: Reason | None
    #: The article's own words that the post stands on; empty for a post that a person wrote.
    source: str
    article: str
    edited: bool
    #: The name of the rewriter that said the post anew, None for one that is said as it was cut.
    rewriter: str | None
    #: The post as it was cut.
    body: str
    #: When a person took it back.
    withdrawn_at: datetime | None = None
    #: By what those outside name the delivery.
    uid: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A campaign's history, summed."""

    campaign: str
    hashtags: tuple[str, ...]
    #: Every time in the report is shown in this zone.
    zone: str
    #: When the numbers were read.
    made_at: datetime
    #: First and last slot; None without any post.
    first: datetime | None
    last: datetime | None
    counts: Counts
    lateness: Lateness | None
    accounts: tuple[AccountPart, ...]
    posts: tuple[PostLine, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """An article that posts stand on."""

    title: str
    text: str


def build(
    campaign: Campaign, deliveries: Sequence[Delivery], articles: Mapping[int, Source], made_at: datetime
) -> Report:
    """Sums up a campaign's deliveries."""
    lines = tuple(_line(one, articles) for one in deliveries)
    names = sorted({(one.account, one.platform) for one in deliveries})
    parts = []
    for name, platform in names:
        own = [one for one in lines if one.account == name]
        parts.append(AccountPart(name, platform, counts(own), lateness(own)))
    slots = [one.scheduled_for for one in lines]
    return Report(
        campaign=campaign.name,
        hashtags=campaign.terms.hashtags,
        zone=campaign.terms.timezone,
        made_at=made_at,
        first=min(slots, default=None),
        last=max(slots, default=None),
        counts=counts(lines),
        lateness=lateness(lines),
        accounts=tuple(parts),
        posts=lines,
    )


def counts(lines: Sequence[PostLine]) -> Counts:
    """How many of the posts became what."""
    states = Counter(one.state for one in lines)
    return Counts(
        planned=len(lines) - states[State.CANCELLED],
        published=states[State.PUBLISHED],
        late=sum(delay > ON_TIME.total_seconds() for delay in _delays(lines)),
        failed=states[State.FAILED],
        missed=states[State.MISSED],
        in_doubt=states[State.IN_DOUBT],
        waiting=sum(states[state] for state in OPEN),
        cancelled=states[State.CANCELLED],
        withdrawn=sum(one.withdrawn_at is not None for one in lines),
    )


def lateness(lines: Sequence[PostLine]) -> Lateness | None:
    """How late the published posts were; None where nothing was published."""
    delays = sorted(_delays(lines))
    if not delays:
        return None
    return Lateness(percentile(delays, 50), percentile(delays, 95), delays[-1])


def percentile(ascending: Sequence[float], percent: int) -> float:
    """The nearest-rank percentile: the smallest value that at least so many per cent do not exceed."""
    rank = -(-percent * len(ascending) // 100)
    return ascending[max(rank, 1) - 1]


def _delays(lines: Sequence[PostLine]) -> list[float]:
    return [
        max((one.published_at - one.scheduled_for).total_seconds(), 0)
        for one in lines
        if one.state is State.PUBLISHED and one.published_at
    ]


def _line(one: Delivery, articles: Mapping[int, Source]) -> PostLine:
    source = articles.get(one.article_id) if one.article_id is not None else None
    return PostLine(
        delivery=one.id,
        account=one.account,
        platform=one.platform,
        state=one.state,
        scheduled_for=one.scheduled_for,
        published_at=one.published_at,
        text=one.text,
        url=one.remote_url,
        reason=one.reason,
        source=" … ".join(source.text[start:end] for start, end in one.spans) if source else "",
        article=source.title if source else "",
        edited=one.edited,
        rewriter=one.rewriter,
        body=one.body,
        withdrawn_at=one.withdrawn_at,
        uid=one.uid,
    )
