"""How long 100,000 deliveries take from SQLite to PostgreSQL, back, into a backup, and out of one."""

import tempfile
import time
from pathlib import Path

from campaign.desk import backing, moving
from campaign.store.database import Store
from tests.benchmarks.installation import fill, installation
from tests.databases import running_postgres

NUMBER = 100_000


def run():
    """Seconds for each, everything compared; on this disk, PostgreSQL without fsync."""
    with (
        installation(accounts_wanted=10) as (app, _),
        running_postgres() as server,
        tempfile.TemporaryDirectory() as place,
    ):
        fill(app, NUMBER, 10)
        postgres, back = Store(server.new_database()), Store(f"sqlite:///{place}/back.db")
        there = _with(app, postgres)
        file = Path(place) / "backup.db"
        yield _timed("backup of SQLite", lambda: backing.back_up(app, file, force=True))
        yield _timed("SQLite to PostgreSQL", lambda: moving.move(app, postgres))
        yield _timed("backup of PostgreSQL", lambda: backing.back_up(there, file, force=True))
        yield _timed("PostgreSQL to SQLite", lambda: moving.move(there, back))
        fresh = Store(f"sqlite:///{place}/fresh.db")
        restored = _with(app, fresh)
        yield _timed("restore", lambda: backing.restore(restored, file, upgrade=False, force=False))
        for store in (postgres, back, fresh):
            store.close()


def _with(app, store):
    from dataclasses import replace

    return replace(app, store=store)


def _timed(what, act):
    begun = time.perf_counter()
    act()
    return (f"{what}, {NUMBER:,} deliveries", time.perf_counter() - begun, "s")
