"""Sums counted by the database: what the deliveries of some days of some campaigns came to, account by account.

A few statements for all of these days, each going along the index on (campaign, state, slot) once for each run of them.
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
    bindparam,
    case,
    cast,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
    union_all,
)

from campaign.states import MOVING, State
from campaign.store.conditions import ON_THE_WAY, among_given, is_in, spelled
from campaign.store.models import Attempt, Campaign, Clicks, Delivery, Event, Snapshot
from campaign.store.reporting.placing import RUNS, Bounded, Elapsed, OwnDay, parameters, place_of, runs
from campaign.store.reporting.sums import BY_DAY, ENDS, ENGAGEMENTS, FIGURES, Rank, Sums, ends
from campaign.store.tables import aliased

#: A post that went out later than this after its slot counts as late: a minute, in microseconds.
ON_TIME_US = 60_000_000
#: States that say why.
_WHY = (State.QUEUED, State.IN_DOUBT, State.FAILED, State.HELD, State.MISSED, State.CANCELLED)
#: What the log says of how doubts ended.
EVENTS = ("found there", "sent again under its key", "proven absent", "resolved: out", "resolved: not out")
#: After these a first try is due later than its slot without having waited for anything.
_ANEW = ("retried", "proven absent", "resolved: not out")

#: Which of the days, by its place among them, and whose account.
Bucket: TypeAlias = tuple[int, int]


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
        engaged = [self.counts[name] for name in (*ENGAGEMENTS, "clicks") if name in self.counts]
        of_day = {**self.counts, "engagements": sum(engaged)} if engaged else self.counts
        known = {name: (int(day.timestamp()), of_day[name]) for name in BY_DAY if name in of_day}
        return Sums(self.counts, self.lateness, self.latest, ends(self.ranked), known)


def counted(connection: Connection, days: Sequence[OwnDay]) -> dict[Bucket, Sums]:
    """The sums of each day and account of which there is a delivery."""
    if not days:
        return {}
    heaps: dict[Bucket, _Heap] = defaultdict(_Heap)
    of_runs = parameters(runs(days))
    for put, statement in _STATEMENTS:
        for row in connection.execute(statement, of_runs):
            put(heaps[row.place, row.account_id], row)
        if not heaps:
            return {}
    if any("measured" in heap.counts for heap in heaps.values()):
        for row in connection.execute(_RANKS, of_runs):
            _put_rank(heaps[row.place, row.account_id], row)
    return {bucket: heap.sums(days[bucket[0]].begins_at) for bucket, heap in heaps.items()}


def planned(connection: Connection, days: Sequence[OwnDay]) -> dict[int, int]:
    """A day's place → how many deliveries it has, if any; without a look at them: the index has them."""
    return {row.place: row.number for row in connection.execute(_PLANNED, parameters(runs(days)))}


def moves(connection: Connection, campaign_id: int, begin: datetime, end: datetime, *, queued: bool = True) -> bool:
    """Whether a delivery of the campaign between the two is on its way, or, unless that is left out, queued."""
    asked = {"campaign": campaign_id, "begin": begin, "end": end}
    return connection.scalar(_MOVING if queued else _ON_THE_WAY, asked) is not None


def first_and_last(connection: Connection, campaigns: Sequence[int]) -> dict[int, tuple[datetime, datetime]]:
    """The first and the last slot of each campaign that has any. A look into the index for each state and end."""
    rows = connection.execute(_ENDS, {"campaigns": campaigns})
    return {key: (first, last) for key, first, last in rows if first is not None}


# -- statements


_DELAY = Elapsed(Delivery.published_at, Delivery.scheduled_for)
_SECOND_US = 1_000_000
#: As `sums.told_ms` tells it.
_TOLD = case((_DELAY < 0, 0), (_DELAY < _SECOND_US, _DELAY // 1_000), else_=_DELAY // _SECOND_US * 1_000)
_OUT = and_(is_in(State.PUBLISHED), Delivery.published_at.is_not(None))
#: The delivery's slot is in that run.
WITHIN = and_(
    *(Delivery.campaign_id == RUNS.c.campaign_id, Delivery.scheduled_for >= RUNS.c.begins_at),
    *(Delivery.scheduled_for < RUNS.c.ends_at, Bounded(Delivery.scheduled_for)),
)


def _grouped(*keys: ColumnElement[Any], each: Sequence[ColumnElement[Any]] = ()) -> Select[Any]:
    """Deliveries of the runs by day, account and ``keys``: how many, and ``each`` of the sums."""
    # By their places: PostgreSQL would take the same expression with other parameters for another one.
    by: list[ColumnElement[Any]] = [literal_column(str(number)) for number in range(1, len(keys) + 3)]
    columns = (
        *(place_of(Delivery.scheduled_for).label("place"), Delivery.account_id, *keys),
        *(func.count().label("number"), *each),
    )
    # Every state is named: only then do both databases go on along the index to the slots.
    return select(*columns).select_from(RUNS).join(Delivery, WITHIN).where(is_in(*State)).group_by(*by)


def _times(name: str, condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1))).label(name)


def _outcomes() -> Select[Any]:
    """By state, how late, and why: one look at each delivery."""
    told, code = case((_OUT, _TOLD)).label("told"), Delivery.reason["code"].as_string()
    why = case((and_(is_in(*_WHY), Delivery.reason.is_not(None)), code)).label("code")
    each = (
        *(_times("late", and_(_OUT, _DELAY > ON_TIME_US)), _times("withdrawn", Delivery.withdrawn_at.is_not(None))),
        func.max(Delivery.id).label("last"),
    )
    return _grouped(Delivery.state.label("state"), told, why, each=each)


def _attempts() -> Select[Any]:
    anew = select(Event.id).where(Event.delivery_id == Delivery.id, Event.kind.in_(_ANEW)).correlate(Delivery)
    first = Attempt.number == 1
    waited = and_(first, Attempt.due_at > Delivery.scheduled_for, ~anew.exists())
    waited_us = case((waited, Elapsed(Attempt.due_at, Delivery.scheduled_for)), else_=0)
    each = (
        *(func.max(Delivery.id).label("last"), _times("tried", first), _times("waits", waited)),
        func.sum(waited_us // _SECOND_US).label("waited_s"),
    )
    code = Attempt.reason["code"].as_string().label("code")
    grouped = _grouped(Attempt.outcome.label("outcome"), code, each=each)
    return grouped.join(Attempt, Attempt.delivery_id == Delivery.id)


def _events() -> Select[Any]:
    told = and_(Event.delivery_id == Delivery.id, Event.kind.in_(EVENTS))
    return _grouped(Event.kind.label("kind")).join(Event, told)


def _posts() -> Subquery:
    """Each published post with the figures of its latest snapshot that says any, and its clicks."""
    later = aliased(Snapshot)
    last = select(func.max(later.age_s)).where(later.delivery_id == Delivery.id, later.gone == false())
    latest = and_(Snapshot.delivery_id == Delivery.id, Snapshot.age_s == last.correlate(Delivery).scalar_subquery())
    # PostgreSQL's sum of whole numbers is of another kind, which JSON does not know.
    number = func.nullif(cast(func.sum(Clicks.number), BigInteger), 0)
    clicks = select(number).where(Clicks.delivery_id == Delivery.id)
    return (
        select(
            *(place_of(Delivery.scheduled_for).label("place"), Delivery.account_id, Delivery.id),
            *(getattr(Snapshot, name) for name in FIGURES),
            clicks.correlate(Delivery).scalar_subquery().label("clicks"),
        )
        .select_from(RUNS)
        .join(Delivery, WITHIN)
        .outerjoin(Snapshot, latest)
        .where(is_in(State.PUBLISHED))
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


def _figures() -> Select[Any]:
    post = _posts()
    engaged = case((post.c.impressions.is_not(None), _engagements(post)))
    gone = select(Snapshot.id).where(Snapshot.delivery_id == post.c.id, Snapshot.gone == true()).correlate(post)
    numbers = (
        *(_times("measured", _is_told(post)), _times("gone", gone.exists())),
        func.count(post.c.impressions).label("seen"),
    )
    columns = (
        *(post.c.place, post.c.account_id, *(func.nullif(one, 0).label(one.name) for one in numbers)),
        *(func.sum(post.c[name]).label(name) for name in (*FIGURES, "clicks")),
        func.sum(engaged).label("engaged"),
    )
    return select(*columns).group_by(post.c.place, post.c.account_id)


def _best_and_weakest() -> Select[Any]:
    """The first and the last of each day and account, in the order of `sums.best`."""
    post = _posts()
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


def _put_outcomes(heap: _Heap, row: Row[Any]) -> None:
    for name, number in ((row.state, row.number), ("late", row.late), ("withdrawn", row.withdrawn)):
        if number:
            heap.put(name, number)
    if row.told is not None:
        heap.lateness[row.told] += row.number
    if row.code is not None:
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


def _put_figures(heap: _Heap, row: Row[Any]) -> None:
    if row.measured is None and row.gone is None:
        return  # nothing is known of any of its posts, as of most that went out just now
    for name in (*FIGURES, "clicks", "measured", "gone", "seen", "engaged"):
        if (number := getattr(row, name)) is not None:
            heap.put(name, int(number))


def _put_rank(heap: _Heap, row: Row[Any]) -> None:
    heap.ranked.append(Rank(row.id, row.engagements, row.impressions))


#: Made once: what one costs is mostly its making. The first finds every delivery.
_STATEMENTS = (
    (_put_outcomes, _outcomes()),
    (_put_attempts, _attempts()),
    (_put_events, _events()),
    (_put_figures, _figures()),
)
_RANKS = _best_and_weakest()
_PLANNED = (
    select(place_of(Delivery.scheduled_for).label("place"), func.count().label("number"))
    .select_from(RUNS)
    .join(Delivery, WITHIN)
    .where(is_in(*State))
    .group_by(literal_column("1"))
)
_THEN = (
    *(Delivery.campaign_id == bindparam("campaign"), Delivery.scheduled_for >= bindparam("begin")),
    Delivery.scheduled_for < bindparam("end"),
)
_MOVING, _ON_THE_WAY = (select(Delivery.id).where(*_THEN, is_in(*states)).limit(1) for states in (MOVING, ON_THE_WAY))
#: Campaigns beside each state, with the ends of their deliveries in it: a look into the index for each of them.
_STATES = union_all(*(select(one.label("state")) for one in spelled(State))).subquery()
_OF_STATE = (
    select(
        Campaign.id,
        *(
            select(end(Delivery.scheduled_for))
            .where(Delivery.campaign_id == Campaign.id, Delivery.state == _STATES.c.state)
            .correlate(Campaign, _STATES)
            .scalar_subquery()
            .label(name)
            for name, end in (("first", func.min), ("last", func.max))
        ),
    )
    .join(_STATES, true())
    .where(among_given(Campaign.id, "campaigns"))
    .subquery()
)
_ENDS = select(_OF_STATE.c.id, func.min(_OF_STATE.c.first), func.max(_OF_STATE.c.last)).group_by(_OF_STATE.c.id)
