"""Changes of state: by a condition, or of what a person selected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select

from campaign.errors import NotFound, StateError
from campaign.reasons import Reason
from campaign.states import State
from campaign.store.conditions import among
from campaign.store.models import Delivery
from campaign.store.queue.shifting import shift
from campaign.store.queue.threads import follow
from campaign.store.values import Selection


def change(
    connection: Connection,
    was: State,
    to: State,
    where: Sequence[ColumnElement[bool]],
    values: Mapping[str, Any] | None = None,
) -> list[int]:
    """Moves the deliveries that are in ``was`` and match ``where``; the ids that were moved. Their threads follow."""
    moved = shift(connection, was, to, where, values)
    follow(connection, to, moved)
    return moved


_WHY = Delivery.reason["code"].as_string()
#: Why a delivery waits of which a backup does not know whether it is out; and as `Reason.is_unsure`.
UNSURE = Reason("restored_waiting")
IS_UNSURE = or_(_WHY.in_([UNSURE.code]), Delivery.reason["values"]["restored"].as_string().is_not(None))


def selected(selection: Selection) -> list[ColumnElement[bool]]:
    """The selection as conditions. What may be out by a backup's ignorance, or was sent back, has to be named."""
    if selection.ids:
        return [among(Delivery.id, selection.ids)]
    known = or_(Delivery.reason.is_(None), ~or_(_WHY == "sent_back", IS_UNSURE))
    if selection.campaign_id is not None:
        return [Delivery.campaign_id == selection.campaign_id, known]
    return [known]


def change_selected(
    connection: Connection,
    selection: Selection,
    was: Sequence[State],
    to: State,
    values: Mapping[str, Any] | None = None,
) -> list[int]:
    """A person's order: moves the selected deliveries from any of ``was``; the ids that were moved.

    Raises `NotFound` or `StateError` for the first named delivery that is not there or in another state; nothing is
    changed then. Deliveries that were not named one by one are passed over instead.
    """
    if selection.ids:
        require(connection, selection.ids, was, to)
    moved = [key for state in was for key in change(connection, state, to, selected(selection), values)]
    return sorted(moved)


def require(connection: Connection, ids: Sequence[int], was: Sequence[State], to: str) -> None:
    """Refuses when a named delivery cannot go where it is sent. Raises `NotFound` or `StateError`."""
    found = locked(connection, ids)
    for key in ids:
        if key not in found:
            raise NotFound("delivery", key, "`campaign queue` shows them.")
        if found[key] not in was:
            raise StateError(key, found[key], to)


def locked(connection: Connection, ids: Sequence[int]) -> dict[int, State]:
    """The states of these deliveries, which stay as they are until the transaction ends."""
    # On PostgreSQL a worker could claim one between this look and the change; SQLite's writers take turns anyway.
    rows = select(Delivery.id, Delivery.state).where(among(Delivery.id, ids)).order_by(Delivery.id).with_for_update()
    return {row.id: State(row.state) for row in connection.execute(rows)}
