"""What daylight saving does to a campaign's times in the year ahead: found without going through all of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import takewhile

import pytest

from campaign.desk import ahead
from campaign.planning import words
from campaign.planning.slots import slots
from campaign.planning.times import parse
from campaign.store.values import Account, Campaign, Speaker
from tests.store.world import TERMS

HALF_HOURS = "daily " + ",".join(f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30))


def speaking(zone, *times):
    made = datetime(2011, 1, 1, tzinfo=UTC)
    accounts = [Account(n, "", f"a{n}", "feed", None, {}, None, "active", None, made, 1) for n in range(len(times))]
    speakers = tuple(Speaker(one, (own,)) for one, own in zip(accounts, times, strict=True))
    return Campaign(1, "", "rest", replace(TERMS, timezone=zone), "active", speakers, made)


def brute(zone, now):
    found = takewhile(lambda one: one.at < now + timedelta(days=366), slots([parse(HALF_HOURS)], zone, now))
    return tuple(dict.fromkeys(note for one in found if (note := words.notable(one))))


@pytest.mark.parametrize(
    "zone",
    [
        *("UTC", "Europe/London", "America/Nuuk", "Australia/Lord_Howe", "Africa/Casablanca"),
        # A day that was left out: https://en.wikipedia.org/wiki/UTC+13:00
        "Pacific/Apia",
    ],
)
@pytest.mark.parametrize("now", [datetime(2011, 3, 20, 7, 3, tzinfo=UTC), datetime(2026, 10, 24, 23, tzinfo=UTC)])
def test_each_time_that_is_moved_or_comes_twice_is_told(zone, now):
    assert ahead.clock_changes(speaking(zone, HALF_HOURS), now) == brute(zone, now)


def test_a_time_of_one_account_that_is_moved_onto_anothers_is_told_too():
    found = ahead.clock_changes(
        speaking("Europe/London", "daily 02:30", "daily 01:30"), datetime(2027, 1, 1, tzinfo=UTC)
    )
    assert any("01:30 on 28 March does not exist" in one for one in found)
