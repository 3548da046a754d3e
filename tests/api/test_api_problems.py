"""What is not done says so in one sentence, as a problem (RFC 9457); nothing that is sent is a fault of ours."""

import re
from collections import defaultdict
from uuid import UUID

import pytest

from campaign.errors import StoreError
from campaign.web.application import make
from tests.api.conftest import ADDRESS, V1, problem, program, told
from tests.people.conftest import installation, with_posts


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    """On SQLite, and one for all: nothing here comes to anything."""
    folder = tmp_path_factory.mktemp("problems")
    app = installation(folder)
    with_posts(app, folder, "spring")
    with program(app) as opened:
        yield opened
    app.close()


def test_what_a_query_is_refused_for_is_named_where_it_stands(client):
    found = problem(client.get("/reports/campaign?by=week"), 422, "refused")
    assert [one["field"] for one in found["errors"]] == ["query.campaign"]


def test_an_unknown_field_is_refused_with_the_nearest_name(client):
    found = problem(client.post("/campaigns", json={"name": "a", "hashtag": ["#a"]}), 422, "invalid")
    assert found["errors"] == [
        {"field": "body.hashtag", "detail": "There is no field “hashtag”: did you mean “hashtags”?"}
    ]


def test_one_of_several_values_that_is_wrong_is_named_by_its_field(client):
    found = problem(client.get("/queue", params={"state": ["held", "proposd"]}), 422, "invalid")
    assert found["detail"].startswith("“state” cannot be used: “proposd” is none of proposed, queued, ")
    assert found["detail"].endswith(" (did you mean “proposed”?).")


def test_a_verb_that_a_path_does_not_take_is_answered_with_those_that_it_takes(client):
    answer = client.delete("/queue")
    assert (answer.status_code, answer.json()["detail"]) == (405, "This path takes GET.")


def test_a_dry_run_that_is_mistyped_changes_nothing(client):
    found = problem(client.post("/queue/approve?dryrun=true", json={"all": True}), 422, "invalid")
    assert found["detail"] == "There is no field “dryrun”: did you mean “dry_run”?"
    assert {one["state"] for one in told(client.get("/queue"))["items"]} == {"proposed"}


def test_every_field_that_is_wrong_is_named(client):
    found = problem(client.post("/campaigns", json={"name": 7, "late": "never", "times": "x"}), 422, "invalid")
    assert [one["field"] for one in found["errors"]] == ["body.times", "body.late", "body.name"]


def fields(contract):
    """Every field that a query or a body has: its verb, its path, where it stands, and its name."""
    for path, operations in contract["paths"].items():
        for verb, operation in operations.items():
            filled = path.replace("/api/v1", "").format_map(defaultdict(lambda: str(UUID(int=7))))
            for one in operation.get("parameters", ()):
                if one["in"] == "query":
                    yield verb, filled, "params", one["name"]
            schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            model = contract["components"]["schemas"].get(schema.get("$ref", "").rpartition("/")[2], {})
            for name in model.get("properties", ()):
                yield verb, filled, "json", name


@pytest.mark.parametrize("value", ["no such-thing", "", -(10**18), 1.5, True, None, [[]], [None] * 2_000, {"a": {}}])
def test_no_field_is_refused_in_the_words_of_the_library_that_reads_it(client, value):
    told = []
    for verb, path, place, name in fields(client.get("/openapi.json").json()):
        answer = client.request(verb, path, **{place: {name: str(value) if place == "params" else value}})
        told += [one["detail"] for one in (answer.json().get("errors") or ()) if answer.status_code == 422]
    assert len(told) > 100
    assert [one for one in told if re.search("should|Value error|required|valid", one)] == []


@pytest.mark.parametrize("body", [b"{", b"", b"[]", b"7", b"null", b"\xff", b'{"all": true', b"[" * 100_000])
def test_a_body_that_is_no_object_is_refused(client, body):
    problem(client.post("/queue/hold", content=body, headers={"content-type": "application/json"}), 422, "invalid")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_what_a_form_of_another_site_could_send_is_no_json(client, kind):
    found = problem(
        client.post("/queue/hold", content=b'{"all": true}', headers={"content-type": kind}), 422, "invalid"
    )
    assert "application/json" in found["detail"]


@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800"])
def test_a_sign_that_no_database_takes_is_refused(client, text):
    import json

    for path, body in (
        ("/campaigns", {"name": text}),
        ("/stop", {"why": text}),
        ("/articles/cut", {"text": text}),
        ("/campaigns", {"name": "a", "templates": [text], "hashtags": ["#a"], "accounts": ["clinic"]}),
    ):
        answer = client.post(path, content=json.dumps(body), headers={"content-type": "application/json"})
        problem(answer, 422, "invalid")


@pytest.mark.parametrize("when", ["0001-01-01T00:00", "9999-12-31T23:59", "9999-12-31T23:59-14:00", "x", "", "1e9"])
def test_a_time_that_cannot_be_is_refused(client, when):
    rows = told(client.get("/queue"))["items"]
    here = f"/campaigns/{rows[0]['campaign_uid']}"
    for answer in (
        client.post(f"/queue/{rows[0]['uid']}/move", json={"when": when}),
        client.post(f"{here}/posts", json={"text": "Rest.", "when": when or "y"}),
        client.patch(here, json={"until": when, "times": ["daily 10:00"]}),
        client.get("/queue", params={"since": when}),
    ):
        assert answer.status_code < 500, (answer.request.url, answer.text)


@pytest.mark.parametrize(
    "wish", [{"gap": "9" * 400 + "h"}, {"every": "0.0000001s"}, {"grace": "99999999999d"}, {"gap": "9999999d"}]
)
def test_a_duration_that_cannot_be_is_refused(client, wish):
    uid = told(client.get("/campaigns"))["items"][0]["uid"]
    assert client.patch(f"/campaigns/{uid}?dry_run=true", json=wish).status_code < 500


def test_a_path_or_method_that_there_is_not(client):
    assert problem(client.get("/nothing"), 404, "not-found")["detail"] == "There is no such path."
    answer = client.put("/queue")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["campaigns/{name}", "campaigns/{name}/report", "accounts/{name}/pause"])
def test_what_is_called_by_its_name_is_said_to_go_by_its_uid(client, path):
    noun = path.split("/")[0]
    name = told(client.get(f"/{noun}"))["items"][0]["name"]
    detail = problem(client.get(f"/{path.format(name=name)}"), 404, "not-found")["detail"]
    assert detail == f"A path names this {noun[:-1]} by its uid, which {V1}/{noun} lists beside its name."


def test_a_path_below_a_uid_that_there_is_not(client):
    uid = told(client.get("/campaigns"))["items"][0]["uid"]
    assert problem(client.get(f"/campaigns/{uid}/nothing"), 404, "not-found")["detail"] == "There is no such path."


def test_what_the_guards_say_below_the_api_is_a_problem_too(client):
    answer = client.get("/queue", headers={"host": "evil.example"})
    assert answer.status_code == 421
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(answer.json()) == {"type", "title", "status", "detail"}


def test_a_database_that_cannot_be_used_is_said(small, monkeypatch):
    def locked(*_, **_more):
        raise StoreError("The database is locked.")

    with program(small) as client:
        monkeypatch.setattr("campaign.desk.looking.campaigns", locked)
        problem(client.get("/campaigns"), 503, "unavailable")


def test_a_fault_of_ours_is_told_without_its_insides(small, monkeypatch):
    from starlette.testclient import TestClient

    def broken(*_, **_more):
        raise RuntimeError("a secret path")

    monkeypatch.setattr("campaign.desk.looking.campaigns", broken)
    with TestClient(make(small), base_url=ADDRESS + V1, raise_server_exceptions=False) as client:
        assert "secret" not in str(problem(client.get("/campaigns"), 500, "fault"))


def test_the_page_of_the_api_lists_every_verb_and_every_problem(small):
    from campaign.web.api.problems import KINDS
    from tests.web.conftest import asking, read

    with asking(small) as client:
        page = read(client.get("/api"))
        spec = told(client.get("/api/v1/openapi.json"))
    listed = {one.text() for one in page.css("td code")}
    assert listed == {f"{method.upper()} {path}" for path, item in spec["paths"].items() for method in item}
    assert all(page.css_first(f"#{name}") for name in KINDS)
