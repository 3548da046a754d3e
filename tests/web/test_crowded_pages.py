"""What a page asks of the database, and what it weighs, does not grow with what is queued and what has been sent."""

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import event

from campaign.rounds.summing import sum_up
from campaign.states import State
from campaign.store import cells, history, queue
from campaign.store.history import Filter
from tests.benchmarks.pages import PAGES, REPORTS, is_query
from tests.web import scene
from tests.web.conftest import asking, copied, read
from tests.web.crowd import FIRST, crowd

FEW, MANY = 20, 2_000
#: One of the statements asks for what is chosen of the settings.
MOST_STATEMENTS, MOST_BYTES = 11, 150_000
MOST_OF_REPORTS = 17


@pytest.fixture(scope="module")
def crowds(tmp_path_factory):
    """Two installations, the second with a hundred times the rows of the first: path → statements and bytes of each."""
    found = []
    for rows in (FEW, MANY):
        app = scene.installation(tmp_path_factory.mktemp("crowd") / "installation")
        scene.queued(app)
        scene.alive(app)
        crowd(app, rows)
        with asking(app) as client:
            found.append({path: counted(app, client, path) for path in PAGES.values()})
        app.close()
    few, many = found
    return {path: (few[path], many[path]) for path in few}


def counted(app, client, path):
    """Statements that ask for rows, and bytes, of one page."""
    asked = []

    def hear(_connection, _cursor, statement, *_):
        asked.append(statement)

    event.listen(app.store.engine, "before_cursor_execute", hear)
    try:
        answer = client.get(path)
    finally:
        event.remove(app.store.engine, "before_cursor_execute", hear)
    assert answer.status_code == 200, (path, answer.text)
    return sum(map(is_query, asked)), len(answer.content)


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_page_asks_as_often_however_many_rows_there_are(crowds, path):
    few, many = crowds[path]
    # A list that is empty has nothing to fetch: it asks once less. An empty calendar has no first posts either.
    spared = 2 if path.startswith("/calendar") else 1
    assert many[0] - few[0] <= (spared if few[1] < many[1] else 0)
    assert many[0] <= MOST_STATEMENTS


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_page_stays_light_however_many_rows_there_are(crowds, path):
    assert crowds[path][1][1] < MOST_BYTES


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/queue", "/calendar", "/history", "/campaigns", "/campaigns/campaign-00", "/accounts", "/articles"),
        *(f"/queue/{FIRST}", "/approvals", "/compose", "/settings/audit"),
    ],
)
def test_a_page_reads_all_it_shows_in_one_transaction_beside_the_glance_of_its_guards(crowded, path):
    begun = []
    with asking(crowded) as client:
        event.listen(crowded.store.engine, "begin", begun.append)
        assert client.get(path).status_code == 200
    assert len(begun) == 2


@pytest.mark.parametrize("path", REPORTS.values(), ids=REPORTS)
def test_a_report_asks_no_more_often_than_it_has_to_though_days_between_are_not_kept(summed_up, path):
    with asking(summed_up) as client:
        assert counted(summed_up, client, path)[0] <= MOST_OF_REPORTS


@pytest.fixture(scope="module")
def crowded_once(prepared, tmp_path_factory):
    """The folder of a crowded installation; tests have copies of it."""
    folder = tmp_path_factory.mktemp("crowded") / "installation"
    with copied(prepared, folder) as app:
        crowd(app, MANY)
    return folder


@pytest.fixture(scope="module")
def summed_up(crowded_once, tmp_path_factory):
    """A copy whose days are summed up, as far as nothing moves in them; it is only read."""
    with copied(crowded_once, tmp_path_factory.mktemp("summed") / "installation") as app:
        assert sum(sum_up(app.store, app.clock.now())) > 100
        yield app


@pytest.fixture
def crowded(crowded_once, tmp_path):
    with copied(crowded_once, tmp_path) as app:
        yield app


def every_page(app, **wanted):
    """Ids, page after page."""
    found, after = [], None
    while page := history_page(app, Filter(**wanted, after=after, limit=37)):
        found += [one.id for one in page]
        after = (page[-1].scheduled_for, page[-1].id)
    return found


def history_page(app, wanted):
    with app.store.read() as connection:
        return history.deliveries(connection, wanted)


@pytest.mark.parametrize("newest_first", [False, True])
@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"states": [State.QUEUED, State.CLAIMED, State.SENDING, State.FAILED]},
        {"account": "account-01"},
        {"campaign": "campaign-00"},
        {"campaign": "campaign-00", "account": "account-03", "states": [State.PUBLISHED, State.PROPOSED]},
        {"since": scene.NOW - timedelta(days=2), "until": scene.NOW + timedelta(days=2)},
        {"campaign": "nothing"},
    ],
    ids=str,
)
def test_page_after_page_gives_what_the_whole_list_does(crowded, wanted, newest_first):
    for key, state in ((FIRST + 1, State.CLAIMED), (FIRST + 2, State.SENDING)):
        scene.put(crowded, key, state)
    whole = [one.id for one in history_page(crowded, Filter(**wanted, newest_first=newest_first))]
    assert every_page(crowded, **wanted, newest_first=newest_first) == whole
    assert bool(whole) == (wanted.get("campaign") != "nothing")


def test_every_state_is_counted_once(crowded):
    from sqlalchemy import func, select

    from campaign.store.models import Delivery

    scene.put(crowded, FIRST + 1, State.CLAIMED)
    scene.put(crowded, FIRST + 2, State.SENDING)
    with crowded.store.read() as connection:
        rows = connection.execute(select(Delivery.state, func.count()).group_by(Delivery.state)).all()
        assert queue.count_states(connection) == {State(state): count for state, count in rows}


def plan_of(app, wanted):
    """How SQLite goes about the page of a filter."""
    asked = []

    def hear(_connection, _cursor, statement, parameters, *_):
        asked.append((statement, parameters))

    event.listen(app.store.engine, "before_cursor_execute", hear)
    history_page(app, wanted)
    event.remove(app.store.engine, "before_cursor_execute", hear)
    statement, parameters = next(one for one in asked if is_query(one[0]))
    with app.store.read() as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return [row.detail for row in rows if "deliveries" in row.detail]


@pytest.mark.parametrize("account", [None, "account-01"])
def test_a_page_of_a_state_is_a_walk_along_the_index_of_states(crowded, account):
    plans = plan_of(crowded, Filter(states=[State.QUEUED, State.PUBLISHED], account=account, limit=50))
    assert plans
    assert all("COVERING INDEX ix_deliveries_state" in one for one in plans)


def test_a_page_of_a_campaign_is_a_walk_along_its_own_index(crowded):
    plans = plan_of(crowded, Filter(states=[State.QUEUED, State.PUBLISHED], campaign="campaign-00", limit=50))
    assert plans
    assert all("INDEX ix_deliveries_campaign" in one for one in plans)


def test_a_page_of_an_account_in_a_campaign_is_a_walk_along_the_campaigns_index_alone(crowded):
    wanted = Filter(states=[State.QUEUED, State.PUBLISHED], campaign="campaign-00", account="account-00", limit=50)
    plans = plan_of(crowded, wanted)
    assert plans
    assert all("COVERING INDEX ix_deliveries_campaign" in one for one in plans)


@pytest.mark.parametrize("campaign", ["campaign-00", "campaign-01"])
def test_the_attempts_of_a_campaign_are_the_same_whether_it_is_large_or_small(crowded, campaign, monkeypatch):
    found = []
    for many in (10, 10_000):
        monkeypatch.setattr(history, "_MANY", many)
        with crowded.store.read() as connection:
            wanted = Filter(campaign=campaign, newest_first=True, limit=60)
            found.append([one.id for one in history.attempts(connection, wanted)])
    assert found[0] == found[1] != []


def test_a_day_with_hundreds_of_free_times_shows_the_first_of_them(crowded):
    with asking(crowded) as client:
        gaps = read(client.get("/queue?since=2026-12-21&until=2026-12-24")).css("li.gap")
    assert 0 < len(gaps) <= 50


def statements_of(app, path):
    """SQLite's plan of each statement of a page that touches deliveries."""
    asked = []

    def hear(_connection, _cursor, statement, parameters, *_):
        asked.append((statement, parameters))

    with asking(app) as client:
        event.listen(app.store.engine, "before_cursor_execute", hear)
        client.get(path)
        event.remove(app.store.engine, "before_cursor_execute", hear)
    with app.store.read() as connection:
        rows = [
            connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {one}", parameters)
            for one, parameters in asked
            if is_query(one)
        ]
        return [row.detail for found in rows for row in found if "deliveries" in row.detail]


@pytest.mark.parametrize(
    "path", ["/help", "/queue", "/campaigns", "/calendar", "/calendar?view=week", "/calendar?account=account-01"]
)
def test_no_page_reads_all_deliveries(crowded, path):
    plans = statements_of(crowded, path)
    assert plans
    # The index on leases holds only what a worker holds.
    assert [one for one in plans if one.startswith("SCAN deliveries") and "ix_deliveries_lease" not in one] == []


def test_the_calendar_of_an_account_is_a_walk_along_its_own_index(crowded):
    plans = statements_of(crowded, "/calendar?account=account-01")
    assert sum("INDEX ix_deliveries_account" in one for one in plans) >= 2
    assert [one for one in plans if "ix_deliveries_state" in one and "scheduled_for" in one] == []


def test_a_calendar_looks_for_posts_only_in_states_that_are_there(crowded):
    edges = [scene.NOW + timedelta(days=number) for number in range(8)]
    wanted = Filter(states=[State.QUEUED, State.PUBLISHED, State.SENDING])
    with crowded.store.read() as connection:
        counts, there = cells.counts(connection, wanted, edges)
        assert there == [State.QUEUED]
        assert counts == [len(cells.firsts(connection, wanted, pair, 100)) for pair in pairwise(edges)]
