"""The kill switch: for everything, a campaign, an account. It holds before the next intent, and no flood follows it."""

import json
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from campaign import app as composing
from campaign import cli
from campaign.desk import accounts as account_desk
from campaign.desk import campaigns as campaign_desk
from campaign.desk import doctoring, stopping
from campaign.desk.campaigns import Wish
from campaign.reasons import Reason
from campaign.states import State
from campaign.store import accounts, campaigns, switch
from campaign.store.database import Store
from tests.publishing.virtual import Virtual, most_in_any
from tests.store.world import A_REASON, TERMS, act

HOUR = timedelta(hours=1)


@pytest.fixture
def virtual(store):
    return Virtual(store)


def turn(connection, what, world, *, on):
    """Stops or starts everything, the campaign or the account."""
    at = act(world.at)
    match what:
        case "everything":
            switch.start(connection, at) if on else switch.stop(connection, A_REASON, at)
        case "campaign":
            campaigns.set_campaign_state(connection, world.campaign, "active" if on else "paused", at)
        case "account":
            accounts.set_account_state(connection, "clinic", "active" if on else "paused", at)


WHAT = pytest.mark.parametrize("what", ["everything", "campaign", "account"])


@WHAT
def test_what_is_stopped_is_not_claimed_and_goes_on_when_it_is_started(virtual, what):
    [key] = virtual.new()
    publisher = virtual.worker()
    with virtual.store.write() as connection:
        turn(connection, what, virtual, on=False)
    publisher.tick()
    assert (virtual.state(key), virtual.next_due()) == (State.QUEUED, None)
    with virtual.store.write() as connection:
        turn(connection, what, virtual, on=True)
    publisher.tick()
    assert virtual.state(key) is State.PUBLISHED
    publisher.stop()


@WHAT
def test_what_was_claimed_before_the_stop_is_not_sent_after_it(virtual, what):
    [key] = virtual.new()
    claims = virtual.claim()
    with virtual.store.write() as connection:
        turn(connection, what, virtual, on=False)
    assert virtual.intend(claims) == []
    assert (virtual.state(key), virtual.attempts(key)) == (State.QUEUED, [])
    assert virtual.claim() == []


@WHAT
def test_a_stop_that_comes_while_an_intent_is_written_waits_for_it_and_no_other_follows(virtual, what, database_url):
    first, second = virtual.new(2)
    done = threading.Event()

    def stop():
        other = Store(database_url)
        with other.write() as connection:
            turn(connection, what, virtual, on=False)
        done.set()
        other.close()

    thread = threading.Thread(target=stop)
    with virtual.store.write() as connection:
        assert len(virtual.begin_in(connection, 1)) == 1
        thread.start()
        assert not done.wait(0.3), "who stops knows then that nothing more is sent"
    thread.join(10)
    assert done.is_set()
    assert (virtual.state(first), virtual.state(second)) == (State.SENDING, State.QUEUED)
    assert virtual.claim() == []


@WHAT
@pytest.mark.parametrize("late", ["post", "skip", "respace"])
def test_what_fell_due_meanwhile_goes_out_without_a_burst(virtual, what, late):
    virtual.campaign = virtual.new_campaign("spring", replace(TERMS, late=late, gap_s=1_800, grace_s=7_200))
    ids = virtual.new(10, step=timedelta(minutes=30))
    with virtual.store.write() as connection:
        turn(connection, what, virtual, on=False)
    virtual.run(virtual.worker(), virtual.at)
    virtual.wait(6 * HOUR)
    publisher = virtual.worker("second")
    publisher.sweep()
    assert {virtual.state(key) for key in ids} == {State.QUEUED}, "what is stopped is left as it is"
    with virtual.store.write() as connection:
        turn(connection, what, virtual, on=True)
    virtual.run(publisher, virtual.at + timedelta(days=20))
    said = virtual.said() if virtual.platforms else []
    assert most_in_any(said, timedelta(minutes=30)) <= 1
    assert sum(virtual.counts().values()) == 10
    assert set(virtual.counts()) <= {State.PUBLISHED, State.MISSED}
    assert virtual.counts().get(State.MISSED, 0) == (10 - len(said) if late == "skip" else 0)


def test_a_second_stop_leaves_what_is_known_of_the_first(virtual):
    with virtual.store.write() as connection:
        assert switch.stop(connection, A_REASON, act())
        assert not switch.stop(connection, Reason("other"), act())
        assert switch.stopped(connection).code == A_REASON.code
        assert switch.start(connection, act())
        assert not switch.start(connection, act())
        assert switch.stopped(connection) is None
    kinds = [kind for (kind,) in virtual.raw("SELECT kind FROM events ORDER BY id")]
    assert kinds[-2:] == ["everything stopped", "everything started"]


# -- as a person meets it


@pytest.fixture
def desk(tmp_path, monkeypatch, database_url):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text(f'[database]\nurl = "{database_url}"\n')
    app, _ = composing.init(tmp_path / "config.toml", None)
    app.store.written = lambda: None
    app = replace(app, actor="ann")
    account_desk.add(app, account_desk.Wish("clinic", "feed"))
    campaign_desk.new(app, "rest", Wish(hashtags=["#rest"], accounts=["clinic"], times=["daily 09:00"]))
    yield app
    app.close()


def run(capsys, *arguments):
    code = cli.main(arguments)
    assert code in {0, 1}
    return capsys.readouterr().out


def test_listings_and_the_doctor_say_what_is_stopped_since_when_by_whom_and_why(desk, capsys):
    stopping.stop(desk, "the server burns")
    campaign_desk.set_state(desk, "rest", "paused")
    account_desk.pause(desk, "clinic")
    for command in (["queue"], ["list"], ["doctor"]):
        assert cli.main(command) in {0, 1}
        # Beside the rows of a list, and among the findings of the doctor.
        said = "".join(capsys.readouterr())
        assert "verything is stopped" in said
        assert "ince 20" in said
        assert ", by ann (the server burns): `campaign start` lets it go on" in said
        assert "`campaign resume rest` lets it go on" in said
    assert "`campaign accounts resume clinic` lets it go on" in run(capsys, "accounts", "list")
    assert any(not one.ok and one.mend.endswith("campaign start") for one in doctoring.examine(None, None))


def test_stop_and_start_say_what_they_did_and_what_is_left(desk, capsys):
    assert "Everything is stopped – " in run(capsys, "stop", "--reason", "a recall")
    assert "(a recall)" in run(capsys, "stop", "--reason", "another")
    campaign_desk.set_state(desk, "rest", "paused")
    said = run(capsys, "start")
    assert said.startswith("Everything goes on.")
    assert "Campaign “rest” is paused – since 20" in said
    assert "Nothing was stopped." in run(capsys, "start")


@pytest.mark.parametrize(
    "command", [["stop"], ["start"], ["pause", "rest"], ["resume", "rest"], ["accounts", "pause", "clinic"]]
)
def test_a_dry_run_changes_nothing_and_json_is_one_document(desk, capsys, command):
    if command[0] == "start":
        stopping.stop(desk, None)
    before = stopping.halts(desk)
    assert json.loads(run(capsys, *command, "--dry-run", "--json"))
    assert stopping.halts(desk) == before
    assert "dry run" in run(capsys, *command, "--dry-run")
