"""Short links of our own: what a post says, where they lead, and who is counted; on both databases."""

import http.client
import socket
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from campaign import app as composing_root
from campaign.cli import main
from campaign.desk import adding, campaigns, composing, deliveries, looking
from campaign.desk.campaigns import Wish
from campaign.drafted import PostDraft
from campaign.errors import Refused
from campaign.shortlinks import STAND_IN, is_code, new_code
from campaign.store import clicks as rows
from campaign.store.history import Filter
from campaign.store.models import Clicks as Table
from campaign.store.models import Redirect
from campaign.store.values import Selection
from campaign.web import clicks
from campaign.web.clicks import is_person
from campaign.web.serving import Dashboard
from posts.measure import LIMITS, length
from posts.platforms import x
from tests.clicking.conftest import BROWSER, LINK, TARGET
from tests.people.conftest import NOW

#: Who is not a person, each as it says itself.
BOTS = [
    "Twitterbot/1.0",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "WhatsApp/2.23.20.0",
    "TelegramBot (like TwitterBot)",
    "http.rb/5.1.1 (Mastodon/4.2.1; +https://mastodon.social/)",
    "Mastodon/4.3.0 (http.rb/5.2.0; +https://mastodon.social/)",
    "Bluesky Cardyb/1.1; +mailto:support@bsky.app",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (Macintosh) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/126.0 Safari/537.36",
    "curl/8.5.0",
    "Wget/1.21",
    "python-requests/2.32.3",
    "Go-http-client/2.0",
    "",
]
PEOPLE = [
    BROWSER["user-agent"],
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; Android 12; CUBOT NOTE 20) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/100.0 Mobile Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/468.0]",
]


def counted(app):
    """Delivery and hour → clicks, once all of them are written down."""
    with app.store.read() as connection:
        return {(row.delivery_id, row.hour): row.number for row in connection.execute(select(*Table.__table__.columns))}


def flushed(visitor, app):
    visitor.app.state.clicks.flush()
    return counted(app)


def codes(app):
    """Delivery → code."""
    with app.store.read() as connection:
        return dict(map(tuple, connection.execute(select(Redirect.delivery_id, Redirect.code))))


def test_every_post_says_a_short_link_of_its_own_within_its_limit(app, added):
    said = [LINK.search(one.text) for one in added.deliveries]
    assert all(said)
    assert len({one[1] for one in said}) == len(added.ids)
    assert codes(app) == {key: one[1] for key, one in zip(added.ids, said, strict=True)}
    for name, one in zip(added.accounts, added.deliveries, strict=True):
        limits = LIMITS[name.removeprefix("on-")]
        assert one.length == length(one.text, limits) <= limits.most
        assert "clinic.example" not in one.text
        assert STAND_IN not in one.text


def test_a_short_link_leads_to_what_was_composed_and_says_from_where_it_was_followed(app, added, visitor):
    for name, one in zip(added.accounts, added.deliveries, strict=True):
        answer = visitor.get(LINK.search(one.text)[0])
        assert answer.status_code == 302
        assert answer.headers["cache-control"] == "no-store"
        assert "referrer-policy" in answer.headers
        assert "set-cookie" not in answer.headers
        there = urlsplit(answer.headers["location"])
        assert (there.netloc, there.path, there.fragment) == ("clinic.example", "/rest", "top")
        query = parse_qs(there.query)
        # What its author had said of it stays.
        assert query["page"] == ["2"]
        assert query["utm_medium"] == ["mine"]
        assert query["utm_campaign"] == ["rest"]
        assert query["utm_source"] == [name.removeprefix("on-")]


def test_clicks_are_counted_by_the_hour_and_nothing_else_is_kept(app, added, visitor):
    code = codes(app)
    first, second = added.ids[:2]
    for _ in range(3):
        visitor.get(f"/l/{code[first]}")
    visitor.get(f"/l/{code[second]}")
    assert counted(app) == {}
    hour = NOW.replace(minute=0)
    assert flushed(visitor, app) == {(first, hour): 3, (second, hour): 1}
    visitor.get(f"/l/{code[first]}")
    assert flushed(visitor, app) == {(first, hour): 4, (second, hour): 1}
    assert {one.name for one in Table.__table__.columns} == {"delivery_id", "hour", "number"}


@pytest.mark.parametrize("agent", BOTS)
def test_bots_and_previews_are_led_on_and_not_counted(agent):
    assert not is_person("GET", {**BROWSER, "user-agent": agent})


@pytest.mark.parametrize("agent", PEOPLE)
def test_people_are_counted(agent):
    assert is_person("GET", {**BROWSER, "user-agent": agent})


@pytest.mark.parametrize(
    "more",
    [
        {"purpose": "prefetch"},
        {"sec-purpose": "prefetch;prerender"},
        {"x-moz": "prefetch"},
        {"x-purpose": "preview"},
        {"accept": "*/*"},
    ],
)
def test_what_is_fetched_ahead_or_by_no_browser_is_no_click(more):
    assert not is_person("GET", {**BROWSER, **more})
    assert not is_person("HEAD", BROWSER)


def test_who_only_asks_for_the_head_is_led_on_and_not_counted(app, added, visitor):
    answer = visitor.head(f"/l/{codes(app)[added.ids[0]]}")
    assert answer.status_code == 302
    assert flushed(visitor, app) == {}


@pytest.mark.parametrize(
    "code",
    [
        "", "x", STAND_IN, "A" * 10, "0123456789", "%00" * 10, "..%2f..%2fqueue", "a" * 5_000, "https://evil.example",
        "%2F%2Fevil.example", "'%20OR%201=1--", "%EF%BC%A1" * 10, "?url=https://evil.example", "%0d%0aLocation:%20//evil",
    ],
)  # fmt: skip
def test_a_code_that_there_is_not_leads_nowhere(app, added, visitor, code):
    answer = visitor.get(f"/l/{code}")
    assert answer.status_code == 404
    assert "location" not in answer.headers
    assert flushed(visitor, app) == {}


def test_nothing_that_is_asked_changes_where_it_leads(app, added, visitor):
    path = f"/l/{codes(app)[added.ids[0]]}"
    wanted = visitor.get(path).headers["location"]
    assert visitor.get(f"{path}?url=https://evil.example&next=//evil").headers["location"] == wanted
    assert visitor.get(path, headers={"x-forwarded-host": "evil.example"}).headers["location"] == wanted
    assert visitor.post(path).status_code in (403, 405)


def test_who_asks_under_another_name_is_not_served(app, added, visitor):
    path = f"/l/{codes(app)[added.ids[0]]}"
    assert visitor.get(path, headers={"host": "evil.example"}).status_code == 421


def test_no_login_is_asked_for_and_a_token_opens_nothing_else(app, added, visitor):
    assert visitor.get(f"/l/{codes(app)[added.ids[0]]}").status_code == 302
    assert visitor.get("/queue").status_code == 303


def test_a_cancelled_post_still_leads_on(app, added, visitor):
    deliveries.cancel(app, Selection(added.ids))
    assert visitor.get(f"/l/{codes(app)[added.ids[0]]}").status_code == 302


def test_many_clicks_at_once_are_all_counted(app, added, visitor):
    code = codes(app)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: visitor.get(f"/l/{code[added.ids[n % 3]]}").status_code, range(300)))
    assert set(answers) == {302}
    assert sum(flushed(visitor, app).values()) == 300


def test_counters_that_write_at_once_add_up(app, added):
    hour = NOW.replace(minute=0)
    keys = {(one, hour): 1 for one in added.ids}

    def add(_):
        with app.store.write() as connection:
            rows.add(connection, keys)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, range(20)))
    assert counted(app) == dict.fromkeys(keys, 20)


def test_clicks_that_cannot_be_written_wait_for_the_next_time(app, added, visitor, monkeypatch):
    from campaign.errors import StoreError

    visitor.get(f"/l/{codes(app)[added.ids[0]]}")
    with monkeypatch.context() as broken, capture_logs() as logs:

        def fail(*_):
            raise StoreError("The database is locked.")

        broken.setattr(clicks.clicks, "add", fail)
        assert flushed(visitor, app) == {}
    assert [one["event"] for one in logs] == ["clicks wait"]
    assert sum(flushed(visitor, app).values()) == 1


def test_clicks_are_written_down_when_the_dashboard_closes(app, added, visitor):
    visitor.get(f"/l/{codes(app)[added.ids[0]]}")
    visitor.app.state.clicks.close()
    assert sum(counted(app).values()) == 1


def test_an_edit_keeps_the_link(app, added, visitor):
    key = added.ids[0]
    (one,) = deliveries.listed(app, Filter(ids=[key]))
    edited = deliveries.edit(app, key, one.text.replace("Fact", "A fact", 1)).delivery
    assert LINK.search(edited.text)[0] == LINK.search(one.text)[0]
    assert visitor.get(LINK.search(edited.text)[0]).status_code == 302


def test_looking_at_a_delivery_names_where_its_link_leads(app, added, tmp_path, capsys):
    (found,) = looking.closely(app, [added.ids[0]])
    assert found.leads_to.startswith("https://clinic.example/rest?page=2&utm_medium=mine&utm_source=")
    url = app.store.engine.url.render_as_string(hide_password=False)
    assert main(["queue", str(added.ids[0]), "--config", str(tmp_path / "config.toml"), "--database", url]) == 0
    assert f"its short link leads to {found.leads_to}" in capsys.readouterr().out


def test_without_an_address_from_outside_there_are_no_short_links(app, added):
    app.config.web.__dict__["public_url"] = ""
    with pytest.raises(Refused, match="need the address at which people reach the dashboard"):
        campaigns.new(app, "other", Wish(("#Rest",), ("on-x",), ("daily 09:00",), short_links=True))
    with pytest.raises(Refused, match=r"\[web\] public_url"):
        campaigns.change(app, "rest", Wish(grace="3h"))
    assert campaigns.change(app, "rest", Wish(short_links=False)).campaign.terms.short_links is False


def test_a_written_post_has_its_short_link_too_and_is_counted_as_long_as_it_will_be(app, added):
    draft = PostDraft("Whoever sleeps eight hours wakes up stronger.", link=TARGET, accounts=("on-bluesky",))
    made = composing.queue_post(app, "rest", draft)
    (one,) = made.deliveries
    assert LINK.search(one.text)
    assert one.length == length(one.text, LIMITS["bluesky"])


def test_utm_alone_is_counted_before_the_length_is_measured(app, tmp_path, added):
    campaigns.change(app, "rest", Wish(short_links=False))
    made = adding.add(app, "rest", str(tmp_path / "article.txt"), adding.Asked(link=TARGET), again=True)
    for name, one in zip(made.accounts, made.deliveries, strict=True):
        limits = LIMITS[name.removeprefix("on-")]
        assert f"{TARGET.partition('#')[0]}&utm_source=" in one.text
        assert one.length == length(one.text, limits) <= limits.most
        assert one.code is None


def test_codes_are_hard_to_guess_and_easy_to_read():
    made = {new_code() for _ in range(1_000)}
    assert len(made) == 1_000
    assert all(map(is_code, made))
    assert not any(set(one) & set("01lo") for one in made)


def test_a_real_server_leads_on_and_has_counted_when_it_is_closed(app, added, tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = app.store.engine.url.render_as_string(hide_password=False)
    served = composing_root.open_app(tmp_path / "config.toml", database_url=url)
    served.config.web.__dict__["port"] = port
    dashboard = Dashboard(served)
    try:
        key = added.ids[0]
        path = f"/l/{codes(app)[key]}"
        seen = []
        for host in ("posts.example.org", f"127.0.0.1:{port}", "evil.example"):
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            asked.request("GET", path, headers={**BROWSER, "host": host})
            answer = asked.getresponse()
            seen.append((answer.status, (answer.getheader("location") or "")[:23]))
            asked.close()
    finally:
        dashboard.close()
    assert seen == [(302, "https://clinic.example/"), (302, "https://clinic.example/"), (421, "")]
    assert [(delivery, number) for (delivery, _), number in counted(app).items()] == [(key, 2)]


def test_a_post_whose_answer_was_lost_is_found_by_its_short_link_again(app, added):
    """X says what a link was before it was wrapped; that is the short one, which the text says."""
    one = next(one for name, one in zip(added.accounts, added.deliveries, strict=True) if name == "on-x")
    link = LINK.search(one.text)[0]
    wrapped = {"text": one.text.replace(link, "https://t.co/abc"), "entities": {"urls": [{"url": "https://t.co/abc"}]}}
    wrapped["entities"]["urls"][0] |= {"expanded_url": link, "unwound_url": TARGET}
    assert x._text(wrapped) == one.text
