"""A login given on the platform's own page: begun, brought back once by whoever began it, and kept."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from sqlalchemy import text

from campaign.cli import signing_in
from campaign.desk import accounts, connecting
from campaign.errors import Refused
from campaign.reasons import Reason
from campaign.store import queue
from posts.errors import PlatformError, Unauthorized, Unavailable
from tests.connecting.conftest import APP, REDIRECT
from tests.platforms.x_fake import TOKEN
from tests.platforms_bluesky.pds_fake import PdsFake
from tests.platforms_bluesky.pds_fake import serving as serving_pds
from tests.wire.loopback import Told, pour


def test_an_account_is_connected_and_says_who_it_is(office):
    connected = office.connect()
    assert (connected.account, connected.who) == ("on-x", "@clinic")
    assert office.account().who == "@clinic"
    assert accounts.check(office.app, "on-x") == "@clinic"


def test_its_secrets_are_the_tokens_the_app_and_the_end_and_not_the_verifier(office):
    office.connect()
    ends = (office.now + connecting.timedelta(hours=2)).isoformat()
    assert office.secrets() == {**TOKEN, "access_token_ends": ends}
    assert connecting.standings(office.app)[0].ends_at.isoformat() == ends


def test_the_page_is_asked_with_the_state_a_challenge_and_no_secret(office):
    begun = office.begin()
    asked = {name: values[0] for name, values in parse_qs(urlsplit(begun.address).query).items()}
    assert asked["state"] == begun.state
    assert asked["scope"] == "tweet.read tweet.write users.read offline.access"
    assert asked["redirect_uri"] == REDIRECT
    assert APP["client_secret"] not in begun.address


def test_a_state_that_nobody_was_given_is_refused(office):
    begun = office.begin()
    code = office.fake.consent(begun.address)
    with pytest.raises(Refused, match="not known here"):
        connecting.finish(office.app, begun.state[:-1] + "?", code)
    assert office.fake.codes, "the code was not even shown to the platform"


def test_a_state_is_good_once(office):
    begun = office.begin()
    code = office.fake.consent(begun.address)
    connecting.finish(office.app, begun.state, code)
    with pytest.raises(Refused, match="finished already"):
        connecting.finish(office.app, begun.state, code)


def test_of_many_who_bring_the_same_state_at_once_one_gets_through(office):
    begun = office.begin()
    code = office.fake.consent(begun.address)

    def finish(_):
        try:
            return connecting.finish(office.app, begun.state, code).account
        except Refused:
            return None

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(finish, range(4)))
    assert sorted(done, key=str) == [None, None, None, "on-x"]


def test_a_state_is_good_for_ten_minutes(office):
    begun = office.begin()
    code = office.fake.consent(begun.address)
    office.wait(minutes=10)
    with pytest.raises(Refused, match="10 minutes"):
        connecting.finish(office.app, begun.state, code)


def test_what_one_person_began_another_cannot_finish(office):
    begun = office.begin()
    code = office.fake.consent(begun.address)
    with pytest.raises(Refused, match="not known here"):
        connecting.finish(replace(office.app, actor="mallory"), begun.state, code)


def test_a_code_of_another_sign_in_is_refused_by_its_verifier(office):
    mine, other = office.begin(), office.begin("other")
    with pytest.raises(Unauthorized, match="does not give the login"):
        connecting.finish(office.app, mine.state, office.fake.consent(other.address))
    assert accounts.listed(office.app) == []


@pytest.mark.parametrize(
    "told",
    [
        Told(302, b"", {"location": "/elsewhere"}),
        Told(200, b"{"),
        Told(200, b"[]"),
        Told.of({"token_type": "bearer"}),
        Told.of({"access_token": ["bearer"]}),
        Told(500, b"oops"),
        pour(50_000_000),
    ],
)
def test_a_server_that_lies_gives_no_login(office, told):
    begun = office.begin()
    code = office.fake.consent(begun.address)
    office.fake.instead = told
    with pytest.raises(Unavailable, match="begin anew"):
        connecting.finish(office.app, begun.state, code)
    assert accounts.listed(office.app) == []


@pytest.mark.parametrize("lasts", [None, "7200", -1, 10**30])
def test_an_end_that_cannot_be_is_none(office, lasts):
    office.fake.instead = Told.of({"access_token": TOKEN["access_token"], "refresh_token": "r", "expires_in": lasts})
    begun = office.begin()
    connecting.finish(office.app, begun.state, office.fake.consent(begun.address))
    ends_at = connecting.standings(office.app)[0].ends_at
    assert ends_at is None


def test_no_secret_shows_in_errors_reprs_events_or_the_database(office, caplog, tmp_path):
    caplog.set_level("DEBUG")
    begun = office.begin()
    code = office.fake.consent(begun.address)
    office.fake.codes[code]["code_challenge"] = "another"
    with pytest.raises(Unauthorized) as caught:
        connecting.finish(office.app, begun.state, code)
    verifier = re.search(r"[A-Za-z0-9]{48}", repr(caught.value))
    assert verifier is None, "the server repeated the verifier, and we repeated the server"
    office.connect()
    office.begin("third")
    with office.app.store.read() as connection:
        events = [str(row) for row in connection.execute(text("SELECT kind, details FROM events"))]
        rows = str(connection.execute(text("SELECT * FROM connections")).all())
    assert "third" in rows
    shown = caplog.text + repr(begun) + repr(office.account()) + "".join(events) + rows
    for secret in (*APP.values(), *TOKEN.values(), begun.state, code):
        if secret != APP["client_id"]:
            assert secret not in shown


def test_a_private_server_is_not_spoken_to_unless_it_is_allowed(office):
    fetch = office.app.config.fetch.model_copy(update={"allow": ()})
    app = replace(office.app, config=office.app.config.model_copy(update={"fetch": fetch}))
    with pytest.raises(PlatformError, match="allow"):
        connecting.begin(
            app, accounts.Wish("m", "mastodon", office.url), secrets={}, redirect="urn:ietf:wg:oauth:2.0:oob"
        )


def test_an_account_that_is_held_is_connected_anew_and_keeps_what_it_has(office):
    office.connect()
    before = office.account()
    with office.app.store.write() as connection:
        queue.hold_account(connection, before.id, Reason("unauthorized", {}), office.app.act())
    office.connect()
    after = office.account()
    assert (after.id, after.state, after.reason) == (before.id, "active", None)


def test_an_account_that_a_person_paused_stays_paused(office):
    office.connect()
    accounts.pause(office.app, "on-x")
    office.connect()
    assert office.account().state == "paused"


def test_somebody_else_does_not_get_the_queue_of_an_account(office):
    office.connect()
    kept = office.account().secrets
    office.fake.username = "other"
    with pytest.raises(Refused, match="account “on-x” is @clinic"):
        office.connect()
    assert office.account().secrets == kept


def test_an_account_of_that_name_elsewhere_is_not_taken_over(office):
    accounts.add(office.app, accounts.Wish("on-x", "feed"))
    with pytest.raises(Refused, match="is on feed"):
        office.begin()


def test_connecting_anew_needs_the_app_no_second_time(office):
    office.connect()
    wish = accounts.Wish("on-x", "x")
    begun = connecting.begin(office.app, wish, secrets={}, redirect=REDIRECT)
    assert connecting.finish(office.app, begun.state, office.fake.consent(begun.address)).who == "@clinic"


def test_a_new_account_on_x_needs_an_app(office):
    with pytest.raises(Refused, match="client_id"):
        connecting.begin(office.app, accounts.Wish("on-x", "x"), secrets={}, redirect=REDIRECT)


def test_a_dry_run_asks_nobody_and_keeps_nothing(office):
    begun = office.begin(dry_run=True)
    with pytest.raises(Refused):
        connecting.finish(office.app, begun.state, "code")


def test_a_rotated_key_ends_what_was_begun(office):
    begun = office.begin()
    accounts.rotate_key(office.app)
    with pytest.raises(Refused, match="not known here"):
        connecting.finish(office.app, begun.state, office.fake.consent(begun.address))


def test_mastodon_registers_an_app_and_shows_a_code(office, mastodon):
    wish = accounts.Wish("on-mastodon", "mastodon", mastodon.url)
    begun = connecting.begin(office.app, wish, secrets={}, redirect=connecting.shows_code("mastodon"))
    page = {name: values[0] for name, values in parse_qs(urlsplit(begun.address).query).items()}
    who = mastodon.call("GET", "/api/v1/accounts/verify_credentials")["username"]
    shown = requests.post(f"{mastodon.url}/oauth/authorize", data={**page, "username": who}, timeout=10).text
    code = re.search(r"Authorization code: ([^<]+)", shown)[1]
    connected = connecting.finish(office.app, begun.state, code)
    assert connected.who == f"@{who}@127.0.0.1"
    assert set(office.secrets("on-mastodon")) == {"access_token"}


def test_bluesky_is_kept_once_its_app_password_was_taken(office):
    with serving_pds(PdsFake()) as pds:
        wish = accounts.Wish("on-bluesky", "bluesky", pds.url, {"handle": pds.handle})
        with pytest.raises(Unauthorized):
            connecting.enter(office.app, wish, secrets={"app_password": "wrong-s3cret"})
        assert accounts.listed(office.app) == []
        connected = connecting.enter(office.app, wish, secrets={"app_password": pds.app_password})
    assert connected.who == f"@{pds.handle} ({pds.did})"


def test_a_feed_is_connected_without_any_login(office):
    assert connecting.enter(office.app, accounts.Wish("here", "feed"), secrets={}).released == ()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"error": "access_denied"}, "refused there"),
        ({"state": "mine"}, "holds no code"),
        ({"code": "c", "state": "other"}, "another sign-in"),
        ({"code": "c"}, "another sign-in"),
    ],
)
def test_an_address_that_is_brought_back_must_be_this_sign_ins(office, query, words):
    begun = connecting.Begun("", "mine", office.now)
    with pytest.raises(Refused, match=words):
        signing_in.code_of(f"{REDIRECT}?{urlencode(query)}", begun)


def test_the_code_is_taken_from_the_address(office):
    begun = connecting.Begun("", "mine", office.now)
    assert signing_in.code_of(f" {REDIRECT}?state=mine&code=abc%2F1\n", begun) == "abc/1"


def test_an_account_that_is_tried_says_who_it_is_and_what_its_server_allows(office, mastodon):
    secrets = {"access_token": mastodon.token}
    accounts.add(office.app, accounts.Wish("m", "mastodon", mastodon.url), secrets=secrets)
    tried = connecting.try_out(office.app, "m")
    served = mastodon.call("GET", "/api/v2/instance")["configuration"]["statuses"]["max_characters"]
    assert tried.who == accounts.check(office.app, "m")
    assert tried.limits.most == served
