"""A year of history is made for others by one command; whole, of a million attempts, in the torture tests."""

import os
import time

import pytest

from campaign.desk import reporting
from campaign.rounds import summing
from campaign.store.database import Store
from tests.benchmarks import year as command
from tests.databases import migrate
from tests.reports import oracle
from tests.reports.test_reports_against_the_oracle import NAMES, compare, installation
from tests.year import cast
from tests.year.living import Year

#: At least so many; what a large year is to have.
MILLION = int(os.environ.get("CAMPAIGN_YEAR_ATTEMPTS", "1000000"))
#: No torture goes on for ever.
MOST_S = 150 * 60


@pytest.mark.parametrize("wanted", [0.2, 1, 3.7, 12, 70, 7 * 119.4, 1_900])
def test_times_are_no_fewer_than_are_wanted(wanted):
    from campaign.planning import times as weekly

    count = cast.per_week(wanted)
    parsed = [weekly.parse(text) for text in cast.times(count, 2.5)]
    assert sum(len(one.weekdays) * len(one.times) for one in parsed) == count >= wanted


def test_a_file_that_is_there_is_not_written_over(tmp_path, capsys):
    there = tmp_path / "there.db"
    there.write_text("mine")
    with pytest.raises(SystemExit):
        command.main(["--attempts", "10", "--out", str(there)])
    assert "is there already" in capsys.readouterr().err
    assert there.read_text() == "mine"


def test_the_same_seed_makes_the_same_weeks(tmp_path):
    def first_weeks(name):
        store = Store(migrate(f"sqlite:///{tmp_path / name}.db"))
        living = Year(store, 1_000).live()
        for _ in range(3):
            next(living)
        history = oracle.read(store)
        store.close()
        return history

    one, other = first_weeks("one"), first_weeks("other")
    assert one.lines == other.lines
    assert one.tries == other.tries


@pytest.mark.torture
def test_a_million_attempts_are_made_and_every_report_of_them_is_right(tmp_path, tmp_path_factory):
    store = Store(migrate(f"sqlite:///{tmp_path / 'campaign.db'}"))
    begun = time.monotonic()
    for attempts in Year(store, MILLION).live():
        took = time.monotonic() - begun
        print(f"{attempts:,} attempts after {took:.0f} s", flush=True)
        assert took < MOST_S, "the year takes too long here: CAMPAIGN_YEAR_ATTEMPTS makes a smaller one"
    history = oracle.read(store)
    assert sum(map(len, history.tries.values())) >= MILLION
    office = installation(tmp_path_factory.mktemp("office"), store)
    store.close()
    for kept in (False, True):
        if kept:
            assert sum(summing.sum_up(office.store, office.clock.now())) > 100
        for name in NAMES:
            compare(reporting.report(office, name), history, history.of(campaign=name))
    office.close()
