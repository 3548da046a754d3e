"""The one statement that changes states, checked against the table of what may follow what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update

from campaign.states import TRANSITIONS, State
from campaign.store import heads
from campaign.store.conditions import ON_THE_WAY, is_in
from campaign.store.models import Delivery
from campaign.store.reporting import days


def shift(
    connection: Connection,
    was: State,
    to: State,
    where: Sequence[ColumnElement[bool]],
    values: Mapping[str, Any] | None = None,
) -> list[int]:
    """Moves the deliveries that are in ``was`` and match ``where``, and nothing else; their ids, in order."""
    assert (was, to) in TRANSITIONS, f"{was} → {to} is not in the table"
    # Everybody locks in the order of ids, so that of two who change the same rows one waits and none is thrown out.
    # (+ 0, since SQLite would go through all rows by id rather than sort the few that an index leads to.)
    in_order = select(Delivery.id).where(is_in(was), *where).order_by(Delivery.id + 0).with_for_update().correlate(None)
    statement = update(Delivery).where(is_in(was), Delivery.id.in_(in_order)).values(state=to, **(values or {}))
    # RETURNING promises no order, and PostgreSQL has its own; the log is read in this one.
    moved = sorted(connection.scalars(statement.returning(Delivery.id)))
    if State.QUEUED in (was, to):
        heads.moved_by(connection, moved)
    if was not in ON_THE_WAY:
        days.forget(connection, moved)
    return moved
