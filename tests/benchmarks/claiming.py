"""What a claim of 50 costs with 1,000,000 posts queued, 25,000 of which stand in front and may not go out.

Beside it, in the same run: the database's own driver, which finds and changes the same rows and decides nothing; and
Procrastinate, which fetches one job of 1,000,000, 25,000 of which stand in front behind a lock.
"""

import asyncio
import statistics
import time
from datetime import timedelta
from functools import partial

from procrastinate import App, PsycopgConnector
from procrastinate.jobs import Status

from campaign.reasons import Reason
from campaign.states import State
from campaign.store import queue
from campaign.store.accounts import set_account_state
from campaign.store.values import Settlement
from tests.benchmarks.bare import Bare
from tests.benchmarks.installation import fill, installation, settle_statistics
from tests.databases import running_postgres

ROWS, ACCOUNTS, BLOCKED, DUE, CLAIMS = 1_000_000, 1_000, 25_000, 25_000, 200
LEASE = timedelta(minutes=5)
#: How many jobs Procrastinate fetches: each takes as long as many claims.
FETCHES = 20
#: Its jobs, as `_fill` makes ours: those of an account may not run beside each other, which is a lock there. One of the
#: first account's is running all the while.
JOBS = f"""
    INSERT INTO procrastinate_jobs (queue_name, task_name, lock, status, scheduled_at)
    SELECT 'default', 'nothing',
        CASE WHEN number <= {BLOCKED} THEN 'a0' ELSE 'a' || 1 + mod(number, {ACCOUNTS - 1}) END,
        (CASE number WHEN 1 THEN 'doing' ELSE 'todo' END)::procrastinate_job_status,
        CASE WHEN number > {BLOCKED + DUE} THEN now() + interval '30 days' END
    FROM generate_series(1, {ROWS}) AS number
"""


def run():
    """Milliseconds of the transaction that claims and intends, p50 and p99 of 200; beside a look for the next due time.

    The bare driver looks into all lines, as a claim would that knows nothing.
    """
    with running_postgres(durable=True) as server:
        for name, url in (("SQLite", None), ("PostgreSQL", server.new_database())):
            with installation(ACCOUNTS, database_url=url) as (app, _):
                _fill(app)
                # As a worker is before it claims: what is made only once is no cost of a claim.
                app.publisher().make_ready()
                with Bare(app) as bare:
                    acts = {
                        "a claim of 50": partial(_claim, app),
                        "the bare driver's claim of 50": partial(_claim_bare, app, bare),
                        "a look for the next": partial(_look, app),
                    }
                    for what, took in _in_turns(acts).items():
                        yield from _told(f"{what}, {name}", took)
        yield from asyncio.run(_fetches(server.new_database()))


def _fill(app):
    """The blocked account's rows are due the longest, then those of all others; the rest lies in the future."""
    fill(app, BLOCKED, 1, after=-timedelta(days=60))
    fill(app, DUE, ACCOUNTS, after=-timedelta(days=30))
    for _ in range(BLOCKED + DUE, ROWS, 50_000):
        fill(app, 50_000, ACCOUNTS)
    with app.store.write() as connection:
        set_account_state(connection, "a0", "paused", app.act())
    settle_statistics(app)


def _claim(app):
    now = app.clock.now()
    begun = time.perf_counter()
    with app.store.write() as connection:
        pairs = [(one, one.key) for one in queue.claim_due(connection, now, 50)]
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


def _claim_bare(app, bare):
    now = app.clock.now()
    begun = time.perf_counter()
    ids = bare.claim(now, now + LEASE, 50)
    took = time.perf_counter() - begun
    assert len(ids) == 50
    bare.give_back(ids)
    return took


async def _fetches(url):
    """The same of Procrastinate's own fetch, which takes one."""
    app = App(connector=PsycopgConnector(conninfo=url.replace("postgresql+psycopg", "postgresql")))
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        await app.connector.execute_query_async(JOBS)
        await app.connector.execute_query_async("ANALYZE")
        worker = await app.job_manager.register_worker()
        took = []
        for _ in range(FETCHES):
            begun = time.perf_counter()
            job = await app.job_manager.fetch_job(None, worker)
            took.append(time.perf_counter() - begun)
            await app.job_manager.finish_job(job, Status.SUCCEEDED, delete_job=True)
    return _told("Procrastinate's fetch of one, PostgreSQL", took)


def _in_turns(acts):
    """How long each took, so often, taking turns: a disk has slow minutes."""
    took = {what: [] for what in acts}
    for _ in range(CLAIMS):
        for what, act in acts.items():
            took[what].append(act())
    return took


def _told(what, seconds):
    took = sorted(one * 1000 for one in seconds)
    return [
        (f"{what}, p50", statistics.median(took), "ms"),
        (f"{what}, p99", took[int(len(took) * 0.99) - 1], "ms"),
    ]
