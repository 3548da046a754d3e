"""Who works on the queue, and when they were last heard of."""

from __future__ import annotations

import os
import socket
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from campaign.store.models import WorkerRow

#: A worker that was not heard of for so long is taken for dead; it says a word every ten seconds.
SILENT = timedelta(seconds=60)


def arrive(connection: Connection, name: str, version: str, now: datetime) -> None:
    """A worker has started."""
    connection.execute(delete(WorkerRow).where(WorkerRow.id == name))
    row = {"id": name, "host": socket.gethostname(), "pid": os.getpid(), "started_at": now, "heartbeat_at": now}
    connection.execute(insert(WorkerRow).values(**row, version=version))


def beat(connection: Connection, name: str, now: datetime) -> None:
    """A worker is alive."""
    connection.execute(update(WorkerRow).where(WorkerRow.id == name).values(heartbeat_at=now))


def leave(connection: Connection, name: str, now: datetime) -> None:
    """A worker stops cleanly."""
    connection.execute(update(WorkerRow).where(WorkerRow.id == name).values(heartbeat_at=now, stopped_at=now))


def alive(connection: Connection, now: datetime) -> list[str]:
    """The names of those that were heard of lately and have not stopped."""
    fresh = select(WorkerRow.id).where(WorkerRow.stopped_at.is_(None), WorkerRow.heartbeat_at >= now - SILENT)
    return list(connection.scalars(fresh.order_by(WorkerRow.id)))


def forget(connection: Connection) -> None:
    """Forgets them all: what a copy remembers are the workers of another database."""
    connection.execute(delete(WorkerRow))
