"""The database fails under a worker: nothing is lost, nothing goes out twice, and it goes on by itself."""

import sqlite3
import threading
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import event
from structlog.testing import capture_logs

import scheduler
from campaign.app import App, system_clock
from campaign.config import Config
from campaign.sections import Data
from campaign.states import State
from campaign.store.database import Store
from posts.platforms.base import Login
from posts.testing import FakePlatform
from tests import waiting
from tests.databases import migrate
from tests.faults.proxy import Proxy
from tests.store.world import World

#: The check asks the database that fails.
eventually = partial(waiting.eventually, seconds=30, although=(Exception,))


class Stage(FakePlatform):
    """A platform that takes whatever it is told as often as it is told, and does something while it is called."""

    def __init__(self, during=None):
        super().__init__(Login("stage", None, system_clock().now), honours_key=False)
        self.during = during

    def publish(self, message):
        receipt = super().publish(message)
        if self.during and len(self.posts) == 1:
            self.during()
        return receipt


@dataclass(frozen=True)
class House(App):
    platform: Stage = None

    def open_platform(self, account):
        return self.platform


#: While it is set, SQLite lets nobody write.
read_only = threading.Event()


def impatient(store):
    """Waits a fifth of a second for a lock, not ten."""

    @event.listens_for(store.engine, "connect")
    def _hurry(connection, _record):
        if store.is_sqlite:
            connection.execute("PRAGMA busy_timeout = 200")
        else:
            connection.execute("SET lock_timeout = '200ms'")
            connection.commit()

    @event.listens_for(store.engine, "begin")
    def _restrict(connection):
        if read_only.is_set():
            connection.exec_driver_sql("PRAGMA query_only = ON")

    return store


@contextmanager
def working(folder, url, count, during=None, due_in=timedelta(seconds=-5)):
    """A worker on a queue of so many due posts of four accounts; at the end each of them is out, once."""
    store = impatient(Store(url))
    world = World(store, names=("a", "b", "c", "d"))
    world.at = system_clock().now() + due_in
    for name in world.names:
        world.new(count // 4, account=name)
    house = House(Config(data=Data(folder=folder)), store, system_clock(), "ann", platform=Stage(during))
    worker = scheduler.Worker(house)
    failed = []

    def run():
        try:
            worker.run()
        except Exception as error:  # noqa: BLE001 - whatever it was, the worker ended by it
            failed.append(error)

    with capture_logs() as log:
        thread = threading.Thread(target=run)
        thread.start()
        try:
            yield world, house.platform, log
            eventually(lambda: world.counts() == {State.PUBLISHED: count})
        finally:
            worker.stop()
            thread.join(60)
    assert failed == []
    assert len(house.platform.posts) == count
    assert world.counts() == {State.PUBLISHED: count}
    store.close()


def said(log):
    return [line["words"] for line in log if line["event"] == "the database failed"]


def complaints(log):
    return [words for words in said(log) if "\n" in words or "Traceback" in words]


# -- SQLite


@pytest.fixture
def url(small_disk):
    return migrate(f"sqlite:///{small_disk}/campaign.db")


class Disk:
    """Fills a small disk up, and makes room again."""

    def __init__(self, place):
        self.place, self.filler = place, place / "filler"

    def fill(self):
        # The log is cut to nothing first: what it has would be written over.
        with closing(sqlite3.connect(self.place / "campaign.db", timeout=5)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with suppress(OSError), self.filler.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))

    def free(self):
        self.filler.unlink()


def test_a_disk_that_is_full_before_the_intent_keeps_everything_in(tmp_path, small_disk, url):
    disk = Disk(small_disk)
    # The worker says hello first: it does not start on a full disk.
    with working(tmp_path, url, 8):
        pass
    with working_late(tmp_path, url, disk.fill, disk.free) as log:
        assert any("disk is full" in words for words in said(log))
        assert complaints(log) == []


@contextmanager
def working_late(folder, url, spoil, mend):
    """A worker that waits; then the database is spoilt, and something falls due; then it is mended."""
    store = impatient(Store(url))
    with store.write() as connection:
        [owner] = [row[0] for row in connection.exec_driver_sql("SELECT id FROM accounts WHERE name = 'a'")]
        key = connection.exec_driver_sql(
            f"SELECT id FROM deliveries WHERE account_id = {owner} ORDER BY id LIMIT 1"
        ).scalar()
        due = system_clock().now() + timedelta(seconds=3)
        micro = round(due.timestamp() * 1e6)
        connection.exec_driver_sql(
            f"UPDATE deliveries SET state = 'queued', published_at = NULL, due_at = {micro}, scheduled_for = {micro}"
            f" WHERE id = {key}"
        )
    house = House(Config(data=Data(folder=folder)), store, system_clock(), "ann", platform=Stage())
    worker = scheduler.Worker(house)
    with capture_logs() as log:
        thread = threading.Thread(target=worker.run)
        thread.start()
        eventually(lambda: any(line["event"] == "waiting" for line in log))
        spoil()
        try:
            eventually(lambda: said(log))
            assert house.platform.posts == []
        finally:
            mend()
        eventually(lambda: len(house.platform.posts) == 1)
        yield log
        worker.stop()
        thread.join(60)
    assert len(house.platform.posts) == 1
    store.close()


def test_a_disk_that_is_full_after_the_call_is_waited_for_and_nothing_goes_out_twice(tmp_path, small_disk, url):
    disk = Disk(small_disk)
    with working(tmp_path, url, 8, during=disk.fill) as (_world, _platform, log):
        # Whoever fills it up keeps others from writing for a moment: that is told too, and is no full disk.
        eventually(lambda: any("disk is full" in words for words in said(log)))
        disk.free()
    assert any("disk is full" in words for words in said(log))
    assert complaints(log) == []


# -- PostgreSQL


def test_a_postgresql_that_is_restarted_under_load_loses_and_doubles_nothing(tmp_path, postgres):
    with working(tmp_path, postgres.migrated_database(), 80) as (_world, platform, log):
        eventually(lambda: len(platform.posts) > 8)
        postgres.restart()
    assert complaints(log) == []


def test_connections_that_are_cut_lose_and_double_nothing(tmp_path, postgres):
    url = postgres.migrated_database()
    with working(tmp_path, url, 80) as (_world, platform, log):
        for least in (4, 16, 32):
            eventually(lambda least=least: len(platform.posts) > least)
            postgres._run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                " AND datname = current_database()",
                url,
            )
    assert complaints(log) == []


@pytest.mark.parametrize("number", range(2, 8))
def test_a_commit_whose_answer_is_lost_is_looked_up_and_never_assumed(tmp_path, postgres, number):
    """The connection is cut between a COMMIT and its answer: the worker's n-th one, of an intent or an outcome."""
    url = postgres.migrated_database()
    folder = url.split("host=")[1]
    with Proxy(f"{folder}/.s.PGSQL.5432") as proxy:
        through = url.replace(folder, str(proxy.folder))
        with working(tmp_path, through, 8, due_in=timedelta(seconds=3)) as (_, _, log):
            # A worker whose hello is not answered ends, and is started anew by whoever started it.
            eventually(lambda: any(line["event"] == "waiting" for line in log))
            proxy.cut_after(number)
            eventually(lambda: proxy.cuts == 1)
    assert complaints(log) == []
