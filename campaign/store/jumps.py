"""What is put right in the database after time has jumped for a worker."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from campaign.clock import Jump
from campaign.store import queue, workers
from campaign.store.events import Act, Note, record
from campaign.store.reporting import days


def after(connection: Connection, jump: Jump, worker: str, act: Act, until: datetime) -> None:
    """Keeps the worker's claims until then, lets it be heard of at the new time, and notes what has happened.

    Days ahead that have begun at the new time are kept no longer, before anything of them is claimed: whoever reads
    them by another clock, or by this one once it is set back, would read of posts that wait.
    """
    queue.renew_leases(connection, worker, until)
    workers.beat(connection, worker, act.at)
    days.drop_begun(connection, act.at)
    happened = {"clock set": ("by_s", jump.set_by), "machine slept": ("for_s", jump.slept)}
    record(
        connection,
        act,
        [
            Note(kind, details={key: round(seconds, 1), "worker": worker})
            for kind, (key, seconds) in happened.items()
            if seconds
        ],
    )
