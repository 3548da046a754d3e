"""Who may reach the server, from which page, and as whom: the guards by themselves, asked as a server asks them."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.config import Config
from campaign.desk import users
from campaign.errors import ConfigError
from campaign.rights import LOCAL, Person, Role
from campaign.sections import Web
from campaign.web.security import addresses, origins, sessions
from campaign.web.security.addresses import Public
from campaign.web.security.hosts import Hosts
from campaign.web.security.origins import Origins
from campaign.web.security.sessions import Sessions
from campaign.web.security.starting import require_password_or_loopback
from tests.people.conftest import PASSWORD

PUBLIC = Public.of("https://posts.example.org/")
NOWHERE = Public()
OUTSIDE = "posts.example.org"


def scope(method="GET", path="/", client="127.0.0.1", **headers):
    """What a server hands over of a request; header names with ``_`` for ``-``."""
    named = {"host": "localhost:8321", **headers}
    return {
        "type": "http",
        "method": method,
        "path": path,
        "scheme": "http",
        "client": (client, 1),
        "headers": [
            (name.replace("_", "-").encode(), one.encode("latin-1"))
            for name, value in named.items()
            for one in (value if isinstance(value, list) else [value])
        ],
    }


def ask(guard, asked):
    """The status and body of what is answered; ``200`` where the guard lets it through."""
    said = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        said.append(message)

    # On a thread of its own: where a browser is open, this one has a loop that runs.
    with ThreadPoolExecutor(1) as aside:
        aside.submit(asyncio.run, guard(asked, receive, send)).result()
    return said[0]["status"], b"".join(one.get("body", b"") for one in said[1:]).decode()


async def page(_scope, _receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"page"})


# -- names


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:8321", "[::1]", "[::1]:80", OUTSIDE, "Posts.Example.org:443"],
)
def test_who_means_this_server_is_served(host):
    assert ask(Hosts(page, PUBLIC, lambda: True), scope(host=host))[0] == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", "evil.example:8321", "posts.example.org:8080", "", "192.168.1.5",
     "127.0.0.1@evil.example", "localhost:8321:evil", "::1", "posts.example.org.", ["localhost", "evil.example"], []],
)  # fmt: skip
def test_a_name_that_somebody_else_points_here_opens_nothing(host):
    status, words = ask(Hosts(page, PUBLIC, lambda: True), scope(host=host))
    assert (status, words.count(".") <= 2) == (421, True)


@given(st.text(st.characters(min_codepoint=33, max_codepoint=255), max_size=30))
def test_no_other_name_is_ours(host):
    means_us = re.fullmatch(r"(localhost|127\.0\.0\.1|\[::1\])(:[0-9]+)?", host, re.IGNORECASE)
    assert addresses.is_ours(scope(host=host), NOWHERE) == bool(means_us)


@pytest.mark.parametrize(
    "headers",
    [{"forwarded": "for=1.2.3.4"}, {"x_forwarded_for": "1.2.3.4"}, {"x_forwarded_proto": "https"}, {"host": OUTSIDE}],
)
def test_nobody_is_let_in_from_outside_before_there_is_a_password(headers):
    status, words = ask(Hosts(page, PUBLIC, lambda: False), scope(**headers))
    assert status == 403
    assert "`campaign users add NAME`" in words
    assert ask(Hosts(page, PUBLIC, lambda: True), scope(**headers))[0] == 200
    assert ask(Hosts(page, PUBLIC, lambda: False), scope())[0] == 200


def test_a_program_is_told_as_programs_are():
    status, words = ask(Hosts(page, PUBLIC, lambda: True), scope(path="/api/v1/queue", host="evil.example"))
    assert status == 421
    assert words.startswith('{"type":"about:blank","title":"Misdirected Request","status":421,"detail":')


# -- pages of other sites


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "PROPFIND", "post"])
@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({"sec_fetch_site": "same-origin"}, True),
        ({"sec_fetch_site": "none"}, True),
        ({"sec_fetch_site": "same-site"}, False),
        ({"sec_fetch_site": "cross-site"}, False),
        ({"sec_fetch_site": "cross-site", "origin": "http://localhost:8321"}, False),
        ({"sec_fetch_site": ["same-origin", "cross-site"]}, False),
        ({"sec_fetch_site": ""}, False),
        ({"origin": "http://localhost:8321"}, True),
        ({"origin": "https://localhost:8321"}, False),
        ({"origin": "http://localhost:8322"}, False),
        ({"origin": "http://localhost"}, False),
        ({"origin": "null"}, False),
        ({"origin": "http://evil.example"}, False),
        ({"origin": ["http://localhost:8321", "http://evil.example"]}, False),
        ({}, False),
        ({"host": OUTSIDE, "origin": f"https://{OUTSIDE}"}, True),
        ({"host": OUTSIDE, "origin": f"http://{OUTSIDE}"}, False),
        ({"authorization": "Bearer hcs_x_y"}, True),
        ({"authorization": "Basic abc"}, False),
        ({"authorization": "Bearer "}, False),
    ],
)
def test_only_our_own_pages_change_something(method, headers, allowed):
    status, _ = ask(Origins(page, PUBLIC), scope(method, **headers))
    assert status == (200 if allowed else 403)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_whoever_links_to_a_page_may(method):
    assert ask(Origins(page, PUBLIC), scope(method, sec_fetch_site="cross-site"))[0] == 200


# -- who it is


def known(secret):
    return Person("anna", Role.OWNER) if secret == "s1" else None


def who(**headers):
    """Whom the guard takes the request for, and by which session."""
    seen = {}

    async def look(scope, receive, send):
        seen.update(scope.get("state", {}))
        await page(scope, receive, send)

    guard = Sessions(look, PUBLIC, known, lambda token: Person("bot", Role.VIEWER) if token == "t1" else None)
    ask(guard, scope(**headers))
    return seen.get("actor"), seen.get("session")


def test_the_cookie_of_a_session_says_who_asks():
    assert who(cookie="campaign=s1; flash=x") == ("anna", "s1")
    assert who(cookie="campaign=s2") == (None, "s2")
    assert who() == (None, None)


def test_under_https_only_the_cookie_counts_that_no_other_host_can_set():
    assert who(host=OUTSIDE, cookie="campaign=s1") == (None, None)
    assert who(host=OUTSIDE, cookie="__Host-campaign=s1") == ("anna", "s1")
    assert who(cookie="__Host-campaign=s1") == (None, None)


def test_of_two_cookies_of_that_name_none_counts():
    assert who(cookie="campaign=s2; campaign=s1") == (None, None)
    assert who(cookie=["campaign=s2", "campaign=s1"]) == (None, None)


def test_a_token_counts_alone_and_no_cookie_beside_it():
    assert who(authorization="Bearer t1") == ("bot", None)
    assert who(authorization="bearer wrong", cookie="campaign=s1") == (None, None)


def test_files_are_served_without_asking_the_database():
    guard = Sessions(page, PUBLIC, lambda _: pytest.fail("asked"), lambda _: pytest.fail("asked"))
    assert ask(guard, scope(path="/static/1/app.css"))[0] == 200


def test_a_cookie_says_all_that_keeps_it_ours():
    from starlette.responses import Response

    for asked, wanted in (
        (scope(), "campaign=s1; HttpOnly; Max-Age=1209600; Path=/; SameSite=lax"),
        (scope(host=OUTSIDE), "__Host-campaign=s1; HttpOnly; Max-Age=1209600; Path=/; SameSite=lax; Secure"),
    ):
        answer = Response()
        sessions.keep(answer, asked, PUBLIC, "s1")
        assert answer.headers["set-cookie"] == wanted


@pytest.mark.parametrize(
    ("headers", "client", "counted"),
    [
        ({}, "192.0.2.1", "192.0.2.1"),
        ({}, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ({}, "::ffff:192.0.2.1", "192.0.2.1"),
        ({"x_forwarded_for": "1.1.1.1, 192.0.2.9", "host": OUTSIDE}, "127.0.0.1", "192.0.2.9"),
        ({"x_forwarded_for": "1.1.1.1"}, "127.0.0.1", "127.0.0.1"),
        ({"x_forwarded_for": "1.1.1.1", "host": OUTSIDE}, "192.0.2.1", "192.0.2.1"),
        ({"x_forwarded_for": "<script>", "host": OUTSIDE}, "127.0.0.1", "unknown"),
    ],
)
def test_failed_logins_count_for_who_really_asks(headers, client, counted):
    assert addresses.client(scope(client=client, **headers), PUBLIC) == counted


# -- whether it is served at all


def start(app, **web):
    config = app.config.model_copy(update={"web": Web(**web)})
    require_password_or_loopback(config, app.store)


@pytest.mark.parametrize("web", [{}, {"host": "::1"}, {"host": "localhost"}, {"host": "127.0.0.5"}])
def test_this_machine_is_served_without_a_password(small, web):
    start(small, **web)


@pytest.mark.parametrize(
    "web", [{"host": "0.0.0.0"}, {"host": "::"}, {"host": "192.0.2.1"}, {"public_url": "https://posts.example.org"}]
)
def test_others_are_not_served_before_there_is_one(small, web):
    with pytest.raises(ConfigError, match=r"there is no password yet: `campaign users add NAME` sets the first one\.$"):
        start(small, **web)
    users.add(small, "anna", PASSWORD)
    start(small, **web)


def test_no_password_travels_in_the_open_unless_somebody_says_so(small):
    users.add(small, "anna", PASSWORD)
    with pytest.raises(ConfigError, match="would travel in the open"):
        start(small, public_url="http://posts.example.org")
    start(small, public_url="http://posts.example.org", insecure=True)
    start(small, public_url="http://localhost:8321")


@pytest.mark.parametrize(
    "url", ["posts.example.org", "ftp://posts.example.org", "https://", "https://user@posts.example.org"]
)
def test_a_public_address_that_is_none_is_refused(small, url):
    with pytest.raises(ConfigError, match="is no address"):
        start(small, public_url=url)


def test_nobody_is_local_once_there_is_somebody():
    assert LOCAL.role is Role.OWNER
    assert not origins.has_token(scope())
    assert Config().web.insecure is False
