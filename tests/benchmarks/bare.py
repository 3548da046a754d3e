"""What a machine takes by itself: a database that is asked by its driver alone, with nothing decided and nobody called."""

import sqlite3

import psycopg

from campaign.store.columns import microseconds

_HEADS = """
    WITH heads AS MATERIALIZED (
        SELECT (
            SELECT id FROM deliveries WHERE account_id = accounts.id AND state = 'queued' AND due_at IS NOT NULL
            ORDER BY scheduled_for, id LIMIT 1
        ) AS id FROM accounts WHERE state = 'active'
    )
    SELECT deliveries.id FROM deliveries JOIN heads ON heads.id = deliveries.id
    WHERE due_at <= ? ORDER BY due_at, deliveries.id LIMIT ?
"""
_SEND = """
    UPDATE deliveries SET state = 'sending', fence = fence + 1, attempts = attempts + 1, claimed_by = 'bare',
        claimed_until = ? WHERE id = ? AND state = 'queued'
"""
_TRY = """
    INSERT INTO attempts
        (delivery_id, account_id, number, key, text_sha256, worker, fence, due_at, started_at, deadline_at)
    SELECT id, account_id, attempts, uid, uid, 'bare', fence, due_at, ?, ? FROM deliveries WHERE id = ?
"""
_GIVE_BACK = "UPDATE deliveries SET state = 'queued', claimed_by = NULL WHERE id = ?"
_END = "UPDATE attempts SET outcome = 'queued' WHERE delivery_id = ? AND outcome IS NULL"


class Bare:
    """A connection of the driver's own to an installation's database, as durable as ours."""

    def __init__(self, app):
        url = app.store.engine.url
        self._is_sqlite = app.store.is_sqlite
        if self._is_sqlite:
            self._connection = sqlite3.connect(url.database, isolation_level=None)
            self._connection.execute("PRAGMA synchronous = FULL")
            # As long a log as ours: a shorter one would pay for our writes, too.
            with app.store.read() as connection:
                pages = connection.exec_driver_sql("PRAGMA wal_autocheckpoint").scalar()
            self._connection.execute(f"PRAGMA wal_autocheckpoint = {pages}")
        else:
            address = url.set(drivername="postgresql").render_as_string(hide_password=False)
            self._connection = psycopg.connect(address, autocommit=True)
        self._do("CREATE TABLE IF NOT EXISTS bare_notes (at FLOAT)")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._connection.close()

    def claim(self, now, until, most):
        """Writes the first of all lines that are due as sent, so many at most, with an attempt each; their ids."""
        now, until = (microseconds(one) if self._is_sqlite else one for one in (now, until))
        self._do("BEGIN")
        ids = [key for (key,) in self._do(_HEADS, now, most)]
        self._each(_SEND, [(until, key) for key in ids])
        self._each(_TRY, [(now, until, key) for key in ids])
        self._do("COMMIT")
        return ids

    def give_back(self, ids):
        """Lets them wait as before."""
        self._do("BEGIN")
        self._each(_GIVE_BACK, [(key,) for key in ids])
        self._each(_END, [(key,) for key in ids])
        self._do("COMMIT")

    def note(self, at):
        """Writes a moment into a table of its own, in a transaction of its own."""
        self._do("INSERT INTO bare_notes VALUES (?)", at)

    def _do(self, statement, *parameters):
        return self._connection.execute(self._spelled(statement), parameters)

    def _each(self, statement, rows):
        self._connection.cursor().executemany(self._spelled(statement), rows)

    def _spelled(self, statement):
        return statement if self._is_sqlite else statement.replace("?", "%s")
