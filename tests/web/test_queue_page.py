"""The queue by day: narrowed, paged, chosen from, put in another order; without JavaScript."""

from datetime import timedelta

import pytest

from campaign.desk import accounts, campaigns, deliveries
from campaign.states import State
from campaign.store.history import Filter
from tests.web import scene
from tests.web.conftest import flash, read


def rows(app, **wanted):
    return deliveries.listed(app, Filter(**wanted))


def state(app, key):
    return rows(app, ids=[key])[0].state


def send(client, path, **fields):
    """Sends a form, and follows to the page that it leads to."""
    return read(client.post(path, data={"back": "/queue", **fields}))


def ids_on(page):
    return [int(one.attributes["id"].removeprefix("post-")) for one in page.css("li.row[id]")]


def test_the_queue_is_shown_day_by_day_in_the_campaigns_zone(app, client):
    page = read(client.get("/queue"))
    assert page.css_first(".day h2").text() == "Monday 23 November 2026"
    assert "09:00 Europe/London" in " ".join(page.css_first("li.row .at").text().split())
    assert ids_on(page) == [one.id for one in rows(app)]


def test_times_at_which_nobody_speaks_are_shown_as_empty(app, client):
    first = rows(app)[0]
    deliveries.cancel(app, deliveries.Selection((first.id,)))
    gap = read(client.get("/queue")).css_first("li.gap")
    assert "empty" in gap.text()
    assert first.account in gap.text()


def test_a_filter_stands_in_the_address_and_in_its_form(app, client):
    page = read(client.get("/queue?account=clinic-x&state=queued"))
    assert ids_on(page) == [one.id for one in rows(app, account="clinic-x")]
    assert page.css_first("select[name=account] option[selected]").attributes["value"] == "clinic-x"
    assert page.css("li.gap") == []


def test_days_of_a_filter_are_days_of_the_installations_zone(app, client):
    page = read(client.get("/queue?since=2026-11-24&until=2026-11-24"))
    assert {one.wall[:10] for one in rows(app, ids=ids_on(page))} == {"2026-11-24"}


def test_a_filter_that_cannot_be_read_is_refused_in_words(client):
    assert "is no date" in read(client.get("/queue?since=soon"), 409).css_first("main").text()


@pytest.mark.parametrize("after", ["x", "2026-11-23T09:00:00~", "~1", "2026-11-23T09:00:00~1'--"])
def test_a_page_that_was_made_up_is_refused(client, after):
    read(client.get("/queue", params={"after": after}), 409)


def test_page_after_page_shows_every_post_once(app, client, monkeypatch):
    monkeypatch.setattr("campaign.desk.lineup.PAGE", 7)
    seen, path = [], "/queue"
    while path:
        page = read(client.get(path))
        seen += ids_on(page)
        more = page.css_first("a[rel=next]")
        path = f"/queue{more.attributes['href'].removeprefix('/queue')}" if more else None
    assert seen == [one.id for one in rows(app)]
    assert len(seen) > 7


def undone(client, page):
    """The page after the button of this one's message was pressed."""
    form = page.css_first("#flash form")
    fields = [(one.attributes["name"], one.attributes["value"]) for one in form.css("input")]
    again = {name: [value for key, value in fields if key == name] for name, _ in fields}
    return read(client.post(form.attributes["action"], data=again))


@pytest.mark.parametrize(
    ("verb", "said", "was", "to", "undo"),
    [
        ("hold", "2 posts held.", State.QUEUED, State.HELD, "2 posts released."),
        ("approve", "2 posts approved.", State.PROPOSED, State.QUEUED, "2 posts waiting for approval again."),
        ("cancel", "2 posts cancelled.", State.QUEUED, State.CANCELLED, "2 posts taken back."),
        ("cancel", "2 posts cancelled.", State.FAILED, State.CANCELLED, "2 posts taken back."),
    ],
)
def test_what_was_done_to_chosen_posts_is_undone_by_the_messages_button(app, client, verb, said, was, to, undo):
    for key in (1, 2):
        scene.put(app, key, was)
    page = send(client, f"/queue/{verb}", ids=["1", "2"])
    assert flash(page) == said
    assert {state(app, 1), state(app, 2)} == {to}
    assert flash(undone(client, page)) == undo
    assert {state(app, 1), state(app, 2)} == {was}


def test_an_approval_is_undone_of_all_but_what_is_on_its_way_by_then(app, client):
    for key in (1, 2):
        scene.put(app, key, State.PROPOSED)
    page = send(client, "/queue/approve", ids=["1", "2"])
    scene.put(app, 1, State.SENDING)
    after = undone(client, page)
    assert flash(after) == "1 post waiting for approval again. 1 post went on meanwhile, and stays as it is."
    assert (state(app, 1), state(app, 2)) == (State.SENDING, State.PROPOSED)
    assert "is sending" in flash(send(client, "/queue/propose", ids=["1"], alone="yes"))


def test_what_is_undone_is_done_again_by_the_next_messages_button(app, client):
    page = undone(client, send(client, "/queue/cancel", ids=["1"]))
    assert flash(undone(client, page)) == "1 post cancelled."
    assert state(app, 1) is State.CANCELLED


def test_what_was_held_is_not_let_go_by_undoing_that_it_waits_for_approval(app, client):
    deliveries.hold(app, deliveries.Selection((2,)))
    page = send(client, "/queue/propose", ids=["1", "2"])
    assert {state(app, 1), state(app, 2)} == {State.PROPOSED}
    undone(client, page)
    assert (state(app, 1), state(app, 2)) == (State.QUEUED, State.PROPOSED)
    deliveries.hold(app, deliveries.Selection((1,)))
    assert send(client, "/queue/propose", ids=["1"]).css_first("#flash form") is None


def test_to_undo_what_was_done_to_a_threads_first_part_alone_takes_none_behind_it_along(app, client):
    scene.put(app, 1, State.PROPOSED)
    scene.put(app, 2, State.QUEUED, parent_id=1, due_at=None)
    page = send(client, "/queue/approve", ids=["1"])
    assert flash(page) == "1 post approved."
    undone(client, page)
    assert (state(app, 1), state(app, 2)) == (State.PROPOSED, State.QUEUED)


def test_what_was_cancelled_is_found_by_its_status_and_taken_back_there(app, client):
    deliveries.cancel(app, deliveries.Selection((1, 2)))
    page = read(client.get("/queue?state=cancelled"))
    assert sorted(ids_on(page)) == [1, 2]
    assert page.css_first("button[formaction='/queue/take-back']")
    assert len(page.css("input[name=ids]")) == 2
    assert read(client.get("/queue")).css_first("button[formaction='/queue/take-back']") is None
    assert flash(send(client, "/queue/take-back", ids=["1", "2"])) == "2 posts taken back."
    assert {state(app, 1), state(app, 2)} == {State.QUEUED}


def test_what_is_released_when_no_time_is_left_is_said_to_be_missed_and_only_the_rest_is_taken_back(app, client):
    late, later = (one.id for one in rows(app)[:2])
    deliveries.hold(app, deliveries.Selection((late, later)))
    # The time of the first has passed, and the campaign is over.
    campaigns.change(app, scene.CAMPAIGN, campaigns.Wish(until="2026-11-23T08:30"))
    deliveries.move(app, later, "2026-11-30T09:00")
    client.app.state.desk = scene.at(app, scene.NOW + timedelta(days=1))
    page = send(client, "/queue/release", ids=[str(late), str(later)])
    assert flash(page) == (
        "2 posts released. One of them is missed, since its time has passed and its campaign has no free time left: "
        "give it another, or send it all the same."
    )
    assert (state(app, late), state(app, later)) == (State.MISSED, State.QUEUED)
    assert [one.attributes["value"] for one in page.css("#flash form input[name=ids]")] == [str(later)]


def test_a_message_is_said_once(client):
    assert flash(send(client, "/queue/hold", ids=["1"]))
    assert flash(read(client.get("/queue"))) is None


def test_what_is_shown_anew_in_between_leaves_the_next_page_its_words(client):
    client.post("/queue/hold", data={"back": "/queue", "ids": ["1"]}, follow_redirects=False)
    for part in ("/queue", "/worker"):
        assert flash(read(client.get(part, headers={"HX-Request": "true"}))) is None
    boosted = {"HX-Request": "true", "HX-Boosted": "true"}
    assert flash(read(client.get("/queue", headers=boosted))) == "1 post held."


def test_chosen_posts_are_approved(app, client):
    scene.put(app, 1, State.PROPOSED)
    assert flash(send(client, "/queue/approve", ids=["1"])) == "1 post approved."
    assert state(app, 1) is State.QUEUED


def test_what_stands_in_the_way_of_what_was_approved_is_said_at_once(app, client):
    scene.put(app, 1, State.PROPOSED)
    account = rows(app, ids=[1])[0].account
    accounts.pause(app, account)
    said = flash(send(client, "/queue/approve", ids=["1"]))
    assert said == f"1 post approved. Account {account} is paused: resume it on its page, and it speaks again."


def test_an_order_that_cannot_be_followed_says_why_and_changes_nothing(app, client):
    scene.put(app, 2, State.PUBLISHED)
    page = send(client, "/queue/hold", ids=["1", "2"])
    assert flash(page) == "Post 2 is published, so it cannot be held."
    assert page.css_first("#flash").attributes["role"] == "alert"
    assert state(app, 1) is State.QUEUED


def test_nothing_chosen_is_said(client):
    assert flash(send(client, "/queue/hold")) == "Choose posts first: tick the boxes beside them."


def test_chosen_posts_move_by_days_and_keep_their_time_of_day(app, client):
    before = rows(app, ids=[1])[0]
    page = send(client, "/queue/shift", ids=["1"], days="-1" if before.wall > "2026-11-25" else "7")
    moved = rows(app, ids=[1])[0]
    assert moved.wall[11:] == before.wall[11:]
    assert moved.wall[:10] != before.wall[:10]
    assert flash(page).startswith("1 post moved by")


def test_two_posts_of_an_account_change_places(app, client):
    first, second = rows(app, account="clinic-x")[:2]
    page = send(client, "/queue/swap", pair=f"{first.id}-{second.id}")
    assert flash(page) == f"Posts {first.id} and {second.id} have changed places."
    assert [one.id for one in rows(app, account="clinic-x")][:2] == [second.id, first.id]


def test_a_form_leads_back_to_no_other_host(client):
    for back in ("//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example", "/\r\nSet-Cookie: a=b"):
        answer = client.post("/queue/hold", data={"ids": "1", "back": back}, follow_redirects=False)
        assert answer.headers["location"] == "/"


def test_a_get_changes_nothing(app, client):
    for path in ("/queue/hold", "/queue/swap", "/queue/shift", "/queue/1/edit", "/queue/1/hold"):
        assert client.get(path).status_code in (404, 405)
    assert state(app, 1) is State.QUEUED


def test_a_verb_that_there_is_not_is_refused(client):
    assert "Nothing can be done" in flash(send(client, "/queue/publish", ids=["1"]))


def test_what_a_page_shows_of_a_text_is_escaped(app, client):
    from sqlalchemy import update

    from campaign.store.models import Variant

    with app.store.write() as connection:
        connection.execute(update(Variant).values(text="<script>alert(1)</script> #massagetherapyforsciatica"))
    for path in ("/", "/queue", "/queue/1"):
        assert "<script>alert" not in client.get(path).text


def test_a_page_asks_the_store_as_often_however_long_the_queue_is(app, client):
    from sqlalchemy import event

    asked = []
    event.listen(app.store.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    counts = {}
    for path in ("/", "/queue", "/history", "/queue/1", "/help"):
        asked.clear()
        read(client.get(path))
        counts[path] = sum(one.lstrip().upper().startswith(("SELECT", "WITH")) for one in asked)
    assert max(counts.values()) <= 18, counts
    few = counts["/queue"]
    rows_now = scene.more(app, timedelta(days=1))
    asked.clear()
    read(client.get("/queue"))
    assert sum(one.lstrip().upper().startswith(("SELECT", "WITH")) for one in asked) == few
    assert rows_now > 100
