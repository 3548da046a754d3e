"""What pages and reports count is found in indexes, once the database knows its tables.

A world of its own: what PostgreSQL knows of one decides how it goes about everything else there.
"""

from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from campaign.states import State
from campaign.store import campaigns, queue, tallies, vitals
from campaign.store.database import Store
from campaign.store.models import Day, Delivery
from campaign.store.reporting import coverage, days
from campaign.store.reporting.sums import added
from campaign.store.reporting.totals import Total
from campaign.store.values import NewPost
from tests.store.planning import kept_plans, plans, read, whole_reads
from tests.store.world import START, World, delivery
from tests.waiting import eventually

NAMES = tuple(f"a{n:02}" for n in range(20))
POSTS = 100


@pytest.fixture(scope="module")
def world(module_url):
    """Four campaigns of 2,000 rows each, half of them published."""
    store = Store(module_url)
    found = World(store, names=NAMES)
    for campaign in (found.campaign, *map(found.new_campaign, ("spring", "summer", "autumn"))):
        speakers = [one.account.id for one in campaign.speakers]
        posts = [NewPost(n + 1, f"Post {n}.") for n in range(POSTS)]
        rows = [delivery(n, owner, START + n * timedelta(hours=1)) for n in range(POSTS) for owner in speakers]
        with store.write() as connection:
            queue.enqueue(connection, campaign.id, None, posts, rows)
    with store.write() as connection:
        connection.execute(update(Delivery).where(Delivery.id % 2 == 0).values(state=State.PUBLISHED))
    vacuum(found, "deliveries")
    vacuum(found, "campaigns")
    yield found
    store.close()


@pytest.mark.parametrize(
    "count", [queue.count_states, tallies.tallies, vitals.stocks], ids=["states", "tallies", "stocks"]
)
def test_what_is_in_each_state_is_counted_in_an_index(world, count):
    found = plans(world, lambda: read(world, count))
    assert whole_reads(found) == []


def test_when_a_campaign_speaks_is_read_in_an_index_alone(world):
    days_of_it = [(START + n * timedelta(days=1), START + (n + 1) * timedelta(days=1)) for n in range(5)]
    found = plans(world, lambda: read(world, coverage.slots, world.campaign.id, days_of_it))
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
    month = [(one, one + timedelta(days=1)) for one in begins[1_500:1_530]]
    found = plans(world, lambda: read(world, days.totals, {world.campaign.id: month}, days.MONTH, START))
    # No look for what cannot be within a month: a quarter, a year.
    assert len(found) == len(days.UNITS) - 2
    assert [plan for plan in found if "Seq Scan on days" in plan or "SCAN days" in plan] == []


def test_days_at_both_ends_of_a_year_are_found_without_those_between(world):
    """Else PostgreSQL reads the days of all campaigns from the first to the last, most of them to throw them away."""
    kept = Total(added(()), {}, ()).to_json()
    begins = [START - timedelta(days=number) for number in range(1, 400)]
    rows = [{"begins_at": one, "ends_at": one + timedelta(days=1), **kept} for one in begins]
    ids = [one.id for one in read(world, campaigns.campaigns)]
    with world.store.write() as connection:
        for key in ids:
            connection.execute(insert(Day).values(campaign_id=key, unit=days.DAY), rows)
            between = {"begins_at": begins[-8], "ends_at": begins[7], **kept}
            connection.execute(insert(Day).values(campaign_id=key, unit=days.YEAR, **between))
    vacuum(world, "days")
    year = [(one, one + timedelta(days=1)) for one in reversed(begins)]
    for found in (plans, kept_plans):
        last = found(world, lambda: read(world, days.totals, dict.fromkeys(ids, year), days.DAY, START))[-1]
        assert "Join Filter" not in last
        assert "SCAN days" not in last


def vacuum(world, table):
    """As autovacuum does in a while: until PostgreSQL knows a table, to read all of it may be less than an index.

    Again where somebody still read, as autovacuum's own analysis does: then pages do not count as seen by all yet, and
    an index alone is not enough.
    """
    if not world.store.is_sqlite:
        with world.store.engine.connect() as connection:
            driver = connection.connection.driver_connection
            eventually(lambda: vacuumed(driver, table))


def vacuumed(driver, table):
    driver.execute(f"VACUUM ANALYZE {table}")
    pages = "SELECT relallvisible = relpages FROM pg_class WHERE oid = %s::regclass"
    return driver.execute(pages, [table]).fetchone()[0]
