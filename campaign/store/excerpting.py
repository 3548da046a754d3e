"""What concerns some accounts, taken out of a database into one in memory: to try things on, without all of history."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, func, insert, or_, select

from campaign.states import OPEN, State
from campaign.store import heads
from campaign.store.conditions import among
from campaign.store.database import Store
from campaign.store.models import (
    Account,
    Article,
    Attempt,
    Campaign,
    CampaignAccount,
    Choice,
    Delivery,
    Head,
    Post,
    SlotRule,
    Variant,
    Workspace,
    metadata,
)

#: Small tables, which are taken as they are.
_WHOLE = (Workspace, Choice, Account, Head, Campaign, CampaignAccount, SlotRule)
_BATCH = 1_000


def in_memory() -> Store:
    """An empty database of this release, for one thread; it is gone when it is closed."""
    store = Store("sqlite://")
    metadata.create_all(store.engine)
    return store


def concerned(connection: Connection, accounts: Collection[int], since: datetime) -> list[int]:
    """The deliveries of these accounts that wait, were planned for after then, or were tried since."""
    tried = select(Attempt.delivery_id).where(among(Attempt.account_id, accounts), Attempt.started_at >= since)
    still = or_(
        among(Delivery.state, sorted({*OPEN, State.IN_DOUBT})), Delivery.scheduled_for >= since, Delivery.id.in_(tried)
    )
    found = set(connection.scalars(select(Delivery.id).where(among(Delivery.account_id, accounts), still)))
    # What a part of a thread answers is there too.
    new = found
    while new:
        parents = select(Delivery.parent_id).where(among(Delivery.id, new), Delivery.parent_id.is_not(None))
        new = {key for key in connection.scalars(parents) if key is not None} - found
        found |= new
    return sorted(found)


def take_out(source: Connection, target: Connection, deliveries: Collection[int]) -> None:
    """Copies these deliveries with all that they stand on, and all accounts and campaigns.

    What somebody has in hand just now counts as queued, and what is in doubt is never looked up: nobody but its
    platform could tell.
    """
    for whole in _WHOLE:
        _copy(source, target, whole)
    variants = select(Delivery.variant_id).where(among(Delivery.id, deliveries))
    posts = select(Variant.post_id).where(Variant.id.in_(variants))
    # By its first post it is known that an article is in a campaign.
    first = select(func.min(Post.id)).group_by(Post.campaign_id, Post.article_id)
    wanted = Post.id.in_(posts) | Post.id.in_(first)
    _copy(source, target, Article, Article.id.in_(select(Post.article_id).where(wanted)))
    _copy(source, target, Post, wanted)
    _copy(source, target, Variant, Variant.id.in_(variants))
    _copy(source, target, Delivery, among(Delivery.id, deliveries))
    _copy(source, target, Attempt, among(Attempt.delivery_id, deliveries), Attempt.outcome.is_not(None))
    heads.all_moved(target)


def _copy(source: Connection, target: Connection, model: Any, *where: ColumnElement[bool]) -> None:  # noqa: ANN401 - a table
    table: Table = model.__table__
    # In the order of ids: what a row of the same table points to was there before it.
    statement = select(table).where(*where).order_by(*table.primary_key)
    for batch in source.execute(statement, execution_options={"yield_per": _BATCH}).partitions():
        rows = [dict(row._mapping) for row in batch]  # noqa: SLF001 - that is its public name
        target.execute(insert(table), [_at_rest(row) for row in rows] if model is Delivery else rows)


def _at_rest(row: dict[str, Any]) -> dict[str, Any]:
    """A delivery that nobody has in hand."""
    state = State.QUEUED if row["state"] in (State.CLAIMED, State.SENDING) else State(row["state"])
    due = None if state is State.IN_DOUBT else row["due_at"]
    return {**row, "state": state, "due_at": due, "claimed_by": None, "claimed_until": None}
