"""Sums counted by the database: what the deliveries of some days of a campaign came to, account by account.

A few statements for all the days of a stretch, each along the index on (campaign, state, slot).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Double,
    Row,
    Select,
    Subquery,
    and_,
    case,
    cast,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.orm import aliased

from campaign.states import MOVING, State
from campaign.store.conditions import among, is_in
from campaign.store.models import Attempt, Clicks, Delivery, Event, Snapshot
from campaign.store.reporting.placing import Elapsed, place_of
from campaign.store.reporting.sums import BY_DAY, ENDS, ENGAGEMENTS, FIGURES, Rank, Sums, ends

#: A post that went out later than this after its slot counts as late: a minute, in microseconds.
ON_TIME_US = 60_000_000
#: States that say why.
_WHY = (State.QUEUED, State.IN_DOUBT, State.FAILED, State.HELD, State.MISSED, State.CANCELLED)
#: What the log says of how doubts ended.
EVENTS = ("found there", "sent again under its key", "proven absent", "resolved: out", "resolved: not out")
#: After these a first try is due later than its slot without having waited for anything.
_ANEW = ("retried", "proven absent", "resolved: not out")

#: Which of the days, by its place, and whose account.
Bucket: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days of a campaign that follow each other: each from one edge to the next."""

    campaign_id: int
    edges: tuple[datetime, ...]


@dataclass(slots=True)
class _Heap:
    """Sums on their way."""

    counts: Counter[str] = field(default_factory=Counter)
    lateness: Counter[int] = field(default_factory=Counter)
    latest: dict[str, int] = field(default_factory=dict)
    ranked: list[Rank] = field(default_factory=list)

    def put(self, name: str, number: int, last: int | None = None) -> None:
        self.counts[name] += number
        if last is not None:
            self.latest[name] = max(last, self.latest.get(name, 0))

    def sums(self, day: datetime) -> Sums:
        known = {name: self.counts[name] for name in BY_DAY if name in self.counts}
        return Sums(self.counts, self.lateness, self.latest, ends(self.ranked), {day: known})


def counted(connection: Connection, stretch: Stretch) -> dict[Bucket, Sums]:
    """The sums of each day and account of which there is a delivery."""
    heaps: dict[Bucket, _Heap] = defaultdict(_Heap)
    for put, statement in (
        (_put_states, _states(stretch)),
        (_put_lateness, _lateness(stretch)),
        (_put_reasons, _reasons(stretch)),
        (_put_attempts, _attempts(stretch)),
        (_put_events, _events(stretch)),
        (_put_gone, _gone(stretch)),
        (_put_figures, _figures(stretch)),
        (_put_rank, _ends(stretch)),
    ):
        for row in connection.execute(statement):
            put(heaps[row.place, row.account_id], row)
    return {bucket: heap.sums(stretch.edges[bucket[0]]) for bucket, heap in heaps.items()}


def planned(connection: Connection, stretch: Stretch) -> int:
    """How many deliveries of the stretch there are, without a look at any: the index has them."""
    within = (*_slots(stretch), among(Delivery.state, State))
    return connection.scalar(select(func.count()).select_from(Delivery).where(*within)) or 0


def moves(connection: Connection, campaign_id: int, begin: datetime, end: datetime) -> bool:
    """Whether a delivery of the campaign between the two may still change by itself."""
    slots = _slots(Stretch(campaign_id, (begin, end)))
    one = select(Delivery.id).where(*slots, is_in(*sorted(MOVING))).limit(1)
    return connection.scalar(one) is not None


def first_and_last(connection: Connection, campaign_id: int) -> tuple[datetime, datetime] | None:
    """A campaign's first and last slot; None without a delivery. A look into the index for each state and end."""
    ends_of = [
        select(end(Delivery.scheduled_for)).where(Delivery.campaign_id == campaign_id, is_in(state)).scalar_subquery()
        for state in State
        for end in (func.min, func.max)
    ]
    found = [one for one in connection.execute(select(*ends_of)).one() if one is not None]
    return (min(found), max(found)) if found else None


# -- statements


_DELAY = Elapsed(Delivery.published_at, Delivery.scheduled_for)
_SECOND_US = 1_000_000
#: As `sums.told_ms` tells it.
_TOLD = case((_DELAY < 0, 0), (_DELAY < _SECOND_US, _DELAY // 1_000), else_=_DELAY // _SECOND_US * 1_000)
_OUT = and_(is_in(State.PUBLISHED), Delivery.published_at.is_not(None))


def _slots(stretch: Stretch) -> list[ColumnElement[bool]]:
    slot = Delivery.scheduled_for
    return [Delivery.campaign_id == stretch.campaign_id, slot >= stretch.edges[0], slot < stretch.edges[-1]]


def _grouped(stretch: Stretch, *keys: ColumnElement[Any], each: Sequence[ColumnElement[Any]] = ()) -> Select[Any]:
    """Deliveries of the stretch by day, account and ``keys``: how many, and ``each`` of the sums."""
    # By their places: PostgreSQL would take the same expression with other parameters for another one.
    by: list[ColumnElement[Any]] = [literal_column(str(number)) for number in range(1, len(keys) + 3)]
    columns = (
        place_of(Delivery.scheduled_for, stretch.edges).label("place"),
        Delivery.account_id,
        *keys,
        func.count().label("number"),
        *each,
    )
    # Every state is named: only then do both databases go on along the index to the slots.
    return select(*columns).where(*_slots(stretch), among(Delivery.state, State)).group_by(*by)


def _times(name: str, condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1))).label(name)


def _states(stretch: Stretch) -> Select[Any]:
    late = _times("late", and_(_OUT, _DELAY > ON_TIME_US))
    withdrawn = _times("withdrawn", Delivery.withdrawn_at.is_not(None))
    return _grouped(stretch, Delivery.state.label("state"), each=[late, withdrawn])


def _lateness(stretch: Stretch) -> Select[Any]:
    return _grouped(stretch, _TOLD.label("told")).where(_OUT)


def _reasons(stretch: Stretch) -> Select[Any]:
    code = Delivery.reason["code"].as_string().label("code")
    grouped = _grouped(stretch, Delivery.state.label("state"), code, each=[func.max(Delivery.id).label("last")])
    return grouped.where(among(Delivery.state, _WHY), Delivery.reason.is_not(None))


def _attempts(stretch: Stretch) -> Select[Any]:
    anew = select(Event.id).where(Event.delivery_id == Delivery.id, Event.kind.in_(_ANEW)).correlate(Delivery)
    first = Attempt.number == 1
    waited = and_(first, Attempt.due_at > Delivery.scheduled_for, ~anew.exists())
    waited_us = case((waited, Elapsed(Attempt.due_at, Delivery.scheduled_for)), else_=0)
    each = (
        *(func.max(Delivery.id).label("last"), _times("tried", first), _times("waits", waited)),
        func.sum(waited_us // _SECOND_US).label("waited_s"),
    )
    code = Attempt.reason["code"].as_string().label("code")
    grouped = _grouped(stretch, Attempt.outcome.label("outcome"), code, each=each)
    return grouped.join_from(Delivery, Attempt, Attempt.delivery_id == Delivery.id)


def _events(stretch: Stretch) -> Select[Any]:
    told = and_(Event.delivery_id == Delivery.id, Event.kind.in_(EVENTS))
    return _grouped(stretch, Event.kind.label("kind")).join_from(Delivery, Event, told)


def _gone(stretch: Stretch) -> Select[Any]:
    gone = select(Snapshot.id).where(Snapshot.delivery_id == Delivery.id, Snapshot.gone == true())
    return _grouped(stretch).where(is_in(State.PUBLISHED), gone.correlate(Delivery).exists())


def _posts(stretch: Stretch) -> Subquery:
    """Each published post with the figures of its latest snapshot that says any, and its clicks."""
    later = aliased(Snapshot)
    last = select(func.max(later.age_s)).where(later.delivery_id == Delivery.id, later.gone == false())
    latest = and_(Snapshot.delivery_id == Delivery.id, Snapshot.age_s == last.correlate(Delivery).scalar_subquery())
    # PostgreSQL's sum of whole numbers is of another kind, which JSON does not know.
    number = func.nullif(cast(func.sum(Clicks.number), BigInteger), 0)
    clicks = select(number).where(Clicks.delivery_id == Delivery.id)
    return (
        select(
            *(place_of(Delivery.scheduled_for, stretch.edges).label("place"), Delivery.account_id, Delivery.id),
            *(getattr(Snapshot, name) for name in FIGURES),
            clicks.correlate(Delivery).scalar_subquery().label("clicks"),
        )
        .outerjoin_from(Delivery, Snapshot, latest)
        .where(*_slots(stretch), is_in(State.PUBLISHED))
        .subquery()
    )


def _engagements(post: Subquery) -> ColumnElement[int]:
    """All that people did with a post, as far as it is told."""
    found: ColumnElement[int] = sum(
        (func.coalesce(post.c[name], 0) for name in (*ENGAGEMENTS, "clicks")), start=literal_column("0", BigInteger())
    )
    return found


def _is_told(post: Subquery) -> ColumnElement[bool]:
    return or_(*(post.c[name].is_not(None) for name in (*FIGURES, "clicks")))


def _figures(stretch: Stretch) -> Select[Any]:
    post = _posts(stretch)
    engaged = case((post.c.impressions.is_not(None), _engagements(post)))
    columns = (
        *(post.c.place, post.c.account_id, func.count().label("measured")),
        *(func.sum(post.c[name]).label(name) for name in (*FIGURES, "clicks")),
        *(func.nullif(func.count(post.c.impressions), 0).label("seen"), func.sum(engaged).label("engaged")),
    )
    return select(*columns).where(_is_told(post)).group_by(post.c.place, post.c.account_id)


def _ends(stretch: Stretch) -> Select[Any]:
    """The first and the last of each day and account, in the order of `sums.best`."""
    post = _posts(stretch)
    engagements = _engagements(post).label("engagements")
    rated = case((post.c.impressions > 0, 1), else_=0)
    worth = case(
        (post.c.impressions > 0, cast(engagements, Double) / cast(post.c.impressions, Double)), else_=engagements
    )
    within = (post.c.place, post.c.account_id)
    best = (rated.desc(), worth.desc(), engagements.desc(), post.c.id)
    weakest = (rated.desc(), worth, engagements, post.c.id.desc())
    placed = (
        select(
            *(*within, post.c.id, engagements, func.coalesce(post.c.impressions, 0).label("impressions")),
            *(
                func.row_number().over(partition_by=within, order_by=order).label(name)
                for name, order in (("best", best), ("weakest", weakest))
            ),
        )
        .where(_is_told(post))
        .subquery()
    )
    return select(placed).where(or_(placed.c.best <= ENDS, placed.c.weakest <= ENDS))


# -- what their rows add


def _put_states(heap: _Heap, row: Row[Any]) -> None:
    for name, number in ((row.state, row.number), ("late", row.late), ("withdrawn", row.withdrawn)):
        if number:
            heap.put(name, number)


def _put_lateness(heap: _Heap, row: Row[Any]) -> None:
    heap.lateness[row.told] += row.number


def _put_reasons(heap: _Heap, row: Row[Any]) -> None:
    heap.put(f"why {row.state} {row.code}", row.number, row.last)


def _put_attempts(heap: _Heap, row: Row[Any]) -> None:
    for name, number in (
        *(("attempts", row.number), ("tried", row.tried)),
        *(("waits", row.waits), ("waited_s", int(row.waited_s))),
    ):
        if number:
            heap.put(name, number)
    if row.code is not None:
        heap.put(f"answer {row.outcome} {row.code}", row.number, row.last)


def _put_events(heap: _Heap, row: Row[Any]) -> None:
    heap.put(f"event {row.kind}", row.number)


def _put_gone(heap: _Heap, row: Row[Any]) -> None:
    heap.put("gone", row.number)


def _put_figures(heap: _Heap, row: Row[Any]) -> None:
    for name in (*FIGURES, "clicks", "measured", "seen", "engaged"):
        if (number := getattr(row, name)) is not None:
            heap.put(name, int(number))


def _put_rank(heap: _Heap, row: Row[Any]) -> None:
    heap.ranked.append(Rank(row.id, row.engagements, row.impressions))
