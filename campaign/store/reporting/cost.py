"""What platforms have taken and will take, account by account. Nothing here writes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, case, func, or_, select

from campaign.states import State
from campaign.store.conditions import among
from campaign.store.models import Account, Attempt, Delivery, Snapshot, Variant
from campaign.store.queue.ledger import is_charged

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


def charges(connection: Connection, since: datetime, until: datetime) -> list[Charge]:
    """What attempts took that began from ``since`` to before ``until``, by account and price."""
    found_out = and_(Attempt.outcome == State.IN_DOUBT, Delivery.state == State.PUBLISHED)
    sure = case((or_(Attempt.outcome == State.PUBLISHED, found_out), 1), else_=0).label("sure")
    found = (
        select(Account.name, Account.platform, Attempt.price, sure, func.count().label("number"))
        .join(Account, Account.id == Attempt.account_id)
        .join(Delivery, Delivery.id == Attempt.delivery_id)
        .where(Attempt.started_at >= since, Attempt.started_at < until, Attempt.price.is_not(None), is_charged())
        .group_by(Account.name, Account.platform, Attempt.price, sure)
    )
    rows = connection.execute(found.order_by(Account.name, Attempt.price, sure))
    return [Charge(row.name, row.platform, row.price, bool(row.sure), row.number) for row in rows]


def withdrawals(connection: Connection, platforms: Collection[str], since: datetime, until: datetime) -> list[Calls]:
    """How many posts of each account were deleted from ``since`` to before ``until``."""
    found = (
        select(Account.name, Account.platform, func.count().label("number"))
        .join(Delivery, Delivery.account_id == Account.id)
        .where(Account.platform.in_(platforms), Delivery.withdrawn_at >= since, Delivery.withdrawn_at < until)
        .group_by(Account.name, Account.platform)
        .order_by(Account.name)
    )
    return [Calls(row.name, row.platform, row.number) for row in connection.execute(found)]


def readings(connection: Connection, platforms: Collection[str], since: datetime, until: datetime) -> list[Calls]:
    """How many posts of each account were read for their figures from ``since`` to before ``until``."""
    found = (
        select(Account.name, Account.platform, func.count().label("number"))
        .join(Delivery, Delivery.account_id == Account.id)
        .join(Snapshot, Snapshot.delivery_id == Delivery.id)
        .where(Account.platform.in_(platforms), Snapshot.taken_at >= since, Snapshot.taken_at < until)
        .group_by(Account.name, Account.platform)
        .order_by(Account.name)
    )
    return [Calls(row.name, row.platform, row.number) for row in connection.execute(found)]


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
