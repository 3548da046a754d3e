"""Whatever the network does to a call: each platform takes a post once, and its state says the truth."""

import random
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from campaign.app import App
from campaign.clock import Clock
from campaign.desk import deliveries
from campaign.states import State
from campaign.store import queue
from campaign.store.history import Filter
from posts.wire import Guard, Session
from tests.faults.network import FAULTS, KINDS, LIMITS, LOST, OUT, PORTAL, WAIT, WAIT_LONG, Network, limited, until
from tests.kills.platforms import Platforms
from tests.kills.town import Town
from tests.wire.loopback import serving

SECOND, DAY_S = timedelta(seconds=1), 86_400
#: More passes than any post may need to come to rest.
MOST_PASSES = 120


@dataclass(frozen=True)
class House(App):
    """An installation with its own patience."""

    patience: tuple[float, float] = (2, 5)

    def session(self):
        connect_s, read_s = self.patience
        return Session(Guard(self.config.fetch.allow), connect_s=connect_s, read_s=read_s)


class Ledger(Counter):
    """How often each text was taken."""

    def took(self, _kind, text):
        self[text] += 1


class Line:
    """Five accounts before five platforms, and a worker whose clock is ours: the machine's, and so much later."""

    def __init__(self, folder, network, ledger, url):
        self.network, self.taken, self.later = network, ledger, timedelta(0)
        self.town = Town(folder, url, None, kinds=tuple(KINDS))
        real = self.town.app.clock
        self.real = real
        clock = Clock(now=self.now, boottime=real.boottime, suspended=real.suspended)
        known = self.town.app
        self.town.app = self.app = House(known.config, known.store, clock, known.actor)

    def now(self):
        return self.real.now() + self.later

    @contextmanager
    def worker(self, *, slow=False):
        publisher = replace(self.app, patience=(0.2, 0.2) if slow else House.patience).publisher()
        yield publisher
        publisher.stop()

    def post(self):
        """Queues a post of each account, due now; kind → its id."""
        return {self.row(key).account.partition("-")[0]: key for key in self.town.post()}

    def row(self, key):
        [row] = deliveries.listed(self.app, Filter(ids=[key]))
        return row

    def first(self, keys):
        """How the first attempts ended: OUT, or the codes of their reasons."""
        firsts = {kind: self.town.attempts(key)[0] for kind, key in keys.items()}
        return {kind: one.reason.code if one.reason else one.outcome.value for kind, one in firsts.items()}

    def pass_(self, *, slow=False):
        with self.worker(slow=slow) as publisher:
            publisher.tick()

    def come_to_rest(self):
        """Time passes, and a worker works, until nothing moves by itself any more."""
        with self.worker() as publisher:
            for _ in range(MOST_PASSES):
                if (at := self._next()) is None:
                    return
                self.later += max(at - self.now(), timedelta(0))
                publisher.tick()
        raise AssertionError(f"it does not come to rest: {[one for one in self.town.rows() if one.due_at]}")

    def _next(self):
        with self.app.store.read() as connection:
            times = (queue.next_due(connection), queue.next_look(connection))
        return min((at for at in times if at), default=None)


def lines(folder, **more):
    """A `Line`, while it is used."""
    ledger, line = Ledger(), None
    platforms = Platforms(ledger, now=lambda: line.now())  # noqa: PLW0108 - there is no line yet
    network = Network(platforms, **more)
    with serving(network) as url:
        line = Line(folder, network, ledger, url)
        yield line
        line.town.close()


@pytest.fixture(scope="module")
def line(tmp_path_factory):
    yield from lines(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="module")
def shaky(tmp_path_factory):
    """A line on which whatever is asked may meet a fault: logging in, asking for limits, reading back."""
    yield from lines(tmp_path_factory.mktemp("town"), everything=True)


def accounted_for(line, keys):
    """Nothing went out twice, and what a row says is so; what nobody can know, it leaves to a person."""
    for row in map(line.row, keys):
        taken = line.taken[row.text]
        assert taken <= 1, row
        if row.state is State.IN_DOUBT:
            assert (row.due_at, row.reason.code) == (None, "unreadable")
        else:
            assert (row.state, taken) == (State.PUBLISHED, 1), row


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_taken_for_what_it_is_and_the_post_goes_out_once(line, name):
    fault = FAULTS[name]
    line.network.arm(fault)
    keys = line.post()
    line.pass_(slow=fault.slow)
    assert line.first(keys) == {kind: fault.meaning(kind) for kind in KINDS}
    line.come_to_rest()
    accounted_for(line, keys.values())
    lost = {kind for kind in KINDS if fault.meaning(kind) == LOST}
    assert line.network.sent == {kind: KINDS[kind].sends[fault.takes] if kind in lost else 1 for kind in KINDS}
    ends = {kind: KINDS[kind].ends if kind in lost else State.PUBLISHED for kind in KINDS}
    assert {kind: line.row(key).state for kind, key in keys.items()} == ends


def test_a_page_of_somebody_elses_is_no_receipt(line):
    line.network.arm(PORTAL)
    line.network.armed["deaf"] = []
    keys = line.post()
    line.pass_()
    assert line.first(keys) == dict.fromkeys(KINDS, LOST) | {"deaf": OUT}
    line.come_to_rest()
    accounted_for(line, keys.values())
    assert {line.row(key).state for key in keys.values()} == {State.PUBLISHED}


@pytest.mark.parametrize("limit", LIMITS)
def test_a_platform_that_asks_to_wait_again_and_again_is_waited_for_within_reason(line, limit):
    line.network.arm(*[limited(limit, line.now())] * 3)
    keys, now = line.post(), line.now()
    line.pass_()
    for kind, key in keys.items():
        row = line.row(key)
        assert row.state is State.QUEUED
        assert row.reason.code == (WAIT_LONG if until(limit, kind) >= DAY_S else WAIT)
        assert abs(row.due_at - now - until(limit, kind) * SECOND) < 10 * SECOND, kind
    line.come_to_rest()
    accounted_for(line, keys.values())
    assert line.network.sent == dict.fromkeys(KINDS, 4)
    assert {line.row(key).state for key in keys.values()} == {State.PUBLISHED}


def test_a_storm_longer_than_the_patience_with_failures_costs_no_post(line):
    line.network.arm(*[limited("Retry-After", line.now())] * 14)
    keys = line.post()
    line.come_to_rest()
    accounted_for(line, keys.values())
    assert line.network.sent == dict.fromkeys(KINDS, 15)


def work_through_faults(line, chance):
    """A post of each kind, and so many faults of any sort on whatever is asked for them."""
    quick = [fault for fault in (*FAULTS.values(), PORTAL) if not fault.slow]
    quick += [limited(name, line.now()) for name in LIMITS]
    line.network.arm(*chance.choices(quick, k=chance.randrange(2, 12)))
    line.network.armed["deaf"] = [fault for fault in line.network.armed["deaf"] if fault is not PORTAL]
    keys = line.post()
    line.come_to_rest()
    accounted_for(line, keys.values())


@pytest.mark.parametrize("seed", range(3))
def test_faults_upon_faults_lose_and_double_nothing(shaky, seed):
    work_through_faults(shaky, random.Random(seed))


@pytest.mark.torture
def test_hundreds_of_rows_of_faults_lose_and_double_nothing(shaky):
    for seed in range(3, 503):
        work_through_faults(shaky, random.Random(seed))
