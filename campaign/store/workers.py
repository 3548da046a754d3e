"""Who works on the queue, and when they were last heard of."""

from __future__ import annotations

import os
import socket
from datetime import datetime

from sqlalchemy import Connection, delete, insert, update

from campaign.store.models import WorkerRow


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
