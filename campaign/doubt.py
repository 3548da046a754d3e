"""What is to be done about a post of which nobody knows whether it is out.

::

    Case, Ways ─before→ Again | Ask | Later
                           └─ the platform is asked ─→ Receipt | Unseen ─after→ Found | Absent | Later | Leave

A doubt ends by proof alone. The same key sent again is one, where the platform honours keys: whatever became of the
earlier attempt, one post is out then. A post that is seen there is another. That it is not seen proves something only
after a quiet time, when no call of it can still be running and the platform has had time to show it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING, TypeAlias

from campaign.reasons import Reason

if TYPE_CHECKING:
    # Not at run time: the store knows this module, and adapters' ways to the network take long to import.
    from posts.platforms.base import Receipt

#: The code of the reason of what is in doubt since a backup was put back.
RESTORED = "restored"
#: How far a platform's clock may be behind ours: what it took this long before the first attempt may still be it.
SKEW = timedelta(minutes=2)
#: How long before its end a key is no longer relied on: the call takes time, and clocks differ.
SPARE = timedelta(minutes=10)
#: The first wait, and the longest; between them each is as long as the doubt has lasted already.
SOON, RARELY = timedelta(seconds=30), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of a delivery in doubt. All times are aware."""

    #: When the first attempt under its key began, or may have; and when the last one ended, as far as known, or began.
    first_at: datetime
    last_at: datetime
    #: From when on no call of it can still be running.
    over_at: datetime
    #: How often it was looked for and not seen.
    looks: int
    #: Whether its workspace, account and campaign may speak, and what goes before it in its thread is out.
    may_speak: bool
    #: Whether it is later than its campaign lets it go out: where it is not out, it is not to be sent any more.
    is_late: bool = False
    #: The code of the reason for which it is in doubt.
    code: str = ""

    @property
    def since(self) -> datetime:
        """What the account said before this is not it."""
        return self.first_at - SKEW


@dataclass(frozen=True, slots=True)
class Ways:
    """What a platform gives to resolve a doubt by: see `posts.platforms.base.Platform`."""

    platform: str
    honours_key: bool
    key_lasts: timedelta | None
    key_rests: timedelta
    lag: timedelta


class Unseen(Enum):
    """What asking came to, where it did not find the post."""

    NOT_THERE = auto()
    #: The platform cannot be read back at all.
    UNREADABLE = auto()
    #: It could not be asked just now.
    UNREACHABLE = auto()


@dataclass(frozen=True, slots=True)
class Ask:
    """The platform is to be asked for the post, now."""


@dataclass(frozen=True, slots=True)
class Again:
    """The same key is to be sent once more, now."""


@dataclass(frozen=True, slots=True)
class Later:
    """It is to be taken up again at ``at`` (aware). ``looked``: it was looked for, and not seen."""

    at: datetime
    looked: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """It is out."""

    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Absent:
    """It is surely not out: back into the queue."""


@dataclass(frozen=True, slots=True)
class Leave:
    """Only a person can tell; ``reason`` says why."""

    reason: Reason


Step: TypeAlias = Again | Ask | Later
Verdict: TypeAlias = Again | Later | Found | Absent | Leave


def before(case: Case, ways: Ways, now: datetime) -> Step:
    """What to do about a doubt whose time has come, before anybody is asked."""
    if not _key_helps(case, ways, now) or not case.may_speak or case.is_late:
        return Ask()
    return _again(case, ways, now)


def after(case: Case, ways: Ways, seen: Receipt | Unseen, now: datetime) -> Verdict:
    """What the platform's answer means."""
    match seen:
        case Unseen.UNREACHABLE:
            return Later(now + _pause(case, now))
        case Unseen.UNREADABLE:
            return _unreadable(case, ways, now)
        case Unseen.NOT_THERE:
            return _not_there(case, ways, now)
        case receipt:
            return Found(receipt)


def _key_helps(case: Case, ways: Ways, now: datetime) -> bool:
    """Whether sending the same key again makes surely no second post, and may make the first."""
    # What was refused under its key would be refused again: then only looking helps.
    if not ways.honours_key or case.code == "again_refused":
        return False
    # Since when a backup knows nothing of it, the log of attempts does not tell: after one more that failed, nobody
    # would know any longer from when on to look for the first.
    if case.code == RESTORED and ways.key_lasts is not None:
        return False
    return ways.key_lasts is None or now <= case.first_at + ways.key_lasts - SPARE


def _again(case: Case, ways: Ways, now: datetime) -> Again | Later:
    at = case.last_at + max(ways.key_rests, _pause(case, case.last_at))
    return Again() if now >= at else Later(at)


def _unreadable(case: Case, ways: Ways, now: datetime) -> Again | Later | Leave:
    if not _key_helps(case, ways, now):
        return Leave(Reason("unreadable", {"platform": ways.platform}))
    # Late or not: nothing else tells whether it is out.
    return _again(case, ways, now) if case.may_speak else Later(now + _pause(case, now))


def _not_there(case: Case, ways: Ways, now: datetime) -> Later | Absent | Leave:
    # Where posts show late, one look proves nothing: two are needed, apart by as long as that may take.
    quiet = case.over_at + ways.lag
    if now < quiet or (ways.lag and case.looks == 0):
        return Later(max(quiet, now + max(ways.lag, SOON)), looked=True)
    if case.code == "duplicate_in_doubt":
        return Leave(Reason("duplicate_unseen", {"platform": ways.platform}))
    return Absent()


def _pause(case: Case, now: datetime) -> timedelta:
    """As long again as it has been in doubt, so that each wait doubles; never for ever."""
    return max(SOON, min(now - case.first_at, RARELY))
