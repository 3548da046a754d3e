"""How soon after its time a post is out, with many others waiting: the real worker, the feed, both databases on disk.

A post is sent when its entry stands in the feed's folder, on the disk: the moment is the one at which the file got its
name. It is shown when the call has returned: the timeline and the Atom feed have been made anew by then.
"""

import random
import statistics
import time
from datetime import timedelta

from campaign.states import State
from campaign.store import history, queue
from campaign.store.history import Filter
from tests.benchmarks.installation import fill, installation, posts_and_deliveries, settle_statistics, worker
from tests.databases import running_postgres

DUE = 120
SPREAD_S = 60
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
        named = {path.stem: path.stat().st_ctime for path in app.config.folder.glob("feed/*/entries/*.json")}
    assert len(rows) == DUE, f"only {len(rows)} of {DUE} went out"
    keys = [one.remote_url.rpartition("#")[2] for one in rows]
    sent = sorted((named[key] - one.due_at.timestamp()) * 1000 for key, one in zip(keys, rows, strict=True))
    shown = sorted((one.ended_at - one.due_at).total_seconds() * 1000 for one in rows)
    where = f"{database}, {queued:,} queued"
    return [*_summary(f"due to sent, {where}", sent), *_summary(f"due to shown, {where}", shown)]


def _summary(what, ascending):
    rank = int(len(ascending) * 0.99) - 1
    return [
        (f"{what}, p50", statistics.median(ascending), "ms"),
        (f"{what}, p99", ascending[rank], "ms"),
        (f"{what}, most", ascending[-1], "ms"),
    ]
