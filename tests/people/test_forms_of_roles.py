"""What a page does not show to a role, its form does not do either, however it is sent."""

import pytest
from starlette.testclient import TestClient

from campaign.desk import composing, deliveries, drafts, entering, users
from campaign.desk.adding import Asked
from campaign.desk.sources import Pasted
from campaign.drafted import PostDraft
from campaign.rights import Role
from campaign.states import State
from campaign.store.history import Filter
from campaign.store.values import Selection
from campaign.web.application import make
from tests.people.conftest import ARTICLE, PASSWORD, with_posts

HERE = "http://127.0.0.1:8321"
TEXT = "Whoever sleeps eight hours wakes up stronger. #RestHelps"


@pytest.fixture
def begun(small, tmp_path):
    """Somebody of each role, posts that wait, and two drafts: an article's and a post's."""
    with_posts(small, tmp_path, "rest")
    drafts.draft_article(small, "rest", Pasted(f"{ARTICLE} It was found so again and again."), Asked())
    composing.compose_draft(small, "rest", PostDraft(text=TEXT))
    for role in Role:
        users.add(small, role.value, PASSWORD, role)
    return small


def asking(app, role):
    client = TestClient(make(app), base_url=HERE, headers={"origin": HERE}, follow_redirects=False)
    client.cookies.set("campaign", entering.log_in(app, role.value, PASSWORD, "test").secret)
    return client


def states(app):
    return {one.state for one in deliveries.listed(app, Filter())}


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/articles/1/queue", {"version": 1, "approve": "yes"}),
        ("/compose/2/queue", {"version": 1, "text": TEXT, "approve": "yes"}),
        ("/compose/2/send", {"version": 1, "text": TEXT, "sure": "yes"}),
        ("/approvals/approve", {"read": "1-x"}),
        ("/approvals/1/edit", {"text": TEXT}),
        ("/queue/1/approve", {}),
        ("/queue/approve", {"ids": 1}),
    ],
)
def test_an_editors_form_lets_nothing_out_whatever_boxes_it_has(begun, path, fields):
    assert asking(begun, Role.EDITOR).post(path, data=fields).status_code == 403
    assert states(begun) == {State.PROPOSED}
    assert len(drafts.listed(begun)) == 2


def test_an_editor_who_takes_back_what_was_approved_lets_nothing_out(begun):
    deliveries.approve(begun, Selection((1,)))
    client = asking(begun, Role.EDITOR)
    client.post("/queue/cancel", data={"ids": 1})
    assert "1 post waits for approval" in client.post("/queue/1/take-back", follow_redirects=True).text
    assert states(begun) == {State.PROPOSED}
    deliveries.approve(begun, Selection((1,)))
    asking(begun, Role.OWNER).post("/queue/cancel", data={"ids": 1})
    asking(begun, Role.OWNER).post("/queue/take-back", data={"ids": 1})
    assert State.QUEUED in states(begun)


@pytest.mark.parametrize(("role", "offered"), [(Role.OWNER, True), (Role.EDITOR, False)])
def test_the_button_that_undoes_is_shown_to_who_may_press_it(begun, role, offered):
    deliveries.approve(begun, Selection((1,)))
    page = asking(begun, role).post("/queue/hold", data={"ids": 1, "back": "/queue"}, follow_redirects=True).text
    assert "1 post held." in page
    assert ('action="/queue/release"' in page) is offered


@pytest.mark.parametrize("role", [Role.VIEWER, Role.APPROVER])
@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/articles", {"campaign": "rest", "text": ARTICLE}),
        ("/articles/1/change", {"version": 1, "do": "drop"}),
        ("/articles/1/discard", {"version": 1}),
        ("/articles/1/platform", {"version": 1, "sheet": 0, "out": "yes"}),
        ("/compose/2", {"version": 1, "text": "Other words. #RestHelps"}),
        ("/calendar/move", {"id": 1, "when": "2026-12-01T09:00"}),
        ("/campaigns/new", {"name": "mine", "hashtags": "#Mine", "accounts": "clinic", "do": "save"}),
        ("/campaigns/rest/archive", {}),
        ("/queue/1/edit", {"text": TEXT}),
        ("/queue/hold", {"ids": 1}),
    ],
)
def test_who_does_not_write_changes_no_draft_no_plan_and_no_campaign(begun, role, path, fields):
    assert asking(begun, role).post(path, data=fields).status_code == 403
    assert states(begun) == {State.PROPOSED}
    assert [one.version for one in drafts.listed(begun)] == [1, 1]


@pytest.mark.parametrize("path", ["/articles/1", "/articles/1/dates"])
def test_who_only_looks_is_shown_no_form_of_a_draft(begun, path):
    assert '<form method="post" action="/articles' not in asking(begun, Role.VIEWER).get(path).text
    assert 'action="/articles/1/' in asking(begun, Role.EDITOR).get(path).text
