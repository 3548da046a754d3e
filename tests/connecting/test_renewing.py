"""Logins that end are renewed ahead of it: once, whoever works; stored before they are used; held where that broke off."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import text

from campaign.desk import accounts, connecting
from campaign.desk.campaigns import Wish, new
from campaign.reasons import words
from campaign.rounds.renewing import LEASE, Renewals
from campaign.states import State
from campaign.store import campaigns as campaign_rows
from campaign.store import history, queue
from campaign.store.history import Filter
from campaign.store.values import NewPost
from tests.platforms.x_fake import TOKEN
from tests.store.world import delivery
from tests.wire.loopback import Told

NEW = "bearer-new-0009"


class Death(BaseException):
    """The worker is no more."""


@pytest.fixture
def connected(office):
    """An account whose login ends in five minutes, with a post that is due now."""
    office.connect()
    office.wait(hours=1, minutes=55)
    new(office.app, "rest", Wish(hashtags=["#RestHelps"], accounts=["on-x"], times=["daily 09:00"], late="post"))
    office.post = say(office, "Rest helps. #RestHelps")
    return office


def say(office, words):
    with office.app.store.write() as connection:
        found = campaign_rows.campaign(connection, "rest")
        row = replace(delivery(0, office.account().id, office.now), text=words)
        return queue.enqueue(connection, found.id, None, [NewPost(1, words)], [row])[0]


def state_of(office):
    with office.app.store.read() as connection:
        return history.deliveries(connection, Filter(ids=[office.post]))[0].state


def claim(office):
    """What another worker would take."""
    with office.app.store.write() as connection:
        return queue.claim_due(connection, office.now, 10)


def test_a_login_that_ends_soon_is_renewed_and_stored(connected):
    assert connected.app.renewer("one").renew_due() == ["on-x"]
    assert connected.secrets()["access_token"] == NEW
    assert connecting.standings(connected.app)[0].ends_at == connected.now + connecting.timedelta(hours=2)
    assert accounts.check(connected.app, "on-x") == "@clinic"


def test_a_login_that_lasts_is_left_alone(office):
    office.connect()
    assert office.app.renewer("one").renew_due() == []
    assert office.fake.renewals == 0


def test_two_workers_renew_once(connected):
    connected.fake.may_answer.clear()
    first = threading.Thread(target=connected.app.renewer("one").renew_due)
    first.start()
    assert connected.fake.arrived.wait(30)
    assert connected.app.renewer("two").renew_due() == []
    connected.fake.may_answer.set()
    first.join(30)
    assert connected.fake.renewals == 1
    assert connected.secrets()["access_token"] == NEW


def test_nobody_speaks_for_an_account_while_its_login_is_renewed(connected):
    connected.fake.may_answer.clear()
    renewing = threading.Thread(target=connected.app.renewer("one").renew_due)
    renewing.start()
    assert connected.fake.arrived.wait(30)
    assert claim(connected) == []
    connected.fake.may_answer.set()
    renewing.join(30)
    assert [one.id for one in claim(connected)] == [connected.post]


def test_a_login_is_not_renewed_while_somebody_speaks_for_its_account(connected):
    with connected.app.store.write() as connection:
        claims = [(one, one.key) for one in queue.claim_due(connection, connected.now, 10)]
        assert queue.intend(connection, claims, connected.now, connected.now + LEASE, "other")
    assert connected.app.renewer("one").renew_due() == []
    assert connected.fake.renewals == 0


def dying(office):
    """A worker that dies when the platform has given the new login, before it is stored."""
    renewer = office.app.renewer("dead")

    def opened(account):
        platform = office.app.open_platform(account)
        refresh = platform.refresh

        def and_die():
            refresh()
            raise Death

        platform.refresh = and_die
        return platform

    return replace(renewer, open_platform=opened)


def test_a_death_between_holds_the_account_and_all_that_waits_for_it(connected):
    with pytest.raises(Death):
        dying(connected).renew_due()
    connected.app.renewer("two").renew_due()
    assert connected.account().state == "active", "it may be alive"
    connected.wait(seconds=LEASE.total_seconds())
    connected.app.renewer("two").renew_due()
    assert (connected.account().state, connected.account().reason.code) == ("held", "renewal_broken_off")
    assert state_of(connected) is State.HELD
    assert connected.fake.renewals == 1, "the old refresh token is not used a second time"


def test_an_account_that_was_held_so_goes_on_once_it_is_connected_anew(connected):
    with pytest.raises(Death):
        dying(connected).renew_due()
    connected.wait(seconds=LEASE.total_seconds())
    connected.app.renewer("two").renew_due()
    released = connected.connect().released
    assert released == (connected.post,)
    assert state_of(connected) is State.QUEUED


def test_a_worker_that_comes_back_late_still_stores_the_only_login_that_works(connected):
    connected.fake.may_answer.clear()
    late = threading.Thread(target=connected.app.renewer("late").renew_due)
    late.start()
    assert connected.fake.arrived.wait(30)
    connected.wait(seconds=LEASE.total_seconds())
    connected.app.renewer("two").renew_due()
    connected.fake.may_answer.set()
    late.join(30)
    assert connected.account().state == "held"
    assert connected.secrets()["access_token"] == NEW


def test_a_login_that_a_person_gives_meanwhile_is_not_overwritten(connected):
    connected.fake.may_answer.clear()
    renewing = threading.Thread(target=connected.app.renewer("one").renew_due)
    renewing.start()
    assert connected.fake.arrived.wait(30)
    accounts.renew(connected.app, "on-x", secrets={"access_token": "typed-t0ken"}, ask=None)
    connected.fake.may_answer.set()
    renewing.join(30)
    assert connected.secrets()["access_token"] == "typed-t0ken"
    assert "access_token_ends" not in connected.secrets(), "the end was the old token's"


def test_a_login_that_is_refused_holds_its_account(connected):
    connected.fake.tokens["refresh_token"] = "revoked"
    assert connected.app.renewer("one").renew_due() == []
    assert words(connected.account().reason).endswith(
        "`campaign accounts renew on-x` gives it a new one, and what is held goes on"
    )
    assert state_of(connected) is State.HELD


@pytest.mark.parametrize("told", [Told(503), Told(429), Told(200, b"{")])
def test_a_platform_that_is_away_is_asked_again(connected, told):
    connected.fake.instead = told
    assert connected.app.renewer("one").renew_due() == []
    assert connected.account().state == "active"
    connected.fake.instead = None
    assert connected.app.renewer("one").renew_due() == ["on-x"]


def test_a_paused_account_is_let_alone(connected):
    accounts.pause(connected.app, "on-x")
    assert connected.app.renewer("one").renew_due() == []
    assert connected.fake.renewals == 0


def test_the_worker_is_woken_when_a_round_is_over_and_waits_for_it_when_it_stops(connected):
    woken = threading.Event()
    renewals = Renewals(connected.app.renewer("one"), woken.set)
    renewals.begin()
    renewals.begin()
    renewals.stop()
    assert woken.is_set()
    assert connected.fake.renewals == 1


def test_what_was_renewed_is_in_the_log_without_the_login(connected):
    connected.app.renewer("one").renew_due()
    with connected.app.store.read() as connection:
        rows = str(connection.execute(text("SELECT kind, actor, details FROM events")).all())
    assert "login renewed" in rows
    assert "worker one" in rows
    for secret in (NEW, *TOKEN.values()):
        assert secret not in rows
