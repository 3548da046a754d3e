"""Another process keeps the database, or it cannot be written for a while: nothing is lost, and nothing goes out twice."""

import sqlite3
from datetime import timedelta
from functools import partial

import psycopg
import pytest

from campaign.publishing.publisher import Publisher
from tests.databases import migrate
from tests.faults.test_database_faults import complaints, eventually, read_only, said, working


def locked_sqlite(url):
    other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False, timeout=5)
    other.execute("BEGIN IMMEDIATE")
    return other.close


def locked_postgresql(url):
    other = psycopg.connect(url)
    other.execute("LOCK TABLE deliveries IN ACCESS EXCLUSIVE MODE")
    return other.close


def read_only_sqlite(_url):
    read_only.set()
    return read_only.clear


#: What another does, so that the function that it gives ends it, and how the database says so.
TROUBLES = {
    "sqlite locked": (locked_sqlite, "database is locked"),
    "sqlite read-only": (read_only_sqlite, "readonly database"),
    "postgresql locked": (locked_postgresql, "lock timeout"),
}


@pytest.fixture(params=TROUBLES)
def trouble(request, tmp_path):
    """A database's URL, what spoils it, and how it says so."""
    spoil, words = TROUBLES[request.param]
    if request.param.startswith("sqlite"):
        url = migrate(f"sqlite:///{tmp_path}/campaign.db")
    else:
        url = request.getfixturevalue("postgres").migrated_database()
    return url, partial(spoil, url), words


def told_clearly(log, words):
    assert said(log)
    assert all(words in line for line in said(log)), said(log)
    assert complaints(log) == []


def test_a_worker_that_can_write_nothing_as_it_makes_ready_goes_on_once_it_can(tmp_path, trouble, monkeypatch):
    url, spoil, words = trouble
    make_ready, mends = Publisher.make_ready, []

    def spoilt(publisher):
        mends.append(spoil())
        make_ready(publisher)

    monkeypatch.setattr(Publisher, "make_ready", spoilt)
    with working(tmp_path, url, 8) as (_, _, log):
        eventually(lambda: said(log))
        mends[0]()
    told_clearly(log, words)


def test_what_falls_due_while_nothing_can_be_written_is_sent_once_it_can(tmp_path, trouble):
    url, spoil, words = trouble
    with working(tmp_path, url, 8, due_in=timedelta(seconds=2)) as (_, platform, log):
        eventually(lambda: any(line["event"] == "waiting" for line in log))
        mend = spoil()
        try:
            eventually(lambda: said(log))
            assert platform.posts == []
        finally:
            mend()
    told_clearly(log, words)


def test_what_was_sent_before_nothing_could_be_written_is_written_down_once_it_can(tmp_path, trouble):
    url, spoil, words = trouble
    ends = []
    with working(tmp_path, url, 8, during=lambda: ends.append(spoil())) as (_, _platform, log):
        try:
            # Nobody is locked out before whoever reads just now is through.
            eventually(lambda: ends and len(said(log)) >= 2)
        finally:
            for end in ends:
                end()
    told_clearly(log, words)
