"""What pages cost the worker beside them: `python -m scheduler --web`, which has its dashboard in another process; SQLite.

First while two years that nobody has summed up or sealed yet are; then when all of that is done, as on all other days.

Posts fall due at random moments while one client, which does nothing else than ask, loads the heaviest pages of 100,000
deliveries over loopback, one after the other, and hands in an article of 5 MB now and then. A post is sent when its
entry got its name in the feed's folder.
"""

import contextlib
import random
import statistics
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime

import scheduler
from campaign.seals import BATCH
from campaign.states import State
from campaign.store import campaigns, history, queue, seals
from campaign.store.history import Filter
from campaign.store.reporting import days
from tests.benchmarks.dashboard import asked, get, memory, serving
from tests.benchmarks.installation import installation, posts_and_deliveries, settle_statistics
from tests.web.crowd import crowd

ROWS, DUE, SPREAD_S, SPEAKERS, UPLOAD_BYTES = 100_000, 100, 40, 10, 5_000_000
PAGES = ("/", "/queue", "/queue?state=published", "/history", "/history?campaign=campaign-00", "/settings/audit")


def run():
    """Resident memory, and the time from due to sent, with and without somebody who loads pages or hands in files."""
    with _crowded() as (app, settings), serving(settings) as (process, port):
        yield from _memory("idle", process.pid)
        yield "while years are summed up and sealed:"
        yield from _posts_with(app, (None, _pages), port, process.pid)
        yield "all is summed up and sealed after", _until_at_rest(app), "s"
        yield "from then on:"
        yield from _posts_with(app, (None, _pages, _uploads), port, process.pid)


def _posts_with(app, loads, port, worker):
    for load in loads:
        yield from _posts_while(app, load, port)
        yield from _memory("then", worker)


def _until_at_rest(app):
    """Waits until every day that is over is summed up, and all is sealed; how many seconds."""
    begun, before = time.monotonic(), None
    while (left := _left(app)) != before or left[1]:
        before = left
        # Longer than from one round to the next.
        time.sleep(scheduler.SWEEP.total_seconds() + 5)
    return time.monotonic() - begun


def _left(app):
    """How many days and months are summed up, and whether more is to be sealed than one seal is over."""
    with app.store.read() as connection:
        ids = [one.id for one in campaigns.campaigns(connection)]
        kept = sum(len(days.kept(connection, one, unit)) for one in ids for unit in (days.DAY, days.MONTH))
        return kept, seals.waiting(connection) > BATCH


def _memory(when, worker):
    for name, sizes in memory(worker).items():
        yield f"{name}, {when}: resident memory", sizes["Rss"], "MB"
        yield f"{name}, {when}: its share (Pss)", sizes["Pss"], "MB"
        yield f"{name}, {when}: of that its own (no file's pages)", sizes["Pss_Anon"], "MB"


@contextlib.contextmanager
def _crowded():
    """The posts that are timed belong to ten accounts which say nothing else."""
    with installation(accounts_wanted=SPEAKERS) as (app, settings):
        crowd(app, ROWS)
        settle_statistics(app)
        yield app, settings


def _posts_while(app, load, port):
    """Milliseconds from due to sent of posts of accounts that say nothing else, with so much load."""
    dice, start = random.Random(7), app.clock.now()
    times = sorted(start.timestamp() + 5 + dice.uniform(0, SPREAD_S) for _ in range(DUE))
    ids = _enqueue(app, times)
    stop, took = threading.Event(), []
    client = threading.Thread(target=load, args=(port, stop, took)) if load else None
    if client:
        client.start()
    time.sleep(SPREAD_S + 8)
    stop.set()
    if client:
        client.join(30)
    with app.store.read() as connection:
        rows = list(history.attempts(connection, Filter(ids=ids, states=[State.PUBLISHED])))
    named = {path.stem: path.stat().st_ctime for path in app.config.folder.glob("feed/*/entries/*.json")}
    assert len(rows) == DUE, f"only {len(rows)} of {DUE} went out"
    sent = sorted((named[one.remote_url.rpartition("#")[2]] - one.due_at.timestamp()) * 1000 for one in rows)
    words = load.__name__.strip("_") if load else "nothing"
    yield f"due to sent beside {words}, p50", statistics.median(sent), "ms"
    yield f"due to sent beside {words}, p99", sent[int(len(sent) * 0.99) - 1], "ms"
    yield f"due to sent beside {words}, most", sent[-1], "ms"
    if took:
        yield f"answers meanwhile: {len(took)}, p50", statistics.median(took), "ms"
        yield "answers meanwhile, most", max(took), "ms"


def _enqueue(app, seconds):
    times = [datetime.fromtimestamp(one, UTC) for one in seconds]
    found, posts, deliveries = posts_and_deliveries(app, times, SPEAKERS)
    # No account says the same twice.
    deliveries = [replace(one, text=f"{one.scheduled_for} {one.text}") for one in deliveries]
    with app.store.write() as connection:
        return queue.enqueue(connection, found, None, posts, deliveries)


def _pages(port, stop, took):
    while not stop.is_set():
        for page in PAGES:
            took.append(get(port, page))


def _uploads(port, stop, took):
    """One after the other, as multipart forms; an answer of whatever kind."""
    words = b"It says something new every time. It goes on. " * (UPLOAD_BYTES // 46)
    field = b'--b\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n'
    campaign, file = field % (b"campaign", b""), field % (b"file", b'; filename="a.txt"')
    body = campaign + b"campaign-00\r\n" + file + words + b"\r\n--b--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=b", "Origin": f"http://127.0.0.1:{port}"}
    while not stop.is_set():
        took.append(asked(port, "POST", "/articles", body, headers))
