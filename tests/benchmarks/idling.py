"""What a worker costs that has nothing to do for now, with accounts on X and Mastodon connected."""

import os
import time
from pathlib import Path

from campaign.desk import accounts, campaigns
from campaign.desk.campaigns import Wish
from campaign.store import history, queue
from tests.benchmarks.installation import fill, installation, posts_and_deliveries, worker

WATCHED_S = 20


#: Health and metrics served, and somebody to be told.
WATCHED = '[worker]\nlisten = "127.0.0.1:0"\n[notices.mail]\nto = ["ann@example.org"]\nserver = "127.0.0.1"\nport = 9\n'


def run():
    """Resident memory in MB and CPU in percent of one core, over 20 s, ten seconds after the start."""
    return [*_measured("worker, idle", ""), *_measured("worker, idle, watched", WATCHED)]


def _measured(name, more):
    with installation() as (app, settings):
        settings.write_text(more)
        # Each has tried to publish once, so its adapter, tweepy among it, is loaded; nothing answers at that address.
        nowhere = "http://127.0.0.1:9"
        tokens = dict.fromkeys(("consumer_key", "consumer_secret", "access_token", "access_token_secret"), "x")
        accounts.add(app, accounts.Wish("on-x", "x", nowhere), secrets=tokens)
        accounts.add(app, accounts.Wish("on-mastodon", "mastodon", nowhere), secrets={"access_token": "x"})  # fmt: skip
        campaigns.change(app, "bench", Wish(accounts=["a0", "on-x", "on-mastodon"], times=["daily 09:00"]))
        fill(app, 1_000)
        now = app.clock.now()
        found, posts, deliveries = posts_and_deliveries(app, [now, now, now], 3)
        with app.store.write() as connection:
            queue.enqueue(connection, found, None, posts, deliveries)
        with worker(settings) as process:
            time.sleep(10)
            begun, spent = time.monotonic(), _cpu_s(process.pid)
            time.sleep(WATCHED_S)
            share = 100 * (_cpu_s(process.pid) - spent) / (time.monotonic() - begun)
            resident = _resident_mb(process.pid)
        with app.store.read() as connection:
            assert len(list(history.attempts(connection))) >= 3, "an account was never spoken for"
    return [(f"{name}: resident memory", resident, "MB"), (f"{name}: CPU", share, "%")]


def _cpu_s(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident_mb(pid):
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
