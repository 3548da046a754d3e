"""Who did what: the event log as people read it, the newest first, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from campaign.store.models import Account, Campaign, Event


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log, with the names of what it is about as far as they are known."""

    id: int
    at: datetime
    actor: str
    kind: str
    campaign: str | None
    account: str | None
    delivery_id: int | None
    details: Mapping[str, Any]


def entries(connection: Connection, most: int, before: int | None = None, actor: str | None = None) -> list[Entry]:
    """At most so many events, the newest first: those before the one of that id, and of one actor where it is given."""
    statement = (
        select(
            *(Event.id, Event.at, Event.actor, Event.kind, Event.delivery_id, Event.details),
            Campaign.name.label("campaign"),
            Account.name.label("account"),
        )
        .join(Campaign, Campaign.id == Event.campaign_id, isouter=True)
        .join(Account, Account.id == Event.account_id, isouter=True)
        .order_by(Event.id.desc())
        .limit(most)
    )
    if before is not None:
        statement = statement.where(Event.id < before)
    if actor is not None:
        statement = statement.where(Event.actor == actor)
    return [Entry(**row._mapping) for row in connection.execute(statement)]  # noqa: SLF001 - that is its public name
