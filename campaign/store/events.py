"""The event log: who did what when, only ever added to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert

from campaign.store.models import Event


@dataclass(frozen=True, slots=True)
class Act:
    """Who acts, and when: what every write is signed with."""

    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Note:
    """One event to be written: what happened, to which rows."""

    kind: str
    campaign_id: int | None = None
    account_id: int | None = None
    delivery_id: int | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


def record(connection: Connection, act: Act, notes: Iterable[Note]) -> None:
    """Adds the notes to the log, in the transaction of what they tell of."""
    rows = [
        {
            "at": act.at,
            "actor": act.actor,
            "kind": note.kind,
            "campaign_id": note.campaign_id,
            "account_id": note.account_id,
            "delivery_id": note.delivery_id,
            "details": dict(note.details),
        }
        for note in notes
    ]
    if rows:
        connection.execute(insert(Event), rows)
