"""What every adapter must do, as a suite for pytest."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Protocol

import pytest

from posts.errors import AnswerLost, PlatformError, RateLimited, Rejected, Unauthorized, Unavailable
from posts.measure import fits, length
from posts.platforms.base import Counting, Figures, Login, Message, Platform, Receipt, Withdrawing

#: Fault → what ``publish`` must raise for it.
FAULTS: Mapping[str, type[PlatformError]] = MappingProxyType(
    {
        "unauthorized": Unauthorized,  # the login is refused
        "rate_limited": RateLimited,  # too many posts for now
        "rejected": Rejected,  # this post is refused for good
        "unavailable": Unavailable,  # nobody listens at the server's address
        "lost_before": AnswerLost,  # the connection breaks once the request is read; nothing is published
        "lost_after": AnswerLost,  # the post is out, and the connection breaks before the answer
        "server_error": AnswerLost,  # an answer with a 5xx
        "broken_json": AnswerLost,  # a success that cannot be read
        "huge_body": AnswerLost,  # a success of more than a megabyte
        "redirect": AnswerLost,  # "go elsewhere", which a post must not
    }
)
#: After these nothing may be out.
_NOT_OUT = ("unauthorized", "rate_limited", "rejected", "unavailable", "lost_before")

#: Texts that a platform must take as they are.
SAMPLES = (
    "One sentence that stands alone. #Campaign",
    "Ünïcödé – “quotes”, 日本語, 👩🏽‍⚕️ and 100 % of <b>this</b> &amp; that. #Campaign",
    "Two lines.\n\nAnd a link: https://example.com/a?b=c&d=e #Campaign",
)


class Scene(Protocol):
    """An adapter before a server that can misbehave."""

    @property
    def login(self) -> Login:
        """What the adapter was built with; its secrets are looked for where they must not be."""

    @property
    def platform(self) -> Platform:
        """The adapter under test. Read again after every `fault`, which may build another."""

    def texts(self) -> Sequence[str]:
        """What the server holds of the account, each post's text as it was sent."""

    def fault(self, name: str) -> str | None:
        """Makes the next publish meet this fault, one of `FAULTS`; or says why the platform cannot have it."""


class Conformance:
    """What the rest of the program relies on in every adapter. Subclass it and give it a ``scene``."""

    @pytest.fixture
    def scene(self) -> Scene:
        """The adapter under test, afresh for each test."""
        raise NotImplementedError("a subclass of Conformance gives its own scene")

    def test_a_published_post_has_a_receipt_with_its_time_and_id(self, scene: Scene) -> None:
        """`Receipt.at` is aware UTC and now; ``remote_id`` a text; ``url`` a web or file address, if any."""
        receipt = scene.platform.publish(_message(scene))
        assert isinstance(receipt.remote_id, str)
        assert receipt.remote_id
        assert receipt.at.utcoffset() == timedelta(0)
        assert abs(receipt.at - scene.login.now()) < timedelta(minutes=5)
        assert receipt.url is None or receipt.url.startswith(("https://", "http://", "file://"))

    @pytest.mark.parametrize("text", SAMPLES)
    def test_the_text_arrives_as_it_was_sent(self, scene: Scene, text: str) -> None:
        """Byte for byte, with its line breaks, quotes and ampersands."""
        scene.platform.publish(_message(scene, text))
        assert [held.encode() for held in scene.texts()] == [text.encode()]

    def test_a_message_at_the_limit_is_accepted(self, scene: Scene) -> None:
        """The limits are those that the server has."""
        limits = scene.platform.limits()
        text = ("abcdefghi " * (limits.most // 10 + 1))[: limits.most - 1] + "z"
        assert length(text, limits) == limits.most
        scene.platform.publish(_message(scene, text))
        assert list(scene.texts()) == [text]

    def test_the_limits_leave_room_for_a_post(self, scene: Scene) -> None:
        """And take at least the shortest of the samples."""
        assert fits(SAMPLES[0], scene.platform.limits())

    def test_the_platform_says_who_the_account_is(self, scene: Scene) -> None:
        """In words, on one line."""
        who = scene.platform.check()
        assert who.strip()
        assert "\n" not in who

    def test_a_key_is_made_of_the_delivery_and_stays_the_same(self, scene: Scene) -> None:
        """Else a second attempt would be a second post."""
        at = scene.login.now()
        first, other = "0192f0c4-0000-7000-8000-000000000001-1", "0192f0c4-0000-7000-8000-000000000002-1"
        assert scene.platform.key_for(first, at) == scene.platform.key_for(first, at)
        assert scene.platform.key_for(first, at) != scene.platform.key_for(other, at)

    def test_the_budgets_leave_room_for_a_post(self, scene: Scene) -> None:
        """What the platform takes in which time, if it takes only so much."""
        assert all(one.most > 0 and one.window > timedelta(0) for one in scene.platform.budgets)

    @pytest.mark.parametrize("fault", FAULTS)
    def test_a_fault_is_raised_as_what_it_means(self, scene: Scene, fault: str) -> None:
        """By its class, which is the decision; with one line for a person and the platform's kind."""
        error = _raised(scene, fault)
        assert type(error) is FAULTS[fault]
        assert error.platform == scene.platform.kind
        assert str(error).strip()
        assert "\n" not in str(error)
        if isinstance(error, RateLimited) and error.until:
            assert error.until.utcoffset() == timedelta(0)

    @pytest.mark.parametrize("fault", _NOT_OUT)
    def test_what_was_refused_or_never_arrived_is_not_out(self, scene: Scene, fault: str) -> None:
        """A proof about the scene as much as about the adapter."""
        _raised(scene, fault)
        assert list(scene.texts()) == []

    def test_what_was_published_although_the_answer_was_lost_is_out_once(self, scene: Scene) -> None:
        """The adapter itself never tries again."""
        _raised(scene, "lost_after")
        assert len(scene.texts()) == 1

    @pytest.mark.parametrize("fault", FAULTS)
    def test_no_secret_shows(self, scene: Scene, fault: str, caplog: pytest.LogCaptureFixture) -> None:
        """Not in errors and their causes, not in the log at its most talkative, not in a repr."""
        caplog.set_level(logging.DEBUG)
        error = _raised(scene, fault)
        shown = "".join(traceback.format_exception(error)) + repr(error) + repr(vars(error))
        shown += repr(scene.login) + repr(scene.platform) + str(scene.platform) + caplog.text
        for name, secret in scene.login.secrets.items():
            assert secret not in shown, f"the secret {name} shows"

    @pytest.mark.parametrize("fault", [None, "lost_before", "lost_after"])
    def test_the_same_key_again_makes_no_second_post(self, scene: Scene, fault: str | None) -> None:
        """Where the platform honours keys, also after an answer that was lost."""
        if not scene.platform.honours_key:
            pytest.skip("this platform does not honour keys")
        message = _message(scene)
        if fault:
            _raised(scene, fault, message)
        first = scene.platform.publish(message)
        assert scene.platform.publish(message).remote_id == first.remote_id
        assert list(scene.texts()) == [message.text]

    @pytest.mark.parametrize("text", SAMPLES)
    def test_a_published_post_is_found(self, scene: Scene, text: str) -> None:
        """With the same remote id, as of the time just before it was sent."""
        since = _before(scene)
        message = _message(scene, text)
        receipt = scene.platform.publish(message)
        found = _find(scene, message, since)
        assert found
        assert found.remote_id == receipt.remote_id
        assert found.at.utcoffset() == timedelta(0)

    def test_a_post_that_is_not_there_is_not_found(self, scene: Scene) -> None:
        """Whatever else the account has said."""
        since = _before(scene)
        scene.platform.publish(_message(scene, "Something else. #Campaign", "other"))
        assert _find(scene, _message(scene), since) is None

    def test_a_post_that_is_known_to_be_another_is_not_taken_for_it(self, scene: Scene) -> None:
        """The same words said on purpose, under another key: not this one, where its id is told."""
        since = _before(scene)
        other = scene.platform.publish(_message(scene, name="other"))
        assert scene.platform.lag >= timedelta(0)
        assert _find(scene, _message(scene), since, (other.remote_id,)) is None

    @pytest.mark.parametrize(("fault", "out"), [("lost_before", False), ("lost_after", True)])
    def test_after_a_lost_answer_looking_tells_whether_the_post_is_out(
        self, scene: Scene, fault: str, *, out: bool
    ) -> None:
        """Which is what a worker does before it sends anything again."""
        since = _before(scene)
        message = _message(scene)
        _raised(scene, fault, message)
        assert (_find(scene, message, since) is not None) is out

    def test_a_withdrawn_post_is_gone_and_the_others_stay(self, scene: Scene) -> None:
        """Where the platform can take posts back: this one, and no other; once more is no error."""
        gone = scene.platform.publish(_message(scene))
        scene.platform.publish(_message(scene, "Something else. #Campaign", "other"))
        for _ in range(2):
            _withdrawing(scene).withdraw(gone)
        assert list(scene.texts()) == ["Something else. #Campaign"]

    def test_a_login_that_is_refused_withdraws_nothing(self, scene: Scene) -> None:
        """It is said so, as of every other call."""
        receipt = scene.platform.publish(_message(scene))
        _withdrawing(scene)
        if reason := scene.fault("unauthorized"):
            pytest.skip(reason)
        with pytest.raises(Unauthorized):
            _withdrawing(scene).withdraw(receipt)
        assert len(scene.texts()) == 1

    def test_a_published_post_has_figures(self, scene: Scene) -> None:
        """Where the platform tells them: numbers of things, None for what it does not count, and not None for all."""
        posts = [scene.platform.publish(_message(scene, f"Post {name}. #Campaign", name)) for name in ("one", "two")]
        counted = _counting(scene).counted(posts)
        assert set(counted) == {one.remote_id for one in posts}
        for figures in counted.values():
            given = [value for value in _values(figures) if value is not None]
            assert given
            assert all(type(value) is int and value >= 0 for value in given)

    def test_a_post_that_was_taken_back_is_counted_as_gone_and_the_others_are_not(self, scene: Scene) -> None:
        """None is what tells it; among others, and where it is asked for alone."""
        gone = scene.platform.publish(_message(scene))
        stays = scene.platform.publish(_message(scene, "Something else. #Campaign", "other"))
        _counting(scene)
        _withdrawing(scene).withdraw(gone)
        counted = _counting(scene).counted([gone, stays])
        assert counted[gone.remote_id] is None
        assert counted[stays.remote_id] is not None
        assert _counting(scene).counted([gone]) == {gone.remote_id: None}

    def test_nothing_to_count_asks_nobody(self, scene: Scene) -> None:
        """And what may be read in which time leaves room for a group of posts."""
        counting = _counting(scene)
        assert counting.counted([]) == {}
        assert 0 < counting.group <= counting.reads.most
        assert counting.reads.window > timedelta(0)


def _counting(scene: Scene) -> Counting:
    if not isinstance(scene.platform, Counting):
        pytest.skip("this platform does not say how a post did")
    return scene.platform


def _values(figures: Figures | None) -> tuple[object, ...]:
    assert figures is not None, "it is not gone"
    return tuple(getattr(figures, name) for name in figures.__slots__)


def _withdrawing(scene: Scene) -> Withdrawing:
    if not isinstance(scene.platform, Withdrawing):
        pytest.skip("this platform takes nothing back")
    return scene.platform


def _before(scene: Scene) -> datetime:
    """Just before now; platforms tell time to the second."""
    return scene.login.now() - timedelta(minutes=1)


def _message(scene: Scene, text: str = SAMPLES[0], name: str = "one") -> Message:
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    return Message(scene.platform.key_for(f"0192f0c4-{name}-1", at), text, language="en")


def _raised(scene: Scene, fault: str, message: Message | None = None) -> PlatformError:
    reason = scene.fault(fault)
    if reason:
        pytest.skip(reason)
    with pytest.raises(PlatformError) as caught:
        scene.platform.publish(message or _message(scene))
    return caught.value


def _find(scene: Scene, message: Message, since: datetime, besides: Sequence[str] = ()) -> Receipt | None:
    try:
        return scene.platform.find(message, since, besides)
    except NotImplementedError:
        pytest.skip("this platform cannot be read back")
