"""10,000 posts of 1,000 accounts due in one second, on a platform that takes 200 ms for each: the real worker."""

import base64
import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import local

from campaign.states import State
from campaign.store import queue
from posts.platforms.base import Login, Message
from posts.platforms.webhook import Webhook
from posts.wire import Guard, Session
from tests.benchmarks.installation import installation, posts_and_deliveries, worker
from tests.benchmarks.slow_platform import slow_platform

POSTS, ACCOUNTS, THREADS = 10_000, 1_000, 200
SECRETS = {"secret": "whsec_" + base64.b64encode(b"x" * 32).decode()}


def run():
    """Seconds until all are out, beside the same calls made by the adapter alone; and the worker's memory."""
    with slow_platform() as address:
        alone = _alone(address)
        took, memory = _by_the_worker(address)
    return [
        (f"{POSTS:,} posts in one second, the client alone", alone, "s"),
        (f"{POSTS:,} posts in one second, the worker", took, "s"),
        ("the worker beside the client alone", took / alone, "times"),
        ("the worker's most resident memory", memory, "MB"),
    ]


def _alone(address):
    """The adapter in as many threads, with nothing written down."""
    mine = local()

    def call(number, now):
        if not hasattr(mine, "platform"):
            mine.platform = Webhook(Login("alone", Session(Guard(("127.0.0.1",))), now, address, SECRETS))
        mine.platform.publish(Message(f"key-{number}", f"Post {number}. {'x' * 200} #bench"))

    with installation() as (app, _), ThreadPoolExecutor(THREADS) as pool:
        begun = time.perf_counter()
        list(pool.map(lambda number: call(number, app.clock.now), range(POSTS)))
        return time.perf_counter() - begun


def _by_the_worker(address):
    with installation(accounts_wanted=ACCOUNTS, platform="webhook", server=address, secrets=SECRETS) as (app, settings):
        settings.write_text(f'[worker]\nthreads = {THREADS}\n[fetch]\nallow = ["127.0.0.1"]\n')
        due = app.clock.now() + timedelta(seconds=15)
        times = [due + timedelta(seconds=number / POSTS) for number in range(POSTS)]
        found, rows, deliveries = posts_and_deliveries(app, times, ACCOUNTS)
        with app.store.write() as connection:
            queue.enqueue(connection, found, None, rows, deliveries)
        with worker(settings) as process:
            while app.clock.now() < due + timedelta(minutes=2) and _left(app):
                time.sleep(0.1)
            took = (app.clock.now() - due).total_seconds()
            peak = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{process.pid}/status").read_text())
        assert not _left(app), "not all went out"
    return took, int(peak[1]) / 1024


def _left(app):
    with app.store.read() as connection:
        states = queue.count_states(connection)
    return POSTS - states.get(State.PUBLISHED, 0)
