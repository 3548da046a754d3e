"""What every page says of the workers and the queue: one statement, since every page asks it. Nothing here writes."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select, true

from campaign.reasons import Reason
from campaign.states import State
from campaign.store.accounts import WORKSPACE
from campaign.store.conditions import at_rest, is_in
from campaign.store.models import Delivery, WorkerRow, Workspace
from campaign.store.values import Heartbeat


@dataclass(frozen=True, slots=True)
class Beat:
    """What the database tells of it."""

    #: The workers that ever ran, the latest heard of first.
    workers: tuple[Heartbeat, ...]
    #: Why everything is stopped; None while it is not.
    why: Reason | None
    #: How many posts wait for somebody's approval, of all campaigns.
    proposed: int


def beat(connection: Connection) -> Beat:
    """Reads it."""
    rows = connection.execute(_BEAT).all()
    state, reason, proposed = rows[0][:3]
    workers = tuple(Heartbeat(*row[3:]) for row in rows if row.id is not None)
    return Beat(workers, Reason.from_json(reason) if state == "stopped" else None, proposed)


#: Counted in the index on states.
_PROPOSED = select(func.count()).select_from(Delivery).where(is_in(State.PROPOSED), at_rest()).scalar_subquery()
#: A row for each worker; one for none.
_BEAT = (
    select(
        *(Workspace.state, Workspace.reason, _PROPOSED),
        *(WorkerRow.id, WorkerRow.host, WorkerRow.pid, WorkerRow.started_at),
        *(WorkerRow.heartbeat_at, WorkerRow.version, WorkerRow.stopped_at),
    )
    .select_from(Workspace)
    .outerjoin(WorkerRow, true())
    .where(Workspace.id == WORKSPACE)
    .order_by(WorkerRow.heartbeat_at.desc())
)
