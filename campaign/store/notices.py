"""What people have not been told yet: the events behind a cursor, and whose turn it is to tell them.

A turn is taken before anything is sent, and given back with the cursor moved on: whoever dies between has not told, or
has told without saying so, and then it is told once more. Nothing is passed over.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, and_, func, insert, or_, select, text, update

from campaign.notable import EVENTS
from campaign.states import State
from campaign.store.events import Act, Note, record
from campaign.store.models import Account, Campaign, Delivery, Event, Installation

#: Nobody puts telling off for longer, so a later time was written by a clock that was set back since.
LONGEST = timedelta(hours=2)
#: So many events that nobody is told of are passed over at once: each look would read them again.
_BEHIND = 1_000


@dataclass(frozen=True, slots=True)
class Untold:
    """An event that people are to be told of, with the names of what it is about."""

    id: int
    at: datetime
    kind: str
    campaign: str | None
    account: str | None
    delivery: int | None
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What there is to tell."""

    #: When the first of it happened; None: there is nothing.
    since: datetime | None
    #: Before then nobody tells.
    after: datetime | None
    #: Whether the cursor lies far behind events that nobody is told of.
    behind: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """What one teller has taken upon itself to tell."""

    seen: int
    upto: int
    events: tuple[Untold, ...]


def begin(connection: Connection, now: datetime) -> None:
    """From now on people are told; of what was before, they are not."""
    found = connection.execute(select(Installation.id, Installation.tell_after)).first()
    if found is None:
        connection.execute(insert(Installation).values(told_event_id=_newest(connection), tell_after=now))
    elif found.tell_after is None:
        connection.execute(update(Installation).values(told_event_id=_newest(connection), tell_after=now))


def end(connection: Connection) -> None:
    """Nobody is told any more."""
    connection.execute(update(Installation).values(tell_after=None).where(Installation.tell_after.is_not(None)))


def waiting(connection: Connection, now: datetime) -> Waiting:
    """Looks what there is to tell."""
    row = connection.execute(select(Installation.told_event_id, Installation.tell_after)).first()
    if row is None:
        return Waiting(None, None, behind=False)
    since = connection.scalar(_notable(row.told_event_id).with_only_columns(func.min(Event.at)).order_by(None))
    behind = since is None and _newest(connection) - row.told_event_id > _BEHIND
    after = row.tell_after if row.tell_after and row.tell_after <= now + LONGEST else None
    return Waiting(since, after, behind)


def take_turn(connection: Connection, now: datetime, until: datetime, most: int) -> Turn | None:
    """Takes it upon oneself to tell up to so many events, until then; None where it is another's turn, or too early."""
    if connection.dialect.name == "postgresql":
        # Ids are given before they are committed: without this, one that comes after a higher one would be passed over.
        connection.execute(text("LOCK TABLE events IN SHARE MODE"))
    seen = connection.scalar(
        update(Installation)
        .where(or_(Installation.tell_after <= now, Installation.tell_after > now + LONGEST))
        .values(tell_after=until)
        .returning(Installation.told_event_id)
    )
    if seen is None:
        return None
    events = tuple(_untold(row) for row in connection.execute(_notable(seen).limit(most)))
    upto = events[-1].id if len(events) == most else max(_newest(connection), seen)
    return Turn(seen, upto, events)


def told(connection: Connection, turn: Turn, next_after: datetime) -> bool:
    """All of a turn is told; False where another has told it meanwhile."""
    moved = connection.execute(
        update(Installation)
        .where(Installation.told_event_id == turn.seen)
        .values(told_event_id=turn.upto, tell_after=next_after)
    )
    return moved.rowcount > 0


def put_off(connection: Connection, turn: Turn, until: datetime) -> None:
    """A turn could not be told: nobody tries again before then."""
    connection.execute(update(Installation).where(Installation.told_event_id == turn.seen).values(tell_after=until))


def troubles(connection: Connection, *, lock: bool = False) -> set[tuple[str, str]]:
    """The troubles that stand, by what was last kept: code and what it is about. Locked, they stay so."""
    rows = select(Installation.troubles)
    found = connection.scalar(rows.with_for_update() if lock else rows)
    return {(code, about) for code, about in found or ()}


def keep_troubles(
    connection: Connection,
    now: Mapping[tuple[str, str], Mapping[str, Any]],
    over: Collection[tuple[str, str]],
    act: Act,
) -> None:
    """Keeps which troubles stand, with an event for each that is new and for each that is over.

    ``now`` are those that stand, each with what its event says; ``over`` are those that may be forgotten.
    """
    before = troubles(connection, lock=True)
    new, gone = sorted(now.keys() - before), sorted(before & set(over))
    notes = [Note("trouble", details=now[one]) for one in new]
    notes += [Note("trouble over", details={"code": code, "about": about}) for code, about in gone]
    record(connection, act, notes)
    connection.execute(update(Installation).values(troubles=sorted((before - set(gone)) | set(new))))


def _notable(seen: int) -> Select[Any]:
    """Events behind the cursor that people are told of, in order."""
    campaign = func.coalesce(Event.campaign_id, Delivery.campaign_id)
    account = func.coalesce(Event.account_id, Delivery.account_id)
    # What was found meanwhile, or is to be looked up again, is nothing for a person yet.
    nobody_looks = or_(Delivery.due_at.is_(None), Delivery.due_at <= Event.at)
    still = and_(Delivery.state == State.IN_DOUBT, nobody_looks)
    return (
        select(
            *(Event.id, Event.at, Event.kind, Event.delivery_id, Event.details),
            *(Campaign.name.label("campaign"), Account.name.label("account")),
        )
        .outerjoin(Delivery, Delivery.id == Event.delivery_id)
        .outerjoin(Campaign, Campaign.id == campaign)
        .outerjoin(Account, Account.id == account)
        .where(Event.id > seen, Event.kind.in_(EVENTS), or_(Event.kind != "in doubt", still))
        .order_by(Event.id)
    )


def _untold(row: Any) -> Untold:  # noqa: ANN401 - a row of `_notable`
    return Untold(row.id, row.at, row.kind, row.campaign, row.account, row.delivery_id, row.details)


def _newest(connection: Connection) -> int:
    return connection.scalar(select(func.max(Event.id))) or 0
