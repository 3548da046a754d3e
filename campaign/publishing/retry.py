"""What a platform's answer means for a delivery: pure decisions, which publishing carries out.

The class of the error is the decision (`posts.errors`); what is unknown counts as an answer that was lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias, assert_never

from campaign.reasons import Reason
from posts.errors import AnswerLost, Duplicate, RateLimited, Rejected, Unauthorized, Unavailable

#: Every answer that has a decision; any other exception is a stranger's.
Answer: TypeAlias = Unavailable | RateLimited | Rejected | Unauthorized | Duplicate | AnswerLost

#: Doubling more often than this changes nothing but the size of the numbers.
_MOST_DOUBLINGS = 32


@dataclass(frozen=True, slots=True)
class Policy:
    """How patient the queue is with a platform that cannot be reached."""

    #: Tries of one delivery altogether: with the waits below they last about three hours.
    attempts: int = 12
    #: The first wait is at most this; each further one at most twice the one before.
    base: timedelta = timedelta(seconds=30)
    #: No wait is longer.
    cap: timedelta = timedelta(hours=1)
    #: How long to wait on a platform that asks for it without saying until when.
    wait: timedelta = timedelta(minutes=5)
    #: What it asks for beyond this is not believed: it is asked again by then.
    longest_wait: timedelta = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Retry:
    """Nothing was accepted: back into the queue, due at ``at`` (aware), one attempt used."""

    at: datetime
    reason: Reason


@dataclass(frozen=True, slots=True)
class Wait:
    """The account is to keep quiet until then (aware): back into the queue, no attempt used."""

    until: datetime
    reason: Reason


@dataclass(frozen=True, slots=True)
class Refresh:
    """The login is to be renewed, and the delivery queued again; where it cannot be renewed, decide anew."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class HoldAccount:
    """The account and all that waits for it is held until a person renews its login."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Fail:
    """The delivery has failed; only a person sends it again."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class InDoubt:
    """The post may be out: it is never sent again blindly."""

    reason: Reason


Decision: TypeAlias = Retry | Wait | Refresh | HoldAccount | Fail | InDoubt


def decide(
    error: BaseException,
    *,
    attempt: int,
    now: datetime,
    jitter: float,
    refreshed: bool = False,
    open_ended: bool = False,
    policy: Policy = Policy(),
) -> Decision:
    """What to do after the ``attempt``-th try (1 is the first) of a delivery failed.

    Only tries count, not how late it is: after an outage all of a backlog would else fail at its first try, one post
    after the other, while the network is away for a moment more.

    ``jitter`` is a random number in [0, 1). ``refreshed`` says that the login was renewed for this delivery, or that
    it cannot be; ``open_ended`` that an earlier attempt may have been accepted. All times are aware.
    """
    if not isinstance(error, Answer):
        # Of a stranger's exception only the class is kept: its text may hold a token.
        return InDoubt(Reason("stranger", {"error": type(error).__name__}))
    said = {"platform": error.platform, "said": error.said}
    match error:
        case Unavailable():
            decision: Decision = _again(said, attempt=attempt, now=now, jitter=jitter, policy=policy)
        case RateLimited(until=until):
            decision = _wait(said, until=until, now=now, policy=policy)
        case Rejected():
            decision = Fail(Reason("rejected", said))
        case Unauthorized():
            reason = Reason("unauthorized", said)
            decision = HoldAccount(reason) if refreshed else Refresh(reason)
        case Duplicate():
            # Where no earlier attempt can be meant, it was said on purpose, and once is enough.
            decision = InDoubt(Reason("duplicate_in_doubt", said)) if open_ended else Fail(Reason("duplicate", said))
        case AnswerLost():
            decision = InDoubt(Reason("answer_lost", said))
        case never:
            assert_never(never)
    return decision


def backoff(attempt: int, jitter: float, policy: Policy) -> timedelta:
    """How long to wait after the ``attempt``-th try: a random part of a span that doubles up to the cap.

    "Full jitter", so that what failed together does not come back together:
    https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
    """
    doublings = min(attempt - 1, _MOST_DOUBLINGS)
    return jitter * min(policy.cap, policy.base * (1 << doublings))


def _wait(said: Mapping[str, str], *, until: datetime | None, now: datetime, policy: Policy) -> Wait:
    """As long as the platform asks for, within reason."""
    # A time that is past already says nothing, and would have us knock without a pause.
    if until is None or until <= now:
        until = now + policy.wait
    latest = now + policy.longest_wait
    if until <= latest:
        return Wait(until, Reason("rate_limited", {**said, "until": until.isoformat()}))
    values = {"asked": until.isoformat(), "until": latest.isoformat()}
    return Wait(latest, Reason("rate_limited_long", {**said, **values}))


def _again(said: Mapping[str, str], *, attempt: int, now: datetime, jitter: float, policy: Policy) -> Retry | Fail:
    """Another try, if there is one left."""
    if attempt < policy.attempts:
        return Retry(now + backoff(attempt, jitter, policy), Reason("unavailable", said))
    return Fail(Reason("no_attempts_left", {**said, "attempts": str(attempt)}))
