"""A crew has as many threads as there are errands that wait, and runs each errand once."""

from threading import Barrier, Event, get_ident

import pytest

from campaign.publishing import crew
from campaign.publishing.crew import Crew
from tests.waiting import eventually

MANY = 2_000


@pytest.fixture
def hire():
    """Crews that are let go of at the end."""
    hired = []

    def one(run, size):
        hired.append(Crew(run, size))
        return hired[-1]

    yield one
    for each in hired:
        each.stop()


def test_every_errand_is_run_once_whoever_hands_it_over_meanwhile(hire):
    done = []
    found = hire(done.append, 8)
    for first in range(0, MANY, 10):
        found.take(range(first, first + 10))
    eventually(lambda: len(done) == MANY)
    assert sorted(done) == list(range(MANY))


def test_errands_that_wait_are_run_beside_each_other_as_many_as_there_may_be(hire):
    together = Barrier(5)
    found = hire(lambda _: together.wait(10), 4)
    found.take(range(4))
    # All four are at the barrier, and none of them passes it before us.
    together.wait(10)
    assert not together.broken


def test_what_nobody_has_begun_comes_back_when_the_crew_stops(hire):
    begun, over = Event(), Event()

    def run(_):
        begun.set()
        over.wait(10)

    found = hire(run, 1)
    found.take("abc")
    assert begun.wait(10)
    assert found.stop() == ["b", "c"]
    over.set()


def test_a_slow_errand_keeps_no_other_waiting(hire):
    over, done = Event(), []

    def run(errand):
        if errand == "slow":
            over.wait(10)
        done.append(errand)

    found = hire(run, 2)
    found.take(["slow", *range(100)])
    eventually(lambda: len(done) == 100)
    assert "slow" not in done
    over.set()


def test_a_thread_that_rests_for_long_ends_and_another_comes_when_there_is_work(hire, monkeypatch):
    monkeypatch.setattr(crew, "REST_S", 0.01)
    threads = []
    found = hire(lambda _: threads.append(get_ident()), 3)
    for n in range(1, 20):
        found.take([n])
        eventually(lambda n=n: len(threads) == n)
        eventually(lambda: found._threads == 0)


def test_where_the_system_gives_no_more_threads_those_that_there_are_do_it_all(hire, monkeypatch):
    done = []
    found = hire(done.append, 8)
    found.take([0])
    eventually(lambda: done == [0])

    def refuse(*_, **__):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(crew, "Thread", refuse)
    found.take(range(1, 100))
    eventually(lambda: sorted(done) == list(range(100)))


def test_without_any_thread_who_hands_over_is_told_and_may_try_again(hire, monkeypatch):
    def refuse(*_, **__):
        raise RuntimeError("can't start new thread")

    done = []
    found = hire(done.append, 8)
    with monkeypatch.context() as without:
        without.setattr(crew, "Thread", refuse)
        with pytest.raises(RuntimeError):
            found.take([0])
    found.take([1])
    eventually(lambda: sorted(done) == [0, 1])
