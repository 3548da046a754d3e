"""How workers on PostgreSQL hear of what others write, and which of them looks after what was left."""

import threading
import time

import psycopg
import pytest

from campaign.store.database import Store
from tests.store.world import World
from tests.waiting import eventually


@pytest.fixture
def store(postgres):
    opened = Store(postgres.emptied_database())
    yield opened
    opened.close()


@pytest.fixture
def listen(store):
    """Starts listeners; an event of each is set when it has heard something."""
    started = []

    def start():
        event = threading.Event()
        started.append(store.listen(event.set))
        assert event.wait(10), "what was said before is taken as said"
        event.clear()
        return started[-1], event

    yield start
    for one in started:
        one.close()


def cut_listeners(store):
    """Ends the connections of all who listen, as a restart of the server would."""
    with psycopg.connect(store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)) as admin:
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
        listening = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
        admin.execute(listening)


def test_a_worker_hears_what_another_process_queues(store, listen):
    _, heard = listen()
    World(store).new()
    assert heard.wait(10)


def test_a_worker_is_not_told_of_what_workers_write(store, listen):
    world = World(store)
    _, heard = listen()
    store.tells = False
    world.new()
    store.tells = True
    assert not heard.is_set()
    world.new()
    assert heard.wait(10)


def test_a_dry_run_wakes_nobody(store, listen):
    World(store)
    _, heard = listen()
    with store.write(dry_run=True):
        pass
    assert not heard.wait(0.3)


def test_one_worker_leads_and_when_it_goes_another_does(listen):
    first, _ = listen()
    eventually(lambda: first.leads)
    second, _ = listen()
    assert not second.leads
    first.close()
    assert not first.leads
    eventually(lambda: second.leads)


def test_a_listener_whose_connection_was_cut_hears_again(store, listen):
    one, heard = listen()
    eventually(lambda: one.leads)
    cut_listeners(store)
    assert heard.wait(20), "what may have been said meanwhile is taken as said"
    heard.clear()
    eventually(lambda: one.leads)
    World(store).new()
    assert heard.wait(10)


def test_a_worker_that_stops_lets_go_within_seconds(listen):
    one, _ = listen()
    begun = time.monotonic()
    one.close()
    assert time.monotonic() - begun < 5
    assert not one._thread.is_alive()
