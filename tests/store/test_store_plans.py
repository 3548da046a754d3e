"""What the databases do for the statements of every pass: they look into an index, and never read the whole queue."""

import re
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event, insert

from campaign.ages import AGES
from campaign.reasons import Reason
from campaign.states import State
from campaign.store import history, queue, snapshots, tallies, vitals
from campaign.store.database import Store
from campaign.store.history import Filter
from campaign.store.models import Attempt, Day
from campaign.store.reporting import coverage, days
from campaign.store.reporting.sums import added
from campaign.store.reporting.totals import Total
from campaign.store.values import Delay, NewPost
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


@contextmanager
def watched(store):
    """The SELECTs, INSERTs and UPDATEs that are sent meanwhile, with the parameters of each (or of its first row).

    Without the look at the seal, by which every transaction that writes begins.
    """
    sent = []

    def keep(_connection, _cursor, statement, parameters, _context, _many):
        if statement.split()[0] in {"SELECT", "WITH", "INSERT", "UPDATE"} and "FROM installation" not in statement:
            sent.append((statement, parameters[0] if isinstance(parameters, list) else parameters))

    event.listen(store.engine, "before_cursor_execute", keep)
    yield sent
    event.remove(store.engine, "before_cursor_execute", keep)


def plans(world, act_on_it):
    """How the database goes about each SELECT and UPDATE that the act sends."""
    with watched(world.store) as sent:
        act_on_it()
    explain = "EXPLAIN QUERY PLAN " if world.store.is_sqlite else "EXPLAIN "
    found = []
    for statement, parameters in sent:
        if not statement.startswith("INSERT"):
            with world.store.write(dry_run=True) as connection:
                rows = connection.exec_driver_sql(explain + statement, parameters)
                found.append("\n".join(str(row[-1]) for row in rows))
    return found


def kept_plans(world, act_on_it):
    """The same of statements that were sent often: PostgreSQL keeps a plan for whatever is asked."""
    if world.store.is_sqlite:
        return plans(world, act_on_it)
    with watched(world.store) as sent:
        act_on_it()
    found = []
    for statement, parameters in sent:
        with world.store.write(dry_run=True) as connection:
            connection.exec_driver_sql("SET LOCAL plan_cache_mode = force_generic_plan")
            places = {name: f"${place}" for place, name in enumerate(parameters, 1)}
            connection.exec_driver_sql(f"PREPARE kept AS {statement % places}")
            given = f"({', '.join(['NULL'] * len(places))})" if places else ""
            found.append("\n".join(connection.exec_driver_sql(f"EXPLAIN EXECUTE kept{given}").scalars()))
            connection.exec_driver_sql("DEALLOCATE kept")
    return found


def whole_reads(found):
    """The lines of plans that read all deliveries or all attempts; what is in doubt, or in hand, is little."""
    pattern = r"SCAN (?:deliveries|attempts)\b(?! USING INDEX ix_deliveries_(?:doubt|lease|speaking)).*|Seq Scan on (?:deliveries|attempts)\b.*"
    return [line for plan in found for line in re.findall(pattern, plan)]


def test_the_head_of_each_line_is_found_in_the_index_on_what_waits(world):
    index = "ix_deliveries_line" if world.store.is_sqlite else "ix_deliveries_head"
    with_index = []
    for ask in (lambda: read(world, queue.next_due), lambda: world.claim(5)):
        found = plans(world, ask)
        assert whole_reads(found) == []
        with_index.append(index in found[0])
    assert with_index == [True, True]


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
    # PostgreSQL is asked to let nobody sum up their days meanwhile.
    assert len(sent) == (6 if world.store.is_sqlite else 7)


def test_the_worker_signs_in_few_statements_however_much_is_late(world):
    with world.store.read() as connection:
        keys = [row.id for row in history.deliveries(connection, Filter())]
    with watched(world.store) as sent, world.store.write() as connection:
        queue.miss(connection, keys, act())
    # The change, the look for threads, and the log.
    assert len(sent) == 3


@pytest.mark.parametrize(
    "count", [queue.count_states, tallies.tallies, vitals.stocks], ids=["states", "tallies", "stocks"]
)
def test_what_is_in_each_state_is_counted_in_an_index(world, count):
    vacuum(world, "deliveries")
    found = plans(world, lambda: read(world, count))
    assert whole_reads(found) == []


def read(world, question, *arguments):
    with world.store.read() as connection:
        return question(connection, *arguments)


def test_what_each_account_has_queued_is_counted_in_an_index_alone(world):
    vacuum(world, "deliveries")
    found = plans(world, lambda: read(world, coverage.lines, world.campaign.id))
    assert whole_reads(found) == []
    if world.store.is_sqlite:
        assert "USING COVERING INDEX ix_deliveries_campaign" in "\n".join(found)


def test_the_kept_days_of_a_month_are_found_among_those_of_years(world):
    kept = Total(added(()), {}, ()).to_json()
    begins = [START + timedelta(days=number) for number in range(3_000)]
    rows = [{"begins_at": one, "ends_at": one + timedelta(days=1), **kept} for one in begins]
    with world.store.write() as connection:
        connection.execute(insert(Day).values(campaign_id=world.campaign.id, unit=days.DAY), rows)
    vacuum(world, "days")
    month = [(one, one + timedelta(days=1)) for one in begins[1_500:1_520]]
    found = plans(world, lambda: read(world, days.totals, {world.campaign.id: month}))
    assert len(found) == len(days.UNITS)
    assert [plan for plan in found if "Seq Scan on days" in plan or "SCAN days" in plan] == []


def vacuum(world, table):
    """As autovacuum does in a while: until PostgreSQL knows a table, to read all of it may be less than an index."""
    if not world.store.is_sqlite:
        with world.store.engine.connect() as connection:
            connection.connection.driver_connection.execute(f"VACUUM ANALYZE {table}")
