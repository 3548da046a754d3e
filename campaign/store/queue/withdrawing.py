"""What was published and is withdrawn: it stays published, with the time at which it was withdrawn."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from campaign.states import OPEN, State
from campaign.store.conditions import among, is_in
from campaign.store.events import Act, Note, record
from campaign.store.models import Delivery
from campaign.store.reporting import days
from campaign.store.tables import aliased
from campaign.store.values import Published


def published(connection: Connection, delivery: int) -> Published | None:
    """What is known of a published delivery's post; None where it is not published."""
    after = aliased(Delivery)
    follows = select(after.id).where(
        after.parent_id == Delivery.id, among(after.state, [*OPEN, State.IN_DOUBT]), after.withdrawn_at.is_(None)
    )
    columns = (
        *(Delivery.account_id, Delivery.remote_id, Delivery.remote_url, Delivery.ref),
        *(Delivery.published_at, Delivery.withdrawn_at, follows.correlate(Delivery).exists().label("followed")),
    )
    row = connection.execute(select(*columns).where(Delivery.id == delivery, is_in(State.PUBLISHED))).first()
    return Published(*row) if row else None


def withdrawn(connection: Connection, delivery: int, act: Act) -> datetime:
    """Writes down that a published post was withdrawn; when that was, the first time."""
    once = (Delivery.id == delivery, is_in(State.PUBLISHED), Delivery.withdrawn_at.is_(None))
    row = connection.execute(
        update(Delivery).where(*once).values(withdrawn_at=act.at).returning(Delivery.campaign_id, Delivery.account_id)
    ).first()
    if row is None:
        return connection.scalars(select(Delivery.withdrawn_at).where(Delivery.id == delivery)).one() or act.at
    days.forget(connection, [delivery])
    note = Note("withdrawn", campaign_id=row.campaign_id, account_id=row.account_id, delivery_id=delivery)
    record(connection, act, [note])
    return act.at
