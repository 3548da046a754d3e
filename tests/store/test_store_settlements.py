"""Intent, settlement, rescue: what a fence that moved on loses, and what comes late."""

from datetime import timedelta
from hashlib import sha256

import pytest

from campaign.errors import StoreError
from campaign.reasons import Reason
from campaign.states import State
from campaign.store import queue
from campaign.store.values import Delay, NewPost
from tests.store.world import A_REASON, LEASE, World, act, delivery, settled

MINUTE = timedelta(minutes=1)


@pytest.fixture
def world(store):
    return World(store, names=("clinic", "doctor", "nurse"))


# -- the fence


def test_a_claim_that_another_worker_was_faster_with_may_not_be_sent(world):
    (key,) = world.new()
    claims = world.claim()
    (intent,) = world.begin(worker="w2")
    assert world.intend(claims) == []
    world.settle(settled(intent, State.QUEUED, world.at, due_at=world.at))
    assert world.intend(claims) == []
    assert len(world.attempts(key)) == 1
    (again,) = world.claim()
    assert again.fence > intent.claimed.fence
    assert len(world.intend([again])) == 1


def test_what_an_older_release_claimed_and_never_sent_goes_back_into_the_queue(world):
    key = world.in_state(State.CLAIMED)
    world.wait(2 * LEASE)
    assert world.rescue() == ([key], [])
    assert len(world.begin()) == 1


@pytest.mark.parametrize("outcome", [State.FAILED, State.QUEUED, State.HELD])
def test_a_worker_that_lost_its_delivery_and_says_that_nothing_was_accepted_ends_the_doubt(world, outcome):
    (key,) = world.new()
    intent = world.intend(world.claim())[0]
    world.wait(2 * LEASE)
    world.rescue()
    lost = settled(intent, outcome, world.at)
    assert world.settle(lost) == [lost]
    assert world.state(key) is State.QUEUED
    assert world.attempts(key)[0].outcome is outcome
    assert [one.id for one in world.claim()] == [key]


def queued_again(world):
    """A delivery whose worker died over it, and which a person says is not out; and what was intended with it."""
    (key,) = world.new()
    intent = world.intend(world.claim())[0]
    world.wait(2 * LEASE)
    world.rescue()
    world.order("resolve", key, url=None)
    return key, intent


def test_that_nothing_was_accepted_of_one_attempt_says_nothing_of_another(world):
    key, first = queued_again(world)
    world.intend(world.claim())
    world.wait(2 * LEASE)
    world.rescue()
    world.settle(settled(first, State.QUEUED, world.at))
    assert world.state(key) is State.IN_DOUBT


@pytest.mark.parametrize("since", ["queued", "claimed", "held", "missed"])
def test_a_receipt_that_comes_late_keeps_what_was_queued_again_from_being_sent(world, since):
    key, first = queued_again(world)
    claims = world.claim() if since == "claimed" else []
    if since == "held":
        world.order("hold", key, reason=A_REASON)
    if since == "missed":
        with world.store.write() as connection:
            queue.miss(connection, [key], act(world.at))
    world.settle(settled(first, State.PUBLISHED, world.at))
    assert world.state(key) is State.PUBLISHED
    assert world.row(key).reason is None
    assert world.intend(claims) == []
    assert world.claim() == []


def test_a_late_receipt_of_the_old_text_says_nothing_of_an_edited_one(world):
    key, first = queued_again(world)
    world.order("hold", key, reason=A_REASON)
    with world.store.write() as connection:
        queue.edit(connection, key, "Another text. #rest", 19, act(world.at))
    world.settle(settled(first, State.PUBLISHED, world.at))
    assert world.state(key) is State.HELD
    assert world.attempts(key)[0].outcome is State.PUBLISHED


def test_a_late_receipt_of_the_old_text_leaves_the_attempt_to_send_the_new_one_open(world):
    key, first = queued_again(world)
    world.order("hold", key, reason=A_REASON)
    with world.store.write() as connection:
        queue.edit(connection, key, "Another text. #rest", 19, act(world.at))
    world.order("release", key)
    second = world.intend(world.claim())[0]
    world.settle(settled(first, State.PUBLISHED, world.at))
    assert world.state(key) is State.SENDING
    assert [one.outcome for one in world.attempts(key)] == [State.PUBLISHED, None]
    assert world.settle(settled(second, State.PUBLISHED, world.at)) == []


def test_a_late_receipt_of_an_earlier_attempt_ends_the_delivery_whatever_comes_of_the_one_on_its_way(world):
    key, first = queued_again(world)
    second = world.intend(world.claim())[0]
    world.settle(settled(first, State.PUBLISHED, world.at))
    assert world.state(key) is State.PUBLISHED
    late = settled(second, State.QUEUED, world.at)
    assert world.settle(late) == [late]
    assert world.state(key) is State.PUBLISHED
    assert [one.outcome for one in world.attempts(key)] == [State.PUBLISHED, State.QUEUED]


def test_a_late_answer_to_an_earlier_attempt_does_not_end_the_one_that_is_on_its_way(world):
    key, first = queued_again(world)
    second = world.intend(world.claim())[0]
    for outcome in (State.FAILED, State.QUEUED, State.HELD, State.IN_DOUBT):
        late = settled(first, outcome, world.at)
        assert world.settle(late) == [late]
        assert world.state(key) is State.SENDING
    assert world.settle(settled(second, State.PUBLISHED, world.at)) == []


def test_a_receipt_that_comes_after_the_rescue_makes_the_delivery_published(world):
    (key,) = world.new()
    intent = world.intend(world.claim())[0]
    world.wait(2 * LEASE)
    assert world.rescue() == ([], [key])
    receipt = settled(intent, State.PUBLISHED, world.at)
    assert world.settle(receipt) == [receipt]
    row = world.row(key)
    assert (row.state, row.remote_url, row.reason) == (State.PUBLISHED, receipt.remote_url, None)
    assert world.attempts(key)[0].outcome is State.PUBLISHED


def test_a_receipt_of_an_earlier_attempt_proves_what_a_later_one_left_in_doubt(world):
    key, first = queued_again(world)
    second = world.intend(world.claim())[0]
    world.settle(settled(second, State.IN_DOUBT, world.at))
    world.settle(settled(first, State.PUBLISHED, world.at))
    assert world.state(key) is State.PUBLISHED
    assert [one.outcome for one in world.attempts(key)] == [State.PUBLISHED, State.IN_DOUBT]


def test_a_settlement_that_is_written_twice_changes_nothing_the_second_time(world):
    (key,) = world.new()
    intent = world.intend(world.claim())[0]
    one = settled(intent, State.PUBLISHED, world.at)
    assert world.settle(one) == []
    before = world.everything()
    assert world.settle(one) == []
    assert world.everything() == before
    assert world.state(key) is State.PUBLISHED


def test_a_servers_words_are_kept_whatever_they_hold(world):
    """PostgreSQL's JSONB takes neither of these, and an answer that cannot be written would be lost."""
    (key,) = world.new()
    (intent,) = world.begin()
    words = Reason("rejected", {"words": "nul \x00, half of a pair \ud800"})
    world.settle(settled(intent, State.FAILED, world.at, reason=words))
    assert world.row(key).reason == words


def test_a_claim_that_was_put_off_or_held_is_not_sent(world):
    for account in ("clinic", "doctor"):
        world.new(account=account)
    first, second = world.claim(2)
    with world.store.write() as connection:
        queue.put_off(connection, [Delay(first, world.at + MINUTE, A_REASON)])
        queue.hold_claim(connection, second, A_REASON)
    assert world.claim(2) == []
    assert [(world.row(one.id).state, world.row(one.id).reason) for one in (first, second)] == [
        (State.QUEUED, A_REASON),
        (State.HELD, A_REASON),
    ]
    world.wait(MINUTE)
    assert [one.id for one in world.claim(2)] == [first.id]


# -- the lease


def test_nothing_is_rescued_before_its_lease_is_over(world):
    claimed = world.in_state(State.CLAIMED)
    sending = world.in_state(State.SENDING, account="doctor")
    world.wait(LEASE)
    assert world.rescue() == ([], [])
    world.wait(timedelta(microseconds=1))
    assert world.rescue() == ([claimed], [sending])
    assert world.rescue() == ([], [])


def test_a_rescue_ends_the_open_attempt_and_says_why(world):
    key = world.in_state(State.SENDING)
    world.wait(2 * LEASE)
    world.rescue()
    (attempt,) = world.attempts(key)
    assert (attempt.outcome, attempt.reason) == (State.IN_DOUBT, Reason("worker_died"))
    assert world.row(key).reason == Reason("worker_died")


# -- attempts


def test_an_attempt_is_written_before_the_call_with_its_key_and_the_text_it_sends(world):
    (key,) = world.new()
    claim = world.claim()[0]
    (intent,) = world.intend([claim])
    (attempt,) = world.attempts(key)
    assert (attempt.number, attempt.outcome, attempt.started_at) == (1, None, world.at)
    stored = world.raw("SELECT key, text_sha256, fence, worker FROM attempts")
    assert stored == [(intent.key, sha256(b"Post 0. #rest").hexdigest(), claim.fence, "w1")]


def test_why_a_delivery_waited_for_another_try_is_over_once_it_is_on_its_way(world):
    (key,) = world.new()
    (intent,) = world.intend(world.claim())
    world.settle(settled(intent, State.QUEUED, world.at))
    assert world.row(key).reason == A_REASON
    world.intend(world.claim())
    assert (world.state(key), world.row(key).reason) == (State.SENDING, None)


def test_a_delivery_cannot_have_two_open_attempts(world):
    key = world.in_state(State.SENDING)
    columns = "delivery_id, account_id, key, text_sha256, worker, fence, due_at, started_at, deadline_at"
    with pytest.raises(StoreError, match=r"uq_attempts_open|UNIQUE constraint"), world.store.write() as connection:
        connection.exec_driver_sql(
            f"INSERT INTO attempts ({columns}, number) SELECT {columns}, 2 FROM attempts WHERE delivery_id = {key}"
        )


def test_a_thousand_attempts_are_settled_in_one_go(store):
    world = World(store, names=tuple(f"a{n:03}" for n in range(1_000)))
    rows = [delivery(0, one.account.id, world.at) for one in world.campaign.speakers]
    with store.write() as connection:
        queue.enqueue(connection, world.campaign.id, None, [NewPost(1, "One.")], rows)
    claims = world.claim(limit=1_000)
    assert len({one.id for one in claims}) == 1_000
    intents = world.intend(claims)
    assert [one.claimed for one in intents] == claims
    outcomes = [State.PUBLISHED, State.QUEUED, State.FAILED, State.IN_DOUBT, State.HELD]
    ends = [settled(one, outcomes[n % 5], world.at, due_at=world.at) for n, one in enumerate(intents)]
    assert world.settle(*ends) == []
    assert world.counts() == dict.fromkeys(outcomes, 200)
    assert world.raw("SELECT count(*) FROM attempts WHERE outcome IS NULL") == [(0,)]


def test_a_wait_that_was_told_by_the_platform_spends_nothing_of_the_budget(world):
    world.new()
    for spends, spent in ((True, 1), (False, 1), (True, 2)):
        intent = world.intend(world.claim())[0]
        world.settle(settled(intent, State.QUEUED, world.at, due_at=world.at + MINUTE, spends=spends))
        assert world.claim() == []
        world.wait(MINUTE)
        assert world.raw("SELECT spent, state FROM deliveries") == [(spent, "queued")]
    assert world.raw("SELECT attempts FROM deliveries") == [(3,)]


def test_an_account_whose_login_is_refused_is_held_once_with_all_it_has_queued(world):
    mine, other = world.new(3), world.new(account="doctor")
    with world.store.write() as connection:
        assert queue.hold_account(connection, world.account_id(), Reason("login_refused"), act()) == 3
        assert queue.hold_account(connection, world.account_id(), Reason("login_refused"), act()) == 0
    assert [world.state(key) for key in mine + other] == [State.HELD] * 3 + [State.QUEUED]
    assert world.raw("SELECT count(*) FROM events WHERE kind = 'account held'") == [(1,)]
