"""How workers on PostgreSQL hear that something was written, and agree on who of them looks after the others' leavings.

One connection of its own a worker: it listens for the word that every writer says in its transaction, and holds an
advisory lock if no other worker does. Both end with the connection, so a worker that dies leads no longer.
https://www.postgresql.org/docs/current/sql-notify.html
"""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Callable

import psycopg
from psycopg.conninfo import make_conninfo

#: The word that writers say.
CHANNEL = "campaign_written"
#: Ours among the advisory locks of a database: "campaigl" in ASCII, as a number; migrations have another one.
_LEAD = int.from_bytes(b"campaigl", "big")
#: How often a worker that does not lead asks whether nobody does.
_ASK_S = 5.0
#: How long to wait before the next try to connect.
_RETRY_S = 1.0
#: A server that is gone without a word is noticed after about half a minute.
_KEEPALIVE = "keepalives_idle=10 keepalives_interval=5 keepalives_count=3"


class Listener:
    """Calls ``heard`` on a thread of its own whenever somebody wrote, or may have while we could not hear."""

    def __init__(self, url: str, heard: Callable[[], None]) -> None:
        self._conninfo = make_conninfo(url, connect_timeout=10) + " " + _KEEPALIVE
        self._heard = heard
        self._leads = False
        self._closing = threading.Event()
        self._ends, self._end = os.pipe()
        self._thread = threading.Thread(target=self._run, name="listen", daemon=True)
        self._thread.start()

    @property
    def leads(self) -> bool:
        """Whether it is this worker that looks after what others left."""
        return self._leads

    def close(self) -> None:
        """Stops listening and leads no longer."""
        if self._closing.is_set():
            return
        self._closing.set()
        os.write(self._end, b"!")
        self._thread.join()
        os.close(self._end)
        os.close(self._ends)

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                with psycopg.connect(self._conninfo, autocommit=True) as connection:
                    self._listen(connection)
            except psycopg.Error:
                # The queue's own connections say what is wrong; here there is only to wait.
                self._closing.wait(_RETRY_S)
            finally:
                self._leads = False

    def _listen(self, connection: psycopg.Connection) -> None:
        connection.execute(f"LISTEN {CHANNEL}")
        # What was said while nobody listened is lost, so it is taken as said.
        self._heard()
        while not self._closing.is_set():
            self._leads = self._leads or self._may_lead(connection)
            # Before the wait: what came with the answer to a question is here already.
            if list(connection.notifies(timeout=0)):
                self._heard()
            select.select([connection.fileno(), self._ends], [], [], _ASK_S)

    def _may_lead(self, connection: psycopg.Connection) -> bool:
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", [_LEAD]).fetchone()
        return bool(row and row[0])
