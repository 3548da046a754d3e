"""Mastodon, before mastodon-mock: keys, limits, visibility, threads; and servers that only speak like it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from posts.errors import AnswerLost, RateLimited, Rejected, Unavailable
from posts.measure import LIMITS
from posts.platforms.base import Media, Message
from posts.platforms.mastodon import Mastodon
from tests.platforms.scenes import login, now
from tests.wire.loopback import Told, closed_port, serving

MESSAGE = Message("0192f0c4-1", "Massage eases sciatica. #massagetherapyforsciatica", language="en")
ME = Told.of({"id": "1", "username": "clinic"})


@pytest.fixture
def mock(mastodon):
    mastodon.clear()
    return mastodon


@pytest.fixture
def platform(mock):
    return Mastodon(login(mock.url, {"access_token": mock.token}))


def server(paths):
    """A server that answers these paths with these values, and 404 to all else."""

    def app(asked):
        told = paths.get(asked.path, Told.of({"error": "Record not found"}, 404))
        return told if isinstance(told, Told) else Told.of(told)

    return serving(app)


def speaking(url):
    return Mastodon(login(url, {"access_token": "t0ken"}))


def test_the_server_is_told_language_visibility_and_key(platform, mock):
    platform.publish(replace(MESSAGE, language="de", options={"visibility": "unlisted"}))
    (status,) = mock.own()
    assert (status["language"], status["visibility"]) == ("de", "unlisted")


def test_the_visibility_of_the_account_is_its_default(mock):
    account = login(mock.url, {"access_token": mock.token}, {"visibility": "private"})
    Mastodon(account).publish(MESSAGE)
    assert mock.own()[0]["visibility"] == "private"


def test_a_visibility_that_does_not_exist_is_refused_before_anything_is_sent(platform, mock):
    with pytest.raises(Rejected, match="Visibility is one of public, unlisted"):
        platform.publish(replace(MESSAGE, options={"visibility": "secret"}))
    assert mock.own() == []


def test_an_answer_in_a_thread_names_the_post_that_it_answers(platform, mock):
    first = platform.publish(MESSAGE)
    platform.publish(replace(MESSAGE, key="0192f0c4-2", text="And rest.", reply_to=first.ref))
    assert mock.own()[0]["in_reply_to_id"] == first.remote_id


def test_the_receipt_has_the_servers_own_time_and_address(platform, mock):
    receipt = platform.publish(MESSAGE)
    (status,) = mock.own()
    assert receipt.url == status["url"]
    assert abs(receipt.at - now()) < timedelta(seconds=10)


def test_an_answer_that_takes_too_long_is_lost_and_the_same_key_finds_the_post(mock):
    hasty = Mastodon(login(mock.url, {"access_token": mock.token}, read_s=0.4))
    mock.fault(type="latency", delay_ms=1200)
    with pytest.raises(AnswerLost):
        hasty.publish(MESSAGE)
    patient = Mastodon(login(mock.url, {"access_token": mock.token}, read_s=10))
    assert patient.honours_key
    patient.publish(MESSAGE)
    assert mock.texts() == [MESSAGE.text]


def test_a_limit_of_the_server_lasts_as_long_as_it_says(platform, mock):
    mock.fault(type="ratelimit")
    with pytest.raises(RateLimited) as caught:
        platform.publish(MESSAGE)
    assert timedelta(minutes=4) < caught.value.until - now() <= timedelta(minutes=5)


def test_the_account_is_named_with_its_server(platform):
    assert platform.check().startswith("@")
    assert platform.check().endswith("@127.0.0.1")


def test_the_limits_are_the_servers_own():
    statuses = {"max_characters": 1312, "characters_reserved_per_url": 30}
    with server({"/api/v2/instance": {"version": "4.5.0", "configuration": {"statuses": statuses}}}) as url:
        limits = speaking(url).limits()
    assert limits == replace(LIMITS["mastodon"], most=1312, url_length=30)


@pytest.mark.parametrize(
    ("instance", "most"),
    [
        ({"version": "2.7.2 (compatible; Pleroma 2.5.0)", "max_toot_chars": 5000}, 5000),
        ({"version": "2.9.0"}, 500),
        ({"version": "4.0", "configuration": {"statuses": {"max_characters": "many"}}}, 500),
        ({"version": "4.0", "configuration": []}, 500),
    ],
)
def test_the_limits_of_an_older_server_are_read_where_it_has_them(instance, most):
    with server({"/api/v1/instance": instance}) as url:
        assert speaking(url).limits().most == most


def test_limits_that_cannot_be_asked_are_an_error_not_a_guess():
    with pytest.raises(Unavailable):
        speaking(f"http://127.0.0.1:{closed_port()}").limits()


@pytest.mark.parametrize(
    ("version", "honours"),
    [
        ("4.5.1", True),
        ("4.4.0-rc.1", True),
        ("4.3.8+glitch", True),
        ("4.6.0-nightly.2026-11-20", True),
        ("takahe/0.11.0", False),
        ("2.7.2 (compatible; Pleroma 2.5.0)", False),
        ("4.0.0 (compatible; Akkoma 3.13.0)", False),
        ("4.0.0 (not true; compatible; snac/2.38)", False),
        ("0.19.1 git-abcdef", False),
        ("", False),
    ],
)
def test_only_mastodon_itself_is_trusted_with_a_key(version, honours):
    with server({"/api/v2/instance": {"version": version}}) as url:
        assert speaking(url).honours_key is honours


def test_a_server_that_cannot_be_asked_is_not_trusted_with_a_key():
    assert not speaking(f"http://127.0.0.1:{closed_port()}").honours_key


def test_a_key_is_honoured_for_an_hour():
    assert Mastodon.key_lasts == timedelta(hours=1)


def status(number, minutes_ago, content="<p>Something else.</p>"):
    return {"id": str(number), "created_at": (now() - timedelta(minutes=minutes_ago)).isoformat(), "content": content}


def paged(statuses, page=2):
    """The account's statuses, newest first, a few at a time."""

    def app(asked):
        if asked.path.endswith("verify_credentials"):
            return ME
        below = int(asked.query.get("max_id", ["999999"])[0])
        return Told.of([one for one in statuses if int(one["id"]) < below][:page])

    return serving(app)


def test_a_post_is_found_on_a_later_page():
    statuses = [status(9, 1), status(8, 2), status(7, 3), status(6, 4, f"<p>{MESSAGE.text}</p>"), status(5, 5)]
    with paged(statuses) as url:
        assert speaking(url).find(MESSAGE, now() - timedelta(hours=1)).remote_id == "6"


def test_a_post_from_before_is_not_found():
    with paged([status(9, 1), status(8, 90, f"<p>{MESSAGE.text}</p>")]) as url:
        assert speaking(url).find(MESSAGE, now() - timedelta(hours=1)) is None


def test_more_posts_than_can_be_looked_through_are_no_proof_of_absence():
    with paged([status(1000 - number, 1) for number in range(100)], page=1) as url, pytest.raises(Unavailable):
        speaking(url).find(MESSAGE, now() - timedelta(hours=1))


@pytest.mark.parametrize("value", [{}, [1], [{"content": "without an id"}], None])
def test_a_timeline_that_is_none_proves_nothing(value):
    paths = {"/api/v1/accounts/verify_credentials": ME, "/api/v1/accounts/1/statuses": value}
    with server(paths) as url, pytest.raises(Unavailable):
        speaking(url).find(MESSAGE, now())


@pytest.mark.parametrize("body", [b"{}", b'{"id": ""}', b"[]", b""])
def test_a_success_that_names_no_post_is_a_lost_answer(body):
    with server({"/api/v1/statuses": Told(200, body)}) as url, pytest.raises(AnswerLost):
        speaking(url).publish(MESSAGE)


def test_a_receipt_without_a_time_has_ours():
    with server({"/api/v1/statuses": {"id": 12, "uri": "https://m.example/12"}}) as url:
        receipt = speaking(url).publish(MESSAGE)
    assert (receipt.remote_id, receipt.url, receipt.ref) == ("12", "https://m.example/12", {"id": "12"})
    assert abs(receipt.at - now()) < timedelta(seconds=10)


def test_an_account_without_a_server_says_what_is_missing():
    with pytest.raises(Rejected, match="needs its server, such as https://"):
        Mastodon(login(None))


def test_pictures_are_refused_before_anything_is_sent(platform, mock, tmp_path):
    with pytest.raises(Rejected, match="Pictures cannot be sent"):
        platform.publish(replace(MESSAGE, media=(Media(tmp_path / "a.png", "image/png", "A back"),)))
    assert mock.own() == []
