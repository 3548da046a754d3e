"""The suite catches adapters that do wrong; the fake platform does as it is told."""

import logging
import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from posts.errors import AnswerLost, RateLimited, Unavailable
from posts.platforms.base import Figures, Message
from posts.testing import FAULTS, LOST, LOST_BUT_PUBLISHED, Conformance, FakePlatform, Outcome, failing
from tests.platforms.scenes import login

SUITE = Conformance()
MESSAGE = Message("0192f0c4-1", "A post. #Tag")


class Scene:
    def __init__(self, adapter, **behaviour):
        self.login = login(None, {"token": "shown-on-purpose"})
        self.platform = adapter(self.login, **behaviour)

    def texts(self):
        return [message.text for message, _ in self.platform.posts]

    def fault(self, name):
        lost = {"lost_before": LOST, "lost_after": LOST_BUT_PUBLISHED}
        self.platform.outcomes.append(lost.get(name) or failing(FAULTS[name]))


class Naive(FakePlatform):
    def publish(self, message):
        receipt = super().publish(message)
        return replace(receipt, at=receipt.at.replace(tzinfo=None))


class Rewriting(FakePlatform):
    def publish(self, message):
        return super().publish(replace(message, text=message.text.replace("&", "&amp;")))


class Cutting(FakePlatform):
    def publish(self, message):
        return super().publish(replace(message, text=message.text[:100]))


class Swallowing(FakePlatform):
    def publish(self, message):
        try:
            return super().publish(message)
        except AnswerLost:
            return super().publish(message)


class Unsorted(FakePlatform):
    def publish(self, message):
        try:
            return super().publish(message)
        except AnswerLost as error:
            raise ConnectionResetError from error


class Hasty(FakePlatform):
    def publish(self, message):
        try:
            return super().publish(message)
        except AnswerLost as error:
            raise Unavailable("Try again.", platform="fake") from error


class Telling(FakePlatform):
    def publish(self, message):
        try:
            return super().publish(message)
        except RateLimited as error:
            error.args = (f"Bearer {self._login.secrets['token']} must wait",)
            raise


class Cause(FakePlatform):
    def publish(self, message):
        try:
            return super().publish(message)
        except RateLimited as error:
            raise error from ValueError(self._login.secrets["token"])


class Logging(FakePlatform):
    def publish(self, message):
        logging.getLogger("adapter").debug("sending with %s", self._login.secrets["token"])
        return super().publish(message)


class Showing(FakePlatform):
    def __repr__(self):
        return f"Showing({self._login.secrets})"


class Doubling(FakePlatform):
    @property
    def honours_key(self):
        return True

    def _keep(self, message):
        return super()._keep(replace(message, key=f"{message.key}-{len(self.posts)}"))


class Finding(FakePlatform):
    def find(self, message, since):
        return self.posts[-1][1] if self.posts else None


class Blind(FakePlatform):
    def find(self, message, since):
        return None


class Nameless(FakePlatform):
    def check(self):
        return ""


class Fresh(FakePlatform):
    def key_for(self, key, at):
        return f"{key}-{time.monotonic_ns()}"


class Inventing(FakePlatform):
    def counted(self, receipts):
        return {key: figures or Figures(likes=0) for key, figures in super().counted(receipts).items()}


class Guessing(FakePlatform):
    def counted(self, receipts):
        return {one.remote_id: Figures(likes="many") for one in receipts}


class Mute(FakePlatform):
    def counted(self, receipts):
        return {one.remote_id: Figures() for one in receipts}


def secret_shows(scene, caplog):
    SUITE.test_no_secret_shows(scene, "rate_limited", caplog)


WRONG = {
    Naive: lambda scene, _: SUITE.test_a_published_post_has_a_receipt_with_its_time_and_id(scene),
    Rewriting: lambda scene, _: SUITE.test_the_text_arrives_as_it_was_sent(scene, "this & that"),
    Cutting: lambda scene, _: SUITE.test_a_message_at_the_limit_is_accepted(scene),
    Swallowing: lambda scene, _: SUITE.test_a_fault_is_raised_as_what_it_means(scene, "lost_before"),
    Unsorted: lambda scene, _: SUITE.test_a_fault_is_raised_as_what_it_means(scene, "lost_before"),
    Hasty: lambda scene, _: SUITE.test_a_fault_is_raised_as_what_it_means(scene, "lost_after"),
    Telling: secret_shows,
    Cause: secret_shows,
    Logging: secret_shows,
    Showing: secret_shows,
    Doubling: lambda scene, _: SUITE.test_the_same_key_again_makes_no_second_post(scene, None),
    Finding: lambda scene, _: SUITE.test_a_post_that_is_not_there_is_not_found(scene),
    Blind: lambda scene, _: SUITE.test_a_published_post_is_found(scene, "A post."),
    Nameless: lambda scene, _: SUITE.test_the_platform_says_who_the_account_is(scene),
    Inventing: lambda scene, _: SUITE.test_a_post_that_was_taken_back_is_counted_as_gone_and_the_others_are_not(scene),
    Guessing: lambda scene, _: SUITE.test_a_published_post_has_figures(scene),
    Mute: lambda scene, _: SUITE.test_a_published_post_has_figures(scene),
    Fresh: lambda scene, _: SUITE.test_a_key_is_made_of_the_delivery_and_stays_the_same(scene),
}


@pytest.mark.parametrize("adapter", WRONG, ids=lambda adapter: adapter.__name__)
def test_the_suite_catches_an_adapter_that_does_wrong(adapter, caplog):
    proof = WRONG[adapter]
    proof_of_right = Scene(FakePlatform)
    proof(proof_of_right, caplog)
    caplog.clear()
    with pytest.raises((AssertionError, TypeError, ConnectionResetError, pytest.fail.Exception)):
        proof(Scene(adapter), caplog)


def fake(**behaviour):
    return FakePlatform(login(None), **behaviour)


def test_the_fake_takes_its_outcomes_in_turn_and_then_succeeds():
    platform = fake(outcomes=[failing(RateLimited), LOST, LOST_BUT_PUBLISHED], honours_key=False)
    for error in (RateLimited, AnswerLost, AnswerLost):
        with pytest.raises(error):
            platform.publish(MESSAGE)
    assert platform.publish(MESSAGE).remote_id == "2"
    assert len(platform.messages) == 4
    assert len(platform.posts) == 2


def test_the_fake_raises_a_strangers_exception_too():
    with pytest.raises(KeyError):
        fake(outcomes=[Outcome(KeyError("data"), published=False)]).publish(MESSAGE)


def test_the_fake_takes_its_time():
    began = time.monotonic()
    fake(outcomes=[Outcome(delay_s=0.05)]).publish(MESSAGE)
    assert time.monotonic() - began >= 0.05


def test_the_fake_honours_keys_from_many_threads():
    platform = fake()
    threads = [threading.Thread(target=platform.publish, args=(MESSAGE,)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(platform.messages) == 20
    assert len(platform.posts) == 1


def test_the_fake_may_be_unreadable():
    platform = fake(readable=False)
    with pytest.raises(NotImplementedError):
        platform.find(MESSAGE, platform._login.now() - timedelta(minutes=1))
