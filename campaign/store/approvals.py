"""What became of approvals: who gave one, and who has edited the text since. Nothing here writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from campaign.store.conditions import among
from campaign.store.models import Event


@dataclass(frozen=True, slots=True)
class Edit:
    """The last edit of a delivery's text."""

    by: str
    at: datetime
    #: Who had approved the text before it; None: nobody.
    voids: str | None


def last_edits(connection: Connection, ids: Sequence[int]) -> dict[int, Edit]:
    """Delivery → the last edit of its text since it was last approved, with the approval that it made void."""
    found: dict[int, Edit] = {}
    approved: dict[int, str] = {}
    events = select(Event.delivery_id, Event.kind, Event.actor, Event.at).where(
        among(Event.delivery_id, ids), Event.kind.in_(("approved", "edited"))
    )
    for row in connection.execute(events.order_by(Event.id)):
        if row.kind == "approved":
            approved[row.delivery_id] = row.actor
            found.pop(row.delivery_id, None)
        else:
            found[row.delivery_id] = Edit(row.actor, row.at, approved.get(row.delivery_id))
    return found
