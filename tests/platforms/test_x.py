"""X: both kinds of login, its own refusals, its timeline, and the renewal of a login."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.request import parse_http_list, parse_keqv_list

import pytest
import requests

from posts.errors import AnswerLost, Duplicate, RateLimited, Rejected, Unauthorized, Unavailable
from posts.platforms.base import Media, Message
from posts.platforms.x import X
from tests.platforms.scenes import login, now
from tests.platforms.x_fake import SIGNED, TOKEN, XFake, problem
from tests.wire.loopback import Told, hang_up, serving

MESSAGE = Message("0192f0c4-1", "Massage eases sciatica. #massagetherapyforsciatica", language="en")
EPOCH = datetime(2006, 3, 21, tzinfo=UTC)


@pytest.fixture
def fake():
    return XFake()


@pytest.fixture
def url(fake):
    with serving(fake) as url:
        yield url


@pytest.fixture(params=[SIGNED, TOKEN], ids=["OAuth 1.0a", "OAuth 2.0"])
def platform(request, url):
    return X(login(url, request.param))


def answering(told, secrets=TOKEN):
    """An adapter whose server says this to everything."""

    class At:
        def __enter__(self):
            self.server = serving(lambda asked: told)
            return X(login(self.server.__enter__(), secrets))

        def __exit__(self, *broken):
            self.server.__exit__(*broken)

    return At()


def test_a_post_has_an_address_that_a_person_can_open(platform):
    receipt = platform.publish(MESSAGE)
    assert receipt.url == f"https://x.com/i/web/status/{receipt.remote_id}"
    platform.check()
    assert platform.publish(replace(MESSAGE, text="Another.")).url.startswith("https://x.com/clinic/status/")


def test_each_post_is_signed_anew():
    asked = []
    with serving(lambda it: asked.append(it) or Told.of({"data": {"id": "77"}})) as url:
        platform = X(login(url, SIGNED))
        for _ in range(2):
            platform.publish(MESSAGE)
    first, second = (parse_keqv_list(parse_http_list(it.headers["authorization"][6:])) for it in asked)
    assert first["oauth_token"] == second["oauth_token"] == SIGNED["access_token"]
    assert first["oauth_nonce"] != second["oauth_nonce"]
    assert first["oauth_signature"] != second["oauth_signature"]


def test_an_account_has_one_session_however_much_it_says(platform, monkeypatch):
    platform.publish(MESSAGE)
    made, make = [], requests.Session.__init__
    monkeypatch.setattr(requests.Session, "__init__", lambda it: made.append(it) or make(it))
    platform.publish(replace(MESSAGE, text="Another."))
    assert not made


def test_the_account_is_named_as_x_names_it(platform):
    assert platform.check() == "@clinic"


def test_an_answer_in_a_thread_names_the_post_that_it_answers(platform, fake):
    first = platform.publish(MESSAGE)
    second = platform.publish(replace(MESSAGE, text="And rest.", reply_to=first.ref))
    assert fake.replies == {second.remote_id: first.remote_id}


@pytest.mark.parametrize(("option", "answers"), [({}, True), ({"answers_itself": "no"}, False)])
def test_an_account_says_whether_its_app_may_answer_it(url, option, answers):
    assert X(replace(login(url, TOKEN), options=option)).answers_itself is answers


def test_the_same_text_again_is_a_duplicate(platform):
    platform.publish(MESSAGE)
    with pytest.raises(Duplicate, match="posted this text before"):
        platform.publish(MESSAGE)


def test_a_text_that_is_too_long_is_refused_with_xs_reason(platform):
    with pytest.raises(Rejected, match="X refused the post: Your post is too long"):
        platform.publish(replace(MESSAGE, text="a" * 281))


def test_a_limit_lasts_until_x_says(platform, fake):
    fake.limit(seconds=90)
    with pytest.raises(RateLimited) as caught:
        platform.publish(MESSAGE)
    assert timedelta(seconds=85) < caught.value.until - now() <= timedelta(seconds=90)


def test_pictures_are_refused_before_anything_is_sent(platform, fake, tmp_path):
    with pytest.raises(Rejected, match="Pictures cannot be sent to X yet"):
        platform.publish(replace(MESSAGE, media=(Media(tmp_path / "a.png", "image/png", "A back"),)))
    assert fake.posts == []


@pytest.mark.parametrize(
    "told",
    [
        problem(402, "CreditsDepleted", "Your account has no credits."),
        problem(429, "UsageCapExceeded", "Monthly cap.", "https://api.twitter.com/2/problems/usage-capped"),
    ],
)
def test_an_account_without_credit_is_held_rather_than_failing_post_after_post(told):
    with answering(told) as platform, pytest.raises(Unauthorized, match="add some in X's developer console"):
        platform.publish(MESSAGE)


def test_another_refusal_with_403_is_no_duplicate():
    told = problem(403, "Forbidden", "Reply to this conversation is not allowed.")
    with answering(told) as platform, pytest.raises(Rejected, match="Reply to this conversation is not allowed"):
        platform.publish(MESSAGE)


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b'{"data": null}', b'{"data": {}}', b'{"data": []}', b"\xff" * 999]
)
def test_a_success_that_names_no_post_is_a_lost_answer(body):
    with answering(Told(201, body)) as platform, pytest.raises(AnswerLost):
        platform.publish(MESSAGE)


@pytest.mark.parametrize("body", [b"[]", b'{"errors": null}', b'{"errors": 7}', b"null", b"oops"])
@pytest.mark.parametrize(("status", "meaning"), [(401, Unauthorized), (403, Rejected), (500, AnswerLost)])
def test_a_refusal_counts_whatever_its_body(status, meaning, body):
    with answering(Told(status, body)) as platform, pytest.raises(meaning):
        platform.publish(MESSAGE)


@pytest.mark.parametrize("reset", ["soon", "", "-1", "99999999999999999999"])
def test_a_limit_with_a_broken_time_is_still_a_limit(reset):
    with answering(Told(429, headers={"x-rate-limit-reset": reset})) as platform, pytest.raises(RateLimited) as caught:
        platform.publish(MESSAGE)
    assert caught.value.until is None


@pytest.mark.parametrize("missing", ["access_token_secret", "consumer_key", "consumer_secret"])
def test_a_login_that_signs_with_less_than_four_secrets_cannot_even_be_made(url, missing):
    with pytest.raises(Rejected, match="all four"):
        X(login(url, {name: value for name, value in SIGNED.items() if name != missing}))


def test_a_login_without_a_token_says_so(url):
    with pytest.raises(Unauthorized, match="access_token"):
        X(login(url, {name: value for name, value in SIGNED.items() if name != "access_token"})).publish(MESSAGE)


def test_secrets_pasted_with_their_line_ends_work(url):
    assert X(login(url, {name: f" {value}\n" for name, value in SIGNED.items()})).check() == "@clinic"


TEXTS = [
    "Ease & rest: <b>not bold</b> “quoted”. #Tag",
    "Read https://example.com/a?b=c&d=e and https://example.org/ #Tag",
    # What a link asks for may read as a sign of HTML's, which needs no semicolon there: &sect, &copy, &reg.
    "Read https://example.com/a?b=c&section=2&copy=1&region=eu #Tag",
    "An &amp; that was written so. #Tag",
    "Cafe\u0301 and 👩🏽‍⚕️ #Tag",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_post_is_found_under_xs_links_and_escapes(platform, text):
    message = replace(MESSAGE, text=text)
    receipt = platform.publish(message)
    found = platform.find(message, now() - timedelta(minutes=1))
    assert found.remote_id == receipt.remote_id
    assert abs(found.at - receipt.at) < timedelta(seconds=5)


def test_a_post_is_found_on_a_later_page(url, fake):
    fake.page = 2
    platform = X(login(url, SIGNED))
    first = platform.publish(MESSAGE)
    for number in range(5):
        platform.publish(replace(MESSAGE, text=f"Post {number}"))
    assert platform.find(MESSAGE, EPOCH).remote_id == first.remote_id


def test_a_post_from_before_is_not_found(platform, fake):
    fake.posts.append(("1", MESSAGE.text, now() - timedelta(hours=1)))
    assert platform.find(MESSAGE, now() - timedelta(minutes=5)) is None
    assert platform.find(MESSAGE, now() - timedelta(hours=2)).remote_id == "1"


def test_an_empty_timeline_is_an_answer(platform):
    assert platform.find(MESSAGE, EPOCH) is None


def test_a_timeline_that_does_not_come_proves_nothing():
    with serving(lambda asked: hang_up) as url, pytest.raises(Unavailable):
        X(login(url, SIGNED)).find(MESSAGE, EPOCH)


TIMELINES = [{}, {"data": []}, {"data": {}, "meta": {}}, {"data": [{"text": "no id"}], "meta": {}}, {"meta": []}, []]


@pytest.mark.parametrize("timeline", TIMELINES)
def test_a_timeline_that_is_none_proves_nothing(timeline):
    def app(asked):
        return XFake().me() if asked.path == "/2/users/me" else Told.of(timeline)

    with serving(app) as url, pytest.raises(Unavailable):
        X(login(url, TOKEN)).find(MESSAGE, EPOCH)


def test_more_posts_than_can_be_looked_through_are_no_proof_of_absence():
    endless = Told.of({"data": [{"id": "1", "text": "Another."}], "meta": {"next_token": "more"}})

    def app(asked):
        return XFake().me() if asked.path == "/2/users/me" else endless

    with serving(app) as url, pytest.raises(Unavailable, match="too many"):
        X(login(url, TOKEN)).find(MESSAGE, EPOCH)


@pytest.mark.parametrize("body", [b"", b"[]", b'{"data": {"id": "7"}}'])
def test_an_account_that_x_does_not_name_cannot_be_used(body):
    with answering(Told(200, body)) as platform, pytest.raises((Unavailable, Rejected)):
        platform.find(MESSAGE, EPOCH)


def test_a_login_that_expired_is_renewed_with_both_tokens_and_the_rest_kept(url):
    platform = X(login(url, TOKEN))
    renewed = platform.refresh()
    ends = datetime.fromisoformat(renewed["access_token_ends"])
    assert abs(ends - now() - timedelta(hours=2)) < timedelta(minutes=1)
    new = {"access_token": "bearer-new-0009", "refresh_token": "refresh-new-0010"}
    assert renewed == {**TOKEN, **new, "access_token_ends": ends.isoformat()}
    with pytest.raises(Unauthorized):
        platform.publish(MESSAGE)
    assert X(login(url, renewed)).publish(MESSAGE)


def test_a_refresh_token_that_was_used_is_refused(url):
    platform = X(login(url, TOKEN))
    platform.refresh()
    with pytest.raises(Unauthorized, match="does not renew the login: Value passed for the token was invalid"):
        platform.refresh()


def test_a_renewal_whose_answer_is_lost_is_not_called_a_refusal():
    with serving(lambda asked: hang_up) as url, pytest.raises(AnswerLost):
        X(login(url, TOKEN)).refresh()
    with answering(Told.of({"token_type": "bearer"})) as platform, pytest.raises(AnswerLost):
        platform.refresh()


@pytest.mark.parametrize("secrets", [SIGNED, {"access_token": "alone"}])
def test_a_login_without_a_refresh_token_has_nothing_to_renew(url, secrets):
    assert X(login(url, secrets)).refresh() is None


def test_two_accounts_that_share_a_session_keep_their_own_servers(fake, url):
    one = login(url, SIGNED)
    with serving(lambda asked: Told(503)) as broken:
        other = X(replace(one, server=broken))
        with pytest.raises(AnswerLost):
            other.publish(MESSAGE)
        assert X(one).publish(MESSAGE)
