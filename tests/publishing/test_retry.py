"""What a platform's answer means: the class of the error is the decision."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.publishing.retry import (
    Answer,
    Fail,
    HoldAccount,
    InDoubt,
    Policy,
    Refresh,
    Retry,
    Wait,
    backoff,
    decide,
)
from campaign.reasons import Reason, words
from posts.errors import (
    AnswerLost,
    Duplicate,
    PlatformError,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
)

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SAID = {"platform": "x", "said": "Over capacity."}


def error(kind, **more):
    return kind("Over capacity.", platform="x", **more)


def said(code, **more):
    return Reason(code, {**SAID, **more})


def asked_to_wait(until):
    return said("rate_limited", until=until.isoformat())


def decided(problem, **changed):
    known = {"attempt": 1, "now": NOW, "jitter": 0.5}
    return decide(problem, **{**known, **changed})


def test_what_a_platform_said_is_told_once():
    refusal = Rejected("X refused the post: it is too long.", platform="x", said="it is too long")
    assert words(decided(refusal).reason).startswith("X refused the post (it is too long): ")
    assert words(decided(error(Rejected)).reason).startswith("X refused the post (Over capacity): ")


class Throttled(RateLimited):
    """An adapter's own class of a kind that we know."""


class Odd(PlatformError):
    """An adapter's own class of no kind that we know."""


DECISIONS = [
    (error(Unavailable), {}, Retry(NOW + 15 * SECOND, said("unavailable"))),
    (error(Unavailable), {"attempt": 4}, Retry(NOW + 120 * SECOND, said("unavailable"))),
    (error(Unavailable), {"attempt": 12}, Fail(said("no_attempts_left", attempts="12"))),
    (error(RateLimited, until=NOW + SECOND), {}, Wait(NOW + SECOND, asked_to_wait(NOW + SECOND))),
    (error(RateLimited, until=NOW), {}, Wait(NOW + 300 * SECOND, asked_to_wait(NOW + 300 * SECOND))),
    (error(RateLimited), {}, Wait(NOW + 300 * SECOND, asked_to_wait(NOW + 300 * SECOND))),
    (error(RateLimited), {"attempt": 99}, Wait(NOW + 300 * SECOND, asked_to_wait(NOW + 300 * SECOND))),
    (error(Throttled), {}, Wait(NOW + 300 * SECOND, asked_to_wait(NOW + 300 * SECOND))),
    (error(Rejected), {}, Fail(said("rejected"))),
    (error(Unauthorized), {}, Refresh(said("unauthorized"))),
    (error(Unauthorized), {"refreshed": True}, HoldAccount(said("unauthorized"))),
    (error(Duplicate), {}, Fail(said("duplicate"))),
    (error(Duplicate), {"open_ended": True}, InDoubt(said("duplicate_in_doubt"))),
    (error(AnswerLost), {}, InDoubt(said("answer_lost"))),
    (error(AnswerLost), {"attempt": 99}, InDoubt(said("answer_lost"))),
    (error(Odd), {}, InDoubt(Reason("stranger", {"error": "Odd"}))),
    (error(PlatformError), {}, InDoubt(Reason("stranger", {"error": "PlatformError"}))),
    (KeyError("token=secret"), {}, InDoubt(Reason("stranger", {"error": "KeyError"}))),
]


@pytest.mark.parametrize(("problem", "changed", "decision"), DECISIONS)
def test_the_class_of_the_error_is_the_decision(problem, changed, decision):
    assert decided(problem, **changed) == decision


def test_every_class_of_platform_error_has_a_decision():
    ours = {kind for kind in PlatformError.__subclasses__() if kind.__module__ == "posts.errors"}
    assert set(get_args(Answer)) == ours


def test_what_a_strangers_exception_says_is_not_kept():
    assert "secret" not in repr(decided(KeyError("token=secret")))


@pytest.mark.parametrize(
    ("attempt", "most"),
    [(1, 30), (2, 60), (3, 120), (7, 1920), (8, 3600), (9, 3600), (10_000, 3600)],
)
def test_waits_double_up_to_an_hour(attempt, most):
    assert backoff(attempt, 1.0, Policy()) == most * SECOND
    assert backoff(attempt, 0.0, Policy()) == timedelta(0)


@given(st.integers(1, 20), st.floats(0, 1, exclude_max=True))
def test_a_wait_is_a_random_part_of_its_span(attempt, jitter):
    span = min(timedelta(hours=1), 30 * SECOND * 2 ** (attempt - 1))
    assert timedelta(0) <= backoff(attempt, jitter, Policy()) <= span


def test_a_rate_limit_is_waited_for_as_long_as_it_says():
    until = NOW + timedelta(days=1)
    assert decided(error(RateLimited, until=until)) == Wait(until, asked_to_wait(until))


def test_the_policy_can_be_another():
    patient = Policy(attempts=20, base=SECOND, cap=2 * SECOND, wait=7 * SECOND)
    assert decided(error(Unavailable), attempt=19, policy=patient) == Retry(NOW + SECOND, said("unavailable"))
    assert decided(error(RateLimited), policy=patient) == Wait(NOW + 7 * SECOND, asked_to_wait(NOW + 7 * SECOND))
