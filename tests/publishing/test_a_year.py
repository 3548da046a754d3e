"""Three campaigns, six accounts, zones that change their clocks, platforms that fail: every post keeps its time."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from campaign.doubt import SOON
from campaign.simulating.moment import Moment, Outage
from campaign.simulating.running import publisher, run
from campaign.states import State
from campaign.store.database import Store
from posts.errors import RateLimited, Unavailable
from posts.platforms.base import Budget
from posts.testing import LOST, LOST_BUT_PUBLISHED, Outcome, failing
from tests.publishing.test_outages import assert_no_flood, planned, rows_of
from tests.publishing.virtual import Virtual, most_in_any
from tests.store.world import TERMS

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NAMES = ("ada", "ben", "cem", "dora", "eva", "finn")
GAP = timedelta(minutes=20)
#: Zone, times, who speaks, what becomes of what is late. At half past two clocks are set, in Lord Howe by half an hour.
CAMPAIGNS = {
    "berlin": ("Europe/Berlin", ("02:30", "14:00"), NAMES[:4], "post"),
    "new-york": ("America/New_York", ("01:30",), NAMES[2:], "skip"),
    "lord-howe": ("Australia/Lord_Howe", ("02:10", "20:00"), NAMES[1:3], "post"),
}
BUDGETS = (Budget(3, HOUR), Budget(7, DAY))
FAULTS = [LOST, LOST_BUT_PUBLISHED, failing(Unavailable), failing(RateLimited)]


class Year(Virtual):
    """A virtual world whose platforms fail in one call of ten."""

    budgets = BUDGETS

    @property
    def outcomes(self):
        chance = random.Random(len(self.platforms))
        return [chance.choice(FAULTS) if chance.random() < 0.1 else Outcome() for _ in range(20_000)]

    @property
    def at(self):
        return self.moment.at

    @at.setter
    def at(self, moment):
        self.moment = Moment(moment)


def live(world, start, days):
    """So many days from then on, with one outage of two days, and what is left after them."""
    world.at = start
    for name, (zone, times, names, late) in CAMPAIGNS.items():
        terms = replace(TERMS, timezone=zone, late=late, gap_s=int(GAP.total_seconds()), grace_s=4 * 3_600)
        planned(world, terms, days * len(times), ("daily " + ",".join(times),), name=name, names=names)
    half = start + days / 2 * DAY
    worker = publisher(world.store, world.moment, world.open_platform)
    run(worker, world.moment, start + (days + 60) * DAY, away=(Outage(half, half + 2 * DAY),))
    worker.stop()


def check(world, days):
    rows = rows_of(world)
    assert len(rows) == sum(days * len(times) * len(names) for _, times, names, _ in CAMPAIGNS.values())
    for name, (zone, times, names, _) in CAMPAIGNS.items():
        for account in names:
            own = [one for one in rows if (one.campaign, one.account) == (name, account)]
            assert_each_at_its_wall_time(own, ZoneInfo(zone), times)
    # All is accounted for: what was out of its grace is missed, all else is out.
    assert {one.state for one in rows} <= {State.PUBLISHED, State.MISSED}
    missed = [one for one in rows if one.state is State.MISSED]
    assert {one.campaign for one in missed} == {"new-york"}
    assert len(missed) < len(rows) / 5
    for name in NAMES:
        assert_well_behaved(world, name, [one for one in rows if one.account == name])
    assert_no_flood(world, GAP)


def assert_each_at_its_wall_time(rows, zone, times):
    """Each day each time once; where clocks skip it, as much later as they do."""
    walls = sorted(one.wall[:16] for one in rows)
    first = datetime.fromisoformat(walls[0]).date()
    last = datetime.fromisoformat(walls[-1]).date()
    dates = [first + n * DAY for n in range((last - first).days + 1)]
    everything = {f"{date}T{time}" for date in dates for time in times}
    assert len(set(walls)) == len(walls)
    assert set(walls) <= everything
    # The first and the last day may be begun or broken off.
    assert len(everything) - len(walls) <= 2 * len(times)
    for one in rows:
        wall = datetime.fromisoformat(one.wall[:16])
        shown = one.scheduled_for.astimezone(zone).replace(tzinfo=None)
        exists = wall.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == wall
        assert (shown == wall) is exists
        assert shown - wall in {timedelta(0), HOUR, HOUR / 2}


def assert_well_behaved(world, name, rows):
    """Nothing was taken twice or too fast, and what was sent first was due first."""
    platform = world.platforms[name]
    taken = [message.text for message, _ in platform.posts]
    published = [one for one in rows if one.state is State.PUBLISHED]
    assert sorted(taken) == sorted(one.text for one in published)
    for budget in BUDGETS:
        assert most_in_any(world.asked[name], budget.window) <= budget.most
    slot = {one.text: (one.scheduled_for, one.id) for one in rows}
    tried = [slot[text] for text in dict.fromkeys(message.text for message in platform.messages)]
    assert tried == sorted(tried)
    # What met no fault and no outage went out at its very time.
    on_time = sum(one.published_at - one.scheduled_for < SOON for one in published)
    assert on_time > 0.6 * len(rows)


@pytest.fixture
def year(tmp_path, sqlite_template):
    file = tmp_path / "campaign.db"
    file.write_bytes(sqlite_template.read_bytes())
    world = Year(Store(f"sqlite:///{file}"), names=NAMES)
    yield world
    world.store.close()


def test_every_post_goes_out_once_and_in_its_turn_in_the_weeks_in_which_clocks_are_set_back(year):
    live(year, datetime(2026, 10, 22, tzinfo=UTC), 12)
    check(year, 12)


@pytest.mark.torture
def test_every_post_goes_out_once_and_in_its_turn_for_a_year(year):
    live(year, datetime(2026, 3, 1, tzinfo=UTC), 365)
    check(year, 365)
