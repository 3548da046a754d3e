"""The last reason of each kind, in full: what counts of reasons are explained by."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from campaign.reasons import Reason
from campaign.store.conditions import among
from campaign.store.models import Attempt, Delivery


def reasons(connection: Connection, deliveries: Iterable[int]) -> dict[tuple[int, str], Reason]:
    """The reasons of these deliveries and of their attempts, by delivery and code; the latest of each code."""
    ids = sorted(set(deliveries))
    if not ids:
        return {}
    tried = select(Attempt.delivery_id, Attempt.reason).where(among(Attempt.delivery_id, ids)).order_by(Attempt.number)
    own = select(Delivery.id, Delivery.reason).where(among(Delivery.id, ids))
    found = {}
    for key, stored in (*connection.execute(tried), *connection.execute(own)):
        if reason := Reason.from_json(stored):
            found[key, reason.code] = reason
    return found
