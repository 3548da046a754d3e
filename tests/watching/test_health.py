"""Whether all is well, decided from facts: each thing that can be wrong is said, with how to mend it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from campaign import health
from campaign.health import Budget, Facts, Severity
from campaign.machine import Disk
from campaign.reasons import Reason
from campaign.states import State
from campaign.store.values import Account, Heartbeat
from campaign.store.vitals import Stock, Vitals

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


def worker(ago=SECOND, name="w1", stopped=False):
    at = NOW - ago
    return Heartbeat(name, "host", 1, at, at, "0.1.0", at if stopped else None)


def account(name="clinic", state="active", reason=None):
    return Account(1, "uid", name, "feed", None, {}, None, state, reason, NOW, 0)


WELL = Facts(
    now=NOW,
    vitals=Vitals(
        states={State.QUEUED: 3},
        next_due=NOW + MINUTE,
        unsure=0,
        workers=(worker(),),
        accounts=(account(),),
        stocks=(Stock("rest", None, NOW + 30 * DAY, 0, "UTC"),),
        newest=NOW - SECOND,
        stopped=False,
        stopped_why=None,
        sealed_for=None,
    ),
    clock_kept=True,
    disk=Disk(50_000_000_000, 100_000_000_000),
)


def found(*, vitals=None, **facts):
    return health.findings(replace(WELL, vitals=replace(WELL.vitals, **(vitals or {})), **facts))


def troubles(**facts):
    return {one.code: one.severity for one in found(**facts) if not one.ok}


def test_where_all_is_well_nothing_is_to_be_mended():
    assert troubles() == {}
    assert health.well(found())
    assert not any(one.mend for one in found())


UNWELL = {
    "stopped": {"vitals": {"stopped": True, "stopped_why": Reason("stopped", {"who": "ann"})}},
    "sealed": {"vitals": {"sealed_for": "postgresql://elsewhere/campaign"}},
    "no_worker": {"vitals": {"workers": (worker(stopped=True),)}},
    "waiting": {"vitals": {"next_due": NOW - 3 * MINUTE}},
    "in_doubt": {"vitals": {"unsure": 2, "states": {State.IN_DOUBT: 2}}},
    "clock_off": {"ahead_by": -11 * SECOND},
    "disk": {"disk": Disk(199_000_000, 1_000_000_000)},
    "account_held": {"vitals": {"accounts": (account(state="held", reason=Reason("unauthorized", {})),)}},
    "account_unusable": {"unusable": {"clinic": "the key is another one."}},
    "login_ended": {"logins_end": {"clinic": NOW - SECOND}},
}
WARNED = {
    "worker_gone": {"vitals": {"workers": (worker(), worker(5 * MINUTE, "w0"))}},
    "clock_unkept": {"clock_kept": False},
    "disk_low": {"disk": Disk(4_000_000_000, 100_000_000_000)},
    "login_ends": {"logins_end": {"clinic": NOW + 6 * DAY}},
    "month_spent": {"budgets": (Budget("x", "posts", 4_990_000, 5_000_000, 15_000, NOW + 30 * DAY),)},
    "month_nearly_spent": {"budgets": (Budget("x", "reads", 4_000_000, 5_000_000, 5_000, NOW + 30 * DAY),)},
    "runs_dry": {"vitals": {"stocks": (Stock("rest", None, NOW + 2 * DAY, 0, "UTC"),)}},
}


@pytest.mark.parametrize("code", UNWELL)
def test_a_failure_makes_the_whole_unwell_and_says_how_to_mend_it(code):
    assert troubles(**UNWELL[code]) == {code: Severity.FAILURE}
    assert not health.well(found(**UNWELL[code]))
    [one] = [one for one in found(**UNWELL[code]) if one.code == code]
    assert one.sentence.endswith(".")
    assert one.mend


@pytest.mark.parametrize("code", WARNED)
def test_a_warning_is_said_and_leaves_the_whole_well(code):
    assert troubles(**WARNED[code]) == {code: Severity.WARNING}
    assert health.well(found(**WARNED[code]))


@pytest.mark.parametrize(
    "facts",
    [
        {"vitals": {"next_due": NOW - MINUTE}},
        {"vitals": {"next_due": None}},
        {"vitals": {"newest": NOW + 9 * SECOND}},
        {"ahead_by": 9 * SECOND},
        {"clock_kept": None},
        {"disk": None},
        {"logins_end": {"clinic": NOW + 8 * DAY}},
        {"vitals": {"states": {State.IN_DOUBT: 1}}},
        {"vitals": {"workers": (worker(59 * SECOND),)}},
        {"budgets": (Budget("x", "posts", 3_999_999, 5_000_000, 15_000, NOW + 30 * DAY),)},
    ],
)
def test_what_is_within_bounds_is_no_trouble(facts):
    assert troubles(**facts) == {}


def test_a_time_that_a_worker_wrote_down_and_that_is_still_to_come_shows_that_the_clock_is_off():
    assert troubles(vitals={"newest": NOW + MINUTE}) == {"clock_off": Severity.FAILURE}


def test_a_worker_that_died_is_gone_for_an_hour_and_one_that_stopped_is_not():
    dead = {"vitals": {"workers": (worker(2 * MINUTE),)}}
    assert set(troubles(**dead)) == {"no_worker", "worker_gone"}
    assert set(troubles(vitals={"workers": (worker(2 * MINUTE, stopped=True),)})) == {"no_worker"}
    assert set(troubles(vitals={"workers": (worker(timedelta(hours=2)),)})) == {"no_worker"}


def test_no_worker_is_missed_where_the_database_was_moved_and_yet_a_container_is_not_alive_there():
    moved = {"vitals": {"sealed_for": "postgresql://elsewhere/campaign", "workers": ()}}
    assert set(troubles(**moved)) == {"sealed"}
    assert not health.well(health.alive(replace(WELL, vitals=replace(WELL.vitals, **moved["vitals"]))))


def test_a_campaign_that_is_about_to_end_may_run_dry():
    ending = Stock("rest", NOW + 2 * DAY, NOW + DAY, 0, "UTC")
    assert troubles(vitals={"stocks": (ending,)}) == {}
    assert set(troubles(vitals={"stocks": (replace(ending, until=NOW + 9 * DAY),)})) == {"runs_dry"}


def test_a_campaign_whose_posts_wait_for_approval_is_mended_by_approving_them():
    [one] = [one for one in found(vitals={"stocks": (Stock("rest", None, None, 4, "UTC"),)}) if not one.ok]
    assert one.mend == "4 wait for approval: campaign approve --campaign rest"


def test_a_name_with_a_space_can_be_typed_as_the_mend_has_it():
    spaced = replace(account(state="held"), name="my clinic")
    dry, waiting = Stock("my spring", None, None, 0, "UTC"), Stock("my spring", None, None, 1, "UTC")
    mends = {one.mend for one in found(vitals={"accounts": (spaced,), "stocks": (dry, waiting)})}
    assert mends >= {
        "Renew its login: campaign accounts renew 'my clinic'",
        "Give it more: campaign add 'my spring' ARTICLE, or, if it is over: campaign pause 'my spring'",
        "1 waits for approval: campaign approve --campaign 'my spring'",
    }


def test_a_container_is_not_sick_because_a_login_was_refused():
    sick = replace(WELL, vitals=replace(WELL.vitals, accounts=(account(state="held"),), next_due=NOW - DAY))
    assert health.well(health.alive(sick))
    assert not health.well(health.alive(replace(sick, vitals=replace(WELL.vitals, workers=()))))


def test_each_code_is_said_of_one_thing_only():
    codes = [one.code for facts in (*UNWELL.values(), *WARNED.values()) for one in found(**facts) if not one.ok]
    assert sorted(codes) == sorted({*UNWELL, *WARNED})
