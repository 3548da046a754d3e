"""The switch for everything: while it is off, nothing is claimed and no intent is written, whoever works."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from campaign.reasons import Reason
from campaign.store.accounts import WORKSPACE
from campaign.store.events import Act, Note, record
from campaign.store.models import Workspace

#: Made once, since each page asks for it.
_SWITCH = select(Workspace.state, Workspace.reason).where(Workspace.id == WORKSPACE)


def stopped(connection: Connection) -> Reason | None:
    """Why everything is stopped; None while it is not."""
    row = connection.execute(_SWITCH).first()
    return Reason.from_json(row.reason) if row and row.state == "stopped" else None


def stop(connection: Connection, reason: Reason, act: Act) -> bool:
    """Turns it off; False where it was off already, which leaves what is known of that."""
    return _turn(connection, "active", "stopped", reason, Note("everything stopped", details=reason.to_json()), act)


def start(connection: Connection, act: Act) -> bool:
    """Turns it on again; False where it was on."""
    return _turn(connection, "stopped", "active", None, Note("everything started"), act)


def _turn(connection: Connection, was: str, to: str, reason: Reason | None, note: Note, act: Act) -> bool:
    turned = connection.execute(
        update(Workspace)
        .where(Workspace.id == WORKSPACE, Workspace.state == was)
        .values(state=to, reason=reason.to_json() if reason else None)
    )
    record(connection, act, [note] if turned.rowcount else [])
    return bool(turned.rowcount)
