"""10,000 posts of 1,000 accounts due in one second, on a platform that takes 200 ms for each: the real worker.

Once through our own webhook, beside its adapter alone, and once through tweepy, beside tweepy alone.
"""

import base64
import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import local

import requests
import tweepy

from campaign.states import State
from campaign.store import queue
from posts.platforms.base import Login, Message
from posts.platforms.webhook import Webhook
from posts.wire import Guard, Session
from tests.benchmarks.installation import installation, posts_and_deliveries, worker
from tests.benchmarks.slow_platform import slow_platform

POSTS, ACCOUNTS, THREADS = 10_000, 1_000, 200
TEXT = "Post {}. " + "x" * 200 + " #bench"
#: OAuth 1.0a, as X's users sign.
SIGNING = dict.fromkeys(("consumer_key", "consumer_secret", "access_token", "access_token_secret"), "x" * 40)


def run():
    """Seconds until all are out, beside the same calls made by the client alone, on average; and the worker's memory."""
    secrets = {"secret": "whsec_" + base64.b64encode(b"x" * 32).decode()}
    for name, platform, given, client in (
        ("webhook", "webhook", secrets, partial(_webhook, secrets)),
        ("tweepy", "x", SIGNING, _tweepy),
    ):
        with slow_platform() as address:
            before = _alone(partial(client, address))
            took, memory = _by_the_worker(address, platform, given)
            # Minutes differ by more than we do from the client: it goes before us and after us.
            alone = (before + _alone(partial(client, address))) / 2
        yield f"{POSTS:,} posts in one second, {name}, the client alone", alone, "s"
        yield f"{POSTS:,} posts in one second, {name}, the worker", took, "s"
        yield f"the worker beside the client alone, {name}", took / alone, "times"
        yield f"the worker's most resident memory, {name}", memory, "MB"


def _webhook(secrets, address, now):
    """Our adapter, with nothing written down."""
    platform = Webhook(Login("alone", Session(Guard(("127.0.0.1",))), now, address, secrets))
    return lambda number: platform.publish(Message(f"key-{number}", TEXT.format(number)))


def _tweepy(address, _now):
    """tweepy as it is, but for where it calls."""
    client = tweepy.Client(**SIGNING)
    client.session.mount("https://", _Elsewhere(address))
    return lambda number: client.create_tweet(text=TEXT.format(number))


class _Elsewhere(requests.adapters.HTTPAdapter):
    """Sends what is for X to this address."""

    def __init__(self, address):
        super().__init__()
        self._address = address

    def send(self, request, **options):
        request.url = self._address
        return super().send(request, **options)


def _alone(make):
    """The client in as many threads, one for each."""
    mine = local()

    def call(number, now):
        if not hasattr(mine, "publish"):
            mine.publish = make(now)
        mine.publish(number)

    with installation() as (app, _), ThreadPoolExecutor(THREADS) as pool:
        begun = time.perf_counter()
        list(pool.map(lambda number: call(number, app.clock.now), range(POSTS)))
        return time.perf_counter() - begun


def _by_the_worker(address, platform, secrets):
    with installation(accounts_wanted=ACCOUNTS, platform=platform, server=address, secrets=secrets) as (app, settings):
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
