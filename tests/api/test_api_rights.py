"""Which token may do what: every route of the API, and the scope that it asks for."""

import pytest

from campaign.desk import users
from campaign.rights import Kind
from campaign.web.application import make
from tests.api.conftest import ADDRESS, problem, program, told
from tests.people.conftest import PASSWORD
from tests.web.conftest import asking

UID = "0198c0de-0000-7000-8000-000000000001"
#: The whole API by the scope that lets a token in; what is added must be added here.
SCOPES = {
    Kind.READ: {
        "GET /campaigns",
        "GET /campaigns/{uid}",
        "GET /campaigns/{uid}/report",
        "GET /campaigns/{uid}/simulation",
        "GET /queue",
        "GET /queue/{uid}",
        "GET /history",
        "GET /reports/{kind}",
        "GET /digest",
        "GET /accounts",
        "GET /health",
        "GET /settings",
    },
    Kind.WRITE: {
        "POST /campaigns",
        "PATCH /campaigns/{uid}",
        "POST /campaigns/{uid}/pause",
        "POST /campaigns/{uid}/resume",
        "POST /campaigns/{uid}/archive",
        "POST /campaigns/{uid}/unarchive",
        "POST /articles/cut",
        "POST /campaigns/{uid}/articles",
        "POST /campaigns/{uid}/posts",
        "POST /queue/hold",
        "POST /queue/cancel",
        "POST /queue/shift",
        "POST /queue/swap",
        "POST /queue/{uid}/move",
        "POST /queue/{uid}/send-now",
        "POST /queue/{uid}/edit",
        "POST /queue/{uid}/resolve",
        "POST /queue/{uid}/withdraw",
        "POST /queue/take-back",
        "POST /stop",
    },
    Kind.APPROVE: {
        "POST /queue/approve",
        "POST /queue/propose",
        "POST /queue/send-back",
        "POST /queue/release",
        "POST /queue/retry",
        "POST /start",
    },
    Kind.ACCOUNTS: {"POST /accounts/{uid}/pause", "POST /accounts/{uid}/resume"},
    Kind.PEOPLE: {"PATCH /settings"},
}
ROUTES = [(kind, *one.split(" ")) for kind, some in SCOPES.items() for one in sorted(some)]


def operations(spec):
    return {
        f"{method.upper()} {path.removeprefix('/api/v1')}": one
        for path, item in spec["paths"].items()
        for method, one in item.items()
    }


def test_the_contract_holds_exactly_these_and_says_the_scope_of_each(small):
    found = operations(make(small).state.api.openapi())
    assert set(found) == set().union(*SCOPES.values())
    assert {one: found[one]["x-scope"] for some in SCOPES.values() for one in some} == {
        one: str(kind) for kind, some in SCOPES.items() for one in some
    }


@pytest.mark.parametrize(("kind", "method", "path"), ROUTES)
def test_a_route_opens_to_its_scope_alone(small, kind, method, path):
    users.add(small, "owner", PASSWORD)
    here = path.replace("{uid}", UID)
    with program(small, kind) as allowed:
        assert allowed.request(method, here).status_code not in (401, 403)
    others = [one for one in Kind if one is not kind]
    with program(small, *others) as refused:
        found = problem(refused.request(method, here), 403, "forbidden")
        assert found["detail"] == f"This token has no scope “{kind}”: make one that has it."


def test_nobody_without_a_token_is_let_in_once_there_is_a_user(small):
    users.add(small, "owner", PASSWORD)
    with asking(small) as client:
        for _, method, path in ROUTES:
            problem(client.request(method, f"/api/v1{path.replace('{uid}', UID)}"), 401, "nobody")
        problem(client.get("/api/v1/openapi.json"), 401, "nobody")


def test_a_token_that_opens_nothing_is_refused_though_there_is_no_user(small):
    with asking(small) as client:
        found = problem(client.get("/api/v1/queue", headers={"authorization": "Bearer hcs_a_b"}), 401, "nobody")
        assert found["detail"] == "This token opens nothing: it is over, or never was."


def test_on_this_machine_without_users_everything_is_allowed_without_a_token(small):
    from starlette.testclient import TestClient

    # As curl asks: it names neither an origin nor a site.
    with TestClient(make(small), base_url=ADDRESS) as client:
        told(client.get("/api/v1/queue"))
        told(client.post("/api/v1/queue/hold?dry_run=true", json={"all": True}))


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": ADDRESS},
    ],
)
def test_a_page_of_another_site_does_nothing_through_the_api(small, headers):
    from starlette.testclient import TestClient

    with TestClient(make(small), base_url=ADDRESS, headers=headers) as client:
        assert client.post("/api/v1/stop", json={}).status_code == 403


def test_what_goes_out_without_another_look_needs_the_right_to_approve(small):
    with program(small, Kind.READ, Kind.WRITE) as client:
        here = f"/campaigns/{told(client.get('/campaigns'))['items'][0]['uid']}"
        for kind, asked in (("posts", {"text": "Rest."}), ("articles", {"text": "Rest heals the body, as all know."})):
            problem(client.post(f"{here}/{kind}", json={**asked, "approve": True}), 403, "forbidden")
            told(client.post(f"{here}/{kind}", json=asked), 201)
