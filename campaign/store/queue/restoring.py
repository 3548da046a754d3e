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

from campaign.reasons import Reason
from campaign.states import State
from campaign.store.conditions import among, is_in
from campaign.store.events import Act, Note, record
from campaign.store.models import Attempt, Delivery
from campaign.store.queue.changing import change
from campaign.store.reporting import days

#: More claims than a delivery ever had: whoever still holds one from before is left behind.
_FENCES = 1_000_000
_UNKNOWN = Reason("restored_waiting")


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


def doubt_restored(connection: Connection, act: Act) -> Unsure:
    """Doubts what may have gone out after the backup."""
    connection.execute(update(Delivery).values(fence=Delivery.fence + _FENCES, claimed_by=None))
    due = or_(Delivery.scheduled_for <= act.at, Delivery.due_at <= act.at)
    doubted = _doubted(connection, due, act)
    waiting = _warned(connection, [is_in(State.PROPOSED, State.HELD), due], {})
    # Where it was before is forgotten, so that it comes back to wait for a person's word, not into the queue.
    cancelled = _warned(connection, [is_in(State.CANCELLED), due], {"was": State.PROPOSED})
    over = sorted(cancelled + _marked(connection, [is_in(State.FAILED, State.MISSED), due], act.at))
    record(connection, act, [Note("in doubt", delivery_id=key) for key in doubted])
    return Unsure(doubted, waiting, over)


def _doubted(connection: Connection, due: ColumnElement[bool], act: Act) -> list[int]:
    reason = Reason("restored").to_json()
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
    warning = update(Delivery).where(*where).values(reason=_UNKNOWN.to_json(), **values).returning(Delivery.id)
    warned = sorted(connection.scalars(warning))
    days.forget(connection, warned)
    return warned


def _marked(connection: Connection, where: Sequence[ColumnElement[bool]], now: datetime) -> list[int]:
    """Says so of these beside the reason that they have: it counts in reports, and says what to do about it."""
    found = connection.execute(select(Delivery.id, Delivery.reason).where(*where).order_by(Delivery.id)).all()
    reasons = [(row.id, Reason.from_json(row.reason) or _UNKNOWN) for row in found]
    rows = [{"delivery": key, "why": reason.unsure_since(now).to_json()} for key, reason in reasons]
    if rows:
        why = bindparam("why", type_=Delivery.reason.type)
        connection.execute(update(Delivery).where(Delivery.id == bindparam("delivery")).values(reason=why), rows)
    return [row.id for row in found]
