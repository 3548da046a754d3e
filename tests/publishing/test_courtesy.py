"""Posts go first: what can wait does, for a while, before each of its steps."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from campaign.rounds.courtesy import AHEAD, Courtesy
from tests.publishing.virtual import Virtual


@pytest.fixture
def virtual(store):
    return Virtual(store)


def pauses(*idle):
    """How long each pause of a wait was, where the worker is idle as told, and from then on as it was told last."""
    told, found = iter(idle), []
    Courtesy(is_idle=lambda: next(told, idle[-1]), pause=found.append).wait()
    return found


def test_a_step_is_taken_at_once_while_nothing_goes_out():
    assert pauses(True) == []


def test_a_step_waits_until_posts_are_out():
    assert len(pauses(False, False, True)) == 2


def test_a_step_is_taken_after_a_tenth_of_a_second_however_much_goes_out():
    assert sum(pauses(False)) == pytest.approx(0.1)


def test_each_statement_that_reads_is_a_step_and_so_is_all_of_a_transaction_that_writes(store):
    steps = []
    considerate = store.considerate(lambda: steps.append("step"))
    for begin, of_each in ((considerate.read, 1), (considerate.write, 0)):
        with begin() as connection:
            begun = len(steps)
            for _ in range(3):
                connection.execute(text("SELECT 1"))
        assert begun or of_each
        assert len(steps) - begun == 3 * of_each
        steps.clear()
    with store.read() as connection, store.write():
        connection.execute(text("SELECT 1"))
    assert steps == []


def test_a_worker_is_idle_until_something_is_about_to_fall_due_and_again_once_it_is_out(virtual):
    publisher = virtual.worker()
    publisher.work()
    assert publisher.is_idle(AHEAD)
    virtual.new()
    publisher.start()
    publisher.next_due()
    # Nothing is to come, and one is on its way.
    assert not publisher.is_idle(AHEAD)
    publisher.work()
    publisher.start()
    assert publisher.is_idle(AHEAD)
    virtual.new(due=virtual.at + timedelta(seconds=1))
    publisher.start()
    assert publisher.is_idle(AHEAD)
    virtual.at += timedelta(seconds=1) - AHEAD / 2
    assert not publisher.is_idle(AHEAD)
    publisher.stop()
