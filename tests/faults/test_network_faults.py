"""Whatever the network does to a call: each platform takes a post once, and its state says the truth."""

import random
from datetime import timedelta

import pytest

from campaign.states import State
from tests.faults.line import lines
from tests.faults.network import FAULTS, KINDS, LIMITS, LOST, OUT, PORTAL, WAIT, WAIT_LONG, limited, until

SECOND, DAY_S = timedelta(seconds=1), 86_400


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
