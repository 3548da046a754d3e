"""What tells whether the queue is well, read in one transaction. Nothing here writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, exists, func, or_, select

from campaign.reasons import Reason
from campaign.states import MOVING, State
from campaign.store import accounts, history, models, queue
from campaign.store.conditions import is_in
from campaign.store.tallies import look
from campaign.store.values import Account, Heartbeat

#: What is in doubt and was to be looked up longer ago than this is looked up by nobody.
LOOKED_UP_BY = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Stock:
    """What an active campaign still has to say."""

    campaign: str
    until: datetime | None
    #: The slot of the last post that is queued; None: nothing is.
    last: datetime | None
    #: How many posts wait for somebody's approval.
    proposed: int
    zone: str


@dataclass(frozen=True, slots=True)
class Vitals:
    """The state of one database at one moment."""

    states: Mapping[State, int]
    #: When the next post falls due that may be claimed.
    next_due: datetime | None
    #: How many posts in doubt nobody but a person will settle.
    unsure: int
    workers: tuple[Heartbeat, ...]
    accounts: tuple[Account, ...]
    stocks: tuple[Stock, ...]
    #: The newest time that a worker wrote down.
    newest: datetime | None
    #: Whether everything is stopped by a person, and why.
    stopped: bool
    stopped_why: Reason | None
    #: Where the database was moved to; None: it is here.
    sealed_for: str | None


def vitals(connection: Connection, now: datetime) -> Vitals:
    """Reads them. Campaigns that never had a post have no stock."""
    workspace = connection.execute(select(models.Workspace.state, models.Workspace.reason)).first()
    seal = connection.execute(select(models.Installation.sealed_at, models.Installation.sealed_for)).first()
    workers = history.heartbeats(connection)
    return Vitals(
        states=queue.count_states(connection),
        next_due=queue.next_due(connection),
        unsure=_unsure(connection, now),
        workers=tuple(workers),
        accounts=tuple(accounts.accounts(connection)),
        stocks=stocks(connection),
        newest=_newest(connection, workers),
        stopped=workspace is not None and workspace.state == "stopped",
        stopped_why=Reason.from_json(workspace.reason) if workspace else None,
        sealed_for=(seal.sealed_for or "") if seal and seal.sealed_at else None,
    )


def server_time(connection: Connection) -> datetime | None:
    """What time the database's server has; None where it has no clock of its own."""
    if connection.dialect.name != "postgresql":
        return None
    found: datetime | None = connection.scalar(select(func.clock_timestamp()))
    return found


def _unsure(connection: Connection, now: datetime) -> int:
    """In doubt with no time at which it is looked up, or with one that has passed: nobody looks."""
    due = models.Delivery.due_at
    found = connection.scalar(
        select(func.count()).where(is_in(State.IN_DOUBT), or_(due.is_(None), due < now - LOOKED_UP_BY))
    )
    return found or 0


def _newest(connection: Connection, workers: list[Heartbeat]) -> datetime | None:
    tried: datetime | None = connection.scalar(select(func.max(models.Attempt.started_at)))
    times = [one.heartbeat_at for one in workers[:1]] + ([tried] if tried else [])
    return max(times, default=None)


def stocks(connection: Connection) -> tuple[Stock, ...]:
    """What every active campaign still has to say."""
    return tuple(
        Stock(name, until, max(filter(None, lasts), default=None), proposed, zone)
        for name, until, zone, proposed, *lasts in connection.execute(_STOCKS).all()
    )


_STOCKS = (
    select(
        models.Campaign.name,
        models.Campaign.until,
        models.Campaign.timezone,
        look(func.count(), State.PROPOSED),
        *(look(func.max(models.Delivery.scheduled_for), state) for state in MOVING),
    )
    .where(models.Campaign.state == "active", exists().where(models.Delivery.campaign_id == models.Campaign.id))
    .order_by(models.Campaign.name)
)
