"""How soon after its time a post is out, with 100,000 others waiting: the real worker, the feed, SQLite on disk."""

import random
import statistics
import time
from datetime import timedelta

from campaign.states import State
from campaign.store import history, queue
from campaign.store.history import Filter
from tests.benchmarks.installation import fill, installation, posts_and_deliveries, worker

DUE = 200
SPREAD_S = 20


def run():
    """Milliseconds from the slot to the end of the call, of 200 posts at random moments within 20 s."""
    dice = random.Random(7)
    with installation(accounts_wanted=10) as (app, settings):
        fill(app, 100_000, 10)
        start = app.clock.now() + timedelta(seconds=6)
        times = sorted(start + timedelta(seconds=dice.uniform(0, SPREAD_S)) for _ in range(DUE))
        found, posts, deliveries = posts_and_deliveries(app, times, 10)
        with app.store.write() as connection:
            queue.enqueue(connection, found, None, posts, deliveries)
        with worker(settings):
            time.sleep(SPREAD_S + 8)
        with app.store.read() as connection:
            rows = list(history.attempts(connection, Filter(states=[State.PUBLISHED])))
    assert len(rows) == DUE, f"only {len(rows)} of {DUE} went out"
    # The call has returned then: the entry is on the disk, and the timeline shows it.
    late = sorted((one.ended_at - one.due_at).total_seconds() * 1000 for one in rows)
    return [
        ("due to sent, 100,000 queued, p50", statistics.median(late), "ms"),
        ("due to sent, 100,000 queued, p99", late[int(len(late) * 0.99) - 1], "ms"),
        ("due to sent, 100,000 queued, most", late[-1], "ms"),
    ]
