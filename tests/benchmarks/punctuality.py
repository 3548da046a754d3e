"""How soon after its time a post is out, with many others waiting: the real worker, the feed, both databases on disk.

A post is sent when its entry stands in the feed's folder, on the disk: the moment is the one at which the file got its
name. It is shown when the call has returned: the timeline and the Atom feed have been made anew by then.

Beside it, in the same run, a bare timer: it waits for the moment, commits one row by the database's own driver and
writes such a file. That is what the machine takes, whoever waits.
"""

import os
import random
import statistics
import threading
import time
from datetime import timedelta

from campaign.states import State
from campaign.store import history, queue
from campaign.store.history import Filter
from tests.benchmarks.bare import Bare
from tests.benchmarks.installation import fill, installation, posts_and_deliveries, settle_statistics, worker
from tests.databases import running_postgres

DUE = 120
SPREAD_S = 60
#: The timer's are closer to each other, so that it takes no longer than it has to.
TIMER_S = 20
#: With how many others waiting, and how many of them are queued at a time.
MANY, PART = (100_000, 1_000_000), 50_000


def run():
    """Milliseconds from the slot to either moment, of 120 posts at random moments within a minute."""
    with running_postgres(durable=True) as server:
        for queued in MANY:
            yield from late("SQLite", None, queued)
            yield from late("PostgreSQL", server.new_database(), queued)


def late(database, url, queued):
    """The same with so many others queued, in one database."""
    dice = random.Random(7)
    with installation(accounts_wanted=10, database_url=url) as (app, settings):
        settings.write_text(f'[database]\nurl = "{url or ""}"\n')
        for _ in range(0, queued, PART):
            fill(app, PART, 10)
        settle_statistics(app)
        start = app.clock.now() + timedelta(seconds=6)
        times = sorted(start + timedelta(seconds=dice.uniform(0, SPREAD_S)) for _ in range(DUE))
        found, posts, deliveries = posts_and_deliveries(app, times, 10)
        with app.store.write() as connection:
            queue.enqueue(connection, found, None, posts, deliveries)
        with worker(settings):
            time.sleep(SPREAD_S + 8)
        with app.store.read() as connection:
            rows = list(history.attempts(connection, Filter(states=[State.PUBLISHED])))
        timer = _by_a_timer(app, dice)
        named = {path.stem: path.stat().st_ctime for path in app.config.folder.glob("feed/*/entries/*.json")}
    assert len(rows) == DUE, f"only {len(rows)} of {DUE} went out"
    keys = [one.remote_url.rpartition("#")[2] for one in rows]
    sent = sorted((named[key] - one.due_at.timestamp()) * 1000 for key, one in zip(keys, rows, strict=True))
    shown = sorted((one.ended_at - one.due_at).total_seconds() * 1000 for one in rows)
    where = f"{database}, {queued:,} queued"
    return [
        *_summary(f"due to sent, {where}", sent),
        *_summary(f"due to shown, {where}", shown),
        *_summary(f"a bare timer to a file, {where}", timer),
    ]


def _by_a_timer(app, dice):
    """Milliseconds from each of as many random moments to a file's getting its name, with a row committed before."""
    start = time.time() + 1
    times = sorted(start + dice.uniform(0, TIMER_S) for _ in range(DUE))
    bell, took = threading.Event(), []
    with Bare(app) as bare:
        for at in times:
            # Like the worker's clock, woken by a condition; what is past is late already.
            bell.wait(max(at - time.time(), 0))
            bare.note(at)
            took.append((_written(app.config.folder / "timer.json") - at) * 1000)
    return sorted(took)


def _written(path):
    """When the file got its name."""
    new = path.with_suffix(".new")
    with new.open("w") as file:
        file.write("x" * 500)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    return path.stat().st_ctime


def _summary(what, ascending):
    rank = int(len(ascending) * 0.99) - 1
    return [
        (f"{what}, p50", statistics.median(ascending), "ms"),
        (f"{what}, p99", ascending[rank], "ms"),
        (f"{what}, most", ascending[-1], "ms"),
    ]
