"""What became later than its campaign's grace: found, marked as missed, or given a new slot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from campaign.reasons import Reason
from campaign.states import State
from campaign.store.events import Act, Note, record
from campaign.store.models import Campaign, Delivery
from campaign.store.queue.changing import change
from campaign.store.queue.orders import NewTime


@dataclass(frozen=True, slots=True)
class Overdue:
    """A queued delivery that is later than its campaign's grace."""

    id: int
    campaign_id: int
    account_id: int
    scheduled_for: datetime
    late: str


def overdue(connection: Connection, now: datetime) -> list[Overdue]:
    """What is queued, was never attempted and is later than its campaign allows, in order of its slots."""
    found: list[Overdue] = []
    for row in connection.execute(select(Campaign.id, Campaign.late, Campaign.grace_s)).all():
        if row.late == "post":
            continue
        before = now - timedelta(seconds=row.grace_s)
        late = connection.execute(
            select(Delivery.id, Delivery.campaign_id, Delivery.account_id, Delivery.scheduled_for)
            .where(
                Delivery.campaign_id == row.id,
                Delivery.state == State.QUEUED,
                Delivery.scheduled_for < before,
                # One that was tried is on its retries' own clock.
                Delivery.due_at < before,
            )
            .order_by(Delivery.scheduled_for, Delivery.id)
        )
        found += [Overdue(*one, late=row.late) for one in late]
    return found


def miss(connection: Connection, ids: Sequence[int], act: Act) -> list[int]:
    """Marks queued deliveries as missed; the ids."""
    gone = change(
        connection, State.QUEUED, State.MISSED, [Delivery.id.in_(ids)], {"reason": Reason("too_late").to_json()}
    )
    record(connection, act, [Note("missed", delivery_id=key) for key in gone])
    return gone


def respace(connection: Connection, times: Mapping[int, NewTime], act: Act) -> None:
    """Gives queued deliveries that are late their new slots."""
    for key, time in times.items():
        connection.execute(
            update(Delivery)
            .where(Delivery.id == key, Delivery.state == State.QUEUED)
            .values(scheduled_for=time.scheduled_for, wall=time.wall, zone=time.zone, due_at=time.scheduled_for)
        )
    record(
        connection,
        act,
        [
            Note("re-spaced", delivery_id=key, details={"to": one.scheduled_for.isoformat()})
            for key, one in times.items()
        ],
    )
