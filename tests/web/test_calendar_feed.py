"""The plan as a calendar that other programs follow."""

import pytest
from icalendar import Calendar

from campaign.desk import deliveries, tokens, users
from campaign.rights import Role
from campaign.store.history import Filter


def test_the_plan_is_a_calendar_for_other_programs(app, client):
    answer = client.get("/calendar.ics?account=clinic-x")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    mine = deliveries.listed(app, Filter(account="clinic-x"))
    assert [str(found["uid"]) for found in events] == [row.uid for row in mine]


def test_a_calendar_follows_the_plan_by_a_key_that_opens_nothing_else(app, client):
    users.add(app, "anna", "a long enough password", Role.OWNER)
    assert client.get("/calendar.ics", follow_redirects=False).headers["location"].startswith("/login")
    key = tokens.add(app, "phone", ["calendar"]).secret
    assert "BEGIN:VEVENT" in client.get("/calendar.ics", params={"key": key}).text
    assert client.get("/calendar", params={"key": key}, follow_redirects=False).status_code == 303
    tokens.revoke(app, key.split("_")[1])
    assert client.get("/calendar.ics", params={"key": key}).status_code == 403


@pytest.mark.parametrize("scopes", [["read"], ["calendar", "read"], None])
def test_a_key_that_may_more_or_that_there_is_not_opens_no_calendar(app, client, scopes):
    key = tokens.add(app, "bot", scopes).secret if scopes else "hcs_0_made-up"
    answer = client.get("/calendar.ics", params={"key": key})
    assert answer.status_code == 403
    assert "only scope is “calendar”" in answer.text
