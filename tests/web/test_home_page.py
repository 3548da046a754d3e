"""Home says what goes out next, what needs a hand, and whether anybody publishes."""

import pytest

from campaign.desk import accounts, campaigns, deliveries
from campaign.reasons import Reason
from campaign.states import State
from campaign.store.history import Filter
from tests.web import scene
from tests.web.conftest import asking, read


def words(page, selector="main"):
    return " ".join(page.css_first(selector).text().split())


def test_home_shows_what_goes_out_next_with_its_time_and_zone(client):
    page = read(client.get("/"))
    first = page.css_first("ol.next li")
    assert first.css_first(".countdown").text(strip=True) == "in 1 h"
    assert "Mon 23 Nov 2026, 09:00 Europe/London" in " ".join(first.text().split())


def test_home_says_until_when_the_queue_lasts(client):
    assert "The queue lasts until" in words(read(client.get("/")), ".head")


def test_home_does_not_call_a_queue_empty_that_is_silent_or_not_approved_yet(app, client):
    campaigns.set_state(app, "sciatica", "paused", "a holiday")
    assert "Nothing goes out for now." in words(read(client.get("/")), ".head")
    campaigns.set_state(app, "sciatica", "active")
    for one in deliveries.listed(app, Filter(states=[State.QUEUED])):
        scene.put(app, one.id, State.PROPOSED)
    assert "Nothing is approved yet." in words(read(client.get("/")), ".head")


def test_what_failed_is_shown_with_its_reason_and_the_button_that_mends_it(app, client):
    scene.put(app, 1, State.FAILED, scene.rejected())
    card = read(client.get("/")).css_first("#troubles .failed")
    assert "Mastodon refused the post (422 Validation failed: Text is too long)" in card.text()
    assert card.css_first("a.button").attributes["href"] == "/queue/1#edit"


def test_what_came_too_late_can_be_sent_from_home(app, client):
    scene.put(app, 1, State.MISSED, Reason("too_late"))
    button = read(client.get("/")).css_first("#troubles .missed button")
    assert button.attributes["formaction"] == "/queue/retry"
    read(client.post("/queue/retry", data={"ids": "1", "back": "/"}))
    assert deliveries.listed(app, Filter(ids=[1]))[0].state is State.QUEUED


def test_a_doubt_leads_to_the_page_on_which_it_is_settled(app, client):
    scene.put(app, 1, State.IN_DOUBT, scene.lost())
    assert read(client.get("/")).css_first("#troubles .in_doubt a.button").attributes["href"] == "/queue/1#resolve"


def test_what_waits_for_approval_is_counted_and_linked(app, client):
    scene.put(app, 1, State.PROPOSED)
    page = read(client.get("/"))
    assert "1 post waits for approval" in words(page)
    assert page.css_first(".notice a").attributes["href"] == "/approvals"


def test_every_page_warns_when_no_worker_runs_and_says_how_to_start_one(tmp_path):
    app = scene.installation(tmp_path)
    with asking(app) as client:
        for path in ("/", "/queue", "/history", "/help"):
            banner = read(client.get(path)).css_first("#worker [role=alert]")
            assert "campaign run" in banner.text()
    app.close()


def test_a_living_worker_is_no_alarm(client):
    assert read(client.get("/")).css_first("#worker [role=alert]") is None


def test_an_empty_installation_says_what_to_do_next(tmp_path):
    app = scene.installation(tmp_path)
    with asking(app) as client:
        assert "Hand in an article" in words(read(client.get("/")))
        assert "Hand in an article" in words(read(client.get("/queue")))
        assert "See what is queued" in words(read(client.get("/history")))
    app.close()


@pytest.mark.parametrize("path", ["/", "/queue", "/calendar", "/queue/1"])
def test_what_is_paused_is_said_beside_what_would_go_out(app, client, path):
    assert not read(client.get(path)).css("#fresh .notice.held")
    account = deliveries.listed(app, Filter(ids=[1]))[0].account
    accounts.pause(app, account, "a strike")
    campaigns.set_state(app, scene.CAMPAIGN, "paused", "a holiday")
    said = [" ".join(one.text().split()) for one in read(client.get(path)).css("#fresh .notice.held")]
    assert [("Campaign sciatica is paused." in one, "a holiday" in one) for one in said[:1]] == [(True, True)]
    assert [(f"Account {account} is paused." in one, "a strike" in one) for one in said[1:]] == [(True, True)]


def test_home_says_in_a_campaigns_own_zone_how_long_it_lasts(client):
    assert "Europe/London" in words(read(client.get("/")), "[aria-labelledby=stock-title]")
