"""One post's page: its text, its source, its attempts, and each thing that can be done with it."""

from datetime import timedelta

import pytest

from campaign.desk import campaigns, deliveries, looking, ticking
from campaign.states import MAY, State
from campaign.store.history import Filter
from campaign.web.pages import history
from tests.web import scene
from tests.web.conftest import flash, read


def one(app, key):
    return deliveries.listed(app, Filter(ids=[key]))[0]


def test_the_page_shows_the_text_and_the_sentence_it_was_made_of(app, client):
    page = read(client.get("/queue/1"))
    body = one(app, 1).text.split(" #")[0].split("\n")[0]
    assert body in page.css_first("article.post").text()
    assert page.css_first("blockquote").text() in scene.example().read_text()


def test_only_what_can_be_done_in_its_state_is_offered(app, client):
    for state in State:
        scene.put(app, 1, state)
        page = read(client.get("/queue/1"))
        offered = {form.attributes["action"].rpartition("/")[2] for form in page.css("main form[action^='/queue/1/']")}
        assert offered == {
            verb.replace(" ", "-")
            for verb, states in MAY.items()
            if state in states and verb not in ("swap", "send back", "send now")
        }


def test_a_changed_text_is_kept_and_waits_for_approval_again(app, client):
    page = read(client.post("/queue/1/edit", data={"text": "Rest helps.\r\n#massagetherapyforsciatica"}))
    assert flash(page).startswith("The text was changed. It waits for approval.")
    assert one(app, 1).text == "Rest helps.\n#massagetherapyforsciatica"
    assert one(app, 1).state is State.PROPOSED


def test_a_text_without_the_tag_comes_back_with_what_is_wrong_beside_it(app, client):
    before = one(app, 1).text
    page = read(client.post("/queue/1/edit", data={"text": "Without it"}), 422)
    assert "#massagetherapyforsciatica" in page.css_first("#text-error").text()
    field = page.css_first("textarea")
    assert field.text() == "Without it"
    assert field.attributes["aria-describedby"] == "text-error"
    assert one(app, 1).text == before


def test_a_post_is_moved_by_its_wall_clock_and_moved_back(app, client):
    before = one(app, 1)
    page = read(client.post("/queue/1/move", data={"when": "2026-12-24T18:15"}))
    assert flash(page) == "Moved to Thu 24 Dec 2026, 18:15 Europe/London."
    undo = page.css_first("#flash form")
    read(client.post(undo.attributes["action"], data={"when": undo.css_first("input").attributes["value"]}))
    assert one(app, 1).scheduled_for == before.scheduled_for


@pytest.mark.parametrize("when", ["", "tomorrow", "2020-01-01T09:00"])
def test_a_time_that_cannot_be_had_is_refused_beside_the_field(client, when):
    assert read(client.post("/queue/1/move", data={"when": when}), 422).css_first("#when-error").text()


def test_a_doubt_is_settled_by_the_address_at_which_it_is_out(app, client):
    scene.put(app, 1, State.IN_DOUBT, scene.lost())
    read(client.post("/queue/1/resolve", data={"out": "yes", "url": "https://example.org/1"}))
    assert one(app, 1).state is State.PUBLISHED
    assert one(app, 1).remote_url == "https://example.org/1"


def test_a_doubt_that_is_not_out_goes_out_again(app, client):
    scene.put(app, 1, State.IN_DOUBT, scene.lost())
    read(client.post("/queue/1/resolve", data={"out": "no"}))
    assert one(app, 1).state is State.QUEUED


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "somewhere"])
def test_an_address_that_is_none_is_refused(app, client, url):
    scene.put(app, 1, State.IN_DOUBT, scene.lost())
    page = read(client.post("/queue/1/resolve", data={"out": "yes", "url": url}), 422)
    assert "https://" in page.css_first("#url-error").text()
    assert one(app, 1).state is State.IN_DOUBT


def test_what_was_tried_is_listed(app, client):
    later = scene.at(app, scene.NOW.replace(hour=9, minute=5))
    ticking.tick(later, later.clock.now().isoformat())
    (first, *_) = deliveries.listed(app, Filter(states=[State.PUBLISHED]))
    page = read(client.get(f"/queue/{first.id}"))
    assert "published" in page.css_first("tbody tr").text()
    shown = read(client.get("/history"))
    assert len(shown.css("tbody tr")) == len(deliveries.listed(app, Filter(states=[State.PUBLISHED])))


def test_history_is_read_from_either_end_page_after_page(app, client, monkeypatch):
    later = scene.at(app, scene.NOW.replace(hour=9, minute=5))
    ticking.tick(later, later.clock.now().isoformat())
    tried = [f"/queue/{one.delivery}" for one in looking.attempts(app, Filter())]
    monkeypatch.setattr(history, "PAGE", 2)
    assert through(client, "/history?order=oldest") == tried
    assert through(client, "/history") == tried[::-1]


def through(client, address):
    """The posts that a list leads to, and those of the pages after it."""
    page = read(client.get(address))
    shown = list(dict.fromkeys(one.attributes["href"] for one in page.css("tbody a[href^='/queue/']")))
    following = page.css_first("a[rel=next]")
    return shown + (through(client, following.attributes["href"]) if following else [])


def test_a_post_that_there_is_not_is_not_found(client):
    assert "There is no delivery 999" in read(client.get("/queue/999"), 404).css_first("main").text()
    read(client.post("/queue/999/edit", data={"text": "x"}), 404)
    read(client.post("/queue/999/move", data={"when": "2026-12-24T18:15"}), 404)


def test_a_queued_post_is_sent_now_on_a_page_that_names_who_says_it(app, client):
    page = read(client.get("/queue/1"))
    page = read(client.get(page.css_first("a[href$='/now']").attributes["href"]))
    assert f"Send it now as {one(app, 1).account}" in page.css_first("form.buttons").text()
    page = read(client.post("/queue/1/now"))
    assert flash(page) == f"It goes out now, as {one(app, 1).account}."
    assert one(app, 1).scheduled_for == scene.NOW


def test_what_is_due_while_its_account_says_something_else_says_for_what_it_waits(app, client):
    first, second = (found.id for found in deliveries.listed(app, Filter(account=one(app, 1).account, limit=2)))
    assert "It goes out after" not in read(client.get(f"/queue/{second}")).css_first("main").text()
    scene.put(app, first, State.SENDING, claimed_by="first", claimed_until=scene.NOW + timedelta(minutes=5))
    assert "It goes out after" not in read(client.get(f"/queue/{second}")).css_first("main").text()
    scene.put(app, second, State.QUEUED, due_at=scene.NOW)
    notice = read(client.get(f"/queue/{second}")).css_first(".notice.sending")
    assert notice.css_first("a").attributes["href"] == f"/queue/{first}"


def test_a_post_that_cannot_be_sent_now_says_why_on_its_page(app, client):
    scene.put(app, 1, State.PROPOSED)
    for answer in (client.get("/queue/1/now"), client.post("/queue/1/now")):
        assert "proposed" in flash(read(answer))
    assert not read(client.get("/queue/1")).css("a[href$='/now']")


def test_a_paused_campaign_is_named_before_a_post_is_sent_now(app, client):
    campaigns.set_state(app, "sciatica", "paused", "a holiday")
    page = read(client.get("/queue/1/now"))
    assert "Campaign sciatica is paused. Since" in " ".join(page.css_first(".notice").text().split())
    assert "a holiday" in page.css_first(".notice").text()
    assert "at once" not in page.css_first("main").text()


def test_a_paused_campaign_is_resumed_by_a_button_of_the_name_that_its_notice_says(app, client):
    campaigns.set_state(app, "sciatica", "paused", "a holiday")
    page = read(client.get("/campaigns/sciatica"))
    assert "resume it, and it goes on" in page.css_first(".notice").text()
    assert page.css_first("form[action$='/resume'] button").text(strip=True) == "Resume"
