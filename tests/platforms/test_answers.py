"""What a server's answer means, whichever server it is."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from posts.errors import AnswerLost, PlatformError, RateLimited, Rejected, Unauthorized, Unavailable
from posts.platforms.answers import Judge, free_again
from tests.platforms.scenes import login, now
from tests.wire.loopback import Told, closed_port, hang_up, serving

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MEANINGS = {
    301: AnswerLost,
    302: AnswerLost,
    304: AnswerLost,
    400: Rejected,
    401: Unauthorized,
    403: Rejected,
    404: Rejected,
    408: AnswerLost,
    410: Rejected,
    413: Rejected,
    422: Rejected,
    429: RateLimited,
    499: Rejected,
    500: AnswerLost,
    502: AnswerLost,
    503: AnswerLost,
    504: AnswerLost,
    599: AnswerLost,
}


def judged(method, app, secrets=None):
    with serving(app) as url:
        account = login(url, secrets)
        judge = Judge("test", "Testbook", account)
        with judge.reading() if method == "GET" else judge.sending():
            answer = account.session.request(method, url)
    judge.check(answer)
    return judge, answer


@pytest.mark.parametrize(("status", "meaning"), MEANINGS.items())
def test_a_status_after_a_publish_has_one_meaning(status, meaning):
    with pytest.raises(PlatformError) as caught:
        judged("POST", lambda asked: Told(status))
    assert type(caught.value) is meaning
    assert caught.value.status == status


@pytest.mark.parametrize(("status", "meaning"), MEANINGS.items())
def test_after_a_mere_question_nothing_can_be_lost(status, meaning):
    with pytest.raises(PlatformError) as caught:
        judged("GET", lambda asked: Told(status))
    assert type(caught.value) is (Unavailable if meaning is AnswerLost else meaning)


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (401, b"", "HTTP 401"),
        (401, b'{"error": "It is revoked."}', "It is revoked"),
        (422, b'{"error": "Text is too long"}', "Text is too long"),
        (429, b"", "HTTP 429"),
        (503, b"", "It answered with an error of its own (HTTP 503)."),
    ],
)
def test_what_a_server_said_stands_by_itself_for_a_sentence_that_names_it_already(status, body, said):
    with pytest.raises(PlatformError) as caught:
        judged("POST", lambda asked: Told(status, body))
    assert caught.value.said == said
    assert str(caught.value).startswith("Testbook ")


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_a_success_means_nothing_bad(status):
    judged("POST", lambda asked: Told(status))


@pytest.mark.parametrize(("method", "meaning"), [("POST", AnswerLost), ("GET", Unavailable)])
@pytest.mark.parametrize("body", [b"", b"null", b"[1]", b'"x"', b"{", b"\xff\xfe\x00", b"[" * 100_000])
def test_a_success_without_the_json_it_should_have_tells_nothing(method, meaning, body):
    judge, answer = judged(method, lambda asked: Told(200, body))
    with pytest.raises(PlatformError) as caught:
        judge.json(answer)
    assert type(caught.value) is meaning


def test_a_list_must_be_one_of_objects():
    judge, answer = judged("GET", lambda asked: Told.of([{"id": 1}]))
    assert judge.items(answer) == [{"id": 1}]
    for value in ({}, [1], [[]], None):
        judge, answer = judged("GET", lambda asked, value=value: Told.of(value))
        with pytest.raises(Unavailable):
            judge.items(answer)


def test_an_answer_that_does_not_come_is_lost_only_if_the_request_left():
    judge = Judge("test", "Testbook", login(None))
    with pytest.raises(Unavailable, match="Testbook cannot be reached"), judge.sending():
        judge.login.session.post(f"http://127.0.0.1:{closed_port()}/")
    with serving(lambda asked: hang_up) as url:
        with pytest.raises(AnswerLost, match="Testbook may have taken the post or not"), judge.sending():
            judge.login.session.post(url)
        with pytest.raises(Unavailable, match="Testbook cannot be asked"), judge.reading():
            judge.login.session.get(url)


WORDS = [
    ({"detail": "No.", "title": "Forbidden"}, "No"),
    ({"error": "Text can't be blank"}, "Text can't be blank"),
    ({"error": "invalid_grant", "error_description": "It is revoked."}, "It is revoked"),
    ({"errors": [{"message": "First."}, {"message": "Second."}]}, "First"),
    ({"error": {"message": "Deep."}}, "Deep"),
    ({"title": "Bad Request", "detail": ""}, "Bad Request"),
    ("Plain words.", "Plain words"),
    ({"detail": "Two\n\nlines\twith\x00 \x1b[31mcolour"}, "Two lines with [31mcolour"),
    ({"detail": "x" * 300}, "x" * 200 + "…"),
    ({"detail": 7}, ""),
    ([], ""),
    (None, ""),
]


@pytest.mark.parametrize(("value", "words"), WORDS, ids=range(len(WORDS)))
def test_the_servers_own_words_are_one_short_line(value, words):
    judge, answer = judged("POST", lambda asked: Told(200, json.dumps(value).encode()))
    assert judge.words(answer) == words


def test_a_secret_that_a_server_repeats_is_taken_out():
    with pytest.raises(Rejected, match="Testbook refused the post: not for … at all") as caught:
        judged(
            "POST", lambda asked: Told.of({"error": "not for s3cret at all"}, 422), {"token": " s3cret\n", "none": ""}
        )
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("header", "value", "until"),
    [
        ("Retry-After", "120", NOON + timedelta(minutes=2)),
        ("Retry-After", "0.5", NOON + timedelta(seconds=0.5)),
        ("Retry-After", "Mon, 23 Nov 2026 12:05:00 GMT", NOON + timedelta(minutes=5)),
        ("x-rate-limit-reset", str(int(NOON.timestamp()) + 900), NOON + timedelta(minutes=15)),
        ("X-RateLimit-Reset", "2026-11-23T12:05:00.123456Z", NOON + timedelta(minutes=5, microseconds=123456)),
        ("X-RateLimit-Reset", "2026-11-23T13:05:00+01:00", NOON + timedelta(minutes=5)),
        ("X-RateLimit-Reset", "2026-11-23T12:05:00", NOON + timedelta(minutes=5)),
        ("ratelimit-reset", str(int(NOON.timestamp())), NOON),
        ("Retry-After", "soon", None),
        ("Retry-After", "-5", None),
        ("Retry-After", "999999999999", None),
        ("X-RateLimit-Reset", "2026-99-99", None),
        ("X-Other", "5", None),
    ],
)
def test_when_the_platform_listens_again_is_read_from_any_header_in_use(header, value, until):
    assert free_again({header.lower(): value}, NOON) == until


@pytest.mark.parametrize("whose", ["app", "user"])
@pytest.mark.parametrize(("left", "until"), [("0", timedelta(hours=20)), ("3", timedelta(minutes=15))])
def test_a_limit_of_the_day_that_is_used_up_outlasts_that_of_the_quarter_of_an_hour(whose, left, until):
    epoch = int(NOON.timestamp())
    told = {
        "x-rate-limit-reset": str(epoch + 900),
        f"x-{whose}-limit-24hour-remaining": left,
        f"x-{whose}-limit-24hour-reset": str(epoch + 72_000),
    }
    assert free_again(told, NOON) == NOON + until


def test_a_limit_says_until_when_in_words_too():
    soon = now() + timedelta(minutes=3)
    with pytest.raises(RateLimited) as caught:
        judged("POST", lambda asked: Told(429, headers={"x-ratelimit-reset": soon.isoformat()}))
    assert caught.value.until == soon
    assert f"{soon:%H:%M:%S} UTC" in str(caught.value)
