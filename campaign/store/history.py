"""The read side: what waits, what happened, who is alive. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    bindparam,
    func,
    literal,
    select,
    tuple_,
    union_all,
)

from campaign.reasons import Reason
from campaign.states import OPEN, State
from campaign.store.conditions import ON_THE_WAY, among, among_given, at_its_end, at_rest, is_in, on_the_way
from campaign.store.models import Account, Article, Attempt, Campaign, Delivery, Post, Snapshot, Variant, WorkerRow
from campaign.store.tables import aliased
from campaign.store.values import AttemptRow, Heartbeat
from campaign.store.values import Delivery as DeliveryValue

_Parent = aliased(Delivery)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which deliveries or attempts are looked at; None is any."""

    ids: Sequence[int] = ()
    campaign: str | None = None
    account: str | None = None
    states: Sequence[State] = ()
    since: datetime | None = None
    until: datetime | None = None
    limit: int | None = None
    #: Only what comes after this one in the order that is listed: the time and the id of the last that was seen.
    after: tuple[datetime, int] | None = None
    newest_first: bool = False


#: From so many deliveries on a campaign is large.
_MANY = 2_000


def deliveries(connection: Connection, wanted: Filter = Filter()) -> list[DeliveryValue]:
    """The deliveries, in the order in which they are to go out."""
    if wanted.limit is not None and not wanted.ids:
        ids = _page(connection, wanted)
        rows = connection.execute(_BY_IDS[wanted.newest_first], {"ids": ids}).all() if ids else []
        return [_delivery(row) for row in rows]
    where = _common(wanted)
    if wanted.states:
        where.append(is_in(*wanted.states))
    where += _between(Delivery.scheduled_for, wanted)
    statement = _in_order(_DELIVERIES.where(*where), Delivery.scheduled_for, Delivery.id, wanted)
    return [_delivery(row) for row in connection.execute(statement).all()]


_TIME = Delivery.scheduled_for.type
_PLACE = tuple_(bindparam("at", type_=_TIME), bindparam("key"))
_ACCOUNT = select(Account.id).where(Account.name == bindparam("account")).scalar_subquery()
#: What a page of deliveries may be narrowed by.
_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "campaign": Delivery.campaign_id
    == select(Campaign.id).where(Campaign.name == bindparam("campaign")).scalar_subquery(),
    "account": Delivery.account_id == _ACCOUNT,
    "since": Delivery.scheduled_for >= bindparam("since", type_=_TIME),
    "until": Delivery.scheduled_for < bindparam("until", type_=_TIME),
}


def _page(connection: Connection, wanted: Filter) -> list[int]:
    """The ids of one page in its order: the first of each state's walk, and of these the first."""
    at, key = wanted.after or (None, None)
    values = {name: getattr(wanted, name) for name in _CONDITIONS} | {"at": at, "key": key}
    given = {name: value for name, value in values.items() if value is not None}
    statement = _statement(tuple(dict.fromkeys(wanted.states or State)), frozenset(given), wanted.newest_first)
    return list(connection.scalars(statement, given | {"most": wanted.limit}).all())


@lru_cache(maxsize=256)
def _statement(states: tuple[State, ...], given: frozenset[str], newest_first: bool) -> Select[*tuple[Any, ...]]:
    """Kept, since to make it costs more than to run it."""
    walks = [select(_walk(state, given, newest_first).subquery()) for state in states]
    found = union_all(*walks).subquery()
    return _cut(select(found.c.id), found.c.scheduled_for, found.c.id, newest_first)


def _walk(state: State, given: frozenset[str], newest_first: bool) -> Select[*tuple[Any, ...]]:
    where = along_index([state], given)
    if "at" in given:
        here = tuple_(Delivery.scheduled_for, Delivery.id)
        where.append(here < _PLACE if newest_first else here > _PLACE)
    statement = select(Delivery.id, Delivery.scheduled_for).where(*where)
    return _cut(statement, Delivery.scheduled_for, Delivery.id, newest_first)


def along_index(states: Sequence[State], given: frozenset[str]) -> list[ColumnElement[bool]]:
    """What is in one of these states, narrowed by what is given, so that an index leads along it.

    The states are all on the way, or all at rest.
    """
    if {"campaign", "account"} <= given:
        narrowed = [*_narrowed(given - {"account"}), at_its_end(Delivery.account_id) == _ACCOUNT]
    else:
        narrowed = _narrowed(given)
    where = [is_in(*states), *narrowed]
    if states[0] in ON_THE_WAY:
        where.append(on_the_way())
    elif "campaign" not in given:
        where.append(at_rest())
    return where


def along_account(states: Sequence[State], given: frozenset[str]) -> list[ColumnElement[bool]]:
    """What is in any of these states, narrowed to an account and by what else is given, so that its index leads along.

    SQLite is not told who is at rest: it would go along all accounts, state by state.
    """
    return [among(Delivery.state, states), *_narrowed(given)]


def _narrowed(given: frozenset[str]) -> list[ColumnElement[bool]]:
    return [condition for name, condition in _CONDITIONS.items() if name in given]


def _cut(statement: Select[*tuple[Any, ...]], time: Any, key: Any, newest_first: bool) -> Select[*tuple[Any, ...]]:  # noqa: ANN401 - columns
    order = (time.desc(), key.desc()) if newest_first else (time, key)
    return statement.order_by(*order).limit(bindparam("most"))


def waiting(connection: Connection, campaign_id: int, states: Sequence[State]) -> list[DeliveryValue]:
    """A campaign's deliveries in these states that were never tried, in order."""
    statement = _DELIVERIES.where(
        Delivery.campaign_id == campaign_id, among(Delivery.state, states), Delivery.attempts == 0
    )
    rows = connection.execute(statement.order_by(Delivery.scheduled_for, Delivery.id))
    return [_delivery(row) for row in rows]


def attempts(connection: Connection, wanted: Filter = Filter()) -> Iterator[AttemptRow]:
    """Every attempt, in the order in which they began."""
    statement = _in_order(_ATTEMPTS.where(*which_attempts(connection, wanted)), Attempt.started_at, Attempt.id, wanted)
    return (_attempt(row) for row in connection.execute(statement))


def which_attempts(connection: Connection, wanted: Filter) -> list[ColumnElement[bool]]:
    """The conditions on attempts, joined with their deliveries."""
    where = [*_of_attempts(connection, wanted), *_between(Attempt.started_at, wanted)]
    if wanted.states:
        where.append(among(Attempt.outcome, wanted.states))
    return where


def _in_order(statement: Select[Any], time: Any, key: Any, wanted: Filter) -> Select[Any]:  # noqa: ANN401 - columns
    """One page of it: what comes after the last that was seen, by time and then by id."""
    here = tuple_(time, key)
    if wanted.after is not None:
        seen = tuple_(literal(wanted.after[0], time.type), literal(wanted.after[1]))
        statement = statement.where(here < seen if wanted.newest_first else here > seen)
    order = (time.desc(), key.desc()) if wanted.newest_first else (time, key)
    # Written out: of a limit that is a parameter PostgreSQL expects a tenth of all rows, and plans anew each time.
    limit = None if wanted.limit is None else literal(wanted.limit, literal_execute=True)
    return statement.order_by(*order).limit(limit)


def heartbeats(connection: Connection) -> list[Heartbeat]:
    """The workers that ever ran, the latest heard of first."""
    rows = connection.execute(_HEARTBEATS)
    return [Heartbeat(**dict(row._mapping)) for row in rows]  # noqa: SLF001 - that is its public name


#: Made once, since each page asks for it.
_HEARTBEATS = select(*WorkerRow.__table__.columns).order_by(WorkerRow.heartbeat_at.desc())


def spoken_for(
    connection: Connection, accounts: Sequence[int], since: datetime, until: datetime
) -> dict[int, list[datetime]]:
    """Account → when it speaks between the two, in any campaign, ascending."""
    open_ones = [among(Delivery.account_id, accounts), among(Delivery.state, sorted({*OPEN, State.PUBLISHED}))]
    times = select(Delivery.account_id, Delivery.scheduled_for).where(
        *open_ones, Delivery.scheduled_for >= since, Delivery.scheduled_for <= until
    )
    found: dict[int, list[datetime]] = {key: [] for key in accounts}
    for account, at in connection.execute(times.order_by(Delivery.scheduled_for)).all():
        found[account].append(at)
    return found


def _common(wanted: Filter) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if wanted.ids:
        where.append(among(Delivery.id, wanted.ids))
    # By their ids, not by the joined names: that way the planners look into the indexes of deliveries.
    if wanted.campaign is not None:
        named = select(Campaign.id).where(Campaign.name == wanted.campaign)
        where.append(Delivery.campaign_id == named.scalar_subquery())
    if wanted.account is not None:
        where.append(Delivery.account_id == select(Account.id).where(Account.name == wanted.account).scalar_subquery())
    return where


def _of_attempts(connection: Connection, wanted: Filter) -> list[ColumnElement[bool]]:
    """Where the index on an attempt's own account or time leads to the first of them.

    Those of a campaign with many deliveries are met soon on a walk along time. For that the campaign is looked up
    attempt by attempt: joined, the planner would read all of the campaign and sort it. Those of a campaign with few are
    found by these: joined, PostgreSQL would walk along time past all attempts of the others.
    """
    where = _common(replace(wanted, campaign=None, account=None))
    if wanted.account is not None:
        named = select(Account.id).where(Account.name == wanted.account)
        where.append(Attempt.account_id == named.scalar_subquery())
    if wanted.campaign is not None:
        of_it = select(Campaign.id).where(Campaign.name == wanted.campaign).scalar_subquery()
        where.append(Delivery.campaign_id == of_it if wanted.limit is None else _of_campaign(connection, of_it))
    return where


def _of_campaign(connection: Connection, campaign: Any) -> ColumnElement[bool]:  # noqa: ANN401 - a query of its id
    """Attempts of this campaign, for a page of them."""
    own = select(Delivery.id).where(Delivery.campaign_id == campaign)
    # In the order of its index, which knows all that is asked: else PostgreSQL, which expects no small campaign, reads
    # the table to its end.
    steps = own.with_only_columns(literal(1)).order_by(Delivery.state, Delivery.scheduled_for)
    if connection.scalar(steps.offset(_MANY - 1).limit(1)) is None:
        return among(Attempt.delivery_id, connection.scalars(own).all())
    row = aliased(Delivery)
    its = select(row.campaign_id).where(row.id == Attempt.delivery_id).correlate(Attempt).scalar_subquery()
    found: ColumnElement[bool] = its == campaign
    return found


def _between(column: Any, wanted: Filter) -> list[ColumnElement[bool]]:  # noqa: ANN401 - a column
    where: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        where.append(column >= wanted.since)
    if wanted.until is not None:
        where.append(column < wanted.until)
    return where


#: Made once: what a statement costs is mostly its making.
_DELIVERIES = (
    select(
        *(Delivery.id, Delivery.uid, Delivery.state, Delivery.scheduled_for, Delivery.wall, Delivery.zone),
        *(Delivery.due_at, Delivery.reason, Delivery.remote_url, Delivery.published_at),
        Delivery.withdrawn_at,
        *(Variant.text, Variant.length, Variant.edited, Post.number, Post.spans, Post.article_id),
        *(Post.body, Post.rewriter, Post.of, Delivery.parent_id),
        *(Account.name.label("account"), Account.platform, Campaign.name.label("campaign")),
        *(Campaign.uid.label("campaign_uid"), Account.uid.label("account_uid")),
        # Asked for only of the rows that are shown: few have either.
        select(_Parent.uid).where(_Parent.id == Delivery.parent_id).scalar_subquery().label("parent_uid"),
        select(Article.uid).where(Article.id == Post.article_id).scalar_subquery().label("article_uid"),
    )
    .join(Variant, Variant.id == Delivery.variant_id)
    .join(Post, Post.id == Variant.post_id)
    .join(Account, Account.id == Delivery.account_id)
    .join(Campaign, Campaign.id == Delivery.campaign_id)
)


#: Whether the newest come first → those of a page.
_BY_IDS = {
    newest_first: _in_order(
        _DELIVERIES.where(among_given(Delivery.id, "ids")),
        Delivery.scheduled_for,
        Delivery.id,
        Filter(newest_first=newest_first),
    )
    for newest_first in (False, True)
}


def _delivery(row: Any) -> DeliveryValue:  # noqa: ANN401 - a row of `_DELIVERIES`
    # In the order of the columns: to ask a row for so many fields by name costs as much as to fetch it.
    key, uid, state, scheduled_for, wall, zone, due_at, reason, remote_url, published_at, withdrawn_at, *said = row
    text, length, edited, number, spans, article_id, body, rewriter, of, parent_id, *names = said
    account, platform, campaign, campaign_uid, account_uid, parent_uid, article_uid = names
    return DeliveryValue(
        id=key,
        uid=uid,
        campaign=campaign,
        account=account,
        platform=platform,
        state=State(state),
        text=text,
        length=length,
        post=number,
        spans=tuple((start, end) for start, end in spans),
        article_id=article_id,
        scheduled_for=scheduled_for,
        wall=wall,
        zone=zone,
        due_at=due_at,
        reason=Reason.from_json(reason),
        remote_url=remote_url,
        published_at=published_at,
        edited=edited,
        body=body,
        rewriter=rewriter,
        parent_id=parent_id,
        of=of,
        withdrawn_at=withdrawn_at,
        campaign_uid=campaign_uid,
        account_uid=account_uid,
        parent_uid=parent_uid,
        article_uid=article_uid,
    )


_ATTEMPTS = (
    select(
        *(Attempt.id, Attempt.number, Attempt.delivery_id, Attempt.started_at, Attempt.ended_at),
        *(Attempt.outcome, Attempt.status, Attempt.reason, Attempt.remote_url, Attempt.due_at),
        *(Delivery.scheduled_for, Delivery.zone, Delivery.withdrawn_at, Variant.text, Post.rewriter),
        Delivery.uid.label("delivery_uid"),
        select(func.min(Snapshot.taken_at))
        .where(Snapshot.delivery_id == Delivery.id, Snapshot.gone)
        .scalar_subquery()
        .label("gone_at"),
        *(Account.name.label("account"), Account.platform, Campaign.name.label("campaign")),
    )
    .join(Delivery, Delivery.id == Attempt.delivery_id)
    .join(Variant, Variant.id == Delivery.variant_id)
    .join(Post, Post.id == Variant.post_id)
    .join(Account, Account.id == Delivery.account_id)
    .join(Campaign, Campaign.id == Delivery.campaign_id)
)


def _attempt(row: Row[Any]) -> AttemptRow:
    return AttemptRow(
        id=row.id,
        number=row.number,
        delivery=row.delivery_id,
        campaign=row.campaign,
        account=row.account,
        platform=row.platform,
        text=row.text,
        zone=row.zone,
        scheduled_for=row.scheduled_for,
        due_at=row.due_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        outcome=State(row.outcome) if row.outcome else None,
        status=row.status,
        reason=Reason.from_json(row.reason),
        remote_url=row.remote_url,
        rewriter=row.rewriter,
        withdrawn_at=row.withdrawn_at if row.outcome == State.PUBLISHED else None,
        gone_at=row.gone_at if row.outcome == State.PUBLISHED else None,
        delivery_uid=row.delivery_uid,
    )
