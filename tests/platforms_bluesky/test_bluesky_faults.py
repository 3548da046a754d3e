"""What each thing that can go wrong with Bluesky means for a post. The fake makes it go wrong."""

import socket
from datetime import UTC, datetime, timedelta

import pytest

from posts.errors import AnswerLost, PlatformError, RateLimited, Rejected, Unauthorized, Unavailable
from posts.platforms.atproto import Answer
from posts.platforms.base import Media, Message
from posts.platforms.tid import tid
from tests.platforms_bluesky.pds_fake import LOGINS, PUT_RECORD, RESET

DUE = datetime(2026, 11, 23, 9, tzinfo=UTC)
MESSAGE = Message(key=tid("0193-first", DUE), text="Massage eases sciatica. #massagetherapyforsciatica")
LOG_IN, RENEW = "com.atproto.server.createSession", "com.atproto.server.refreshSession"

#: Fault → what it means, and how many posts are there afterwards.
FAULTS = {
    "unauthorized": (Unauthorized, 0),
    "rate_limited": (RateLimited, 0),
    "rejected": (Rejected, 0),
    "unavailable": (Unavailable, 0),
    "lost_before": (AnswerLost, 0),
    "lost_after": (AnswerLost, 1),
    "server_error": (AnswerLost, 1),
    "broken_json": (AnswerLost, 1),
    "huge_body": (AnswerLost, 1),
    "redirect": (AnswerLost, 0),
    "silent": (AnswerLost, 0),
}


@pytest.mark.parametrize("known", [True, False], ids=["logged in before", "first call"])
@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_has_its_class(fake, connect, fault, known):
    platform = connect(fake, read_s=0.3)
    if known:
        platform.check()
    meaning, left = FAULTS[fault]
    if fault == "unauthorized" and not known:
        platform = connect(fake, secrets={"app_password": "wrong"})
    fake.fault(fault)
    with pytest.raises(PlatformError) as raised:
        platform.publish(MESSAGE)
    assert type(raised.value) is meaning
    assert raised.value.platform == "bluesky"
    assert len(fake.texts()) == left


@pytest.mark.parametrize("fault", [name for name, (meaning, _) in FAULTS.items() if meaning is not Unauthorized])
def test_after_any_fault_the_same_post_is_there_once(fake, connect, fault):
    platform = connect(fake, read_s=0.3)
    fake.fault(fault)
    with pytest.raises(PlatformError):
        platform.publish(MESSAGE)
    fake.let_go.set()
    platform.publish(MESSAGE)
    assert fake.texts() == [MESSAGE.text]
    assert fake.commits == 1


def test_a_redirect_is_not_followed(fake, connect):
    fake.fault("redirect")
    with pytest.raises(AnswerLost):
        connect(fake).publish(MESSAGE)
    assert fake.calls == [LOG_IN, PUT_RECORD]


def test_a_limit_says_when_it_ends(fake, connect):
    fake.fault("rate_limited")
    with pytest.raises(RateLimited) as raised:
        connect(fake).publish(MESSAGE)
    assert raised.value.until == datetime.fromtimestamp(RESET, UTC)
    assert raised.value.status == 429


def test_a_hundred_posts_need_one_login(fake, connect):
    platform = connect(fake)
    for number in range(100):
        platform.publish(Message(key=tid(f"post {number}", DUE + timedelta(hours=number)), text=f"Post {number}"))
    assert len(fake.texts()) == 100
    assert fake.calls.count(LOG_IN) == 1


def test_a_session_lasts_for_days_by_its_refresh_token(fake, connect):
    platform = connect(fake)
    for number in range(LOGINS + 10):
        fake.expire()
        platform.publish(Message(key=tid(f"post {number}", DUE), text=f"Post {number}"))
    assert fake.calls.count(LOG_IN) == 1
    assert fake.calls.count(RENEW) == LOGINS + 9


def test_too_many_logins_are_a_limit_not_a_refused_password(fake, connect):
    for _ in range(LOGINS):
        connect(fake).check()
    with pytest.raises(RateLimited):
        connect(fake).publish(MESSAGE)


def test_a_refused_login_is_not_tried_again_and_again(fake, connect):
    platform = connect(fake)
    platform.check()
    fake.fault("unauthorized")
    fake.calls.clear()
    with pytest.raises(Unauthorized):
        platform.publish(MESSAGE)
    assert fake.calls == [PUT_RECORD, RENEW, LOG_IN]


def test_looking_for_a_post_while_the_server_is_down_finds_out_nothing(fake, connect):
    platform = connect(fake)
    fake.fault("unavailable")
    with pytest.raises(Unavailable):
        platform.find(MESSAGE, DUE)


def unused_port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


@pytest.mark.parametrize(
    "address",
    [f"http://127.0.0.1:{unused_port()}", "127.0.0.1", "ftp://127.0.0.1", "http://", "http://[::1"],
    ids=["nobody there", "no scheme", "no http", "no host", "no address"],
)
def test_where_no_connection_stood_nothing_was_sent(fake, connect, address):
    platform = connect(fake)
    platform.check()
    platform._server._address = address
    with pytest.raises(Unavailable):
        platform.publish(MESSAGE)


def test_a_server_that_speaks_no_tls_was_sent_nothing(fake, connect):
    platform = connect(fake)
    platform.check()
    platform._server._address = fake.url.replace("http:", "https:")
    with pytest.raises(Unavailable):
        platform.publish(MESSAGE)


def test_a_login_without_its_password_is_refused_without_a_call(fake, connect):
    with pytest.raises(Unauthorized, match="needs its handle and an app password"):
        connect(fake, secrets={}).publish(MESSAGE)
    assert fake.calls == []


def test_a_login_without_its_handle_cannot_even_be_made(fake, connect):
    with pytest.raises(Rejected, match="--option handle="):
        connect(fake, options={})


def test_pictures_are_refused_rather_than_left_out(fake, connect, tmp_path):
    with pytest.raises(Rejected, match="Pictures"):
        connect(fake).publish(Message(MESSAGE.key, "text", media=(Media(tmp_path / "a.png", "image/png", "a"),)))
    assert fake.calls == []


def test_a_key_that_is_no_tid_is_refused_without_a_call(fake, connect):
    with pytest.raises(Rejected, match="no TID"):
        connect(fake).publish(Message("01936e5c-0000-7000-8000-000000000000", "text"))
    assert fake.calls == []


@pytest.mark.parametrize("fault", FAULTS)
def test_no_secret_is_in_an_error_or_in_what_an_adapter_shows_of_itself(fake, connect, fault):
    platform = connect(fake, read_s=0.3)
    account = platform._server.account()
    fake.fault(fault)
    with pytest.raises(PlatformError) as raised:
        platform.publish(MESSAGE)
    shown = f"{raised.value} {raised.value!r} {platform!r} {vars(platform)} {account!r}"
    for secret in (connect(fake)._server._password, "abcd-efgh-ijkl-mnop", account.access, account.renewal):
        assert secret not in shown


def answer(status, body=None, headers=None, *, writes=True):
    return Answer(status, headers or {}, body, writes)


@pytest.mark.parametrize(
    ("given", "meaning"),
    [
        (answer(400, {"error": "ExpiredToken"}), Unauthorized),
        (answer(400, {"error": "InvalidToken"}), Unauthorized),
        (answer(401, {"error": "AuthMissing"}), Unauthorized),
        (answer(401), Unauthorized),
        (answer(400, {"error": "InvalidSwap", "message": "Record was at b"}), Rejected),
        (answer(403, {"error": "AccountNotFound"}), Rejected),
        (answer(413), Rejected),
        (answer(429), RateLimited),
        (answer(408), AnswerLost),
        (answer(500, {"error": "InternalServerError"}), AnswerLost),
        (answer(502, {"error": "UpstreamFailure"}), AnswerLost),
        (answer(503), AnswerLost),
        (answer(503, writes=False), Unavailable),
        (answer(302), AnswerLost),
        (answer(204), AnswerLost),
        (answer(200), AnswerLost),
        (answer(200, {"uri": 5}), AnswerLost),
        (answer(200, {}, writes=False), Unavailable),
    ],
)
def test_each_answer_has_its_class(given, meaning):
    with pytest.raises(PlatformError) as raised:
        given.must("uri")
    assert type(raised.value) is meaning
    assert raised.value.status == given.status


@pytest.mark.parametrize(
    ("headers", "until"),
    [
        ({"ratelimit-reset": "1893456000", "retry-after": "5"}, datetime(2030, 1, 1, tzinfo=UTC)),
        (
            {"retry-after": "90", "Date": "Mon, 23 Nov 2026 09:00:00 GMT"},
            datetime(2026, 11, 23, 9, 1, 30, tzinfo=UTC),
        ),
        ({"retry-after": "90"}, None),
        ({"retry-after": "90", "Date": "today"}, None),
        ({"ratelimit-reset": "soon"}, None),
        ({"ratelimit-reset": "9" * 40}, None),
        ({}, None),
    ],
)
def test_the_end_of_a_limit_is_read_from_whichever_header_gives_it(headers, until):
    with pytest.raises(RateLimited) as raised:
        answer(429, headers=headers).must()
    assert raised.value.until == until


def test_the_servers_words_are_one_short_line():
    words = answer(400, {"message": "no.\nreally\n" + "x" * 1000}).words
    assert "\n" not in words
    assert len(words) <= 300
