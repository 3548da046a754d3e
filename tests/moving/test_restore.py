"""`campaign db restore`: what may have gone out since the backup never goes out a second time by itself."""

from contextlib import closing
from datetime import timedelta

import pytest

from campaign.desk import backing
from campaign.errors import Refused, Sealed, StoreError
from campaign.reasons import parted, words
from campaign.states import State
from campaign.store import queue, sealing, workers
from campaign.store.backing import store_of
from campaign.store.values import Selection
from tests.moving.restoring import AFTER, put_back, states
from tests.store.world import LEASE, act, settled


@pytest.fixture
def file(house, tmp_path):
    """A backup of the house, whose leases have ended since."""
    backing.back_up(house.app, tmp_path / "backup.db", force=False)
    house.leases_end()
    return tmp_path / "backup.db"


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_backup_is_put_back_on_either_database(house, file, build, kind):
    other = build(kind).borrow(house.world)
    found = put_back(other, file)
    assert found.rows["deliveries"] == len(State)
    assert found.kept is None
    uids = "SELECT uid, id FROM deliveries ORDER BY id"
    assert other.raw(uids) == house.raw(uids)


def test_what_was_due_is_in_doubt_and_what_waits_for_a_person_still_does(house, file):
    found = put_back(house, file, force=True)
    assert states(house) == AFTER
    assert sorted(found.in_doubt) == sorted(house.keys[one] for one in (State.QUEUED, State.CLAIMED, State.SENDING))
    assert sorted(found.warned) == sorted(house.keys[one] for one in (State.PROPOSED, State.HELD))
    for key in found.in_doubt:
        row = house.world.row(key)
        assert row.reason.code == "restored"
        assert row.due_at == house.world.at
    for key in found.warned:
        assert "may have been let go and published since" in words(house.world.row(key).reason)


@pytest.mark.parametrize("state", [State.FAILED, State.MISSED])
def test_what_ended_and_may_have_been_retried_since_keeps_why_and_says_so(house, file, state):
    key = house.keys[state]
    before = house.world.row(key).reason
    found = put_back(house, file, force=True)
    assert key in found.over
    after = house.world.row(key).reason
    assert after.code == before.code
    said, advice = parted(after, "UTC")
    assert said == parted(before, "UTC")[0]
    assert advice.startswith("a backup was put back on ")
    assert advice.endswith(parted(before, "UTC")[1])


@pytest.mark.parametrize("state", [State.FAILED, State.MISSED])
def test_what_may_have_been_retried_since_is_retried_only_by_who_names_it(house, file, state):
    put_back(house, file, force=True)
    key = house.keys[state]
    with house.store.write() as connection:
        for all_of in (Selection(), Selection(campaign_id=house.world.campaign.id)):
            assert queue.retry(connection, all_of, act()) == []
        assert queue.retry(connection, Selection((key,)), act()) == [key]
    assert house.world.row(key).reason is None


def test_what_was_cancelled_and_may_have_been_taken_back_since_comes_back_to_wait_for_approval(house, file):
    found = put_back(house, file, force=True)
    key = house.keys[State.CANCELLED]
    assert key in found.over
    with house.store.write() as connection:
        assert queue.take_back(connection, [key], act(), approved=True) == [key]
        assert queue.approve(connection, Selection(), act()) == []
    row = house.world.row(key)
    assert (row.state, row.reason.code) == (State.PROPOSED, "restored_waiting")


def test_what_is_due_later_stays_as_it_is(house, tmp_path):
    later = house.world.at + timedelta(days=1)
    ids = house.world.new(3, account="queued", due=later, step=timedelta(hours=1))
    backing.back_up(house.app, tmp_path / "backup.db", force=False)
    house.leases_end()
    put_back(house, tmp_path / "backup.db", force=True)
    assert [house.world.state(key) for key in ids] == [State.QUEUED] * 3


def test_what_was_moved_past_now_is_in_doubt_by_its_slot(house, tmp_path):
    """A retry moves the due time only: by its slot it may be out."""
    key = house.world.new(1, account="claimed", due=house.world.at - timedelta(hours=1))[0]
    with house.store.write() as connection:
        connection.exec_driver_sql(f"UPDATE deliveries SET due_at = NULL WHERE id = {key}")
    backing.back_up(house.app, tmp_path / "backup.db", force=False)
    house.leases_end()
    put_back(house, tmp_path / "backup.db", force=True)
    assert house.world.state(key) is State.IN_DOUBT


def test_nothing_that_was_due_can_be_claimed_after_a_restore(house, file):
    put_back(house, file, force=True)
    assert house.world.claim(100) == []


def test_a_worker_with_an_old_claim_can_do_nothing(house, tmp_path):
    claim = house.world.claim_one(house.keys[State.QUEUED])
    [intent] = house.world.intend([claim])
    backing.back_up(house.app, tmp_path / "backup.db", force=False)
    house.leases_end()
    put_back(house, tmp_path / "backup.db", force=True)
    # Looked up, not found, and on its way again, in another worker's hands.
    house.world.order("resolve", claim.id, url=None)
    [again] = [one for one in house.world.intend(house.world.claim(100)) if one.claimed.id == claim.id]
    house.world.settle(settled(intent, State.FAILED, house.world.at))
    assert house.world.state(claim.id) is State.SENDING
    house.world.settle(settled(again, State.PUBLISHED, house.world.at))
    # What it knows of its own attempt is history all the same.
    assert [one.outcome for one in house.world.attempts(claim.id)] == [State.FAILED, State.PUBLISHED]


def test_an_attempt_number_that_is_given_again_is_not_the_old_workers(house, file):
    """The worker sent something after the backup: its attempt has a number that the restored database gives again."""
    intents = house.world.intend(house.world.claim(100))
    house.leases_end()
    put_back(house, file, force=True)
    for key in house.keys.values():
        if house.world.state(key) is State.IN_DOUBT and key != house.keys[State.IN_DOUBT]:
            house.world.order("resolve", key, url=None)
    again = house.world.intend(house.world.claim(100))
    # PostgreSQL remembers which numbers it gave; SQLite goes by what is there.
    assert not house.store.is_sqlite or {one.attempt_id for one in intents} & {one.attempt_id for one in again}
    house.world.settle(*(settled(one, State.PUBLISHED, house.world.at) for one in intents))
    for one in again:
        attempt = house.world.attempts(one.claimed.id)[-1]
        assert (attempt.outcome, attempt.remote_url) in {(None, None), (State.IN_DOUBT, None)}, "another's receipt"


def test_a_delivery_without_an_attempt_can_be_resolved_and_was_out_at_its_slot(house, file):
    put_back(house, file, force=True)
    key = house.keys[State.QUEUED]
    slot = house.world.row(key).scheduled_for
    house.world.order("resolve", key, url="https://example.org/1")
    row = house.world.row(key)
    assert (row.state, row.published_at, row.remote_url) == (State.PUBLISHED, slot, "https://example.org/1")


@pytest.mark.parametrize(("verb", "state"), [("approve", State.PROPOSED), ("release", State.HELD)])
def test_what_may_be_out_is_let_go_only_by_who_names_it(house, file, verb, state):
    put_back(house, file, force=True)
    key = house.keys[state]
    with house.store.write() as connection:
        for all_of in (Selection(), Selection(campaign_id=house.world.campaign.id)):
            assert getattr(queue, verb)(connection, all_of, act()) == []
        assert getattr(queue, verb)(connection, Selection((key,)), act()) == [key]


def test_what_was_held_with_its_account_stays_held_when_the_account_is_renewed(house, tmp_path):
    from campaign.reasons import Reason

    with house.store.write() as connection:
        owner = house.world.account_id("queued")
        assert queue.hold_account(connection, owner, Reason("unauthorized", {}), act()) == 1
    backing.back_up(house.app, tmp_path / "backup.db", force=False)
    house.leases_end()
    put_back(house, tmp_path / "backup.db", force=True)
    with house.store.read() as connection:
        assert queue.held_with_account(connection, owner) == []


def test_the_event_log_says_what_was_put_back_and_what_is_in_doubt(house, file):
    found = put_back(house, file, force=True)
    [(said,)] = house.raw("SELECT details FROM events WHERE kind = 'restored'")
    assert "backup.db" in str(said)
    doubts = house.raw("SELECT delivery_id FROM events WHERE kind = 'in doubt' ORDER BY id")
    assert [key for (key,) in doubts][-3:] == found.in_doubt


def test_after_a_restore_the_database_is_no_backup_and_knows_no_worker(house, file):
    put_back(house, file, force=True)
    house.store.require_open()
    assert house.raw("SELECT * FROM workers") == []


def test_a_dry_run_says_the_same_and_changes_nothing(house, file, build):
    before = house.world.everything()
    tried = put_back(house, file, force=True, dry_run=True)
    assert house.world.everything() == before
    assert not tried.kept.exists()
    other = build("sqlite").borrow(house.world)
    other.store.close()
    other.store.file().unlink()
    there = put_back(other, file, dry_run=True)
    assert not other.store.file().exists()
    really = put_back(house, file, force=True)
    assert tried.in_doubt == there.in_doubt == really.in_doubt
    assert tried.rows == there.rows == really.rows


# -- what is there already is never lost


def test_a_database_in_use_is_refused_without_force_and_kept_beside_with_it(house, file):
    house.world.order("cancel", house.keys[State.QUEUED])
    before = house.world.everything()
    with pytest.raises(Refused, match=r"holds campaigns or accounts: --force backs it up beside it"):
        put_back(house, file)
    assert house.world.everything() == before
    found = put_back(house, file, force=True)
    with closing(store_of(found.kept)) as kept, kept.read() as connection:
        rows = connection.exec_driver_sql("SELECT state FROM deliveries ORDER BY id").scalars().all()
    assert rows[list(State).index(State.QUEUED)] == State.CANCELLED
    # And it is a backup like any other.
    put_back(house, found.kept, force=True)
    assert house.world.state(house.keys[State.QUEUED]) is State.CANCELLED


def test_a_file_that_cannot_be_read_is_moved_aside_with_force_only(build, tmp_path):
    house = build("sqlite", furnished=True)
    backing.back_up(house.app, tmp_path / "backup.db", force=False)
    house.leases_end()
    house.store.close()
    live = house.store.file()
    live.write_bytes(live.read_bytes()[:5000])
    torn = live.read_bytes()
    with pytest.raises(Refused, match=r"malformed\. With --force it is moved aside first\.$"):
        put_back(house, tmp_path / "backup.db")
    assert live.read_bytes() == torn
    put_back(house, tmp_path / "backup.db", force=True)
    [aside] = [one for one in live.parent.iterdir() if "unreadable" in one.name]
    assert aside.read_bytes() == torn
    assert states(house) == AFTER


def test_a_restore_that_breaks_midway_changes_nothing(house, file, monkeypatch):
    before = house.world.everything()

    def fail(*_):
        raise StoreError("The disk is full.")

    monkeypatch.setattr(queue, "doubt_restored", fail)
    with pytest.raises(StoreError, match="full"):
        put_back(house, file, force=True)
    assert house.world.everything() == before


# -- who works is not pulled the ground from under


def test_a_worker_that_is_alive_is_not_restored_over(house, file):
    with house.store.write() as connection:
        workers.arrive(connection, "host:1", "1", house.world.at)
    with pytest.raises(Refused, match=r"^Worker host:1 works on .+: stop it first\.$"):
        put_back(house, file, force=True)
    house.world.wait(workers.SILENT + timedelta(seconds=1))
    put_back(house, file, force=True)


def test_what_is_on_its_way_is_waited_for(house, tmp_path):
    backing.back_up(house.app, tmp_path / "backup.db", force=False)
    with pytest.raises(Refused, match=r"^2 of the deliveries of .+ may be on their way: try again in five minutes\.$"):
        put_back(house, tmp_path / "backup.db", force=True)


def test_a_database_that_was_moved_is_not_restored_over(house, file):
    with house.store.alone() as connection:
        sealing.seal(connection, act(), "elsewhere")
    with pytest.raises(Sealed, match="was moved to elsewhere"):
        put_back(house, file, force=True)


def test_a_backup_of_a_moved_database_stays_sealed(house, tmp_path, build):
    with house.store.alone() as connection:
        sealing.seal(connection, act(), "elsewhere")
    backing.back_up(house.app, tmp_path / "backup.db", force=False)
    house.leases_end()
    other = build("sqlite").borrow(house.world)
    assert put_back(other, tmp_path / "backup.db").sealed
    with pytest.raises(Sealed, match="was moved to elsewhere"), other.store.write():
        pass


def test_what_is_just_being_looked_up_is_waited_for_and_then_taken_up_anew(house, tmp_path):
    with house.store.write() as connection:
        assert queue.take_doubts(connection, house.world.at, 10, "w1", house.world.at + LEASE)
        assert queue.in_hand(connection, house.world.at) == 3
    backing.back_up(house.app, tmp_path / "backup.db", force=False)
    house.leases_end()
    put_back(house, tmp_path / "backup.db", force=True)
    assert house.raw("SELECT id FROM deliveries WHERE claimed_by IS NOT NULL") == []
