"""How long it takes to queue 10,000 posts, durably, on SQLite on disk."""

import statistics
import time
from datetime import timedelta

from campaign.store import queue
from tests.benchmarks.installation import installation, posts_and_deliveries


def run():
    """Seconds for 10,000 posts with their variants and deliveries in one transaction, median of three."""
    took = []
    with installation(accounts_wanted=10) as (app, _):
        for _ in range(3):
            start = app.clock.now() + timedelta(days=1)
            times = [start + timedelta(minutes=one) for one in range(10_000)]
            found, posts, deliveries = posts_and_deliveries(app, times, 10)
            begun = time.perf_counter()
            with app.store.write() as connection:
                queue.enqueue(connection, found, None, posts, deliveries)
            took.append(time.perf_counter() - begun)
    return [("enqueue 10,000 posts, SQLite on disk", statistics.median(took), "s")]
