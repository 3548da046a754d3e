"""What the queue of a backup that was put back may still be believed.

It remembers as unfinished what may have gone out since. What would go out by itself is in doubt, to be looked up. What
waits for a person's word keeps waiting, with a warning: a look-up that finds nothing must not stand for that word.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, or_, select, update

from campaign.reasons import Reason
from campaign.states import State
from campaign.store.conditions import among, is_in
from campaign.store.events import Act, Note, record
from campaign.store.models import Attempt, Delivery
from campaign.store.queue.changing import change
from campaign.store.reporting import days

#: More claims than a delivery ever had: whoever still holds one from before is left behind.
_FENCES = 1_000_000


def in_hand(connection: Connection, now: datetime) -> int:
    """How many deliveries a worker has claimed, is sending or is looking up, its lease still running."""
    spoken_for = is_in(State.CLAIMED, State.SENDING, State.IN_DOUBT), Delivery.claimed_by.is_not(None)
    held = select(func.count()).where(*spoken_for, Delivery.claimed_until >= now)
    return connection.scalar(held) or 0


def doubt_restored(connection: Connection, act: Act) -> tuple[list[int], list[int]]:
    """Doubts what may have gone out after the backup: the ids in doubt, and those that a person is warned of."""
    connection.execute(update(Delivery).values(fence=Delivery.fence + _FENCES, claimed_by=None))
    due = or_(Delivery.scheduled_for <= act.at, Delivery.due_at <= act.at)
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
    waits = update(Delivery).where(is_in(State.PROPOSED, State.HELD), due)
    warning = waits.values(reason=Reason("restored_waiting").to_json()).returning(Delivery.id)
    warned = list(connection.scalars(warning))
    days.forget(connection, warned)
    record(connection, act, [Note("in doubt", delivery_id=key) for key in sorted(doubted)])
    return sorted(doubted), sorted(warned)
