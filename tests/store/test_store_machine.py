"""Any order of what workers, persons and crashes do: what must be true of the queue is true after each step."""

import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.store.machine import Queue
from tests.store.machine_restored import Restored


@contextmanager
def files(template):
    """A fresh SQLite file for each run, all in one folder."""
    with tempfile.TemporaryDirectory(prefix="campaign-machine-") as folder:
        numbers = iter(range(1_000_000))

        def make():
            file = Path(folder) / f"{next(numbers)}.db"
            file.write_bytes(template)
            return f"sqlite:///{file}"

        yield make


def run(machine, make_url, examples, steps, *phases):
    """So many runs of a machine, each of so many steps, on a database of its own."""

    class Fresh(machine):
        @property
        def url(self):
            return make_url()

    wanted = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        derandomize=True,
        # To shrink what failed takes minutes: only the long proof does.
        phases=[Phase.generate, *phases],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Fresh, settings=wanted)


def test_whatever_happens_in_whatever_order_the_queue_stays_true_on_sqlite(sqlite_template):
    with files(sqlite_template.read_bytes()) as make_url:
        run(Queue, make_url, 6, 50)


def test_whatever_happens_in_whatever_order_the_queue_stays_true_on_postgresql(postgres):
    run(Queue, postgres.emptied_database, 2, 30)


def test_whenever_a_backup_is_put_back_nothing_goes_out_twice_by_itself_on_sqlite(sqlite_template):
    with files(sqlite_template.read_bytes()) as make_url:
        run(Restored, make_url, 4, 50)


def test_whenever_a_backup_is_put_back_nothing_goes_out_twice_by_itself_on_postgresql(postgres):
    run(Restored, postgres.emptied_database, 1, 30)


@pytest.mark.torture
def test_whenever_a_backup_is_put_back_nothing_goes_out_twice_for_a_long_time(sqlite_template):
    with files(sqlite_template.read_bytes()) as make_url:
        run(Restored, make_url, 500, 100, Phase.shrink)


@pytest.mark.torture
def test_whatever_happens_in_whatever_order_for_a_long_time(sqlite_template):
    with files(sqlite_template.read_bytes()) as make_url:
        run(Queue, make_url, 1_000, 100, Phase.shrink)
