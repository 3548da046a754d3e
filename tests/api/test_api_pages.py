"""Lists a page at a time: each row once, whatever is added meanwhile."""

import contextlib
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select
from uuid_utils import uuid7

from campaign.desk import campaigns
from campaign.errors import Refused
from campaign.store.models import Delivery
from campaign.web.api import paging
from tests.api.conftest import problem, program, told
from tests.people.conftest import installation


def copies(app, number, step):
    """Copies the first delivery, each time so much later than the one before; their uids."""
    columns = [one for one in Delivery.__table__.columns if one.name != "id"]
    with app.store.write() as connection:
        row = dict(connection.execute(select(*columns).order_by(Delivery.id)).first()._mapping)
        rows = [
            row | {"uid": str(uuid7()), "scheduled_for": row["scheduled_for"] + place * step} for place in range(number)
        ]
        connection.execute(insert(Delivery), rows)
    return [one["uid"] for one in rows]


def pages(client, path, **query):
    after = None
    while True:
        found = told(client.get(path, params={**query, **({"after": after} if after else {})}))
        yield found["items"]
        after = found["next"]
        if not after:
            return


# Many at one time: there the id decides.
@pytest.mark.parametrize("step", [timedelta(0), timedelta(minutes=7)], ids=["at one time", "spread"])
def test_a_thousand_rows_are_seen_once_each_while_rows_are_added(app, client, step):
    known = {one["uid"] for one in told(client.get("/queue"))["items"]} | set(copies(app, 1_000, step))
    seen = []
    for number, rows in enumerate(pages(client, "/queue", limit=97)):
        seen += [one["uid"] for one in rows]
        if number < 5:
            copies(app, 20, timedelta(minutes=3))
    assert len(seen) == len(set(seen))
    assert known <= set(seen)


def test_the_next_page_is_named_in_the_body_and_in_a_link_that_names_no_host(client):
    answer = client.get("/queue", params={"limit": 2, "state": "proposed"})
    following = answer.json()["next"]
    assert answer.links["next"]["url"] == f"/api/v1/queue?limit=2&state=proposed&after={following}"
    rest = client.get(f"http://127.0.0.1:8321{answer.links['next']['url']}")
    assert (len(rest.json()["items"]), rest.json()["next"], "link" in rest.headers) == (1, None, False)


def test_short_lists_go_on_by_name(small):
    wish = campaigns.Wish(("#Rest",), ("clinic",), ("daily 12:00",))
    for name in ("Zürich", "autumn", "été", "秋"):
        campaigns.new(small, name, wish)
    with program(small) as client:
        names = [one["name"] for rows in pages(client, "/campaigns", limit=2) for one in rows]
    assert names == sorted(["Zürich", "autumn", "été", "秋", "spring"])


@pytest.fixture(scope="module")
def lists(tmp_path_factory):
    """What has nothing to do with the database, or with what others asked."""
    app = installation(tmp_path_factory.mktemp("lists"))
    with program(app) as client:
        yield client
    app.close()


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 201}, {"limit": "x"}, {"page": 2}, {"state": "lost"}])
def test_a_page_that_there_cannot_be_is_refused(lists, query):
    problem(lists.get("/queue", params=query), 422, "invalid")


@pytest.mark.parametrize("path", ["/queue", "/campaigns", "/accounts", "/history"])
@pytest.mark.parametrize(
    "after", ["x", "", "bnVsbA", "WzFd", "W10", "W1tdXQ", "eyJhIjoxfQ", "ä", "WyJ4Iiw5OTk5OTk5OTk5OTk5OTk5OTk5OTk5XQ"]
)
def test_a_cursor_that_nobody_gave_is_refused(lists, path, after):
    problem(lists.get(path, params={"after": after}), 422, "refused")


@given(st.text(max_size=300))
def test_whatever_is_sent_as_a_cursor_is_read_or_refused(text):
    with contextlib.suppress(Refused):
        paging.time_after(text)


@given(st.datetimes(timezones=st.timezones()), st.integers(1, 2**40))
def test_a_place_comes_back_as_it_was(moment, key):
    from datetime import UTC

    try:
        here = moment.astimezone(UTC)
    except OverflowError:
        return
    assert paging.time_after(paging.after_time(here, key)) == (here, key)
