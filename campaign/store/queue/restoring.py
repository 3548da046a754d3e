"""What the queue of a backup that was put back may still be believed.

It remembers as unfinished what may have gone out since. What would go out by itself is in doubt, to be looked up. What
waits for a person's word keeps waiting, with a warning: a look-up that finds nothing must not stand for that word. What
had failed, was missed or was cancelled has one too, since a person may have sent it all the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, bindparam, func, or_, select, update

from campaign.doubt import RESTORED
from campaign.reasons import Reason
from campaign.states import State
from campaign.store.conditions import among, is_in
from campaign.store.events import Act, Note, record
from campaign.store.models import Attempt, Delivery, Event
from campaign.store.queue.changing import UNSURE, change
from campaign.store.queue.leases import FENCES
from campaign.store.reporting import days


class Unsure(NamedTuple):
    """The ids of what may have gone out after the backup."""

    #: Would have gone out by itself: in doubt now.
    doubted: list[int]
    #: Proposed or held: whoever lets it go is warned.
    waiting: list[int]
    #: Failed, missed or cancelled: whoever sends it all the same is warned.
    over: list[int]


def in_hand(connection: Connection, now: datetime) -> int:
    """How many deliveries a worker has claimed, is sending or is looking up, its lease still running."""
    spoken_for = is_in(State.CLAIMED, State.SENDING, State.IN_DOUBT), Delivery.claimed_by.is_not(None)
    held = select(func.count()).where(*spoken_for, Delivery.claimed_until >= now)
    return connection.scalar(held) or 0


def highest_fence(connection: Connection) -> int:
    """The highest number that a claim has had."""
    return connection.scalar(select(func.max(Delivery.fence))) or 0


def doubt_restored(connection: Connection, act: Act, made_at: datetime | None, fence: int = 0) -> Unsure:
    """Doubts what may have gone out after the backup, which was made at ``made_at`` (None: nobody has noted that).

    ``fence``: the highest in the database whose place it takes, where somebody may still hold a claim.
    """
    made_at = made_at or connection.scalar(select(func.max(Event.at))) or act.at
    beyond = max(fence, highest_fence(connection)) + FENCES
    # What was looked for before may have gone out after that look.
    connection.execute(update(Delivery).values(fence=beyond, claimed_by=None, looks=0))
    # By whichever clock is ahead: that of another machine may be behind.
    now = max(act.at, made_at)
    due = or_(Delivery.scheduled_for <= now, Delivery.due_at <= now)
    doubted = _doubted(connection, due, act, made_at)
    waiting = _warned(connection, [is_in(State.PROPOSED, State.HELD), due], {})
    # Where it was before is forgotten, so that it comes back to wait for a person's word, not into the queue.
    cancelled = _warned(connection, [is_in(State.CANCELLED), due], {"was": State.PROPOSED})
    over = sorted(cancelled + _marked(connection, [is_in(State.FAILED, State.MISSED), due], act.at))
    record(connection, act, [Note("in doubt", delivery_id=key) for key in doubted])
    return Unsure(doubted, waiting, over)


def _doubted(connection: Connection, due: ColumnElement[bool], act: Act, made_at: datetime) -> list[int]:
    # Whatever its slot: it may have been moved, and sent, as soon as the backup was made.
    reason = Reason(RESTORED, {"since": made_at.isoformat()}).to_json()
    values = {"reason": reason, "due_at": act.at, "looks": 0}
    doubted = change(connection, State.QUEUED, State.IN_DOUBT, [due], values)
    for state in (State.CLAIMED, State.SENDING):
        doubted += change(connection, state, State.IN_DOUBT, [], values)
    connection.execute(
        update(Attempt)
        .where(among(Attempt.delivery_id, doubted), Attempt.outcome.is_(None))
        .values(outcome=State.IN_DOUBT, reason=reason)
    )
    return sorted(doubted)


def _warned(connection: Connection, where: Sequence[ColumnElement[bool]], values: Mapping[str, Any]) -> list[int]:
    """Says of these, for a reason, that they may be out."""
    warning = update(Delivery).where(*where).values(reason=UNSURE.to_json(), **values).returning(Delivery.id)
    warned = sorted(connection.scalars(warning))
    days.forget(connection, warned)
    return warned


def _marked(connection: Connection, where: Sequence[ColumnElement[bool]], now: datetime) -> list[int]:
    """Says so of these beside the reason that they have: it counts in reports, and says what to do about it."""
    found = connection.execute(select(Delivery.id, Delivery.reason).where(*where).order_by(Delivery.id)).all()
    reasons = [(row.id, Reason.from_json(row.reason) or UNSURE) for row in found]
    rows = [{"delivery": key, "why": reason.unsure_since(now).to_json()} for key, reason in reasons]
    if rows:
        why = bindparam("why", type_=Delivery.reason.type)
        connection.execute(update(Delivery).where(Delivery.id == bindparam("delivery")).values(reason=why), rows)
    return [row.id for row in found]
