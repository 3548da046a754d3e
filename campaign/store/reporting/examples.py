"""The last reason of each kind, in full: what counts of reasons are explained by."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select

from campaign.reasons import Reason
from campaign.store.conditions import among_given
from campaign.store.models import Attempt, Delivery

#: Made once: each delivery report asks for them.
_TRIED = (
    select(Attempt.delivery_id, Attempt.reason).where(among_given(Attempt.delivery_id, "ids")).order_by(Attempt.number)
)
_OWN = select(Delivery.id, Delivery.reason).where(among_given(Delivery.id, "ids"))


def reasons(connection: Connection, deliveries: Iterable[int]) -> dict[tuple[int, str], Reason]:
    """The reasons of these deliveries and of their attempts, by delivery and code; the latest of each code."""
    ids = sorted(set(deliveries))
    if not ids:
        return {}
    found = {}
    for key, stored in (row for statement in (_TRIED, _OWN) for row in connection.execute(statement, {"ids": ids})):
        if reason := Reason.from_json(stored):
            found[key, reason.code] = reason
    return found
