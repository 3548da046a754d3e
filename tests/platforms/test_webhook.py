"""Webhooks: what is sent, signed by the book; what the receiver may say; what an account can set."""

import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from posts.compose import Facet
from posts.errors import AnswerLost, Rejected, Unauthorized, Unavailable
from posts.measure import LIMITS
from posts.platforms.base import Media, Message
from posts.platforms.webhook import Webhook, payload, signed
from tests.platforms.scenes import login, now
from tests.platforms.webhook_receiver import SECRET, Receiver
from tests.wire.loopback import Told, closed_port, serving

MESSAGE = Message(
    "0192f0c4-1",
    "Ease it. #Back",
    facets=(Facet("tag", 9, 14, "Back"),),
    link="https://example.com/a",
    language="en",
    reply_to={"id": "0192f0c4-0"},
)


def hook(url, **options):
    return Webhook(login(url, {"secret": SECRET}, options))


def test_the_signature_is_that_of_the_specifications_example():
    """https://github.com/standard-webhooks/standard-webhooks, its libraries' common test vector."""
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    headers = signed(
        secret,
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        datetime.fromtimestamp(1614265330, UTC),
        b'{"test": 2432232314}',
    )
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_the_receiver_gets_all_that_makes_the_post():
    receiver = Receiver()
    with serving(receiver) as url:
        hook(url).publish(MESSAGE)
    event = receiver.events["0192f0c4-1"]
    assert event["type"] == "post.publish"
    assert abs(datetime.fromisoformat(event["timestamp"]) - now()) < timedelta(seconds=10)
    assert event["data"] == {
        "key": "0192f0c4-1",
        "text": "Ease it. #Back",
        "link": "https://example.com/a",
        "language": "en",
        "facets": [{"kind": "tag", "start": 9, "end": 14, "value": "Back"}],
        "reply_to": {"id": "0192f0c4-0"},
    }


def test_two_attempts_have_one_id_and_their_own_times():
    one, two = payload(MESSAGE, now()), payload(MESSAGE, now() + timedelta(minutes=5))
    assert one["data"] == two["data"]
    assert one["timestamp"] != two["timestamp"]


def test_another_secret_is_refused_by_the_receiver():
    other = f"whsec_{base64.b64encode(b'another key of many bytes').decode()}"
    with (
        serving(Receiver()) as url,
        pytest.raises(Unauthorized, match="The webhook refused the login: The signature is wrong"),
    ):
        Webhook(login(url, {"secret": other})).publish(MESSAGE)


@pytest.mark.parametrize(
    ("body", "remote_id", "shown"),
    [
        (b'{"id": 77, "url": "https://example.com/77"}', "77", "https://example.com/77"),
        (b'{"id": "a"}', "a", None),
        (b'{"id": "a", "url": "javascript:alert(1)"}', "a", None),
        (b'{"url": 5}', "0192f0c4-1", None),
        (b"ok", "0192f0c4-1", None),
        (b"", "0192f0c4-1", None),
        (b"[" * 100_000, "0192f0c4-1", None),
    ],
)
def test_the_receiver_may_say_what_it_made_of_the_post(body, remote_id, shown):
    with serving(lambda asked: Told(202, body)) as url:
        receipt = hook(url).publish(MESSAGE)
    assert (receipt.remote_id, receipt.url, receipt.ref) == (remote_id, shown, {"id": remote_id})


@pytest.mark.parametrize("secret", ["", "whsec_", "not base64!", "whsec_ü"])
def test_a_secret_that_is_none_is_refused_and_not_repeated(secret):
    with pytest.raises(Unauthorized) as caught:
        Webhook(login("http://127.0.0.1:1", {"secret": secret})).publish(MESSAGE)
    assert not secret.removeprefix("whsec_") or secret.removeprefix("whsec_") not in str(caught.value)


def test_the_secret_may_come_without_its_prefix_and_with_a_line_end():
    receiver = Receiver()
    with serving(receiver) as url:
        Webhook(login(url, {"secret": SECRET.removeprefix("whsec_") + "\n"})).publish(MESSAGE)
    assert receiver.texts() == [MESSAGE.text]


@pytest.mark.parametrize(
    ("option", "limits"),
    [
        ({}, LIMITS["plain"]),
        ({"limits": "x"}, LIMITS["x"]),
        ({"limits": "bluesky"}, LIMITS["bluesky"]),
        ({"limits": "4096"}, replace(LIMITS["plain"], most=4096)),
    ],
)
def test_the_limits_are_those_of_the_network_behind_the_webhook(option, limits):
    assert hook("http://127.0.0.1:1", **option).limits() == limits


@pytest.mark.parametrize("wrong", ["0", "-5", "1.5", "twitter", "²"])
def test_limits_that_are_none_are_refused(wrong):
    with pytest.raises(Rejected, match="one of x, bluesky"):
        hook("http://127.0.0.1:1", limits=wrong).limits()


def test_a_receiver_is_trusted_with_keys_only_if_the_account_says_so():
    assert not hook("http://127.0.0.1:1").honours_key
    assert hook("http://127.0.0.1:1", honours_key="yes").honours_key


def test_checking_asks_without_posting():
    receiver = Receiver()
    with serving(receiver) as url:
        assert hook(url).check() == "webhook at 127.0.0.1"
    assert receiver.events == {}
    with pytest.raises(Unavailable):
        hook(f"http://127.0.0.1:{closed_port()}").check()


def test_a_webhook_cannot_be_read_back():
    with pytest.raises(NotImplementedError):
        hook("http://127.0.0.1:1").find(MESSAGE, now())


def test_an_account_without_an_address_says_what_is_missing():
    with pytest.raises(Rejected, match="--server URL"):
        hook(None)


def test_pictures_are_refused_before_anything_is_sent(tmp_path):
    with pytest.raises(Rejected, match="Pictures"):
        hook("http://127.0.0.1:1").publish(replace(MESSAGE, media=(Media(tmp_path / "a", "image/png", "A"),)))


def test_a_redirect_is_not_followed():
    with (
        serving(lambda asked: Told(308, headers={"location": "/other"})) as url,
        pytest.raises(AnswerLost, match="redirect"),
    ):
        hook(url).publish(MESSAGE)
