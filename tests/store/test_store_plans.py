"""What the databases do for the statements of every pass: they look into an index, and never read the whole queue."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import insert

from campaign.ages import AGES
from campaign.reasons import Reason
from campaign.states import State
from campaign.store import heads, history, queue, snapshots
from campaign.store.database import Store
from campaign.store.history import Filter
from campaign.store.models import Attempt
from campaign.store.values import Delay, NewPost
from tests.store.planning import kept_plans, plans, read, watched, whole_reads
from tests.store.world import LEASE, START, World, act, delivery, settled

NAMES = tuple(f"a{n:02}" for n in range(20))
POSTS = 200


@pytest.fixture(scope="module")
def world(module_url):
    """4,000 rows, the first of each account due: enough for PostgreSQL to prefer an index, without ANALYZE."""
    store = Store(module_url)
    found = World(store, names=NAMES)
    speakers = [one.account.id for one in found.campaign.speakers]
    posts = [NewPost(n + 1, f"Post {n}.") for n in range(POSTS)]
    rows = [delivery(n, owner, START + n * timedelta(hours=1)) for n in range(POSTS) for owner in speakers]
    with store.write() as connection:
        ids = queue.enqueue(connection, found.campaign.id, None, posts, rows)
        # Of so few attempts as the tests make it would rightly read all.
        connection.execute(insert(Attempt), [attempt(key, number) for key in ids for number in range(101, 116)])
    yield found
    store.close()


def attempt(key, number):
    """One that failed long ago."""
    times = dict.fromkeys(("due_at", "started_at", "deadline_at", "ended_at"), START - timedelta(days=90))
    words = {"key": f"{key}-{number}", "text_sha256": "", "worker": "gone", "outcome": "failed"}
    return {"delivery_id": key, "account_id": 1, "number": number, "fence": 0, **words, **times}


def test_a_claim_and_a_look_for_the_next_look_into_no_line(world):
    index = "ix_deliveries_line" if world.store.is_sqlite else "ix_deliveries_head"
    for ask in (lambda: read(world, queue.next_due), lambda: world.claim(5)):
        found = plans(world, ask)
        assert whole_reads(found) == []
        assert index not in "".join(found)


def test_who_is_first_in_a_line_is_found_in_the_index_on_what_waits(world):
    index = "ix_deliveries_line" if world.store.is_sqlite else "ix_deliveries_head"
    found = plans(world, lambda: world.begin(5))
    assert whole_reads(found) == []
    assert index in found[-1]


def test_to_compare_all_heads_with_their_lines_is_to_look_into_each_of_them(world):
    (found,) = plans(world, lambda: read(world, heads.wrong))
    assert whole_reads([found]) == []


def test_a_worker_never_reads_the_whole_queue(world):
    def publish():
        intents = world.intend(world.claim(8))
        world.settle(*[settled(one, State.PUBLISHED, world.at) for one in intents])

    found = "\n".join(plans(world, publish))
    assert whole_reads([found]) == []
    # Nor all that waits, or all that a campaign has, as PostgreSQL would while it knows nothing of the table.
    assert not re.search(r"ix_deliveries_(?:state|campaign|lease)", found)


def test_what_an_account_says_twice_is_found_by_its_text(world):
    keys = [one.id for one in world.claim(8)]
    found = plans(world, lambda: read(world, queue.said, keys, START))
    assert whole_reads(found) == []
    assert "ix_variants_said" in found[0]


def test_a_claim_that_is_put_off_or_held_is_found_by_its_id(world):
    first, *others = world.claim(8)

    def keep_back():
        with world.store.write(dry_run=True) as connection:
            queue.put_off(connection, [Delay(one, START, None) for one in others])
            queue.hold_claim(connection, first, Reason("unfit"))

    assert whole_reads(plans(world, keep_back)) == []


def test_a_rescue_looks_at_leases_only(world):
    world.begin(3)
    world.wait(2 * LEASE)
    found = plans(world, world.rescue)
    assert whole_reads(found) == []
    assert "ix_deliveries_lease" in found[0]


def test_a_doubt_that_is_sent_again_is_found_by_its_id(world):
    [intent] = world.begin(1)
    world.settle(settled(intent, State.IN_DOUBT, world.at))
    with world.store.write() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET due_at = scheduled_for WHERE state = 'in_doubt'")
        [doubt] = queue.take_doubts(connection, world.at, 1, "w1", world.at + LEASE)

    def again():
        with world.store.write(dry_run=True) as connection:
            assert queue.send_again(connection, doubt, "k", world.at, world.at + LEASE, "w1")

    found = "\n".join(plans(world, again))
    assert whole_reads([found]) == []
    # Whether it may speak is asked for that one alone, not for all that an account or a campaign has.
    assert not re.search(r"ix_deliveries_(?:account|campaign|state)", found)


def test_what_is_late_is_found_by_its_campaign(world):
    with world.store.write() as connection:
        connection.exec_driver_sql("UPDATE campaigns SET late = 'skip'")
    assert whole_reads(plans(world, lambda: read(world, queue.overdue, START + timedelta(hours=3)))) == []


def test_taken_times_are_found_by_their_accounts(world):
    owners = [world.account_id(name) for name in NAMES[:4]]
    found = plans(world, lambda: read(world, queue.taken, owners, START))
    assert whole_reads(found) == []
    assert "ix_deliveries_account" in found[0]


@pytest.mark.parametrize("age", AGES)
def test_what_has_reached_an_age_is_found_by_when_its_account_sent_it(world, age):
    found = plans(world, lambda: read(world, snapshots.due, world.account_id(), age, START + age, 100))
    assert whole_reads(found) == []
    assert "ix_attempts_account" in found[0]


def test_what_was_read_of_late_is_counted_by_when_it_was(world):
    found = plans(world, lambda: read(world, snapshots.of_account, world.account_id(), START))
    assert whole_reads(found) == []
    assert "ix_snapshots_taken_at" in found[0]


@pytest.mark.parametrize(
    "wanted", [Filter(campaign="rest", states=[State.HELD], limit=10), Filter(account="a01", limit=10)]
)
def test_a_listing_reads_only_what_it_shows(world, wanted):
    if wanted.campaign:
        # A campaign among others, as it is when a listing has to find its own.
        other = world.new_campaign("other")
        world.new(campaign=other)
        wanted = Filter(campaign="other", states=[State.HELD], limit=10)
    assert whole_reads(plans(world, lambda: read(world, history.deliveries, wanted))) == []


def test_the_attempts_of_a_small_campaign_among_large_ones_are_found_in_indexes(world):
    small = world.new_campaign("small")
    world.new(campaign=small)
    wanted = Filter(campaign="small", limit=10, newest_first=True)
    assert whole_reads(kept_plans(world, lambda: list(read(world, history.attempts, wanted)))) == []


def test_two_thousand_deliveries_go_in_with_a_handful_of_statements(world):
    rows = [delivery(n, world.account_id(), START) for n in range(2_000)]
    with watched(world.store) as sent, world.store.write() as connection:
        ids = queue.enqueue(connection, world.campaign.id, None, [NewPost(n, "One.") for n in range(2_000)], rows)
    assert len(set(ids)) == 2_000
    # PostgreSQL is asked to let nobody sum up their days meanwhile, nor look who is first.
    assert len(sent) == (7 if world.store.is_sqlite else 9)


def test_the_worker_signs_in_few_statements_however_much_is_late(world):
    with world.store.read() as connection:
        keys = [row.id for row in history.deliveries(connection, Filter())]
    with watched(world.store) as sent, world.store.write() as connection:
        queue.miss(connection, keys, act())
    # The change, the look for threads, the log, and who is first now in whose line; PostgreSQL is asked to let nobody
    # sum up their days meanwhile, nor look who is first.
    assert len(sent) == (5 if world.store.is_sqlite else 7)
