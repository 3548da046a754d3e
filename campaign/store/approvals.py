"""What became of approvals: who gave one, who has edited the text since, what reviewers say. Nothing here writes."""

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
    #: Who had approved the text before it, and had not thought again; None: nobody.
    voids: str | None


@dataclass(frozen=True, slots=True)
class Comment:
    """What a reviewer says of a delivery."""

    by: str
    at: datetime
    words: str


def comments(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[Comment, ...]]:
    """Delivery → what was said of it, the first first; of most nothing."""
    found: dict[int, tuple[Comment, ...]] = {}
    said = select(Event.delivery_id, Event.actor, Event.at, Event.details).where(
        among(Event.delivery_id, ids), Event.kind == "commented"
    )
    for row in connection.execute(said.order_by(Event.id)):
        comment = Comment(row.actor, row.at, row.details["words"])
        found[row.delivery_id] = (*found.get(row.delivery_id, ()), comment)
    return found


def last_edits(connection: Connection, ids: Sequence[int]) -> dict[int, Edit]:
    """Delivery → the last edit of its text since it was last approved, with the approval that it made void."""
    found: dict[int, Edit] = {}
    approved: dict[int, str] = {}
    events = select(Event.delivery_id, Event.kind, Event.actor, Event.at).where(
        among(Event.delivery_id, ids), Event.kind.in_(("approved", "edited", "proposed again"))
    )
    for row in connection.execute(events.order_by(Event.id)):
        if row.kind == "approved":
            approved[row.delivery_id] = row.actor
            found.pop(row.delivery_id, None)
        elif row.kind == "proposed again":
            approved.pop(row.delivery_id, None)
        else:
            found[row.delivery_id] = Edit(row.actor, row.at, approved.get(row.delivery_id))
    return found
