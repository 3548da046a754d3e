"""What it costs to seal a log of a million rows, and to verify it; on SQLite and on PostgreSQL."""

import time

from sqlalchemy import insert

from campaign import keyring, seals
from campaign.desk import auditing
from campaign.store.database import Store
from campaign.store.models import Event
from tests.benchmarks.installation import installation
from tests.benchmarks.moving import _with
from tests.databases import running_postgres

NUMBER = 1_000_000
_STEP = 10_000


def run():
    """Seconds for each, and of those on our own CPU; on this disk, PostgreSQL without fsync."""
    with installation(accounts_wanted=1) as (app, _), running_postgres() as server:
        keyring.make(app.config.folder)
        postgres = Store(server.new_database())
        postgres.upgrade()
        for name, one in (("SQLite", app), ("PostgreSQL", _with(app, postgres))):
            _fill(one)
            yield from _timed(f"sealing {NUMBER:,} events, {name}", lambda one=one: _seal(one))
            _fill(one, seals.BATCH - 1)
            yield from _timed(f"one more seal, {name}", lambda one=one: _seal(one))
            yield from _timed(f"verifying {NUMBER:,} events, {name}", lambda one=one: _verify(one))
        postgres.close()


def _seal(app):
    while app.sealer().seal():
        pass


def _verify(app):
    assert auditing.verify(app).fault is None


def _fill(app, number=NUMBER):
    now = app.clock.now()
    for start in range(0, number, _STEP):
        rows = [
            {
                "at": now,
                "actor": "worker w1",
                "kind": "approved",
                "delivery_id": n,
                "details": {"n": n, "was": "queued"},
            }
            for n in range(start, min(start + _STEP, number))
        ]
        with app.store.write() as connection:
            connection.execute(insert(Event), rows)


def _timed(what, act):
    begun, busy = time.perf_counter(), time.process_time()
    act()
    yield (what, time.perf_counter() - begun, "s")
    yield (f"{what}, CPU", time.process_time() - busy, "s")
