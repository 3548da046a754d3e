"""What a claim of 50 costs with 1,000,000 posts queued, 25,000 of which stand in front and may not go out."""

import statistics
import time
from datetime import timedelta
from functools import partial

from campaign.reasons import Reason
from campaign.states import State
from campaign.store import queue
from campaign.store.accounts import set_account_state
from campaign.store.values import Settlement
from tests.benchmarks.installation import fill, installation, settle_statistics
from tests.databases import running_postgres

ROWS, ACCOUNTS, BLOCKED, DUE, CLAIMS = 1_000_000, 1_000, 25_000, 25_000, 200
LEASE = timedelta(minutes=5)


def run():
    """Milliseconds of the transaction that claims and intends, p50 and p99 of 200; beside a look for the next due time.

    The first kind looks at all lines anew, the second once for 1,000 accounts, as a worker does.
    """
    with running_postgres(durable=True) as server:
        for name, url in (("SQLite", None), ("PostgreSQL", server.new_database())):
            with installation(ACCOUNTS, database_url=url) as (app, _):
                _fill(app)
                # As a worker is before it claims: what is made only once is no cost of a claim.
                app.publisher().make_ready()
                yield from _timed(f"a claim of 50, {name}", lambda: _claim(app))
                yield from _timed(f"a claim of 50 after another, {name}", partial(_claim, app, queue.Turns()))
                yield from _timed(f"a look for the next, {name}", lambda: _look(app))


def _fill(app):
    """The blocked account's rows are due the longest, then those of all others; the rest lies in the future."""
    fill(app, BLOCKED, 1, after=-timedelta(days=60))
    fill(app, DUE, ACCOUNTS, after=-timedelta(days=30))
    for _ in range(BLOCKED + DUE, ROWS, 50_000):
        fill(app, 50_000, ACCOUNTS)
    with app.store.write() as connection:
        set_account_state(connection, "a0", "paused", app.act())
    settle_statistics(app)


def _claim(app, turns=None):
    now = app.clock.now()
    begun = time.perf_counter()
    with app.store.write() as connection:
        pairs = [(one, one.key) for one in queue.claim_due(connection, now, 50, turns)]
        intents = queue.intend(connection, pairs, now, now + LEASE, "bench")
    took = time.perf_counter() - begun
    assert len(intents) == 50
    with app.store.write() as connection:
        back = [Settlement(one, State.QUEUED, now, Reason("not_sent"), due_at=now, spends=False) for one in intents]
        queue.settle(connection, back, app.act())
    return took


def _look(app):
    begun = time.perf_counter()
    with app.store.read() as connection:
        assert queue.next_due(connection) is not None
    return time.perf_counter() - begun


def _timed(what, act):
    took = sorted(act() * 1000 for _ in range(CLAIMS))
    yield f"{what}, p50", statistics.median(took), "ms"
    yield f"{what}, p99", took[int(CLAIMS * 0.99) - 1], "ms"
