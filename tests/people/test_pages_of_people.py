"""The dashboard with its guards: who sees and does what, and what somebody else's page cannot make them do."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from campaign.desk import auditing, deliveries, entering, links, stopping, tokens, users
from campaign.rights import RIGHTS, Kind, Role
from campaign.states import State
from campaign.store.history import Filter
from campaign.store.values import Selection
from campaign.web import details
from campaign.web.application import make
from campaign.web.security.rules import kind_of, rule_of
from tests.people.conftest import HERE, NOW, PASSWORD, asking, everything, installation


def routes(app):
    """Every path and method that is served, with something in place of what varies."""
    fixed = {
        "file": "timeline.html",
        "key": "1",
        "form": "csv",
        "name": "sciatica",
        "verb": "hold",
        "secret": "x" * 43,
        "code": "k" * 10,
    }
    found = []
    for one in _all_routes(make(app).routes):
        path = re.sub(r"{(\w+)(:\w+)?}", lambda match: fixed[match[1]], one.path)
        found += [(path, method) for method in sorted(one.methods or ())]
    return found


def _all_routes(listed):
    for one in listed:
        if hasattr(one, "methods"):
            yield one
        elif inner := getattr(one, "effective_route_contexts", None):
            yield from inner()


# -- who may do what


def test_every_route_has_a_rule_and_only_the_doors_have_an_open_one(small):
    found = routes(small)
    assert ("/queue/1", "GET") in found
    assert ("/settings/users/add", "POST") in found
    assert [one for one in found if rule_of(one[0]) is None] == []
    open_to_all = {path for path, method in found if kind_of(rule_of(path), method) is None}
    secret = "x" * 43
    assert open_to_all == {
        *(
            "/login",
            "/logout",
            "/calendar.ics",
            "/l/kkkkkkkkkk",
            f"/review/{secret}",
            f"/review/{secret}/approve",
            f"/review/{secret}/comment",
        ),
    }


@pytest.mark.parametrize("role", Role)
def test_each_role_may_what_its_rights_say_and_nothing_else(team, role):
    client = asking(team, role, raise_server_exceptions=False)
    for path, method in routes(team):
        kind = kind_of(rule_of(path), method)
        if kind is None or path == "/live":  # a stream that does not end
            continue
        status = client.request(method, path).status_code
        assert (status == 403) == (kind not in RIGHTS[role]), (path, method, status)


def test_nobody_sees_or_does_anything_without_a_login(team):
    client = asking(team)
    before = everything(team)
    for path, method in routes(team):
        if kind_of(rule_of(path), method) is not None:
            answer = client.request(method, path)
            assert answer.status_code == 303, (path, method)
            assert answer.headers["location"].startswith("/login?next=/")
    assert everything(team) == before


@pytest.mark.parametrize("verb", ["approve", "release", "retry"])
def test_an_editor_lets_nothing_out_by_whatever_way(team, posts, verb):
    client, key = asking(team, Role.EDITOR), posts["rest"][0]
    assert client.post(f"/queue/{verb}", data={"ids": key}).status_code == 403
    assert client.post(f"/queue/{key}/{verb}").status_code == 403
    assert client.post("/queue/hold", data={"ids": key}).status_code == 303
    assert deliveries.listed(team, Filter(ids=[key]))[0].state is State.PROPOSED


def test_a_path_that_nobody_has_said_anything_about_is_refused(team):
    assert rule_of("/something/new") is None
    assert rule_of("/queue\n") is None
    assert kind_of(rule_of("/settings/users/add"), "POST") is Kind.PEOPLE
    assert kind_of(rule_of("/settings/anything"), "GET") if rule_of("/settings/anything") else True


def test_a_token_opens_no_page(team):
    made = tokens.add(team, "bot", list(Kind))
    answer = asking(team).get("/settings/tokens", headers={"authorization": f"Bearer {made.secret}"})
    assert answer.status_code == 403


def test_a_viewer_revokes_their_own_token_and_not_another_ones(team):
    other = tokens.add(team, "bot", ["read"])
    client = asking(team, Role.VIEWER)
    shown = client.post("/settings/tokens/add", data={"name": "mine", "scopes": "read"}).text
    mine = re.search(r"hcs_([0-9a-f-]+)_[\w-]{43}", shown)
    assert tokens.who(team, mine[0]).name == "viewer (mine)"
    assert mine[0] not in client.get("/settings/tokens").text
    assert other.token.uid not in client.get("/settings/tokens").text
    client.post("/settings/tokens/revoke", data={"token": other.token.uid})
    client.post("/settings/tokens/revoke", data={"token": mine[1]})
    assert tokens.who(team, other.secret)
    assert tokens.who(team, mine[0]) is None


# -- the door


def test_as_long_as_there_is_no_user_this_machine_is_served_and_then_everybody_logs_in(small):
    client = asking(small)
    assert client.get("/settings/users").status_code == 200
    client.post("/settings/users/add", data={"name": "anna", "password": PASSWORD, "role": "owner"})
    assert [(one.name, one.role) for one in users.listed(small)] == [("anna", Role.OWNER)]
    assert client.get("/").headers["location"] == "/login?next=/"


def test_who_logs_in_goes_on_where_they_wanted_and_comes_under_a_new_id(team):
    client = asking(team)
    planted = "an-id-that-somebody-else-chose"
    client.cookies.set("campaign", planted)
    assert client.get("/queue?campaign=rest").headers["location"] == "/login?next=/queue%3Fcampaign%3Drest"
    answer = client.post("/login", data={"name": "owner", "password": PASSWORD, "next": "/queue?campaign=rest"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/queue?campaign=rest")
    given = re.match(r"campaign=([\w-]{43}); HttpOnly; .*SameSite=lax$", answer.headers["set-cookie"])
    assert given[1] != planted
    assert entering.who(team, planted) is None


@pytest.mark.parametrize(
    "next_one",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "evil",
        "",
        "/\t/evil.example",
        "/\n",
    ],
)
def test_a_login_leads_to_no_other_site(team, next_one):
    answer = asking(team).post("/login", data={"name": "owner", "password": PASSWORD, "next": next_one})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    page = LexborHTMLParser(asking(team).get("/login", params={"next": next_one}).text)
    assert page.css_first("input[name=next]").attributes["value"] == "/"
    assert asking(team, Role.OWNER).get("/login", params={"next": next_one}).headers["location"] == "/"


def test_a_wrong_password_is_refused_in_words_and_never_repeated(team):
    answer = asking(team).post("/login", data={"name": "<b>owner", "password": "wrong s3cret of mine"})
    assert answer.status_code == 401
    assert "do not go together" in answer.text
    assert "s3cret" not in answer.text
    assert "<b>owner" not in answer.text
    assert "set-cookie" not in answer.headers


def test_who_guesses_has_to_wait(team):
    client = asking(team)
    for _ in range(5):
        client.post("/login", data={"name": "owner", "password": "not this one at all"})
    answer = client.post("/login", data={"name": "owner", "password": PASSWORD})
    assert answer.status_code == 401
    assert "wait 15 minutes" in answer.text


def test_who_leaves_is_gone(team):
    client = asking(team, Role.EDITOR)
    assert client.get("/").status_code == 200
    assert client.post("/logout").headers["set-cookie"].startswith('campaign=""; expires=')
    assert client.get("/").status_code == 303


def test_a_new_password_needs_the_old_one_and_ends_the_other_sessions(team):
    here, there = asking(team, Role.VIEWER), asking(team, Role.VIEWER)
    here.post("/settings/password", data={"old": "not this one at all", "new": "another s3cret of words"})
    assert there.get("/").status_code == 200
    here.post("/settings/password", data={"old": PASSWORD, "new": "another s3cret of words"})
    assert (here.get("/").status_code, there.get("/").status_code) == (200, 303)


# -- other sites


def test_another_sites_page_changes_nothing(team, posts):
    client = asking(team, Role.OWNER)
    before = everything(team)
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}, {"origin": "null"}):
        for path, method in routes(team):
            if method == "POST":
                assert client.post(path, data={"ids": posts["rest"][0]}, headers=headers).status_code == 403
    assert everything(team) == before


def test_a_name_that_somebody_else_points_here_is_served_nothing(team):
    assert asking(team, Role.OWNER).get("/", headers={"host": "evil.example:8321"}).status_code == 421


def test_a_request_that_is_too_large_is_refused(team):
    answer = asking(team, Role.OWNER).post(
        "/queue/hold",
        content=b"ids=1&x=" + b"x" * 21_000_000,
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == 413


# -- the log, and https


def test_what_somebody_does_is_in_the_log_under_their_name(team, posts):
    client = asking(team, Role.APPROVER)
    client.post("/queue/approve", data={"ids": posts["rest"]})
    page = asking(team, Role.OWNER).get("/settings/audit?actor=approver").text
    assert page.count("approved") >= len(posts["rest"])


def test_the_log_says_moments_and_lists_as_people_write_them(team):
    tokens.add(team, "shop", ["read", "write"])
    links.add(team, "Dr. Weber", "rest", "7d")
    page = log_of(team)
    assert "scopes: read, write" in page
    until = NOW + timedelta(days=7)
    assert f"until: {until:%a} {until.day} {until:%b %Y, %H:%M} UTC" in page


def log_of(app):
    page = LexborHTMLParser(asking(app, Role.OWNER).get("/settings/audit").text)
    return " ".join(page.css_first("main .rows").text().split())


def test_the_log_says_why_in_a_sentence_and_has_no_names_for_programs(team, posts):
    deliveries.send_back(team, Selection(tuple(posts["rest"][:1])), "Name the clinic.")
    stopping.stop(team, "a fire")
    asking(team, Role.APPROVER).post("/queue/approve", data={"ids": posts["rest"]})
    page = log_of(team)
    assert "sent it back (Name the clinic): change it, or approve it as it is." in page
    assert "why it waited: " in page
    assert "(a fire): start it again, and it goes on." in page
    for raw in ("text_sha256", "sha256", "values", "code", "{", "…"):
        assert raw not in page


def test_details_that_programs_keep_are_named_for_people():
    told = details.told({"per_hour": None, "by_s": -3600.0, "platform": "x", "in_doubt": 2, "text_sha256": "a" * 64})
    assert dict(told) == {
        "most in an hour": "no limit",
        "by": "-3600.0 s",
        "platform": "X",
        "in doubt": "2",
    }
    slot = {"at": "2026-11-23T09:00:00+00:00", "wall": "2026-11-23T09:00", "zone": "Europe/London"}
    assert dict(details.told({"slot": slot})) == {"planned for": datetime(2026, 11, 23, 9, tzinfo=UTC)}
    trouble = {"code": "disk", "sentence": "The disk is full.", "mend": "Make room.", "about": ""}
    assert dict(details.told(trouble)) == {"what": "The disk is full.", "what to do": "Make room."}


def test_behind_https_the_cookie_is_strict_and_the_public_name_counts(tmp_path):
    app = installation(tmp_path, settings='[web]\npublic_url = "https://posts.example.org"\n')
    users.add(app, "anna", PASSWORD)
    outside = {"host": "posts.example.org", "origin": "https://posts.example.org", "x-forwarded-for": "192.0.2.7"}
    client = TestClient(make(app), base_url=HERE, headers=outside, follow_redirects=False, client=("127.0.0.1", 5))
    answer = client.post("/login", data={"name": "anna", "password": PASSWORD})
    assert re.match(
        r"__Host-campaign=[\w-]{43}; HttpOnly; .*Path=/; SameSite=lax; Secure$", answer.headers["set-cookie"]
    )
    assert client.get("/", headers={"cookie": answer.headers["set-cookie"].split(";")[0]}).status_code == 200
    assert users.done(app, 1)[0].details == {"from": "192.0.2.7"}
    app.close()


def test_an_owner_sees_how_far_the_log_is_sealed_and_has_it_verified(team):
    client = asking(team, Role.OWNER)
    assert "Nothing is sealed yet" in client.get("/settings/audit").text
    team.sealer().seal()
    found = auditing.head(team)
    assert found.short in client.get("/settings/audit").text
    for head, said in (
        (found.short, "Nothing was changed: "),
        ("01234567", "No seal has the head"),
        ("<b>", "is no head"),
    ):
        assert client.post("/settings/audit/verify", data={"head": head}).status_code == 303
        assert said in client.get("/settings/audit").text
    assert asking(team, Role.EDITOR).post("/settings/audit/verify").status_code == 403
