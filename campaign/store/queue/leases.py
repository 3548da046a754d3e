"""What holds for claims after the wall clock, by which they end, was set, or a backup was put back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, or_, update

from campaign.states import State
from campaign.store.conditions import is_in
from campaign.store.models import Delivery

#: More claims than a delivery ever had. A restore leaves as many out: whoever holds one from before is left behind.
FENCES = 1_000_000


def renew_leases(connection: Connection, worker: str, until: datetime) -> int:
    """Lets a worker's claims end at ``until``, and everybody's that would end later; how many.

    After a step forward its calls in flight would be taken for a dead worker's; after a step back a dead worker's
    claims would stand for as long as the step. So would its looks at doubts, and their accounts would say nothing.
    """
    held = is_in(State.CLAIMED, State.SENDING) | (is_in(State.IN_DOUBT) & Delivery.claimed_by.is_not(None))
    theirs = or_(Delivery.claimed_by == worker, Delivery.claimed_until > until)
    return connection.execute(update(Delivery).where(held, theirs).values(claimed_until=until)).rowcount
