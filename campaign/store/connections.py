"""Connections that were begun: kept until somebody comes back with their state, and taken once."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import Connection, delete, insert

from campaign.store import models
from campaign.store.values import Connecting

_Row = models.Connection


def begin(connection: Connection, state: str, begun: Connecting, now: datetime) -> None:
    """Keeps a connection under its state, and forgets those that nobody came back with in time."""
    connection.execute(delete(_Row).where(_Row.expires_at <= now))
    values = {name: getattr(begun, name) for name in begun.__dataclass_fields__}
    connection.execute(insert(_Row).values(state_sha256=_hash(state), **values | {"options": dict(begun.options)}))


def take(connection: Connection, state: str) -> Connecting | None:
    """The connection of that state, which is there no longer: whoever brings it again gets None."""
    columns = [getattr(_Row, name) for name in Connecting.__dataclass_fields__]
    row = connection.execute(delete(_Row).where(_Row.state_sha256 == _hash(state)).returning(*columns)).first()
    return Connecting(*row) if row else None


def forget(connection: Connection) -> None:
    """Forgets them all, sealed with a key that goes: they are begun anew."""
    connection.execute(delete(_Row))


def _hash(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
