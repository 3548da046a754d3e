"""What is in hand and until when; and what holds for that after the wall clock was set, or a backup was put back."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, or_, select, update

from campaign.states import State
from campaign.store.conditions import is_in
from campaign.store.models import Account, Delivery

#: More claims than a delivery ever had. A restore leaves as many out: whoever holds one from before is left behind.
FENCES = 1_000_000
#: As many accounts as a person may want to be told of, and more than workers have hands.
_MOST = 1_000


class Lease(NamedTuple):
    """What a worker has in hand; whatever else is due for its account waits."""

    account: str
    delivery: int
    #: Then it is taken back, should the worker have died.
    until: datetime


def leases(connection: Connection) -> list[Lease]:
    """What is in hand just now: one for each account, and no more than can be shown."""
    return [Lease(account, key, until) for account, key, until in connection.execute(_LEASES) if until is not None]


_LEASES = (
    select(Account.name, Delivery.id, Delivery.claimed_until)
    .join(Account, Account.id == Delivery.account_id)
    .where(Delivery.claimed_by.is_not(None))
    .limit(_MOST)
)


def renew_leases(connection: Connection, worker: str, until: datetime) -> int:
    """Lets a worker's claims end at ``until``, and everybody's that would end later; how many.

    After a step forward its calls in flight would be taken for a dead worker's; after a step back a dead worker's
    claims would stand for as long as the step. So would its looks at doubts, and their accounts would say nothing.
    """
    held = is_in(State.CLAIMED, State.SENDING) | (is_in(State.IN_DOUBT) & Delivery.claimed_by.is_not(None))
    theirs = or_(Delivery.claimed_by == worker, Delivery.claimed_until > until)
    return connection.execute(update(Delivery).where(held, theirs).values(claimed_until=until)).rowcount
