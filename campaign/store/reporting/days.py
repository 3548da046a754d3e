"""The days whose sums are kept, so that they need not be counted again.

A row says that nothing of its day has changed since it was put there. Three steps make that true, none of which keeps
anybody waiting: the row is put there without sums (`mark`), the day is counted as it is after that, and the sums are
written if the row is still there (`keep`). Whatever changes a delivery at rest, or what is told of it, takes the row
away in the transaction of the change (`forget`); what moves by itself has no row in the first place.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import ColumnElement, Connection, Integer, case, cast, delete, func, insert, select, update

from campaign.store.conditions import among
from campaign.store.models import Campaign, Day, Delivery
from campaign.store.reporting.sums import Sums

#: From when to when a day is.
Span: TypeAlias = tuple[datetime, datetime]
#: What PostgreSQL's advisory locks of ours are told apart by from others in the same database.
_LOCKS = 60_201


def forget(connection: Connection, deliveries: Collection[int]) -> None:
    """Takes away the sums of the days in which these deliveries are, since something of them changes or has changed.

    To be called in the transaction of the change, for every change of a delivery that is at rest (proposed, held, or
    over), of its attempts, its snapshots and its clicks; before and after the change where its slot is what changes.
    """
    if not deliveries:
        return
    _hold_off(connection, Campaign.id.in_(select(Delivery.campaign_id).where(among(Delivery.id, deliveries))))
    # A lookup for each: its campaign's last day that begins before the slot, if that one is not over before it, too.
    day = (
        select(case((Day.ends_at > Delivery.scheduled_for, Day.id)))
        .where(Day.campaign_id == Delivery.campaign_id, Day.begins_at <= Delivery.scheduled_for)
        .order_by(Day.begins_at.desc())
        .limit(1)
        .correlate(Delivery)
    )
    theirs = select(day.scalar_subquery()).where(among(Delivery.id, deliveries))
    connection.execute(delete(Day).where(Day.id.in_(theirs)))


def forget_campaign(connection: Connection, campaign_id: int) -> None:
    """Takes away all of a campaign's days: its zone is another now, and so are they."""
    _hold_off(connection, Campaign.id == campaign_id)
    connection.execute(delete(Day).where(Day.campaign_id == campaign_id))


def _hold_off(connection: Connection, which: ColumnElement[bool]) -> None:
    """Lets nobody mark a day of these campaigns until this change is committed: they would not see it."""
    if connection.dialect.name == "postgresql":  # SQLite's writers take turns.
        campaigns = select(Campaign.id).where(which).order_by(Campaign.id).subquery()
        connection.execute(select(func.pg_advisory_xact_lock_shared(_LOCKS, cast(campaigns.c.id, Integer))))


def mark(connection: Connection, campaign_id: int, spans: Sequence[Span]) -> bool:
    """Puts the rows of these days there, without sums, where there are none; False while somebody changes the campaign.

    What is committed from here on takes them away again; what is read from here on has all that went before.
    """
    if connection.dialect.name == "postgresql":
        alone = select(func.pg_try_advisory_xact_lock(_LOCKS, cast(campaign_id, Integer)))
        if not connection.scalar(alone):
            return False
    there = set(connection.scalars(select(Day.begins_at).where(Day.campaign_id == campaign_id)))
    rows = [
        {"campaign_id": campaign_id, "begins_at": begin, "ends_at": end} for begin, end in spans if begin not in there
    ]
    if rows:
        connection.execute(insert(Day), rows)
    return True


def marked(connection: Connection, campaign_id: int) -> dict[datetime, int]:
    """The days without sums: when each begins → its row's id."""
    rows = select(Day.begins_at, Day.id).where(Day.campaign_id == campaign_id, Day.sums.is_(None))
    return {row.begins_at: row.id for row in connection.execute(rows)}


def kept(connection: Connection, campaign_id: int) -> set[datetime]:
    """When the days begin whose sums are there."""
    return set(connection.scalars(select(Day.begins_at).where(Day.campaign_id == campaign_id, Day.sums.is_not(None))))


def keep(connection: Connection, sums: Mapping[int, Mapping[int, Sums]]) -> int:
    """Writes the sums of days that are still marked: row's id → account's id → sums; how many days."""
    written = 0
    for key, parts in sums.items():
        value = {str(account): one.to_json() for account, one in parts.items()}
        written += connection.execute(update(Day).where(Day.id == key, Day.sums.is_(None)).values(sums=value)).rowcount
    return written


def read(connection: Connection, campaign_id: int, wanted: Sequence[Span]) -> dict[Span, dict[int, Sums]]:
    """Those of these days, which follow each other, whose sums are there: each with account's id → sums."""
    if not wanted:
        return {}
    rows = select(Day.begins_at, Day.ends_at, Day.sums).where(
        Day.campaign_id == campaign_id,
        Day.begins_at >= wanted[0][0],
        Day.begins_at <= wanted[-1][0],
        Day.sums.is_not(None),
    )
    return {
        (row.begins_at, row.ends_at): {int(key): Sums.from_json(one) for key, one in row.sums.items()}
        for row in connection.execute(rows)
    }
