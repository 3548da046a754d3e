"""How fast a queue is worked off when the platform takes no time: claim, intent and durable settle, nothing else.

Beside it Huey, whose jobs do nothing and leave the queue at once: the quickest of what others have, by SQLite, too.
"""

import json
import subprocess
import tempfile
import time
from datetime import timedelta
from typing import ClassVar

from campaign.publishing.publisher import Publisher
from campaign.states import State
from campaign.store import queue
from posts.measure import LIMITS
from posts.platforms.base import Receipt
from tests.benchmarks.annotated import ROOT
from tests.benchmarks.cutters import RIVALS_PYTHON
from tests.benchmarks.installation import installation, posts_and_deliveries
from tests.databases import running_postgres

POSTS, ACCOUNTS, THREADS = 40_000, 1_000, 200
#: Huey's, each of which waits for the disk by itself.
JOBS = 5_000


class Nothing:
    """A platform that takes every post at once and keeps none."""

    kind: ClassVar = "nothing"
    honours_key = True
    key_lasts = None

    def __init__(self, now):
        self._now = now

    def limits(self):
        return LIMITS["plain"]

    def key_for(self, key, _at):
        return key

    def publish(self, message):
        return Receipt(message.key, None, self._now(), {})


def run():
    """Posts a second through one worker, on both databases, on disk."""
    with running_postgres(durable=True) as server:
        for name, url in (("SQLite", None), ("PostgreSQL", server.new_database())):
            yield f"drain, {name}", drained(url), "posts/s"
    if RIVALS_PYTHON.exists():
        yield "Huey alone: jobs that do nothing, SQLite", by_huey(), "jobs/s"


def drained(url, posts=POSTS):
    """Posts a second, of so many that are due."""
    with installation(accounts_wanted=ACCOUNTS, database_url=url) as (app, _):
        due = app.clock.now() - timedelta(minutes=1)
        found, rows, deliveries = posts_and_deliveries(app, [due] * posts, ACCOUNTS)
        with app.store.write() as connection:
            queue.enqueue(connection, found, None, rows, deliveries)
        # As the worker does: its own writes wake nobody.
        app.store.written, app.store.tells = (lambda: None), False
        publisher = Publisher(
            store=app.store,
            clock=app.clock,
            open_platform=lambda _account: Nothing(app.clock.now),
            seal=lambda _secrets: b"",
            jitter=lambda: 0.5,
            threads=THREADS,
        )
        begun = time.perf_counter()
        publisher.tick()
        took = time.perf_counter() - begun
        publisher.stop()
        with app.store.read() as connection:
            assert queue.count_states(connection) == {State.PUBLISHED: posts}
    return posts / took


def by_huey(jobs=JOBS):
    """Jobs a second of one thread, of so many that wait, none of which is written down before or after it is done."""
    with tempfile.TemporaryDirectory(prefix="campaign-bench-") as folder:
        asked = json.dumps({"folder": folder, "jobs": jobs})
        script = ROOT / "tests" / "benchmarks" / "rivals" / "drain.py"
        done = subprocess.run([RIVALS_PYTHON, script], input=asked, capture_output=True, text=True, check=True)
    return jobs / json.loads(done.stdout)["seconds"]
