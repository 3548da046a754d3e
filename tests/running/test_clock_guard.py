"""Time that jumps, as the guard sees it, and what is put right in the database then."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from campaign.clock import Clock, Guard, Jump
from campaign.states import State
from campaign.store import jumps, workers
from tests.store.world import LEASE, World, act

START = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class Machine:
    """Its clocks go on together, until somebody sets one or closes the lid."""

    wall: datetime = START
    boot: float = 1_000.0
    slept: float = 0.0
    #: What is added between two reads of one look, once: a process that is stopped in the middle.
    stall: float = 0.0

    def clock(self):
        return Clock(now=self.read, boottime=lambda: self.boot, suspended=lambda: self.slept)

    def read(self):
        self.wait(self.stall)
        self.stall = 0.0
        return self.wall

    def wait(self, seconds):
        self.wall += timedelta(seconds=seconds)
        self.boot += seconds

    def sleep(self, seconds):
        self.wait(seconds)
        self.slept += seconds


@pytest.fixture
def machine():
    return Machine()


@pytest.fixture
def guard(machine):
    return Guard(machine.clock())


def test_time_that_passes_is_no_jump(machine, guard):
    for seconds in (0, 1, 5, 3_600):
        machine.wait(seconds)
        assert guard.jump() is None


@pytest.mark.parametrize("hours", [1, -1])
def test_a_clock_that_is_set_is_noticed_once_with_how_far(machine, guard, hours):
    machine.wait(3)
    machine.wall += hours * HOUR
    assert guard.jump() == Jump(set_by=pytest.approx(hours * 3_600), slept=0)
    machine.wait(3)
    assert guard.jump() is None


def test_a_night_with_the_lid_closed_is_sleep_and_no_jump_of_the_wall_clock(machine, guard):
    machine.sleep(8 * 3_600)
    assert guard.jump() == Jump(set_by=0, slept=8 * 3_600)
    assert guard.jump() is None


def test_small_steps_add_up(machine, guard):
    found = []
    for _ in range(5):
        machine.wall += timedelta(seconds=0.9)
        found.append(guard.jump())
    assert [one is not None for one in found] == [False, False, True, False, False]


def test_a_worker_that_is_held_up_between_two_clocks_sees_no_jump(machine, guard):
    machine.stall = 30
    assert guard.jump() is None
    assert guard.jump() is None


@pytest.fixture
def world(store):
    found = World(store, names=("clinic", "doctor"))
    with store.write() as connection:
        for name in ("w1", "w2"):
            workers.arrive(connection, name, "0.1.0", found.at)
    return found


def jump(world, seconds, worker="w1"):
    world.wait(timedelta(seconds=seconds))
    with world.store.write() as connection:
        jumps.after(connection, Jump(seconds, 0.0), worker, act(world.at, f"worker {worker}"), world.at + LEASE)


def test_a_call_that_is_on_its_way_is_not_taken_for_a_dead_workers_when_the_clock_goes_forward(world):
    (key,) = world.new()
    world.intend(world.claim())
    jump(world, 3_600)
    assert world.rescue() == ([], [])
    assert world.state(key) is State.SENDING


def test_a_dead_workers_claim_is_taken_back_in_time_when_the_clock_goes_back(world):
    (key,) = world.new()
    world.begin(worker="w2")
    world.at -= HOUR
    jump(world, -1, worker="w1")
    world.wait(LEASE - timedelta(seconds=1))
    assert world.rescue() == ([], [])
    world.wait(timedelta(seconds=2))
    assert world.rescue() == ([], [key])


def test_another_workers_claim_that_ended_stays_ended(world):
    (key,) = world.new()
    world.begin(worker="w2")
    jump(world, 3_600)
    assert world.rescue() == ([], [key])


def test_an_event_says_that_the_clock_was_set_and_another_that_the_machine_slept(world):
    jump(world, 3_600)
    with world.store.write() as connection:
        jumps.after(connection, Jump(0.0, 60.0), "w1", act(world.at), world.at + LEASE)
    rows = world.raw("SELECT kind FROM events ORDER BY id DESC LIMIT 2")
    assert [kind for (kind,) in rows] == ["machine slept", "clock set"]
