"""What platforms have taken and will take, account by account. Nothing here writes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    case,
    column,
    false,
    func,
    or_,
    select,
    true,
)

from campaign.states import State
from campaign.store.batches import Batch
from campaign.store.columns import Instant
from campaign.store.conditions import among
from campaign.store.models import Account, Attempt, Delivery, Snapshot, Variant
from campaign.store.queue.ledger import is_charged
from campaign.store.reporting.days import Span
from campaign.store.reporting.placing import Bounded

_Line = TypeVar("_Line")

#: What is still to be paid for, if it goes out.
_COMING = (State.PROPOSED, State.QUEUED, State.CLAIMED, State.HELD)


@dataclass(frozen=True, slots=True)
class Charge:
    """So many attempts of an account, each of which took, or may have taken, a price in millionths of a dollar."""

    account: str
    platform: str
    price: int
    #: Whether they are out for sure; else on their way or in doubt.
    sure: bool
    number: int


@dataclass(frozen=True, slots=True)
class Calls:
    """How often an account made calls of another kind."""

    account: str
    platform: str
    number: int


@dataclass(frozen=True, slots=True)
class Coming:
    """A delivery that is to go out."""

    account: str
    platform: str
    at: datetime
    text: str


def charges(connection: Connection, months: Sequence[Span]) -> list[list[Charge]]:
    """What attempts took that began in each of these months, by account and price."""
    return _of_each(months, connection.execute(_CHARGES, _asked(months)), Charge)


def withdrawals(connection: Connection, platforms: Collection[str], months: Sequence[Span]) -> list[list[Calls]]:
    """How many posts of each account were deleted in each of these months."""
    rows = connection.execute(_WITHDRAWALS, {**_asked(months), "platforms": platforms})
    return _of_each(months, rows, Calls)


def readings(connection: Connection, platforms: Collection[str], months: Sequence[Span]) -> list[list[Calls]]:
    """How many posts of each account were read for their figures in each of these months."""
    return _of_each(months, connection.execute(_READINGS, {**_asked(months), "platforms": platforms}), Calls)


def coming(connection: Connection, platforms: Collection[str]) -> list[Coming]:
    """What is to go out on these platforms, in order; what waits for approval or for a release too."""
    owners = list(connection.scalars(select(Account.id).where(Account.platform.in_(platforms))))
    found = (
        select(Account.name, Account.platform, Delivery.scheduled_for, Variant.text)
        .join(Delivery, Delivery.account_id == Account.id)
        .join(Variant, Variant.id == Delivery.variant_id)
        # By their ids: by their platform SQLite would read all deliveries.
        .where(among(Delivery.account_id, owners), among(Delivery.state, _COMING))
        .order_by(Delivery.scheduled_for, Delivery.id)
    )
    return [Coming(row.name, row.platform, row.scheduled_for, row.text) for row in connection.execute(found)]


# -- statements, of which each is asked for all months at once: to ask month by month took most of the report's time


#: The months that a statement is handed: each by its place among them.
_MONTHS = (
    Batch(column("place", BigInteger()), column("begins_at", Instant()), column("ends_at", Instant()))
    .rows()
    .cte("months")
    .prefix_with("MATERIALIZED")
)


def _asked(months: Sequence[Span]) -> dict[str, Any]:
    rows = [(place, *month) for place, month in enumerate(months)]
    return {"rows": rows, "first": months[0][0], "last": months[-1][1]}


def _of_each(months: Sequence[Span], rows: Iterable[Row[Any]], kind: Callable[..., _Line]) -> list[list[_Line]]:
    """What was found of each month."""
    found: list[list[_Line]] = [[] for _ in months]
    for row in rows:
        found[row[0]].append(kind(*row[1:]))
    return found


def _within_a_month(at: Any) -> ColumnElement[bool]:  # noqa: ANN401 - a column
    return and_(at >= _MONTHS.c.begins_at, at < _MONTHS.c.ends_at, Bounded(at))


def _charges() -> Select[Any]:
    found_out = and_(Attempt.outcome == State.IN_DOUBT, Delivery.state == State.PUBLISHED)
    sure = or_(Attempt.outcome == State.PUBLISHED, found_out)
    by = (_MONTHS.c.place, Account.name, Account.platform, Attempt.price, case((sure, true()), else_=false()))
    return (
        select(*by, func.count())
        .select_from(_MONTHS)
        .join(Attempt, and_(_within_a_month(Attempt.started_at), Attempt.price.is_not(None), is_charged()))
        .join(Account, Account.id == Attempt.account_id)
        .join(Delivery, Delivery.id == Attempt.delivery_id)
        .group_by(*by)
        .order_by(*by)
    )


def _calls(of: Any, at: Any, *joined: Any) -> Select[Any]:  # noqa: ANN401 - tables and columns
    """How many of them there were at such a moment, by account; of platforms that are asked for."""
    by = (_MONTHS.c.place, Account.name, Account.platform)
    found = select(*by, func.count()).select_from(_MONTHS).join(of, _within_a_month(at))
    for other, on in joined:
        found = found.join(other, on)
    own = Account.platform.in_(bindparam("platforms", expanding=True))
    return found.join(Account, Account.id == Delivery.account_id).where(own).group_by(*by).order_by(*by)


#: Made once: to make one cost as much as to run it.
_CHARGES = _charges()
_WITHDRAWALS = _calls(Delivery, Delivery.withdrawn_at)
_READINGS = _calls(Snapshot, Snapshot.taken_at, (Delivery, Delivery.id == Snapshot.delivery_id))
