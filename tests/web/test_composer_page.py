"""A post is written in the composer: kept, counted, queued, or sent once its accounts were named."""

import re

import pytest

from campaign.desk import accounts, campaigns, composing, deliveries
from campaign.desk.campaigns import Wish
from campaign.drafted import PostDraft
from campaign.states import State
from campaign.store.history import Filter
from tests.web.conftest import flash, read

NAMES = ["clinic-bluesky", "clinic-mastodon", "clinic-x"]


@pytest.fixture
def key(client):
    return begun(client)


def begun(client):
    page = read(client.post("/compose", data={"campaign": "sciatica"}))
    return int(page.css_first("form#post").attributes["action"].rpartition("/")[2])


def written(app):
    return [one for one in deliveries.listed(app, Filter()) if one.article_id is None]


def send(client, key, path="", version=1, **fields):
    form = {"version": version, "text": "Rest heals.", "accounts": NAMES, **fields}
    return client.post(f"/compose/{key}{path}", data=form)


def test_an_account_that_keeps_no_platforms_limits_is_called_by_its_own_platform(client, app):
    accounts.add(app, accounts.Wish("site", "feed"))
    campaigns.new(app, "walks", Wish(hashtags=["#walks"], accounts=["site"], times=["daily 09:00"]))
    page = read(client.post("/compose", data={"campaign": "walks"}))
    assert page.css_first(".preview .meta span").text() == "Built-in feed · now"


def test_what_is_written_is_kept_and_counted_for_each_account(client, app, key):
    page = read(send(client, key, **{"own:clinic-x": "Rest!"}, link="https://example.com/a", tracked="yes"))
    assert [one.attributes["aria-label"] for one in page.css(".preview")] == NAMES
    assert ["preview x" in one.attributes["class"] for one in page.css(".preview")] == [False, False, True]
    assert page.css(".preview")[1].text().count("utm_source=mastodon") == 1
    assert page.css(".preview .text")[2].text().startswith("Rest!")
    assert page.css_first("#counts input[name=version]").attributes["value"] == "2"
    assert composing.opened(app, key).draft.overrides == {"clinic-x": "Rest!"}


@pytest.mark.parametrize(
    "text", ["", "<b>x</b><script>", "مرحبا بالعالم", "休息治愈身体。", "x" * 5000, "a\0", "x" * 20_001]
)
def test_whatever_is_written_is_counted_or_refused_in_words(client, key, text):
    answer = send(client, key, text=text)
    page = read(answer, answer.status_code)
    assert answer.status_code in {200, 409}
    assert not page.css("#counts script")
    if answer.status_code == 200:
        assert all("#massagetherapyforsciatica" in one.text() for one in page.css(".preview .text"))
    assert page.css_first("textarea[name=text]").text() == text.replace("\0", "\ufffd")


def test_lengths_are_written_as_numbers_are_elsewhere(client, key):
    page = read(send(client, key, text="x" * 5_000))
    assert "too long by 4,747 (5,027 / 280)" in page.css(".fit")[2].text()


def test_it_is_queued_for_the_next_free_time_of_each_account(client, app, key):
    page = read(send(client, key, "/queue"))
    assert re.match(r"The post goes out \w{3} \d+ \w{3} \d{4}, \d\d:\d\d Europe/London", flash(page))
    assert "waits for approval" in flash(page)
    assert [one.state for one in written(app)] == [State.PROPOSED] * 3
    assert client.get(f"/compose/{key}").status_code == 404


def test_the_day_that_was_chosen_in_the_calendar_is_the_day_of_the_post(client):
    page = read(client.get("/compose?at=2026-12-24"))
    assert "Thursday 24 December 2026" in page.text()
    fields = {one.attributes["name"]: one.attributes["value"] for one in page.css("form.panel input")}
    written = read(client.post("/compose", data={"campaign": "sciatica", **fields}))
    assert written.css_first("[name=at]").attributes["value"] == "2026-12-24T09:00"
    assert "checked" in written.css_first("[name=when][value=at]").attributes
    assert client.get("/compose?at=soon").status_code == 422


def test_nothing_is_sent_before_the_accounts_were_named(client, app, key):
    page = read(send(client, key, "/send", accounts=NAMES[:2]))
    assert "clinic-bluesky, clinic-mastodon" in page.css_first("#counts .banner").text()
    assert written(app) == []
    page = read(send(client, key, "/send", version=2, accounts=NAMES[:2], sure="yes"))
    assert flash(page) == "It goes out now: clinic-bluesky, clinic-mastodon."
    assert {one.state for one in written(app)} == {State.QUEUED}


@pytest.mark.parametrize(
    "fields", [{"text": ""}, {"text": "x" * 600}, {"accounts": []}, {"link": "javascript:alert(1)"}, {"version": 7}]
)
def test_what_cannot_go_out_is_refused_and_still_there(client, app, key, fields):
    for path in ("/queue", "/send"):
        page = read(send(client, key, path, **fields), 409)
        assert page.css_first("#counts [role=alert]").text().strip().endswith(".")
        assert page.css_first("textarea[name=text]").text() == fields.get("text", "Rest heals.")
    assert written(app) == []


def test_another_window_is_not_written_over(client, app, key):
    composing.save(app, key, 1, PostDraft("From the other window."))
    page = read(send(client, key), 409)
    assert "meanwhile" in page.css_first("[role=alert]").text()
    # What is written here goes on being kept by itself: it must not win at the second try.
    assert page.css_first("#counts input[name=version]").attributes["value"] == "1"
    assert page.css_first("textarea[name=text]").text() == "Rest heals."
    read(send(client, key, text="Rest heals, says this window."), 409)
    assert composing.opened(app, key).draft.text == "From the other window."


def test_what_the_page_kept_by_itself_does_not_stand_in_the_way_of_queueing_it(client, app, key):
    read(send(client, key))
    read(send(client, key, "/queue", version=1))
    assert len(written(app)) == 3


#: So that it is nearer to whatever is written next than an account may say the same again.
SOON = {"when": "at", "at": "2026-11-23T20:00", "approve": "yes"}


def test_what_an_account_has_said_is_told_before_it_is_queued_in_words_without_commands(client, key):
    send(client, key, "/queue", **SOON)
    page = read(send(client, begun(client), accounts=["clinic-x"]))
    [warning] = [one.text(strip=True) for one in page.css(".preview .why")]
    assert warning.startswith("The account says the same, to the letter, with delivery ")
    assert warning.endswith("(queued, Mon 23 Nov 2026, 20:00 Europe/London): it is held once it is queued.")


@pytest.mark.parametrize("form", ["/queue", "/send"])
def test_what_an_account_has_said_is_told_to_be_held_and_not_to_go_out(client, app, key, form):
    send(client, key, "/queue", **SOON, accounts=["clinic-x"])
    said = flash(read(send(client, begun(client), form, **SOON, sure="yes", accounts=["clinic-x"])))
    assert "does not go out yet. It says what its account says elsewhere, and is held until you release it." in said
    assert [one.state for one in written(app)].count(State.HELD) == 1


def test_of_several_accounts_those_that_say_it_are_told(client, key):
    send(client, key, "/queue", **SOON, accounts=["clinic-x"])
    said = flash(read(send(client, begun(client), "/send", sure="yes")))
    assert said.startswith("It goes out now: clinic-bluesky, clinic-mastodon. One of them says")
