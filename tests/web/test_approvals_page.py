"""The approver's inbox: read whole, approved for the text that was read, changed or sent back."""

import pytest

from campaign.desk import deliveries, links
from campaign.errors import Refused
from campaign.states import State
from campaign.store.history import Filter
from campaign.store.values import Selection, fingerprint
from tests.web import scene
from tests.web.conftest import flash, read


@pytest.fixture
def ids(app):
    """Three posts that wait for approval, in the order in which they are to go out."""
    first = [one.id for one in deliveries.listed(app, Filter())[:3]]
    for key in first:
        scene.put(app, key, State.PROPOSED)
    return first


def one(app, key):
    return deliveries.listed(app, Filter(ids=[key]))[0]


def words(page, selector="main"):
    return " ".join(page.css_first(selector).text().split())


def reading(app, *keys):
    return [f"{key}-{fingerprint(one(app, key).text)}" for key in keys]


def test_the_inbox_shows_each_text_whole_with_the_sentences_it_was_made_of(app, client, ids):
    page = read(client.get("/approvals"))
    assert [row.attributes["id"] for row in page.css("li.post")] == [f"post-{key}" for key in ids]
    assert " ".join(one(app, ids[0]).text.split()) in words(page, "li.post")
    assert page.css_first("li.post blockquote").text() in scene.example().read_text()


def test_the_navigation_says_how_much_waits(client, ids):
    assert words(read(client.get("/")), "#places .count") == "3 wait"


def test_nothing_to_approve_says_so(client):
    page = read(client.get("/approvals"))
    assert "Nothing waits for approval" in words(page)
    assert page.css_first("#places .count") is None


def test_one_post_is_approved_and_the_others_wait(app, client, ids):
    page = read(client.post("/approvals/approve", data={"read": reading(app, ids[0]), "back": "/approvals"}))
    assert flash(page) == "1 post approved."
    assert [one(app, key).state for key in ids] == [State.QUEUED, State.PROPOSED, State.PROPOSED]


def test_all_that_are_shown_are_approved(app, client, ids):
    shown = [field.attributes["value"] for field in read(client.get("/approvals")).css("#reading [name=read]")]
    assert (
        flash(read(client.post("/approvals/approve", data={"read": shown, "back": "/approvals"})))
        == "3 posts approved."
    )
    assert {one(app, key).state for key in ids} == {State.QUEUED}


def test_what_was_approved_there_is_undone_by_the_button_beside_the_message(app, client, ids):
    page = read(client.post("/approvals/approve", data={"read": reading(app, *ids), "back": "/approvals"}))
    undo = page.css_first("#flash form")
    fields = {"back": "/approvals", "alone": "yes", "ids": [str(key) for key in ids]}
    assert {field.attributes["name"] for field in undo.css("input")} == set(fields)
    read(client.post(undo.attributes["action"], data=fields))
    assert {one(app, key).state for key in ids} == {State.PROPOSED}


def test_a_text_that_was_edited_since_it_was_read_is_not_approved(app, client, ids):
    shown = reading(app, *ids)
    deliveries.edit(app, ids[1], "Another text. #massagetherapyforsciatica")
    page = read(client.post("/approvals/approve", data={"read": shown, "back": "/approvals"}))
    assert "was changed since you read it" in flash(page)
    assert {one(app, key).state for key in ids} == {State.PROPOSED}


def test_the_desk_approves_nothing_else_than_what_was_read(app, ids):
    with pytest.raises(Refused):
        deliveries.approve_as_read(app, {ids[0]: fingerprint("something else")})
    assert deliveries.approve_as_read(app, {ids[0]: fingerprint(one(app, ids[0]).text)}) == [ids[0]]


def test_an_edit_after_an_approval_is_shown_with_who_made_it_void(app, client, ids):
    deliveries.approve(app, Selection((ids[0],)))
    deliveries.edit(app, ids[0], "Rest helps. #massagetherapyforsciatica")
    assert "Edited since it was approved." in words(read(client.get("/approvals")), f"#post-{ids[0]}")
    assert "Edited" not in words(read(client.get("/approvals")), f"#post-{ids[1]}")


def test_a_post_whose_time_has_passed_says_so(app, client, ids):
    from datetime import timedelta

    scene.put(app, ids[0], State.PROPOSED, scheduled_for=scene.NOW - timedelta(hours=1))
    assert "Its time has passed." in words(read(client.get("/approvals")), f"#post-{ids[0]}")
    assert "Its time has passed." not in words(read(client.get("/approvals")), f"#post-{ids[1]}")


def test_one_leads_to_those_before_and_after_it(client, ids):
    page = read(client.get(f"/approvals/{ids[1]}"))
    assert page.css_first("a[rel=prev]").attributes["href"] == f"/approvals/{ids[0]}"
    assert page.css_first("a[rel=next]").attributes["href"] == f"/approvals/{ids[2]}"
    assert read(client.get(f"/approvals/{ids[0]}")).css_first("a[rel=prev]") is None
    assert read(client.get(f"/approvals/{ids[2]}")).css_first("a[rel=next]") is None


def test_a_text_is_changed_and_approved_and_the_next_one_is_shown(app, client, ids):
    page = read(client.post(f"/approvals/{ids[0]}/edit", data={"text": "Rest helps.\r\n#massagetherapyforsciatica"}))
    assert flash(page).startswith(f"Post {ids[0]} was changed and approved.")
    assert words(page, "h1") == f"Post {ids[1]}"
    assert one(app, ids[0]).text == "Rest helps.\n#massagetherapyforsciatica"
    assert one(app, ids[0]).state is State.QUEUED


@pytest.mark.parametrize("text", ["", "Without the tag", "<b>bold</b>", "坐骨神経痛", "x" * 20_000])
def test_a_text_that_cannot_go_out_comes_back_with_what_is_wrong_beside_it(app, client, ids, text):
    before = one(app, ids[0]).text
    page = read(client.post(f"/approvals/{ids[0]}/edit", data={"text": text}), 422)
    assert page.css_first("#text-error").text(strip=True)
    assert page.css_first("textarea[name=text]").text() == text
    assert page.css_first("textarea[name=text]").attributes["aria-describedby"] == "text-error"
    assert (one(app, ids[0]).text, one(app, ids[0]).state) == (before, State.PROPOSED)


def test_what_is_sent_back_says_why_and_is_approved_only_by_name(app, client, ids):
    page = read(client.post(f"/approvals/{ids[0]}/return", data={"note": "Say\nwho <b>found</b> that"}))
    assert "was sent back" in flash(page)
    assert one(app, ids[0]).state is State.PROPOSED
    inbox = read(client.get("/approvals"))
    assert "sent it back (Say who <b>found</b> that)" in words(inbox, f"#post-{ids[0]}")
    assert len(inbox.css("#reading [name=read]")) == 2
    assert deliveries.approve(app, Selection()) == ids[1:]
    assert one(app, ids[0]).state is State.PROPOSED


def test_what_was_sent_back_is_asked_again_once_it_is_changed(app, client, ids):
    client.post(f"/approvals/{ids[0]}/return", data={"note": "Shorter"})
    deliveries.edit(app, ids[0], "Rest. #massagetherapyforsciatica")
    assert one(app, ids[0]).reason is None
    assert len(read(client.get("/approvals")).css("#reading [name=read]")) == 3


@pytest.mark.parametrize(
    ("note", "said"), [("", "Say what is to be changed"), (" \n ", "Say what"), ("x" * 501, "at most 500")]
)
def test_a_note_that_says_nothing_or_too_much_is_refused_beside_its_field(app, client, ids, note, said):
    page = read(client.post(f"/approvals/{ids[0]}/return", data={"note": note}), 422)
    assert said in words(page, "#note-error")
    assert one(app, ids[0]).reason is None


@pytest.mark.parametrize("sent", [[], ["x"], ["1"], ["1-"], ["999999-abc"], ["²-a"], ["-1-a"]])
def test_a_form_that_is_not_ours_approves_nothing(app, client, ids, sent):
    page = read(client.post("/approvals/approve", data={"read": sent, "back": "/approvals"}))
    assert page.css_first("#flash").attributes["role"] == "alert"
    assert {one(app, key).state for key in ids} == {State.PROPOSED}


def test_what_waits_no_more_leads_back_to_the_inbox(app, client, ids):
    deliveries.approve(app, Selection((ids[0],)))
    assert "is queued" in flash(read(client.get(f"/approvals/{ids[0]}")))
    read(client.get("/approvals/999"), 404)


def test_page_after_page_shows_every_proposal_once(app, client, monkeypatch):
    monkeypatch.setattr("campaign.desk.approving.PAGE", 4)
    keys = [row.id for row in deliveries.listed(app, Filter())][:11]
    for key in keys:
        scene.put(app, key, State.PROPOSED)
    seen, path = [], "/approvals"
    while path:
        page = read(client.get(path))
        seen += [int(row.attributes["id"].removeprefix("post-")) for row in page.css("li.post")]
        more = page.css_first("a[rel=next]")
        path = more.attributes["href"] if more else None
    assert seen == keys


def test_what_a_reviewer_says_stands_beside_the_post_wherever_it_is_read(app, client, ids):
    secret = links.add(app, "Dr. Weber", "sciatica").secret
    for said in ("Name the <b>study</b>.", "And its year."):
        links.comment(app, secret, ids[0], said)
    for path in ("/approvals", f"/approvals/{ids[0]}", f"/queue/{ids[0]}"):
        said = words(read(client.get(path)), ".comments")
        assert "Dr. Weber" in said
        assert said.index("Name the <b>study</b>.") < said.index("And its year.")
        assert "Europe/London" in said
    assert not read(client.get(f"/queue/{ids[1]}")).css(".comments")
