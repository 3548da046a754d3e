"""Threads and processes that want the same rows at the same moment."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack, suppress
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import event, select

from campaign.errors import Overtaken, Refused, StateError, StoreError
from campaign.states import State
from campaign.store import accounts, campaigns, heads, queue
from campaign.store.database import Store
from campaign.store.models import Event
from campaign.store.values import NewAccount, Selection, Speaker, fingerprint
from tests.store.processes import in_processes
from tests.store.world import A_REASON, LEASE, START, TERMS, World, act, settled

NAMES = tuple(f"a{n}" for n in range(6))


@pytest.fixture
def world(store):
    found = World(store, names=NAMES)
    for name in NAMES:
        found.new(10, account=name, due=START - timedelta(hours=1), step=timedelta(minutes=1))
    return found


def work(url, worker):
    """Publishes all that it can get hold of; the ids that it claimed, in order, with their accounts."""
    store = Store(url)
    done = []
    while True:
        with store.write() as connection:
            claims = queue.claim_due(connection, START, 2)
            pairs = [(one, one.key) for one in claims]
            intents = queue.intend(connection, pairs, START, START + LEASE, worker)
        if not claims and not left(store):
            store.close()
            return done
        assert len(intents) == len(claims)
        with store.write() as connection:
            assert queue.settle(connection, [settled(one, State.PUBLISHED, START) for one in intents], act()) == []
        done += [(one.account_id, one.id) for one in claims]


def left(store):
    with store.read() as connection:
        return queue.next_due(connection)


def assert_each_is_published_once(world, claimed):
    assert Counter(key for done in claimed for _, key in done) == {
        key: 1 for (key,) in world.raw("SELECT id FROM deliveries")
    }
    assert world.counts() == {State.PUBLISHED: 60}
    assert world.raw("SELECT count(*), count(DISTINCT delivery_id) FROM attempts") == [(60, 60)]
    for done in claimed:
        for account in {account for account, _ in done}:
            mine = [key for owner, key in done if owner == account]
            assert mine == sorted(mine), "a worker sends an account's posts in their order"


def test_a_delivery_claimed_by_two_threads_is_published_once(world, database_url):
    barrier = threading.Barrier(2)

    def at_once(name):
        barrier.wait()
        return work(database_url, name)

    with ThreadPoolExecutor(2) as pool:
        claimed = list(pool.map(at_once, ("w1", "w2")))
    assert_each_is_published_once(world, claimed)


def test_a_delivery_claimed_by_four_processes_is_published_once(world, database_url):
    assert_each_is_published_once(world, in_processes(4, work, database_url))


def test_threads_may_share_one_store(world):
    with ThreadPoolExecutor(6) as pool:
        begun = list(pool.map(lambda n: world.begin(2, worker=f"w{n}"), range(12)))
    ids = [one.claimed.id for found in begun for one in found]
    assert len(ids) == len(set(ids)) > 0


def test_a_person_and_a_worker_who_want_the_same_delivery_do_not_both_get_it(world):
    """The person's look at the state and the change of it are one: what was claimed between is refused."""
    key = world.raw("SELECT min(id) FROM deliveries")[0][0]
    for attempt in range(6):
        barrier = threading.Barrier(2)

        def claim(barrier=barrier):
            barrier.wait()
            return any(one.claimed.id == key for one in world.begin(10))

        def edit(barrier=barrier, attempt=attempt):
            barrier.wait()
            try:
                with world.store.write() as connection:
                    queue.edit(connection, key, f"Text {attempt}. #rest", 13, act())
            except StateError:
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            claimed, edited = pool.submit(claim), pool.submit(edit)
            assert claimed.result() != edited.result()
        assert world.state(key) is (State.PROPOSED if edited.result() else State.SENDING)
        give_back(world)


def give_back(world):
    world.wait(2 * LEASE)
    world.rescue()
    with world.store.write() as connection:
        queue.resolve(connection, Selection(), act(), None)
        queue.approve(connection, Selection(), act())


@pytest.mark.parametrize("names", [("edit", "claim"), ("claim", "edit")])
def test_who_comes_second_waits_for_the_first_and_sees_what_it_did(world, names):
    """The first is held open on purpose, so that the second is under way before it commits."""
    key = world.raw("SELECT min(id) FROM deliveries")[0][0]
    verbs = {
        "edit": lambda connection: queue.edit(connection, key, "Text. #rest", 11, act()),
        "claim": lambda connection: [one.claimed.id for one in world.begin_in(connection, 10)],
    }

    def second():
        try:
            with world.store.write() as connection:
                return verbs[names[1]](connection)
        except StateError as error:
            return error

    with ThreadPoolExecutor(1) as pool:
        with world.store.write() as connection:
            verbs[names[0]](connection)
            waiting = pool.submit(second)
            done, _ = wait([waiting], timeout=1)
            # Only a claim on PostgreSQL does not wait: it passes by.
            assert bool(done) is (names[1] == "claim" and not world.store.is_sqlite)
        result = waiting.result(timeout=10)
    if names[1] == "edit":
        assert isinstance(result, StateError)
        assert world.row(key).text == "Post 0. #rest"
    else:
        assert key not in result


def test_who_approves_while_the_text_is_changed_is_on_record_for_the_new_text(world):
    """Whoever approves all of it does not say which text was read, so the log says which went into the queue."""
    (key,) = world.new(state=State.PROPOSED)

    def approve():
        with world.store.write() as connection:
            return queue.approve(connection, Selection((key,)), act())

    with ThreadPoolExecutor(1) as pool:
        with world.store.write() as connection:
            queue.edit(connection, key, "Another text. #rest", 19, act())
            approved = pool.submit(approve)
            assert not wait([approved], timeout=0.5).done
        assert approved.result(timeout=10) == [key]
    with world.store.read() as connection:
        (approval,) = connection.scalars(select(Event.details).where(Event.kind == "approved"))
    assert approval["text_sha256"] == fingerprint("Another text. #rest")


def test_what_is_proposed_while_somebody_approves_everything_waits_for_the_next(world):
    """Of what nobody could have read yet the log would not say what was approved."""
    if world.store.is_sqlite:
        pytest.skip("SQLite's writers take turns")
    there, late = world.new(state=State.PROPOSED), []

    def propose_another(_connection, _cursor, statement, *_):
        if not late and statement.startswith("UPDATE deliveries"):
            late.append(None)
            late[:] = world.new(state=State.PROPOSED)

    event.listen(world.store.engine, "before_cursor_execute", propose_another)
    with world.store.write() as connection:
        assert queue.approve(connection, Selection(), act()) == there
    assert [world.state(key) for key in late] == [State.PROPOSED]


def test_a_rescue_and_a_late_receipt_at_the_same_moment_leave_it_published(world):
    for n in range(5):
        intents = world.intend(world.claim(6))
        world.wait(2 * LEASE)
        ends = [settled(one, State.PUBLISHED, world.at) for one in intents]
        barrier = threading.Barrier(2)
        with ThreadPoolExecutor(2) as pool:
            both = [
                pool.submit(lambda b=barrier: (b.wait(), world.rescue())),
                pool.submit(lambda b=barrier, e=ends: (b.wait(), world.settle(*e))),
            ]
            for one in both:
                one.result()
        assert world.counts()[State.PUBLISHED] == 6 * (n + 1)


def test_a_late_answer_that_asks_to_wait_and_a_look_for_its_doubt_do_not_wait_for_each_other_in_a_circle(world):
    [intent] = world.intend(world.claim())
    world.wait(2 * LEASE)
    world.rescue()
    looking = []

    def look():
        with world.store.write() as connection:
            return queue.take_doubts(connection, world.at, 1, "another", world.at + LEASE)

    def look_meanwhile(connection, cursor, statement, *rest):
        if statement.startswith("UPDATE accounts SET quiet_until"):
            looking.append(pool.submit(look))
            wait(looking, timeout=0.3)

    event.listen(world.store.engine, "after_cursor_execute", look_meanwhile)
    with ThreadPoolExecutor(1) as pool:
        world.settle(settled(intent, State.QUEUED, world.at, quiet_until=world.at + LEASE))
        assert [one.result() for one in looking] == [[]]
    assert world.state(intent.claimed.id) is State.QUEUED


def test_two_who_change_a_whole_campaign_wait_for_each_other_and_lose_nothing(world):
    everything = Selection(campaign_id=world.campaign.id)

    def hold_and_release(n):
        with world.store.write() as connection:
            held = queue.hold(connection, everything, act(), A_REASON)
        with world.store.write() as connection:
            return len(held) - len(queue.release(connection, everything, act()))

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(hold_and_release, range(30))) == 0
    assert world.counts() == {State.QUEUED: 60}
    events = world.raw(
        "SELECT kind, count(*) FROM events WHERE kind IN ('held', 'released') GROUP BY kind ORDER BY kind"
    )
    assert events[0][1] == events[1][1] >= 60


def test_who_is_first_in_a_line_that_many_change_at_once_is_written_down_rightly(world):
    """Persons move posts, workers send them or put them back, and somebody pauses the campaign and lets it go on."""

    def work_on(number):
        chance = Random(number)
        for _ in range(15):
            with world.store.write() as connection:
                match chance.randrange(4):
                    case 0:
                        claims = [(one, one.key) for one in queue.claim_due(connection, START, 2)]
                        taken = queue.intend(connection, claims, START, START + LEASE, f"w{number}")
                        again = {"due_at": START + timedelta(minutes=chance.randrange(-5, 5))}
                        queue.settle(connection, [settled(one, State.QUEUED, START, **again) for one in taken], act())
                    case 1:
                        key = chance.choice(keys)
                        at = START + timedelta(minutes=chance.randrange(-90, 90))
                        with suppress(StateError):
                            queue.move(connection, {key: queue.NewTime(at, at.isoformat(), "UTC")}, act())
                    case 2:
                        some = Selection(chance.sample(keys, 3))
                        with suppress(StateError):
                            queue.hold(connection, some, act(), A_REASON)
                            queue.release(connection, Selection(some.ids[:1]), act())
                    case 3:
                        state = chance.choice(["paused", "active"])
                        campaigns.set_campaign_state(connection, world.campaign, state, act())

    keys = [key for (key,) in world.raw("SELECT id FROM deliveries")]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work_on, range(6)))
    with world.store.read() as connection:
        assert heads.wrong(connection) == []


def test_who_changes_a_line_that_another_is_changing_sees_what_that_one_has_done(world):
    line = world.raw(f"SELECT id FROM deliveries WHERE account_id = {world.account_id()} ORDER BY id")
    first, second, third = line[:3]
    with ThreadPoolExecutor(1) as pool:
        with world.store.write() as connection:
            queue.hold(connection, Selection(first), act(), A_REASON)
            heads.write_down(connection)
            other = pool.submit(world.order, "hold", *second, reason=A_REASON)
            assert not wait([other], timeout=0.5).done
        other.result()
    assert world.raw(f"SELECT delivery_id FROM heads WHERE account_id = {world.account_id()}") == [third]


def test_of_two_who_speak_for_one_account_since_its_line_changed_between_the_second_gives_way(world):
    """While a claim is not committed, somebody queues an earlier post, which another worker claims."""
    if world.store.is_sqlite:
        pytest.skip("SQLite's writers take turns")
    slower = ExitStack()
    connection = slower.enter_context(world.store.write())
    later = [one.claimed.id for one in world.begin_in(connection, 6, worker="w1")]
    (earlier,) = world.new(due=START - timedelta(hours=2))
    assert [one.claimed.id for one in world.begin(1, worker="w2")] == [earlier]
    with pytest.raises(Overtaken):
        slower.close()
    assert {world.state(key) for key in later} == {State.QUEUED}
    assert earlier not in later
    assert world.raw("SELECT id, claimed_by FROM deliveries WHERE claimed_by IS NOT NULL") == [(earlier, "w2")]


def test_who_claims_an_earlier_post_waits_for_the_claim_of_a_later_one_and_gives_way(world):
    if world.store.is_sqlite:
        pytest.skip("SQLite's writers take turns")
    with ThreadPoolExecutor(1) as pool:
        with world.store.write() as connection:
            later = {one.claimed.id for one in world.begin_in(connection, 6, worker="w1")}
            (earlier,) = world.new(due=START - timedelta(hours=2))
            heads.write_down(connection)
            other = pool.submit(world.begin, 1, worker="w2")
            assert not wait([other], timeout=0.5).done
        with pytest.raises(Overtaken):
            other.result()
    assert world.state(earlier) is State.QUEUED
    assert {key for (key,) in world.raw("SELECT id FROM deliveries WHERE claimed_by = 'w1'")} == later


def test_writers_take_turns(world):
    key = world.raw("SELECT min(id) FROM deliveries")[0][0]

    def count(_):
        with world.store.write() as connection:
            connection.exec_driver_sql(f"UPDATE deliveries SET attempts = attempts + 1 WHERE id = {key}")

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(count, range(60)))
    assert world.raw(f"SELECT attempts FROM deliveries WHERE id = {key}") == [(60,)]


def test_a_writer_that_waits_too_long_is_told_so_in_one_sentence(world, database_url):
    other = Store(database_url)
    with world.store.write() as first:
        first.exec_driver_sql("UPDATE deliveries SET attempts = 1")
        shorten = "PRAGMA busy_timeout = 50" if other.is_sqlite else "SET lock_timeout = '50ms'"
        with other.engine.connect() as connection:
            connection.connection.driver_connection.execute(shorten)
            connection.connection.driver_connection.commit()
        with (
            pytest.raises(StoreError, match=r"^The database [^ ]+ cannot be used: .*lock.*\.$"),
            other.write() as second,
        ):
            second.exec_driver_sql("UPDATE deliveries SET attempts = 2")
    other.close()
    assert world.raw("SELECT DISTINCT attempts FROM deliveries") == [(1,)]


def test_a_reader_sees_one_moment_and_never_waits(world):
    count = "SELECT count(*) FROM deliveries WHERE state = 'queued'"
    with world.store.read() as reader:
        assert reader.exec_driver_sql(count).scalar() == 60
        world.begin(6)
        assert reader.exec_driver_sql(count).scalar() == 60
    assert world.raw(count) == [(54,)]


def test_whatever_a_thread_reads_within_one_moment_is_of_that_moment_and_others_see_what_is_new(world):
    count = "SELECT count(*) FROM deliveries WHERE state = 'queued'"
    with ThreadPoolExecutor(1) as other, world.store.one_moment():
        assert world.raw(count) == [(60,)]
        other.submit(world.begin, 6).result()
        assert other.submit(world.raw, count).result() == [(54,)]
        assert world.raw(count) == [(60,)]
    assert world.raw(count) == [(54,)]


def test_a_moment_that_ends_in_an_error_is_over(world):
    with pytest.raises(KeyError), world.store.one_moment():
        raise KeyError
    world.begin(6)
    assert world.raw("SELECT count(*) FROM deliveries WHERE state = 'queued'") == [(54,)]


def test_a_worker_with_one_free_thread_looks_behind_all_that_another_is_about_to_claim(world):
    if world.store.is_sqlite:
        pytest.skip("SQLite's writers take turns")
    with world.store.write() as connection:
        taken = {one.claimed.account_id for one in world.begin_in(connection, 5)}
        (free,) = world.claim(1)
    assert len(taken) == 5
    assert free.account_id not in taken


def test_two_who_mend_the_same_heads_at_once_both_succeed(world):
    with world.store.write() as connection:
        connection.exec_driver_sql("DELETE FROM heads")

    def mend():
        with world.store.write() as connection:
            heads.mend(connection, everybody)

    everybody = [world.account_id(name) for name in NAMES]
    with ThreadPoolExecutor(1) as pool:
        with world.store.write() as connection:
            heads.mend(connection, everybody)
            other = pool.submit(mend)
            assert not wait([other], timeout=0.5).done
        other.result()
    with world.store.read() as connection:
        assert heads.wrong(connection) == []


def test_an_account_that_somebody_begins_to_use_is_not_removed(world):
    with world.store.write() as connection:
        fresh = accounts.add_account(connection, NewAccount("fresh", "feed", None, {}, b"sealed"), act())

    def remove():
        with world.store.write() as connection:
            accounts.remove_account(connection, "fresh", act())

    with ThreadPoolExecutor(1) as pool:
        with world.store.write() as connection:
            campaigns.add_campaign(connection, "another", TERMS, [Speaker(fresh, ("daily 09:00",))], act())
            heads.all_moved(connection)
            removing = pool.submit(remove)
            assert not wait([removing], timeout=0.5).done
        with pytest.raises(Refused):
            removing.result()
