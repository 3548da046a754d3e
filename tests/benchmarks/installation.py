"""An installation in a temporary folder, with as many queued posts as a benchmark wants."""

import contextlib
import itertools
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from campaign import app as composing
from campaign.desk import campaigns
from campaign.desk.campaigns import Wish
from campaign.states import State
from campaign.store import queue
from campaign.store.accounts import accounts as rows
from campaign.store.accounts import add_account
from campaign.store.campaigns import campaign
from campaign.store.values import NewAccount, NewDelivery, NewPost

#: A post says what none before it said: an account that says the same again is looked at more closely.
_POSTS = itertools.count()


@contextlib.contextmanager
def installation(accounts_wanted=1, *, limits="x", database_url=None, platform="feed", server=None, secrets=None):
    """A fresh installation with accounts a0, a1, … and a campaign "bench" of all of them."""
    with tempfile.TemporaryDirectory(prefix="campaign-bench-") as folder:
        settings = Path(folder) / "config.toml"
        settings.write_text("")
        app, _ = composing.init(settings, database_url)
        names = [f"a{number}" for number in range(accounts_wanted)]
        sealed = app.keyring.seal(secrets) if secrets else None
        with app.store.write() as connection:
            for name in names:
                add_account(connection, NewAccount(name, platform, server, {"limits": limits}, sealed), app.act())
        campaigns.new(
            app, "bench", Wish(hashtags=["#bench"], accounts=names, times=["daily 09:00"], late="post", gap="0s")
        )
        try:
            yield app, settings
        finally:
            app.close()


def posts_and_deliveries(app, times, accounts_wanted=1):
    """A post and a delivery for each of the times, the accounts taking turns."""
    with app.store.read() as connection:
        ids = [one.id for one in rows(connection)][:accounts_wanted]
        found = campaign(connection, "bench").id
    texts = [f"Post {next(_POSTS)}. {'x' * 200}" for _ in times]
    posts = [NewPost(number, text) for number, text in enumerate(texts)]
    deliveries = [
        NewDelivery(
            post=number,
            account_id=ids[number % len(ids)],
            text=f"{texts[number]} #bench",
            length=220,
            link=None,
            language="en",
            scheduled_for=at,
            wall=at.isoformat(),
            zone="UTC",
            state=State.QUEUED,
        )
        for number, at in enumerate(times)
    ]
    return found, posts, deliveries


def fill(app, number, accounts_wanted=1, after=timedelta(days=30)):
    """Queues so many posts in the far future."""
    start = app.clock.now() + after
    times = [start + timedelta(minutes=one) for one in range(number)]
    found, posts, deliveries = posts_and_deliveries(app, times, accounts_wanted)
    with app.store.write() as connection:
        queue.enqueue(connection, found, None, posts, deliveries)


def settle_statistics(app):
    """Lets PostgreSQL look at what it has, as its own autovacuum does in a while."""
    if not app.store.is_sqlite:
        with app.store.engine.connect() as connection:
            connection.connection.driver_connection.execute("VACUUM ANALYZE")


@contextlib.contextmanager
def worker(settings):
    """The real worker, as a process of its own; ended at the end."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen([sys.executable, "-m", "scheduler", "--config", str(settings)], stderr=log)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=60)
