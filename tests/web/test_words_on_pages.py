"""What pages refuse, they refuse in words for who has buttons: no command and no option stands in them."""

import ast
from pathlib import Path

import pytest

from campaign.desk import archiving, campaigns, drafts
from campaign.desk.campaigns import Wish
from campaign.desk.sources import Pasted
from campaign.errors import NotFound, Refused, on_pages
from campaign.states import State
from tests.web import asked, scene
from tests.web.conftest import flash, read

ROOT = Path(__file__).parents[2]


@pytest.fixture
def refusals(app, client):
    """Forms that are refused for what the desk knows, and not for how they are filled in."""
    drafts.draft_article(app, scene.CAMPAIGN, Pasted(scene.example().read_text()))
    scene.put(app, 1, State.PROPOSED)
    campaigns.change(app, scene.CAMPAIGN, Wish(hashtags=["#another"]))
    campaigns.new(app, "over", Wish(hashtags=["#over"], accounts=["clinic-x"], times=["mon 9:00"]))
    archiving.archive(app, "over")
    return {
        "/articles/1/queue": {"version": 1},
        "/articles": {"campaign": "nobody", "text": "Rest heals the body."},
        "/campaigns/new": {
            "name": "sciatica",
            "hashtags": "#a",
            "accounts": "clinic-x",
            "times": "mon 9:00",
            "do": "save",
        },
        "/campaigns/sciatica/archive": {},
        "/campaigns/over/change": {"hashtags": "#b", "do": "save"},
        "/queue/approve": {"ids": 999},
        "/calendar/move": {"id": 999, "when": "2026-12-24T09:00"},
        "/queue/1/now": {},
        "/queue/1/edit": {"text": "Rest heals the body."},
        "/queue/1/approve": {},
        "/campaigns/sciatica/change": {"hashtags": "#a", "accounts": "clinic-x", "short_links": "yes", "do": "save"},
    }


def test_no_refusal_of_a_page_tells_a_command(client, refusals):
    for path, fields in refusals.items():
        answer = client.post(path, data=fields)
        page = read(answer, answer.status_code)
        assert page.css_first("#error, .error, #flash .banner, .banner.bad") or answer.status_code in (404, 409), path
        assert asked.commands(answer) == [], path


def test_a_state_is_called_so_on_every_page(client):
    for path in ("/queue", "/history", "/calendar", "/help", "/queue?state=none"):
        answer = client.get(path)
        said = read(answer, answer.status_code).css_first("main").text().lower()
        assert ("state" in said, "status" in said) == (True, False), path


def test_the_help_calls_what_can_be_done_as_the_buttons_do(client):
    told = {
        one.id: one.css_first(".why").text() for one in read(client.get("/help")).css(".card") if one.css_first(".why")
    }
    offered = read(client.get("/queue/1")).css_first("main").text().lower()
    assert told["queued"] == (
        "You can ask for approval again, hold it, change its text, give it another time, send it now, cancel it."
    )
    assert all(
        words in offered for words in ("ask for approval again", "hold", "change the text", "another time", "send now")
    )


def test_an_article_that_was_queued_before_is_told_by_the_name_of_the_box(client, refusals):
    assert read(client.get("/articles/1/dates")).css_first("input[name=again]") is None
    page = read(client.post("/articles/1/queue", data={"version": 1}))
    assert page.css_first("input[name=again]")
    assert "tick “Queue it even if it was queued before”" in flash(page)
    assert page.css_first("input[name=approve][checked]") is None


def test_a_tick_to_approve_stands_where_the_form_is_refused(client, refusals):
    page = read(client.post("/articles/1/queue", data={"version": 1, "approve": "yes"}))
    assert page.css_first("input[name=approve][checked]")


def test_each_face_has_its_own_words():
    refused = Refused("Say it with --at.", page="Give it times.")
    assert (str(refused), on_pages(refused)) == ("Say it with --at.", "Give it times.")
    missing = NotFound("account", "nobody", "`campaign accounts list` shows them.")
    assert (str(missing)[-13:], on_pages(missing)) == ("` shows them.", "There is no account “nobody”.")
    assert on_pages(NotFound("draft", 3, "It was queued meanwhile.")).endswith("It was queued meanwhile.")


def test_no_page_says_an_error_in_the_words_of_the_command_line():
    """`str(error)` names commands: pages say `on_pages(error)`."""
    for file in (ROOT / "campaign/web/pages").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node) in ("str(error)", "str(refused)"):
                assert "ValueError" in file.read_text().splitlines()[node.lineno - 2], f"{file.name}:{node.lineno}"


@pytest.mark.parametrize("named", ["campaign", "account"])
@pytest.mark.parametrize(
    "path", ["queue", "approvals", "history", "calendar?view=month", "calendar?view=list", "calendar.ics"]
)
def test_a_list_of_what_there_is_not_says_so(client, path, named):
    answer = client.get(f"/{path}{'&' if '?' in path else '?'}{named}=nobody")
    assert answer.status_code == 404
    assert f"There is no {named} “nobody”." in answer.text
