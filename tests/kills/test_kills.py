"""The real worker is killed wherever it can be, and stopped, and told to end: no post is lost, and none goes out twice."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from campaign.states import State
from tests.kills.town import Town, platforms
from tests.kills.worker import AGAIN, LEASE_S, POINTS, SENDING
from tests.waiting import eventually


@pytest.fixture
def build(tmp_path, request):
    """Makes a town on a database of each kind, before platforms of which so many calls go wrong."""
    towns = []

    def make(database="sqlite", faults=0.0, **more):
        scope = platforms(tmp_path, faults)
        url, ledger = scope.__enter__()
        postgres = request.getfixturevalue("postgres").new_database() if database == "postgresql" else ""
        town = Town(tmp_path, url, ledger, postgres, **more)
        towns.append((town, scope))
        return town

    yield make
    for town, scope in towns:
        town.close()
        scope.__exit__(None, None, None)


def told(capsys, what, found):
    with capsys.disabled():
        print(f"\n{what}: {found.words()}")


def all_is_well(found):
    assert (found.lost, found.twice) == ([], [])
    # Where there is a key or something to read, no person is asked; but for a post that killed one worker after another.
    assert {one for one in found.by_a_person if "deadly" not in one} <= {"deaf: unreadable"}


@pytest.mark.long
def test_a_worker_killed_at_each_point_of_sending_loses_nothing_and_sends_nothing_twice(build, capsys):
    town = build()
    kills = town.kill(len(SENDING) + 3, workers=1, seed=1, points=SENDING)
    found = town.judge(kills)
    told(capsys, "each point of sending once, SQLite", found)
    all_is_well(found)
    assert set(SENDING) <= set(kills)


@pytest.mark.torture
def test_a_worker_killed_at_each_point_of_its_work_loses_nothing_and_sends_nothing_twice(build, capsys):
    town = build()
    kills = town.kill(len(POINTS) + 3, workers=1, seed=1)
    found = town.judge(kills)
    told(capsys, "each point once, SQLite", found)
    all_is_well(found)
    assert set(SENDING) <= set(kills)


@pytest.mark.torture
def test_four_workers_killed_on_postgresql_lose_nothing_and_send_nothing_twice(build, capsys):
    town = build("postgresql", faults=0.2)
    found = town.judge(town.kill(8, workers=4, seed=2), workers=2)
    told(capsys, "PostgreSQL, 4 workers", found)
    all_is_well(found)


@pytest.mark.torture
@pytest.mark.parametrize("workers", [1, 4])
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_hundreds_of_killed_workers_lose_nothing_and_send_nothing_twice(build, capsys, database, workers):
    town = build(database, faults=0.2, each=2)
    kills = town.kill(130, workers, seed=workers)
    found = town.judge(kills, workers)
    told(capsys, f"{database}, {workers} workers", found)
    all_is_well(found)
    assert set(SENDING) <= set(kills)
    assert set(AGAIN) & set(kills)


def stopped(pid):
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


def stopped_between_writes(pid, database):
    """As `stopped`; whom it caught while another of its threads writes goes on a little, since it locks SQLite for all."""
    if not stopped(pid):
        return False
    try:
        with closing(sqlite3.connect(database, timeout=0, isolation_level=None)) as own:
            own.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        os.kill(pid, signal.SIGCONT)
        time.sleep(0.05)
        os.kill(pid, signal.SIGSTOP)
        return False
    return True


@pytest.mark.parametrize(
    ("kind", "at", "meanwhile", "then"),
    [
        # Another has proven it absent and sent it: what the first was about to send must not leave any more.
        pytest.param("read", "after intent commit", State.PUBLISHED, State.PUBLISHED, marks=pytest.mark.torture),
        ("read", "after connect", State.PUBLISHED, State.PUBLISHED),
        # Nothing can tell, but the one that went on: it had the answer, or knows that it sent nothing.
        pytest.param("deaf", "after answer", State.IN_DOUBT, State.PUBLISHED, marks=pytest.mark.torture),
        pytest.param("deaf", "after intent commit", State.IN_DOUBT, State.PUBLISHED, marks=pytest.mark.torture),
        # The answer came too late to be read: a person must say.
        pytest.param("deaf", "after body", State.IN_DOUBT, State.IN_DOUBT, marks=pytest.mark.torture),
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_worker_that_is_stopped_for_two_leases_and_goes_on_sends_nothing_a_second_time(
    build, tmp_path, kind, at, meanwhile, then
):
    town = build(kinds=(kind,))
    [key] = town.post()
    zombie = town.nursery.start(at, signal="STOP")
    eventually(lambda: stopped_between_writes(zombie, tmp_path / "data" / "campaign.db"))
    other = town.nursery.start()
    time.sleep(2 * LEASE_S)
    eventually(lambda: town.rows()[0].state is meanwhile)
    os.kill(zombie, signal.SIGCONT)
    eventually(lambda: town.attempts(key)[0].ended_at is not None)
    for pid in (zombie, other):
        os.kill(pid, signal.SIGTERM)
        assert town.nursery.wait(pid) == 0
    town.heal()
    [row] = town.rows()
    assert (row.state, town.taken()[row.text]) == (then, 1)


@pytest.mark.torture
def test_a_worker_that_is_told_to_end_in_the_midst_of_calls_settles_them_and_gives_back_the_rest(build):
    town = build(faults=1.0)
    town.post(3)
    pid = town.nursery.start()
    eventually(town.ledger.exists)
    eventually(lambda: town.taken().total() > 0)
    os.kill(pid, signal.SIGTERM)
    assert town.nursery.wait(pid) == 0
    assert not {row.state for row in town.rows()} & {State.CLAIMED, State.SENDING}
    found = town.judge({})
    assert (found.lost, found.twice) == ([], [])


@pytest.mark.parametrize(
    ("at", "out"), [("after connect", 0), ("after headers", 0), ("mid-body", 0), ("after body", 1)]
)
def test_the_points_between_the_bytes_of_a_call_are_where_they_say(build, at, out):
    town = build(kinds=("deaf",))
    town.post()
    assert town.nursery.wait(town.nursery.start(at)) == -signal.SIGKILL
    time.sleep(0.3)  # what was sent is written down by then
    assert town.taken().total() == out


def test_the_worker_that_is_killed_is_the_one_that_an_operator_starts(build):
    """Without the nursery: a process of its own, from the command line to the kill."""
    town = build(kinds=("key",))
    town.post()
    command = [sys.executable, "-m", "tests.kills.worker", '{"at": "after body"}']
    killed = subprocess.run([*command, "--config", str(town.folder / "config.toml")], timeout=60, check=False)
    assert killed.returncode == -signal.SIGKILL
    found = town.judge({"after body": 1})
    assert (found.lost, found.twice, found.posts) == ([], [], 1)
