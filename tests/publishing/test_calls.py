"""How many answers are written down together: of many calls half, of few what is there."""

import threading
import time

import pytest

from campaign.publishing import calling
from campaign.publishing.calling import MANY, Calls


class Echo:
    """A caller whose answer is the errand."""

    def answer(self, errand):
        return errand


class Hands:
    """Runs errands when told to."""

    def __init__(self, run, _size):
        self.run, self.errands = run, []

    def take(self, errands):
        self.errands += errands

    def end(self, number, pause_s=0.0):
        for _ in range(number):
            time.sleep(pause_s)
            self.run(self.errands.pop(0))


@pytest.fixture
def made():
    """So many calls on their way, and whoever makes them."""

    def make(number):
        hands = []
        calls = Calls(Echo(), number, lambda: None, lambda run, size: hands.append(Hands(run, size)) or hands[0])
        calls.make(range(number))
        return calls, hands[0]

    return make


def test_half_of_many_are_waited_for(made, monkeypatch):
    monkeypatch.setattr(calling, "GATHER_S", 60.0)
    calls, hands = made(2 * MANY)
    late = threading.Thread(target=hands.end, args=(MANY, 0.01))
    late.start()
    assert len(calls.collect(wait_s=None)) >= MANY
    late.join()


def test_they_are_not_waited_for_without_end(made, monkeypatch):
    monkeypatch.setattr(calling, "GATHER_S", 0.0)
    calls, hands = made(2 * MANY)
    hands.end(3)
    assert calls.collect(wait_s=None) == [0, 1, 2]


def test_of_few_nothing_is_waited_for(made, monkeypatch):
    monkeypatch.setattr(calling, "GATHER_S", 60.0)
    calls, hands = made(MANY - 1)
    hands.end(1)
    assert calls.collect(wait_s=None) == [0]
