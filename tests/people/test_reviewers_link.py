"""A reviewer's link: who has it reads, approves and comments without an account, and does nothing else."""

import io
import logging
import re
from datetime import timedelta

import pytest
import structlog
from selectolax.lexbor import LexborHTMLParser

from campaign import logs
from campaign.desk import deliveries, links, looking
from campaign.rights import Role
from campaign.states import State
from campaign.store.history import Filter
from campaign.store.values import fingerprint
from tests.people.conftest import NOW, asking, at, everything


def boxes(answer):
    return [one.attributes["value"] for one in LexborHTMLParser(answer.text).css("input[name=read]")]


def test_a_reviewer_reads_approves_and_comments_without_an_account(team, posts):
    made = links.add(team, "Dr. Weber", "rest")
    client, path = asking(team), f"/review/{made.secret}"
    before = everything(team)
    answer = client.get(path)
    assert client.head(path).status_code in (200, 405)
    assert everything(team) == before
    assert len(boxes(answer)) == len(posts["rest"])
    assert len(LexborHTMLParser(answer.text).css("ul.cards > li.card")) == len(posts["rest"]), "no card is in a card"
    assert "sleep" not in LexborHTMLParser(answer.text).css_first("h1").text()
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"
    assert "history" not in answer.text.lower()
    client.post(f"{path}/comment", data={"post": posts["rest"][0], f"words:{posts['rest'][0]}": "Say “helps”."})
    answer = client.post(f"{path}/approve", data={"read": boxes(answer)})
    assert f"{len(posts['rest'])} approved" in answer.text
    assert {one.state for one in deliveries.listed(team, Filter(campaign="rest"))} == {State.QUEUED}
    log = asking(team, Role.OWNER).get("/settings/audit").text
    assert f"Dr. Weber (by link {made.link.id})" in log
    assert "Say “helps”." in log
    assert made.secret not in log


def test_a_link_lets_approve_nothing_but_what_was_read(team, posts):
    path = f"/review/{links.add(team, 'Dr. Weber', 'rest').secret}"
    client = asking(team)
    other = deliveries.listed(team, Filter(ids=posts["sleep"][:1]))[0]
    assert client.post(f"{path}/approve", data={"read": f"{other.id}:{fingerprint(other.text)}"}).status_code == 404
    read = boxes(client.get(path))
    deliveries.edit(team, posts["rest"][0], "Another text altogether. #RestHelps")
    answer = client.post(f"{path}/approve", data={"read": read})
    assert answer.status_code == 409
    assert "was changed since you read it" in answer.text
    for nonsense in ([], ["x"], ["1"], ["١:x"], ["9" * 30 + ":x"]):
        assert client.post(f"{path}/approve", data={"read": nonsense}).status_code in (200, 409)
    assert {one.state for one in deliveries.listed(team, Filter())} == {State.PROPOSED}


def test_what_a_reviewer_has_chosen_and_written_stands_whichever_button_is_pressed(team, posts):
    path = f"/review/{links.add(team, 'Dr. Weber', 'rest').secret}"
    client = asking(team)
    first, second, *_ = posts["rest"]
    read = boxes(client.get(path))
    written = {f"words:{first}": "Say “helps”.", f"words:{second}": "לא ברור"}

    def standing(verb, **more):
        page = LexborHTMLParser(client.post(f"{path}/{verb}", data={"read": read, **written, **more}).text)
        fields = {one.attributes["name"]: one.text() for one in page.css("textarea") if one.text()}
        return [one.attributes["value"] for one in page.css("input[name=read][checked]")], fields

    assert standing("comment", post=first) == (read, {f"words:{second}": "לא ברור"})
    deliveries.edit(team, first, "Another text altogether. #RestHelps")
    assert standing("approve") == (read[1:], written), "what was changed has to be read again"
    read = read[1:2]
    assert standing("approve") == ([], {f"words:{first}": "Say “helps”."})


def test_what_a_reviewer_has_written_beside_a_post_is_passed_on_when_it_is_approved(team, posts):
    path, client = f"/review/{links.add(team, 'Dr. Weber', 'rest').secret}", asking(team)
    first, second, *_ = posts["rest"]
    written = {f"words:{first}": "Good, and true.", f"words:{second}": "Not yet."}
    client.post(f"{path}/approve", data={"read": boxes(client.get(path))[:1], **written})
    said = {key: [one.words for one in looking.whole(team, key).comments] for key in (first, second)}
    assert said == {first: ["Good, and true."], second: []}


def test_a_comment_of_several_lines_is_as_long_as_its_field_counts_it_and_is_kept_so(team, posts):
    path, key = f"/review/{links.add(team, 'Dr. Weber', 'rest').secret}", posts["rest"][0]
    # A browser counts a line's end as one sign, and sends two.
    typed = "\r\n".join(["a" * 999, "b" * 1000])
    assert asking(team).post(f"{path}/comment", data={"post": key, f"words:{key}": typed}).status_code == 200
    assert [one.words for one in looking.whole(team, key).comments] == [typed.replace("\r\n", "\n")]


def test_a_reviewer_is_told_of_a_time_that_has_passed_and_sees_words_run_as_their_script_does(team, posts):
    path = f"/review/{links.add(team, 'Dr. Weber', 'rest', '9d').secret}"
    text = LexborHTMLParser(asking(team).get(path).text).css_first(".text")
    assert text.attributes["dir"] == "auto"
    assert "Its time has passed." not in asking(team).get(path).text
    assert "Its time has passed." in asking(at(team, NOW + timedelta(days=8))).get(path).text


def test_a_link_that_is_over_says_so_and_leads_nowhere_else(team):
    page = LexborHTMLParser(asking(team).get(f"/review/{'x' * 43}").text)
    assert page.css_first("h1").text() == "This link is over"
    assert page.css("a") == []


def test_a_revoked_link_and_one_that_never_was_look_the_same(team):
    made = links.add(team, "Dr. Weber", "rest")
    links.revoke(team, made.link.id)
    client = asking(team)
    gone, never = client.get(f"/review/{made.secret}"), client.get(f"/review/{'x' * 43}")
    assert (gone.status_code, gone.text) == (404, never.text)


@pytest.fixture
def logged():
    """What goes into the log, as the program writes it."""
    root, told = logging.getLogger(), io.StringIO()
    before = (root.handlers[:], root.level)
    logs.configure(told)
    logging.getLogger("httpx2").setLevel(logging.WARNING)  # what the test itself asks
    yield told
    root.handlers[:], root.level = before
    structlog.reset_defaults()


def test_a_fault_on_a_reviewers_page_puts_no_secret_into_the_log(team, monkeypatch, logged):
    made = links.add(team, "Dr. Weber", "rest")

    def broken(*_):
        raise RuntimeError

    monkeypatch.setattr("campaign.web.pages.reviewing.links.review", broken)
    assert asking(team, raise_server_exceptions=False).get(f"/review/{made.secret}").status_code == 500
    assert "/review/{secret}" in logged.getvalue()
    assert made.secret not in logged.getvalue()


def test_a_link_is_made_and_revoked_on_its_page(team):
    client = asking(team, Role.APPROVER)
    shown = client.post("/settings/links/add", data={"name": "Dr. Weber", "campaign": "rest", "lasts": "3d"}).text
    path = re.search(r"/review/[\w-]{43}", shown)[0]
    assert client.get(path).status_code == 200
    assert path not in client.get("/settings/links").text
    client.post("/settings/links/revoke", data={"link": links.listed(team)[0].id})
    assert client.get(path).status_code == 404
