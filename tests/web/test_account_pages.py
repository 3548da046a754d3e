"""The accounts' pages: connected, tried, paused, removed; nothing of it twice, and nothing by whoever may not."""

from urllib.parse import parse_qs, urlsplit

import pytest

from campaign.desk import accounts, connecting, deliveries, entering, users
from campaign.rights import Role
from campaign.states import State
from campaign.store.history import Filter
from tests.platforms.x_fake import TOKEN
from tests.platforms.x_oauth_fake import XWithPages
from tests.web import scene
from tests.web.conftest import asking, flash, read
from tests.wire.loopback import serving

APP = {"secret:client_id": TOKEN["client_id"], "secret:client_secret": TOKEN["client_secret"]}
PASSWORD = "a s3cret of four words"


@pytest.fixture
def x():
    """An X over loopback, whose person says yes at once."""
    fake = XWithPages()
    with serving(fake) as url:
        yield fake, url
        fake.may_answer.set()


@pytest.fixture
def open_app(app):
    """The installation, allowed to reach this machine."""
    from dataclasses import replace

    fetch = app.config.fetch.model_copy(update={"allow": ("127.0.0.1",)})
    return replace(app, config=app.config.model_copy(update={"fetch": fetch}))


def departed(client, url, **headers):
    """The address that the page leads to after the form of X was sent."""
    sent = {"name": "on-x", "platform": "x", "server": url, **APP}
    page = read(client.post("/accounts/new", data=sent, headers=headers))
    return page.css_first("main a.button").attributes["href"]


def named(app, name):
    return next(one for one in accounts.listed(app) if one.name == name)


def row(page, name):
    return next(one for one in page.css("tbody tr") if one.css_first("th a").text() == name)


def test_the_list_says_who_each_is_what_it_may_say_and_what_comes_next(client):
    found = " ".join(row(read(client.get("/accounts")), "clinic-x").text().split())
    assert "Built-in feed" in found
    assert "active" in found
    assert "280" in found
    assert "Mon 23 Nov 2026, 09:00 Europe/London" in found


@pytest.mark.parametrize("kind", ["x", "mastodon", "bluesky", "webhook", "feed"])
def test_every_platform_says_what_it_needs_before_it_asks(client, kind):
    chosen = read(client.get("/accounts/new")).css_first(f"a[href='/accounts/new?platform={kind}']").parent
    form = read(client.get(f"/accounts/new?platform={kind}"))
    for said in chosen.css("p"):
        assert said.text() in form.css_first("main").text()


def test_a_platform_that_there_is_not_is_said(client):
    assert "There is no platform" in read(client.get("/accounts/new?platform=smoke"), 404).text()


def test_an_account_of_the_feed_is_connected_by_one_form(app, client):
    sent = {"name": "ours", "platform": "feed", "option:limits": "bluesky"}
    assert flash(read(client.post("/accounts/new", data=sent))).startswith(
        "Account “ours” speaks as the built-in feed."
    )
    assert named(app, "ours").options == {"limits": "bluesky"}


def test_what_was_left_empty_is_named_and_what_was_typed_comes_back_but_no_secret(app, client):
    sent = {"name": "hook", "platform": "webhook", "server": "https://example.org/in"}
    page = read(client.post("/accounts/new", data=sent), 422)
    assert "Fill in: Signing secret" in page.css_first("#error").text()
    assert page.css_first("input[name=server]").attributes["value"] == "https://example.org/in"
    page = read(client.post("/accounts/new", data={**sent, "name": "a/b", "secret:secret": "whsec_s3cret"}), 422)
    assert "s3cret" not in page.html


def test_a_name_that_is_taken_connects_nobody_else(app, client):
    page = read(client.post("/accounts/new", data={"name": "clinic-x", "platform": "feed"}), 422)
    assert "already" in page.css_first("#error").text()


def test_x_is_connected_on_its_own_page_and_finished_by_a_button(open_app, x):
    fake, url = x
    with asking(open_app) as client:
        address = departed(client, url)
        back = {"state": parse_qs(urlsplit(address).query)["state"][0], "code": fake.consent(address)}
        page = read(client.get("/accounts/callback", params=back))
        assert "on-x" not in {one.name for one in accounts.listed(open_app)}, "a page that is looked at changes nothing"
        fields = {one.attributes["name"]: one.attributes["value"] for one in page.css("main form input")}
        assert fields == back
        assert flash(read(client.post("/accounts/callback", data=fields))) == "Account “on-x” speaks as @clinic."
        assert "renewed by itself" in row(read(client.get("/accounts")), "on-x").text()


def test_what_was_brought_back_once_is_refused_the_second_time(open_app, x):
    fake, url = x
    with asking(open_app) as client:
        address = departed(client, url)
        back = {"state": parse_qs(urlsplit(address).query)["state"][0], "code": fake.consent(address)}
        client.post("/accounts/callback", data=back)
        assert "finished already" in flash(read(client.post("/accounts/callback", data=back)))
        other = {**back, "state": "x" * 43}
        assert "not known here" in flash(read(client.post("/accounts/callback", data=other)))


def test_what_one_person_began_another_cannot_finish(open_app, x):
    fake, url = x
    for name in ("anna", "mallory"):
        users.add(open_app, name, PASSWORD, Role.OWNER)
    with asking(open_app) as anna, asking(open_app) as mallory:
        for client, name in ((anna, "anna"), (mallory, "mallory")):
            client.cookies.set("campaign", entering.log_in(open_app, name, PASSWORD, "test").secret)
        address = departed(anna, url)
        back = {"state": parse_qs(urlsplit(address).query)["state"][0], "code": fake.consent(address)}
        assert "not known here" in flash(read(mallory.post("/accounts/callback", data=back)))
    assert "on-x" not in {one.name for one in accounts.listed(open_app)}


def test_a_sign_in_that_was_refused_there_changes_nothing(client):
    page = read(client.get("/accounts/callback?error=access_denied&state=x"), 409)
    assert "was not allowed there" in page.text()
    assert page.css("main form") == []


def test_people_are_sent_back_to_this_machine_whatever_the_host_header_says(open_app, x):
    with asking(open_app) as client:
        query = parse_qs(urlsplit(departed(client, x[1], host="localhost:8321", origin="http://localhost:8321")).query)
    assert query["redirect_uri"] == ["http://127.0.0.1:8321/accounts/callback"]


def test_people_are_sent_back_to_the_public_address_where_there_is_one(open_app, x):
    from dataclasses import replace

    web = open_app.config.web.model_copy(update={"public_url": "https://posts.example.org/"})
    app = replace(open_app, config=open_app.config.model_copy(update={"web": web}))
    with asking(app) as client:
        query = parse_qs(urlsplit(departed(client, x[1])).query)
    assert query["redirect_uri"] == ["https://posts.example.org/accounts/callback"]


def test_an_account_is_tried_and_its_servers_limits_are_shown_from_then_on(client):
    assert "as its platform publishes" in read(client.get("/accounts/1")).text()
    assert (
        flash(read(client.post("/accounts/1/test"))) == "It works: this is the built-in feed, and a post may count 280."
    )
    assert "as its server says" in read(client.get("/accounts/1")).text()


def test_an_account_is_paused_with_a_reason_and_speaks_again(app, client):
    client.post("/accounts/1/pause", data={"why": "the clinic is closed"})
    assert named(app, "clinic-x").state == "paused"
    page = read(client.get("/accounts/1"))
    assert "the clinic is closed" in page.css_first("p.notice").text()
    assert "`" not in page.css_first("p.notice").text()
    client.post(page.css_first("form[action$=resume]").attributes["action"])
    assert named(app, "clinic-x").state == "active"


def test_a_cap_is_set_and_taken_away(app, client):
    assert "no more than 3 posts" in flash(read(client.post("/accounts/1/cap", data={"per_hour": "3"})))
    assert named(app, "clinic-x").per_hour == 3
    client.post("/accounts/1/cap", data={"per_hour": "0"})
    assert named(app, "clinic-x").per_hour is None


def test_an_account_that_speaks_says_why_it_stays_and_offers_the_pause(app, client):
    page = read(client.get("/accounts/1/remove"))
    assert "It speaks in sciatica" in page.css_first("main").text()
    assert [one.attributes["action"] for one in page.css("main form")] == ["/accounts/1/pause"]
    assert "must stay" in flash(read(client.post("/accounts/1/remove")))


def test_an_account_that_never_spoke_is_removed(app, client):
    connecting.enter(app, accounts.Wish("idle", "feed"), secrets={})
    key = named(app, "idle").id
    assert "is removed" in flash(read(client.post(f"/accounts/{key}/remove")))
    assert read(client.get(f"/accounts/{key}"), 404)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.APPROVER, Role.VIEWER])
def test_who_may_not_change_accounts_sees_no_button_and_gets_no_further(app, role):
    users.add(app, "anna", PASSWORD, Role.OWNER)
    users.add(app, "other", PASSWORD, role)
    with asking(app) as client:
        client.cookies.set("campaign", entering.log_in(app, "other", PASSWORD, "test").secret)
        page = read(client.get("/accounts/1"))
        assert page.css("main form") == []
        assert page.css_first("header .me a").text().split() == ["other", role.value]
        for path in ("/accounts/1/pause", "/accounts/1/remove", "/accounts/callback", "/accounts/new", "/welcome"):
            assert client.post(path).status_code == 403
        assert client.get("/accounts/new").status_code == 403
        assert (client.post("/settings/switch/stop").status_code == 403) == (role is not Role.EDITOR)
        assert (client.post("/settings/switch/start").status_code == 403) == (role is not Role.APPROVER)
        offered = {one.attributes.get("formaction") for one in read(client.get("/queue")).css("#chosen button")}
        assert ("/queue/approve" in offered) == (role is Role.APPROVER)
        assert ("/queue/cancel" in offered) == (role is Role.EDITOR)
        assert ("/compose" in {one.attributes["href"] for one in page.css("#places a")}) == (role is Role.EDITOR)


# -- what the feed shows


def published(app):
    """The first post goes out on the feed; its id."""
    from campaign.desk import ticking

    later = scene.at(app, scene.NOW.replace(hour=10))
    ticking.tick(later, later.clock.now().isoformat())
    return deliveries.listed(app, Filter(states=[State.PUBLISHED]))[0]


def test_the_feed_is_read_here_with_the_right_types_and_the_same_policy(app, client):
    from campaign.web.headers import POLICY

    one = published(app)
    for file, kind in (
        ("timeline.html", "text/html"),
        ("timeline.css", "text/css"),
        ("feed.atom", "application/atom+xml"),
    ):
        answer = client.get(f"/feeds/{one.account}/{file}")
        assert answer.headers["content-type"].startswith(kind)
        assert answer.headers["content-security-policy"] == POLICY
    page = read(client.get(f"/feeds/{one.account}/timeline.html"))
    assert one.text.split()[0] in page.css_first("article").text()
    assert page.css("style, [style], script") == []


def test_a_posts_own_page_leads_to_the_feed_and_not_to_a_file(app, client):
    one = published(app)
    links = [link.attributes["href"] for link in read(client.get(f"/queue/{one.id}")).css("main a[rel=noreferrer]")]
    assert links
    assert all(link.startswith(f"/feeds/{one.account}/timeline.html#") for link in links)


@pytest.mark.parametrize(
    "path",
    [
        "clinic-x/../../campaign.db",
        "clinic-x/%2e%2e%2f%2e%2e%2fcampaign.db",
        "%2e%2e/campaign.db",
        "../key",
        "clinic-x/.lock",
        "clinic-x/recent.json",
        "clinic-x/entries",
        "clinic-x/entries/x.json",
        "clinic-x%2f..%2fclinic-bluesky/timeline.html",
        "nobody/timeline.html",
        "clinic-x/timeline.html%00",
        "%5c..%5c/timeline.html",
    ],
)
def test_nothing_else_of_the_data_folder_is_read(app, client, path):
    published(app)
    answer = client.get(f"/feeds/{path}")
    assert answer.status_code in (403, 404)
    assert b"SQLite" not in answer.content


def test_a_feed_is_only_read(app, client):
    assert client.post("/feeds/clinic-x/timeline.html").status_code == 405


# -- taking back


def test_a_published_post_is_withdrawn_after_a_page_that_says_what_happens(app, client):
    one = published(app)
    link = read(client.get(f"/queue/{one.id}")).css_first("main a.danger").attributes["href"]
    page = read(client.get(link))
    assert "cannot be undone" in page.css_first("main").text()
    assert one.text.split()[0] in client.get(f"/feeds/{one.account}/timeline.html").text
    done = read(client.post(page.css_first("main form").attributes["action"]))
    assert flash(done).startswith("The post is withdrawn")
    assert done.css("main a.danger") == []
    assert "<article" not in client.get(f"/feeds/{one.account}/timeline.html").text
    assert "withdrawn" in read(client.get("/history")).css_first("table").text()


def test_what_is_not_out_cannot_be_withdrawn(client):
    assert "only what is out" in read(client.get("/queue/1/withdraw"), 409).text()
    assert "only what is out" in flash(read(client.post("/queue/1/withdraw")))
