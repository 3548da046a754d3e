"""What keeps anybody from working on a database that is not, or no longer, the one: its seal, or a backup's mark.

A write holds a share of the table `installation` until it ends, and who seals holds all of it: so a write is either
over before the seal, or sees it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, or_, select, text, update

from campaign.errors import Sealed
from campaign.store.events import Act, Note, record
from campaign.store.models import Event, Installation

_LOOK = select(Installation.sealed_at, Installation.sealed_for, Installation.backed_up_at).where(
    or_(Installation.sealed_at.is_not(None), Installation.backed_up_at.is_not(None))
)
#: PostgreSQL takes the share of the table also where it has no row.
_LOOK_AND_SHARE = _LOOK.with_for_update(read=True, key_share=True)
_ALL_OF_IT = text("LOCK TABLE installation IN EXCLUSIVE MODE")


def refuse_sealed(connection: Connection, name: str) -> None:
    """Raises `Sealed` where nothing may be written to the database, which goes by ``name``."""
    if found := connection.execute(_LOOK).first():
        raise Sealed(_why(name, found))


def write_unsealed(connection: Connection, name: str) -> None:
    """As `refuse_sealed`, and what was found stays so until the transaction ends."""
    if found := connection.execute(_LOOK_AND_SHARE).first():
        raise Sealed(_why(name, found))


def is_sealed(connection: Connection) -> bool:
    """Whether the database was moved elsewhere, or is being filled."""
    return connection.scalar(select(Installation.id).where(Installation.sealed_at.is_not(None))) is not None


def backed_up_at(connection: Connection) -> datetime | None:
    """When the backup was made that this is; None where it is none."""
    return connection.scalar(select(Installation.backed_up_at))


def keep_writers_out(connection: Connection) -> None:
    """Waits until nobody writes, and lets nobody write until the transaction ends; it must be its first statement."""
    if connection.dialect.name == "postgresql":
        connection.execute(_ALL_OF_IT)


def seal(connection: Connection, act: Act, to: str | None) -> None:
    """Seals the database: it was moved to ``to``, or (None) it is being filled."""
    mark(connection, sealed_at=act.at, sealed_for=to)
    if to is not None:
        record(connection, act, [Note("sealed", details={"for": to})])


def unseal(connection: Connection, act: Act, note: Note) -> None:
    """Takes the seal off, with a note why."""
    mark(connection, sealed_at=None, sealed_for=None)
    record(connection, act, [note])


def mark(connection: Connection, **values: datetime | str | None) -> None:
    """Writes what is true of this database as a whole."""
    if connection.execute(update(Installation).values(**values)).rowcount == 0:
        # Whoever is told of events from here on is not told of all that ever was.
        told = select(func.coalesce(func.max(Event.id), 0)).scalar_subquery()
        connection.execute(insert(Installation).values(**values, told_event_id=told))


def _why(name: str, found: Any) -> str:  # noqa: ANN401 - a row of `_LOOK`
    if found.sealed_at is None:
        return (
            f"{name} is a backup of {_when(found.backed_up_at)} and does not know what was published since: "
            "`campaign db restore FILE` puts it back safely."
        )
    if found.sealed_for is None:
        return (
            f"{name} was being filled with another database on {_when(found.sealed_at)}, and that was broken off: "
            "copy anew into an empty one; if the other is sealed already, `campaign db unseal --yes` opens this one."
        )
    return (
        f"{name} was moved to {found.sealed_for} on {_when(found.sealed_at)}: name that one in config.toml, "
        "or, if it was given up, `campaign db unseal --yes` opens this one again."
    )


def _when(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
