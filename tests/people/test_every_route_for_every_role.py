"""Whoever names another one's path gets nowhere: every route of the dashboard and the API, asked by every role.

The tables say for each path whom it is for, written down a second time beside `campaign.web.security.rules`: what is
added to the dashboard must be added here, and a rule that lets in too many differs from it.
"""

import re

import pytest

from campaign.desk import users
from campaign.rights import RIGHTS, Kind, Role
from campaign.web.application import make
from campaign.web.pages.queue import VERBS
from campaign.web.security.rules import kind_of, rule_of
from tests.api.test_api_rights import ROUTES as OF_THE_API
from tests.api.test_api_rights import UID
from tests.people.conftest import PASSWORD, asking, everything, with_posts
from tests.web.asked import served

#: Every path of a page by the kind of doing that it takes.
PAGES = {
    Kind.READ: """
        GET /
        GET /accounts
        GET /accounts/{key}
        GET /api
        GET /approvals
        GET /approvals/{key}
        GET /articles
        GET /articles/{key}
        GET /articles/{key}/dates
        GET /calendar
        GET /campaigns
        GET /campaigns/new
        GET /campaigns/{name}
        GET /campaigns/{name}/change
        GET /campaigns/{name}/times
        GET /campaigns/{name}/trial
        GET /compose
        GET /compose/{key}
        GET /feeds/{name}/{file}
        GET /help
        GET /history
        GET /live
        GET /queue
        GET /queue/{key}
        GET /queue/{key}/now
        GET /queue/{key}/withdraw
        GET /reports
        GET /reports/{name}
        GET /reports/{name}/{form}
        GET /settings
        GET /settings/defaults
        GET /settings/switch
        GET /settings/tokens
        GET /welcome
        GET /worker
        POST /settings/password
        POST /settings/tokens/add
        POST /settings/tokens/revoke
    """,
    Kind.WRITE: """
        POST /articles
        POST /articles/{key}/change
        POST /articles/{key}/discard
        POST /articles/{key}/platform
        POST /articles/{key}/queue
        POST /articles/{key}/shape
        POST /calendar/move
        POST /campaigns/new
        POST /campaigns/{name}/archive
        POST /campaigns/{name}/change
        POST /campaigns/{name}/pause
        POST /campaigns/{name}/resume
        POST /campaigns/{name}/times
        POST /campaigns/{name}/unarchive
        POST /compose
        POST /compose/{key}
        POST /compose/{key}/discard
        POST /compose/{key}/queue
        POST /queue/shift
        POST /queue/swap
        POST /queue/{key}/edit
        POST /queue/{key}/move
        POST /queue/{key}/now
        POST /queue/{key}/resolve
        POST /queue/{key}/withdraw
        POST /queue/{key}/hold
        POST /queue/{key}/cancel
        POST /queue/{key}/take-back
        POST /queue/hold
        POST /queue/cancel
        POST /queue/take-back
        POST /settings/switch/stop
    """,
    Kind.APPROVE: """
        GET /settings/links
        POST /approvals/approve
        POST /approvals/{key}/edit
        POST /approvals/{key}/return
        POST /compose/{key}/send
        POST /queue/{key}/approve
        POST /queue/{key}/propose
        POST /queue/{key}/release
        POST /queue/{key}/retry
        POST /queue/approve
        POST /queue/propose
        POST /queue/release
        POST /queue/retry
        POST /settings/links/add
        POST /settings/links/revoke
        POST /settings/switch/start
    """,
    Kind.ACCOUNTS: """
        GET /accounts/callback
        GET /accounts/new
        GET /accounts/{key}/connect
        GET /accounts/{key}/remove
        POST /accounts/callback
        POST /accounts/new
        POST /accounts/{key}/cap
        POST /accounts/{key}/connect
        POST /accounts/{key}/pause
        POST /accounts/{key}/remove
        POST /accounts/{key}/resume
        POST /accounts/{key}/test
        POST /welcome
    """,
    Kind.PEOPLE: """
        GET /settings/audit
        GET /settings/backups
        GET /settings/users
        POST /settings/audit/verify
        POST /settings/backups/add
        POST /settings/defaults
        POST /settings/users/add
        POST /settings/users/password
        POST /settings/users/remove
        POST /settings/users/role
    """,
    # The doors: each has a lock of its own, a password or a secret in the address.
    None: """
        GET /calendar.ics
        GET /l/{code}
        GET /login
        GET /review/{secret}
        HEAD /l/{code}
        POST /login
        POST /logout
        POST /review/{secret}/approve
        POST /review/{secret}/comment
    """,
}
OF_PAGES = [(kind, *line.split()) for kind, lines in PAGES.items() for line in lines.strip().splitlines()]
HERE = {"key": "1", "name": "rest", "file": "timeline.html", "form": "csv", "secret": "x" * 43, "code": "k" * 10}


@pytest.fixture
def team(small, tmp_path):
    with_posts(small, tmp_path, "rest")
    for role in Role:
        users.add(small, role.value, PASSWORD, role)
    return small


def filled(path):
    return re.sub(r"{(\w+)}", lambda match: HERE[match[1]], path)


def all_routes(app):
    """Each as the table has it: a route whose verb varies is as many routes as there are verbs."""
    for one in served(make(app).routes):
        path = re.sub(r"{(\w+):\w+}", r"{\1}", one.path)
        for method in one.methods or ():
            yield from (f"{method} {path.replace('{verb}', verb)}" for verb in (VERBS if "{verb}" in path else ("",)))


def test_the_table_holds_every_route_that_is_served(small):
    assert sorted(f"{method} {path}" for _, method, path in OF_PAGES) == sorted(all_routes(small))


@pytest.mark.parametrize(("kind", "method", "path"), OF_PAGES)
def test_the_rule_of_a_path_is_that_of_the_table(kind, method, path):
    assert kind_of(rule_of(filled(path)), method) is kind


@pytest.mark.parametrize("role", Role)
def test_a_role_opens_the_pages_of_its_kinds_and_no_others(team, role):
    client, before = asking(team, role, raise_server_exceptions=False), None
    for kind, method, path in OF_PAGES:
        if kind is None or kind in RIGHTS[role]:
            continue
        before = before or everything(team)
        assert client.request(method, filled(path)).status_code == 403, (method, path)
    assert before is None or everything(team) == before


@pytest.mark.parametrize("role", Role)
def test_a_role_does_through_the_api_what_its_kinds_are_and_nothing_else(team, role):
    """By its session, as a page's script would ask."""
    client = asking(team, role, raise_server_exceptions=False)
    for kind, method, path in OF_THE_API:
        answer = client.request(method, f"/api/v1{path.replace('{uid}', UID)}")
        assert (answer.status_code == 403) == (kind not in RIGHTS[role]), (method, path, answer.status_code)
