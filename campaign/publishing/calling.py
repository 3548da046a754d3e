"""Calls to platforms, on the threads of a crew: what is sent, whether it still may be, and how it ended.

Nothing here knows the database: what is to become of an answer is written down by who asked for the call.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from time import monotonic
from typing import NamedTuple, TypeAlias

from campaign import preflight
from campaign.clock import Clock
from campaign.doubt import SOON, Later
from campaign.publishing import reconciling, retry
from campaign.publishing.crew import Crew, Hands
from campaign.publishing.messages import message
from campaign.publishing.outcomes import Outcome, was_renewed
from campaign.publishing.reconciling import Looked
from campaign.reasons import Reason
from campaign.store.values import Account, Claimed, Doubt, Intent
from posts.platforms.base import Platform

#: Answers that follow each other as closely as this are written down together: a commit for each would take as long,
#: and until then our thread would wrest Python's lock from those that are about to bring the next.
TOGETHER_S = 0.001
#: Half of the calls on their way are waited for, so long at most: each pass has a price of its own, that of ten posts.
GATHER_S = 0.05
#: With fewer calls on their way there is nothing to wait for: what falls due next would be late by it.
MANY = 20


class Call(NamedTuple):
    """What is committed and to be sent: by which adapter, for whom."""

    intent: Intent
    platform: Platform
    owner: Account
    #: When it must have begun, by a clock that never jumps.
    boot_deadline: float


@dataclass(frozen=True, slots=True)
class Question:
    """What a platform is to be asked about."""

    doubt: Doubt
    platform: Platform
    owner: Account


Errand: TypeAlias = Call | Question
Answer: TypeAlias = Outcome | Looked
#: Who runs errands: handed what runs one, and how many at a time.
Hiring: TypeAlias = Callable[[Callable[[Errand], None], int], Hands[Errand]]


@dataclass(frozen=True, slots=True)
class Caller:
    """How calls are made, by which clock."""

    clock: Clock
    #: From 0 to 1, anew at each asking.
    jitter: Callable[[], float]
    #: Why a text must not go out for what its links lead to.
    linked: Callable[[str], Reason | None]

    def answer(self, errand: Errand) -> Answer:
        """How it ended. Whatever a stranger's adapter did, its account is spoken for no longer."""
        try:
            if isinstance(errand, Call):
                return self.call(errand)
            return reconciling.ask(errand.doubt, errand.platform, errand.owner, self.clock.now)
        except BaseException as error:  # noqa: BLE001 - see above
            return self.none(errand, error)

    def none(self, errand: Errand, error: BaseException | None = None) -> Answer:
        """What is known of an errand that nobody has begun, or (``error``) that came to no answer."""
        if isinstance(errand, Call):
            return Outcome(errand.intent, self.clock.now(), error=error)
        return Looked(errand.doubt, Later(self.clock.now() + SOON))

    def call(self, one: Call) -> Outcome:
        """Publishes, if that begins before its deadline."""
        intent, platform = one.intent, one.platform
        sent = message(intent.claimed, intent.key, one.owner, platform)
        # Here, since some servers must be asked for their limits, which no transaction waits for. What may be out
        # already is past that question.
        if not intent.again and (unfit := _unfit(intent.claimed, platform) or self.linked(intent.claimed.text)):
            return Outcome(intent, self.clock.now(), unfit=unfit)
        # Checked as late as can be: past it another worker may hold the delivery.
        if self.clock.boottime() > one.boot_deadline:
            return Outcome(intent, self.clock.now())
        try:
            receipt = platform.publish(sent)
        except Exception as error:  # noqa: BLE001 - a stranger's exception means that the post may be out
            wanted = self.decision(intent, error, one.owner.name, refreshed=was_renewed(intent))
            secrets = _renew(platform) if isinstance(wanted, retry.Refresh) else None
            return Outcome(intent, self.clock.now(), error=error, secrets=secrets)
        return Outcome(intent, self.clock.now(), receipt=receipt)

    def decision(self, intent: Intent, error: BaseException, account: str, *, refreshed: bool) -> retry.Decision:
        """What the error means for the delivery of the account of that name, now."""
        decided = retry.decide(
            error,
            attempt=intent.claimed.spent + 1,
            now=self.clock.now(),
            jitter=self.jitter(),
            refreshed=refreshed,
            open_ended=intent.number > 1,
        )
        if not isinstance(decided, retry.Refresh | retry.HoldAccount):
            return decided
        # What is to be done about a refused login is done by the account's name.
        return replace(decided, reason=Reason(decided.reason.code, {**decided.reason.values, "account": account}))


class Calls:
    """The calls on their way, and what came of them. One thread hands them over and collects the answers."""

    def __init__(self, caller: Caller, threads: int, notify: Callable[[], None], hire: Hiring = Crew) -> None:
        """``notify`` is called from another thread when there is something to be collected."""
        self._caller, self._notify = caller, notify
        self._crew = hire(self._run, threads)
        self._answers: SimpleQueue[Answer] = SimpleQueue()
        #: Whether we have said so since they were collected last.
        self._told = False
        self._out = 0

    def make(self, errands: Sequence[Errand]) -> None:
        """Lets them be run."""
        self._out += len(errands)
        self._crew.take(errands)

    def collect(self, wait_s: float | None = 0) -> list[Answer]:
        """What has come back, and of many half, if it comes soon; waits for the first as told, None without end."""
        # Before the look: what comes after it is told.
        self._told = False
        found: list[Answer] = []
        try:
            found.append(self._answers.get(timeout=wait_s) if wait_s != 0 else self._answers.get_nowait())
            end = monotonic() + GATHER_S
            while len(found) < self._out:
                found.append(self._answers.get(timeout=self._rest_s(len(found), end)))
        except Empty:
            pass
        self._out -= len(found)
        return found

    def _rest_s(self, found: int, end: float) -> float:
        """How long the next answer is waited for, where so many are there; ``end``: until when half of them are."""
        if self._out < MANY:
            return 0
        return max(end - monotonic(), TOGETHER_S) if found < self._out // 2 else TOGETHER_S

    def stop(self) -> None:
        """Begins no more; what was never begun is answered so."""
        for errand in self._crew.stop():
            self._answers.put(self._caller.none(errand))

    def _run(self, errand: Errand) -> None:
        self._answers.put(self._caller.answer(errand))
        if not self._told:
            self._told = True
            self._notify()


def _unfit(claimed: Claimed, platform: Platform) -> Reason | None:
    """Why the text cannot go out as it is; a server that does not say its limits now judges the text itself."""
    try:
        limits = platform.limits()
    except Exception:  # noqa: BLE001 - a stranger's too: nothing was sent, so nothing is in doubt
        return None
    return preflight.of_text(claimed.text, claimed.tag, limits)


def _renew(platform: Platform) -> Mapping[str, str] | None:
    try:
        return platform.refresh()
    except Exception:  # noqa: BLE001 - what cannot be renewed is held
        return None
