"""The real worker while somebody sets the clock of its machine: libfaketime stands between it and the time of day.

Not installed by the project: on Debian it is the package ``faketime``. Without it these tests are skipped, and
test_clock_guard.py shows the same with clocks that are handed in.
"""

import os
import signal
import subprocess
import sys
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from campaign import app as composing
from campaign.desk import accounts, campaigns, looking
from campaign.desk.campaigns import Wish
from campaign.states import State
from campaign.store import campaigns as campaign_rows
from campaign.store import queue
from campaign.store.values import NewDelivery, NewPost
from tests.waiting import eventually

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
#: The guard looks every five seconds; what is more is the machine's, if it has much to do.
NOTICED = 15 * SECOND

faked = pytest.mark.skipif(not LIBRARIES, reason="libfaketime is not installed")


def installation(folder):
    folder.mkdir()
    (folder / "config.toml").write_text("")
    app, _ = composing.init(folder / "config.toml", None)
    accounts.add(app, accounts.Wish("clinic", "feed"))
    campaigns.new(app, "rest", Wish(hashtags=["#rest"], accounts=["clinic"], times=["daily 09:00"], late="post"))
    return app


@pytest.fixture
def app(tmp_path):
    opened = installation(tmp_path / "town")
    yield opened
    opened.close()


def put(app, *times, before=0):
    """Queues a post for each of the times, where so many are there already; the ids."""
    with app.store.write() as connection:
        found = campaign_rows.campaign(connection, "rest")
        owner = found.speakers[0].account.id
        rows = [
            NewDelivery(n, owner, f"Post {before + n}. #rest", 13, None, "en", at, at.isoformat(), "UTC", State.QUEUED)
            for n, at in enumerate(times)
        ]
        posts = [NewPost(before + n + 1, f"Post {before + n}.") for n in range(len(times))]
        return queue.enqueue(connection, found.id, None, posts, rows)


class Faked:
    """A worker in whose time of day somebody meddles."""

    def __init__(self, folder, offset, zone="UTC"):
        self.file = folder / "faketime"
        self.set(offset)
        environment = {
            **os.environ,
            "LD_PRELOAD": str(LIBRARIES[0]),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            # It reads the file again after a second: at each look at the clock, that is most of what a worker would do.
            "FAKETIME_CACHE_DURATION": "1",
            "TZ": zone,
        }
        command = [sys.executable, "-m", "scheduler", "--config", str(folder / "config.toml")]
        self.log = (folder / "worker.log").open("w")
        self.process = subprocess.Popen(command, stderr=self.log, env=environment)

    def set(self, offset):
        """The clock is ahead of the real one by this from now on."""
        new = self.file.with_suffix(".new")
        new.write_text(f"{offset.total_seconds():+.0f}\n")
        new.rename(self.file)

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            assert self.process.wait(timeout=30) == 0
        finally:
            self.process.kill()
            self.log.close()


@pytest.fixture
def worker():
    started = []

    def start(app, offset=timedelta(0), zone="UTC"):
        started.append(Faked(app.config.folder.parent, offset, zone))
        return started[-1]

    yield start
    for one in started:
        one.end()


def attempts(app):
    return looking.attempts(app, looking.wanted(app, None, None, (), None, None))


def events(app, kind):
    from sqlalchemy import select

    from campaign.store.models import Event

    with app.store.read() as connection:
        return [row.at for row in connection.execute(select(Event.at).where(Event.kind == kind))]


def beat(app):
    [found] = looking.workers(app)
    return found.heartbeat_at


def published_once_and_never_early(app, ids):
    rows = attempts(app)
    assert sorted(one.delivery for one in rows) == sorted(ids)
    assert {one.outcome for one in rows} == {State.PUBLISHED}
    assert [one for one in rows if one.started_at < one.scheduled_for] == []
    return {one.delivery: one for one in rows}


@faked
def test_after_a_step_forward_what_has_become_due_goes_out_once_it_is_noticed(app, worker):
    now = datetime.now(UTC)
    before, between, after = ids = put(app, now, now + HOUR / 2, now + HOUR + 20 * SECOND)
    faked = worker(app)
    eventually(lambda: attempts(app))
    faked.set(HOUR)
    eventually(lambda: len(attempts(app)) == 3 and all(one.outcome for one in attempts(app)), seconds=90)
    found = published_once_and_never_early(app, ids)
    [noticed] = events(app, "clock set")
    assert found[before].started_at < now + HOUR / 4
    assert found[between].started_at - noticed < NOTICED
    assert found[after].started_at - max(noticed, found[after].scheduled_for) < NOTICED


@faked
def test_after_a_step_back_the_worker_lives_on_and_nothing_goes_out_early_or_twice(app, worker):
    [first] = put(app, datetime.now(UTC))
    faked = worker(app)
    eventually(lambda: any(one.outcome for one in attempts(app)))
    # Only now: on a slow machine, what is due soon after a worker is started would be out by then.
    now = datetime.now(UTC)
    [second] = put(app, now + 10 * SECOND, before=1)
    faked.set(-HOUR)
    eventually(lambda: events(app, "clock set"))
    # Its heart beats on by the new time, where APScheduler alone would sleep for an hour.
    noticed = beat(app)
    assert noticed < now - HOUR / 2
    # Past the moment, too, for which a timer that knows nothing of it was set.
    eventually(lambda: beat(app) > noticed and datetime.now(UTC) > now + 12 * SECOND)
    assert [one.delivery for one in attempts(app)] == [first]
    faked.set(timedelta(0))
    eventually(lambda: len(attempts(app)) == 2 and all(one.outcome for one in attempts(app)), seconds=90)
    found = published_once_and_never_early(app, [first, second])
    back = events(app, "clock set")[-1]
    assert found[second].started_at - max(back, found[second].scheduled_for) < NOTICED


@faked
def test_on_the_days_on_which_the_clocks_change_every_post_goes_out_at_its_time(tmp_path, worker):
    # Both days at once, each in a town of its own: a worker is given half a minute to be there before it happens.
    switches = [datetime.fromisoformat(at) for at in ("2027-03-28T01:00+00:00", "2026-10-25T01:00+00:00")]
    with ExitStack() as towns:
        apps = [towns.enter_context(closing(installation(tmp_path / f"{at:%B}"))) for at in switches]
        queued = [put(app, *(at + n * SECOND for n in range(-3, 4))) for app, at in zip(apps, switches, strict=True)]
        for app, at in zip(apps, switches, strict=True):
            worker(app, at - datetime.now(UTC) - 30 * SECOND, zone="Europe/Berlin")
        for app, at, ids in zip(apps, switches, queued, strict=True):
            eventually(lambda app=app, ids=ids: len([one for one in attempts(app) if one.outcome]) == len(ids))
            found = published_once_and_never_early(app, ids)
            [here] = looking.workers(app)
            assert here.started_at < at - 3 * SECOND, "it was there before the clocks changed"
            assert all(one.started_at - one.scheduled_for < NOTICED for one in found.values())
            assert events(app, "clock set") == []


def test_a_machine_that_wakes_up_publishes_at_once_what_has_become_due(app):
    """APScheduler waits by a clock that stands still meanwhile: without the guard it would wake up that much later."""
    from scheduler import Word, Worker

    slept = [0.0]
    clock = app.clock
    machine = replace(
        clock,
        now=lambda: clock.now() + slept[0] * SECOND,
        boottime=lambda: clock.boottime() + slept[0],
        suspended=lambda: slept[0],
    )
    worker = Worker(replace(app, clock=machine))
    worker._begin()
    try:
        (key,) = put(app, clock.now() + HOUR)
        assert worker._obey(Word.WAKE)
        assert attempts(app) == []
        slept[0] = 4_000.0
        assert worker._obey(Word.GUARD)
        assert [one.delivery for one in attempts(app)] == [key]
        assert len(events(app, "machine slept")) == 1
        assert events(app, "clock set") == []
        assert worker.armed_for > clock.now() + HOUR
    finally:
        worker._end()
    assert [one.outcome for one in attempts(app)] == [State.PUBLISHED]


def test_a_worker_that_is_told_word_after_word_notices_a_step_back_all_the_same(app):
    from scheduler import Word, Worker

    offset = [timedelta(0)]
    worker = Worker(replace(app, clock=replace(app.clock, now=lambda: datetime.now(UTC) + offset[0])))
    worker._begin()
    try:
        worker._obey(Word.WAKE)
        offset[0] = -HOUR
        worker._obey(Word.WAKE)
        [noticed] = events(app, "clock set")
        assert noticed < datetime.now(UTC) - HOUR / 2
        assert worker.armed_for < datetime.now(UTC)
    finally:
        worker._end()
