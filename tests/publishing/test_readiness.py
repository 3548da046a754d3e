"""A worker that starts makes ready: its first post meets nothing that is made only once."""

import pytest
from sqlalchemy import event

from campaign.errors import ConfigError
from campaign.states import State
from campaign.store.queue import claiming
from tests.publishing.desks import desks, say
from tests.publishing.test_tick import NOW


@pytest.fixture
def make(tmp_path, database_url):
    yield from desks(tmp_path, database_url)


@pytest.mark.parametrize("seen_ahead", [50, 1], ids=["all of it seen ahead", "more than was seen ahead"])
def test_the_first_post_after_that_asks_nothing_that_was_not_asked(make, monkeypatch, seen_ahead):
    monkeypatch.setattr(claiming, "_SEEN_AHEAD", seen_ahead)
    desk, asked = make(), set()

    @event.listens_for(desk.app.store.engine, "before_cursor_execute")
    def _asked(_connection, _cursor, statement, _given, context, _many):
        # What the driver is handed as it is need not be compiled: on SQLite the text depends on how many rows there are.
        if context.compiled is not None:
            asked.add(statement)

    desk.publisher.make_ready()
    before = set(asked)
    say(desk, "Rest helps. #RestHelps")
    asked.clear()
    assert desk.publisher.start() == 1
    desk.publisher.settle(desk.publisher.collect(wait_s=None))
    assert asked - before == set()
    assert [one.state for one in desk.rows()] == [State.PUBLISHED]


def test_the_adapters_of_those_whose_turn_comes_are_open(make):
    desk = make(names=("clinic", "idle"))
    say(desk, "Rest helps. #RestHelps")
    desk.publisher.make_ready()
    assert list(desk.platforms) == ["clinic"]


def test_an_account_that_cannot_be_opened_is_left_to_its_claim(make):
    desk = make()
    [post] = say(desk, "Rest helps. #RestHelps")

    def refused(_account):
        raise ConfigError("another key.", key="key")

    desk.publisher.open_platform = refused
    desk.publisher.make_ready()
    assert [one.state for one in desk.rows(post)] == [State.QUEUED]
    desk.publisher.work()
    assert [one.state for one in desk.rows(post)] == [State.HELD]


def test_nothing_is_claimed_by_it_nor_written(make):
    desk = make()
    say(desk, "Rest helps. #RestHelps", at=NOW)
    before = desk.rows()
    desk.publisher.make_ready()
    assert desk.rows() == before
    assert desk.attempts() == []
    assert desk.publisher.in_flight == 0
    assert desk.said() == []  # by an adapter that is open


def test_nothing_is_looked_for_that_no_thread_is_free_for(make, monkeypatch):
    desk = make(names=("clinic", "idle"))
    for name in ("clinic", "idle"):
        say(desk, "Rest helps. #RestHelps", account=name)
    publisher, looks, glance = desk.publisher, [], desk.app.store.glance
    monkeypatch.setattr(desk.app.store, "glance", lambda look: looks.append(look) or glance(look))
    publisher.threads = 1
    assert publisher.start() == 1
    looks.clear()
    publisher.next_due()
    assert looks == []
    publisher.settle(publisher.collect(wait_s=None))
    publisher.work()
    assert [one.state for one in desk.rows()] == [State.PUBLISHED, State.PUBLISHED]
