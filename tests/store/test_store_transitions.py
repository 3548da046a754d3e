"""Every state × every verb: what the table of `campaign.states` allows happens, and nothing else does."""

import pytest

from campaign.doubt import Case
from campaign.errors import NotFound, StateError
from campaign.states import FROZEN, TRANSITIONS, State
from campaign.store import queue
from campaign.store.database import Store
from campaign.store.queue import NewTime
from campaign.store.values import Claimed, Delay, Doubt, Intent, NewPost, Selection
from posts.platforms.base import Receipt
from tests.store.world import A_REASON, LEASE, START, World, act, delivery, settled

P, Q, C, S = State.PROPOSED, State.QUEUED, State.CLAIMED, State.SENDING
OUT, DOUBT, FAILED, HELD, MISSED, GONE = (
    State.PUBLISHED,
    State.IN_DOUBT,
    State.FAILED,
    State.HELD,
    State.MISSED,
    State.CANCELLED,
)

RECEIPT = Receipt("r7", "https://example.org/7", START)

#: A person's orders: which states they take a delivery from, and where it is then. Elsewhere they are refused.
ORDERS = {
    "approve": {P: Q},
    "hold": {Q: HELD},
    "release": {HELD: Q},
    "propose": {Q: P, HELD: P},
    "cancel": {P: GONE, Q: GONE, HELD: GONE, FAILED: GONE},
    "take back: queued": {GONE: Q},
    "take back: not approved": {GONE: P},
    "take back: held": {GONE: HELD},
    "take back: failed": {GONE: FAILED},
    "retry": {FAILED: Q, MISSED: Q},
    "resolve: out": {DOUBT: OUT},
    "resolve: not out": {DOUBT: Q},
    "move": {P: P, Q: Q, HELD: HELD, MISSED: Q},
    "edit": {P: P, Q: P, HELD: HELD, FAILED: FAILED},
}
#: The worker's steps. Elsewhere they pass the delivery over.
STEPS = {
    "claim": {Q: Q},
    "intend": {Q: S},
    # A receipt that comes late counts wherever the delivery is by then.
    "settle as published": {S: OUT, DOUBT: OUT, Q: OUT, C: OUT, HELD: OUT, FAILED: OUT, MISSED: OUT},
    "settle as queued": {S: Q},
    "settle as held": {S: HELD},
    "settle as failed": {S: FAILED},
    "settle as in_doubt": {S: DOUBT},
    "put off": {Q: Q},
    "hold the claim": {Q: HELD},
    "rescue": {C: Q, S: DOUBT},
    "find": {DOUBT: OUT},
    "prove absent": {DOUBT: Q},
    "look later": {DOUBT: DOUBT},
    "leave to a person": {DOUBT: DOUBT},
    "send again": {DOUBT: S},
    "miss": {Q: MISSED},
    "re-space": {},
    "hold the account": {Q: HELD},
    "restore": {Q: DOUBT, C: DOUBT, S: DOUBT},
}


def order(connection, verb, world, key):
    one, at = Selection((key,)), act(world.at)
    match verb:
        case "hold":
            queue.hold(connection, one, at, A_REASON)
        case "resolve: out":
            queue.resolve(connection, one, at, "https://example.org/1")
        case "resolve: not out":
            queue.resolve(connection, one, at, None)
        case "move":
            queue.move(connection, {key: NewTime(world.at + LEASE, "2026-12-02T09:00", "UTC")}, at)
        case "edit":
            queue.edit(connection, key, "Another text. #rest", 19, at)
        case "take back: queued" | "take back: not approved":
            queue.take_back(connection, [key], at, approved=verb.endswith("queued"))
        case "take back: held" | "take back: failed":
            connection.exec_driver_sql(f"UPDATE deliveries SET was = '{verb.split()[-1]}' WHERE state = 'cancelled'")
            queue.take_back(connection, [key], at, approved=True)
        case _:
            getattr(queue, verb)(connection, one, at)


def step(connection, verb, world, key):
    claim, at = as_claimed(connection, world, key), act(world.at)
    match verb:
        case "claim" | "intend" | "put off" | "hold the claim":
            take(connection, verb, claim._replace(fence=claim.fence + 1), world.at)
        case "rescue":
            queue.rescue(connection, act(world.at + 2 * LEASE))
        case "miss":
            queue.miss(connection, [key], at)
        case "find" | "prove absent" | "look later" | "leave to a person" | "send again":
            look(connection, verb, as_doubt(claim), at)
        case "re-space":
            queue.respace(connection, {key: NewTime(world.at, "2026-12-01T09:00", "UTC")}, at)
        case "restore":
            queue.doubt_restored(connection, at, None)
        case "hold the account":
            queue.hold_account(connection, claim.account_id, A_REASON, at)
        case _:
            intent = Intent(-1, 1, claim, "k", world.at + LEASE)
            queue.settle(connection, [settled(intent, State(verb.removeprefix("settle as ")), world.at)], at)


def take(connection, verb, claim, at):
    match verb:
        case "claim":
            queue.claim_due(connection, at, 1_000)
        case "intend":
            queue.intend(connection, [(claim, "k")], at, at + LEASE, "w1")
        case "put off":
            queue.put_off(connection, [Delay(claim, at + LEASE, A_REASON)])
        case "hold the claim":
            queue.hold_claim(connection, claim, A_REASON)


def look(connection, verb, doubt, at):
    match verb:
        case "find":
            queue.found(connection, doubt, RECEIPT, at)
        case "prove absent":
            queue.proven_absent(connection, doubt, A_REASON, at)
        case "look later":
            queue.look_later(connection, doubt, at.at + LEASE, looked=True)
        case "leave to a person":
            queue.leave_to_a_person(connection, doubt, A_REASON, at)
        case "send again":
            queue.send_again(connection, doubt, "k", at.at, at.at + LEASE, "w1")


def as_claimed(connection, world, key):
    """The delivery as the worker that holds its fence knows it, whatever its state."""
    fence, account = connection.exec_driver_sql(f"SELECT fence, account_id FROM deliveries WHERE id = {key}").one()
    return Claimed(key, "k", None, account, 0, "Post 0. #rest", None, "en", fence, 0, 0, world.at, world.at, None)


def as_doubt(claim):
    claim = claim._replace(attempts=1)
    return Doubt(claim, Case(claim.due_at, claim.due_at, claim.due_at, looks=0, may_speak=True), "k", frozenset())


@pytest.fixture
def world(store):
    return World(store, names=tuple(State))


@pytest.fixture(scope="module")
def one_of_each(module_url):
    """A world with one delivery in each state, each of an account of its own, that only dry runs touch."""
    store = Store(module_url)
    world = World(store, names=tuple(State))
    yield world, {was: world.in_state(was, account=was) for was in State}
    store.close()


def rows(connection, key):
    """What is stored of a delivery, but for its events."""
    variant = f"(SELECT variant_id FROM deliveries WHERE id = {key})"
    conditions = (
        f"deliveries WHERE id = {key}",
        f"attempts WHERE delivery_id = {key}",
        f"variants WHERE id = {variant}",
    )
    return [connection.exec_driver_sql(f"SELECT * FROM {one}").all() for one in conditions]


def state(connection, key):
    return State(connection.exec_driver_sql(f"SELECT state FROM deliveries WHERE id = {key}").scalar())


def events(connection):
    return connection.exec_driver_sql("SELECT count(*) FROM events").scalar()


@pytest.mark.parametrize("verb", ORDERS)
def test_an_order_does_what_the_table_allows_and_is_refused_elsewhere(one_of_each, verb):
    world, keys = one_of_each
    for was, key in keys.items():
        with world.store.write(dry_run=True) as connection:
            before, known = rows(connection, key), events(connection)
            if was in ORDERS[verb]:
                order(connection, verb, world, key)
                assert state(connection, key) is ORDERS[verb][was], was
                assert events(connection) == known + 1
            else:
                with pytest.raises(StateError, match=rf"^Delivery {key} is [^.]+\.$"):
                    order(connection, verb, world, key)
                assert rows(connection, key) == before, was
                assert events(connection) == known


@pytest.mark.parametrize("verb", STEPS)
def test_a_step_of_the_worker_does_what_the_table_allows_and_passes_over_the_rest(one_of_each, verb):
    world, keys = one_of_each
    for was, key in keys.items():
        with world.store.write(dry_run=True) as connection:
            before = rows(connection, key)
            step(connection, verb, world, key)
            if was in STEPS[verb]:
                assert state(connection, key) is STEPS[verb][was], was
            elif verb == "restore":  # which raises every fence
                assert state(connection, key) is was
            elif (verb, was) != ("re-space", Q):
                assert rows(connection, key) == before, was


def test_a_dry_run_does_everything_and_leaves_nothing(one_of_each):
    world, keys = one_of_each
    told = []
    world.store.written = lambda: told.append(1)
    before = world.everything()
    for verb, moves in ORDERS.items():
        for was in moves:
            with world.store.write(dry_run=True) as connection:
                untouched = rows(connection, keys[was])
                order(connection, verb, world, keys[was])
                assert rows(connection, keys[was]) != untouched
    with world.store.write(dry_run=True) as connection:
        queue.enqueue(
            connection, world.campaign.id, None, [NewPost(1, "x")], [delivery(0, world.account_id(), world.at)]
        )
        assert world.begin_in(connection, 10)
    assert world.everything() == before
    assert told == []


def test_the_verbs_make_exactly_the_transitions_of_the_table():
    made = {(was, to) for verbs in (ORDERS, STEPS) for moves in verbs.values() for was, to in moves.items()}
    assert {pair for pair in made if pair[0] != pair[1]} == set(TRANSITIONS)


@pytest.mark.parametrize("verb", ORDERS)
def test_an_order_for_a_delivery_that_is_not_there_is_refused(one_of_each, verb):
    world, _ = one_of_each
    with pytest.raises(NotFound, match=r"^There is no delivery 77\."), world.store.write() as connection:
        order(connection, verb, world, 77)


def test_the_text_is_frozen_while_it_may_be_on_its_way(one_of_each):
    world, keys = one_of_each
    assert {was for was in State if was in FROZEN} == {C, S, DOUBT}
    for was in FROZEN:
        for verb in ("edit", "move"):
            with pytest.raises(StateError, match="frozen"), world.store.write() as connection:
                order(connection, verb, world, keys[was])


def test_an_order_for_several_is_done_for_all_or_for_none(world):
    good, bad = world.in_state(Q, account="queued"), world.in_state(OUT, account="published")
    before = world.everything()
    with pytest.raises(StateError):
        world.order("cancel", good, bad)
    assert world.everything() == before


def test_an_order_for_a_campaign_passes_over_what_cannot_be_done(world):
    keys = {was: world.in_state(was, account=was) for was in State}
    with world.store.write() as connection:
        done = queue.cancel(connection, Selection(campaign_id=world.campaign.id), act())
    assert done == sorted(keys[was] for was in ORDERS["cancel"])


def test_a_person_may_name_more_deliveries_than_a_statement_takes_parameters(world):
    keys = world.new(8, account="queued")
    many = [*range(10_000, 80_000), *keys]
    with world.store.write() as connection:
        assert queue.miss(connection, many, act()) == keys
        assert queue.taken(connection, [world.account_id("queued")], world.at, besides=many) == {}


def test_an_edit_makes_another_promise_so_it_gets_another_key(world):
    (key,) = world.new()
    first = world.claim()[0]
    intent = world.intend([first])[0]
    world.settle(settled(intent, Q, world.at, due_at=world.at, spends=False))
    with world.store.write() as connection:
        queue.edit(connection, key, "Another text. #rest", 19, act())
    world.order("approve", key)
    second = world.claim()[0]
    assert second.key == f"{first.key}-1"
    assert second.platform_key is None
    assert second.text == "Another text. #rest"


def test_a_retry_has_the_same_key_and_a_fresh_budget(world):
    (key,) = world.new()
    first = world.intend(world.claim())[0]
    world.settle(settled(first, FAILED, world.at))
    world.order("retry", key)
    again = world.claim()[0]
    assert (again.key, again.platform_key) == (first.claimed.key, first.key)
    assert (again.attempts, again.spent) == (1, 0)


def test_a_missed_delivery_that_is_moved_goes_out_at_its_new_time(world):
    key = world.in_state(MISSED)
    with world.store.write() as connection:
        queue.move(connection, {key: NewTime(world.at + LEASE, "2026-12-01T09:01", "UTC")}, act())
    assert world.claim() == []
    world.wait(LEASE)
    assert [one.id for one in world.claim()] == [key]
    assert world.row(key).reason is None


def test_what_a_backup_may_not_know_to_be_out_is_approved_only_by_name_after_a_second_thought_too(world):
    held = world.in_state(HELD)
    with world.store.write() as connection:
        queue.doubt_restored(connection, act(world.at), world.at)
    world.order("propose", held)
    assert (world.state(held), world.row(held).reason.code) == (State.PROPOSED, "restored_waiting")
    with world.store.write() as connection:
        assert queue.approve(connection, Selection(), act(world.at)) == []
