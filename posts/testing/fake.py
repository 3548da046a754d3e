"""A platform in memory, for tests of what happens around one."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import ClassVar

from posts.errors import AnswerLost, PlatformError
from posts.measure import LIMITS, Limits
from posts.platforms.base import Budget, Figures, Login, Message, Receipt, SecretField


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one call of `FakePlatform.publish` comes to: by default the post is out after no time."""

    #: Raised after the call; a platform's error or a stranger's.
    error: Exception | None = None
    #: Whether the post is out, whatever the caller is told.
    published: bool = True
    #: How long the call takes, in seconds.
    delay_s: float = 0


#: The answer did not come, and the post is not out; or it is.
LOST = Outcome(AnswerLost("The answer was lost.", platform="fake"), published=False)
LOST_BUT_PUBLISHED = Outcome(AnswerLost("The answer was lost.", platform="fake"))


def failing(error: type[PlatformError], *, delay_s: float = 0) -> Outcome:
    """A call that fails with this class of error, nothing being published."""
    return Outcome(
        error(f"The fake platform says {error.__name__}.", platform="fake"), published=False, delay_s=delay_s
    )


def figures_of(remote_id: str) -> Figures:
    """What the fake counts of its post of that number."""
    number = int(remote_id)
    return Figures(impressions=1_000 + number, likes=100 + number, replies=number, reposts=10 + number)


class FakePlatform:
    """A platform in memory that does as it is told: each call of ``publish``, ``withdraw`` and ``counted`` takes
    the next outcome, then all succeed.

    ``messages`` is every message that it was asked to publish, ``posts`` what is out. May be shared by threads.
    """

    kind: ClassVar[str] = "fake"
    secrets: ClassVar[tuple[SecretField, ...]] = ()
    options: ClassVar[tuple[str, ...]] = ()
    key_lasts: ClassVar[timedelta | None] = None
    key_rests: ClassVar[timedelta] = timedelta(0)
    lag: ClassVar[timedelta] = timedelta(0)
    #: An instance may be told otherwise.
    answers_itself = True
    budgets: ClassVar[tuple[Budget, ...]] = ()
    group: ClassVar[int] = 10
    reads: ClassVar[Budget] = Budget(100, timedelta(minutes=5))

    def __init__(
        self,
        login: Login,
        *,
        outcomes: Iterable[Outcome] = (),
        honours_key: bool = True,
        readable: bool = True,
        limits: Limits = LIMITS["plain"],
    ) -> None:
        self.messages: list[Message] = []
        self.posts: list[tuple[Message, Receipt]] = []
        self.outcomes = deque(outcomes)
        self._login = login
        self._honours_key = honours_key
        self._readable = readable
        self._limits = limits
        self._lock = Lock()
        self._made = 0

    @property
    def honours_key(self) -> bool:
        """As it was told."""
        return self._honours_key

    def limits(self) -> Limits:
        """As it was told; by default plain text."""
        return self._limits

    def key_for(self, key: str, at: datetime) -> str:  # noqa: ARG002 - the contract's
        """The delivery's own key."""
        return key

    def publish(self, message: Message) -> Receipt:
        """Does what its next outcome says."""
        with self._lock:
            self.messages.append(message)
            outcome = self.outcomes.popleft() if self.outcomes else Outcome()
        time.sleep(outcome.delay_s)
        if outcome.published:
            receipt = self._keep(message)
        if outcome.error:
            raise outcome.error
        return receipt

    def find(self, message: Message, since: datetime, besides: Collection[str] = ()) -> Receipt | None:
        """The newest post of that text since then; raises `NotImplementedError` where it was told to be unreadable."""
        if not self._readable:
            raise NotImplementedError
        with self._lock:
            said = [one for sent, one in self.posts if sent.text == message.text and one.at >= since]
            found = [one for one in said if one.remote_id not in besides]
        return found[-1] if found else None

    def check(self) -> str:
        """The account's name."""
        return f"@{self._login.name}"

    def refresh(self) -> Mapping[str, str] | None:
        """There is nothing to refresh."""
        return None

    def withdraw(self, receipt: Receipt) -> None:
        """Does what its next outcome says: takes the post away, unless that is to fail."""
        with self._lock:
            outcome = self.outcomes.popleft() if self.outcomes else Outcome()
        if outcome.error:
            raise outcome.error
        with self._lock:
            self.posts = [one for one in self.posts if one[1].remote_id != receipt.remote_id]

    def counted(self, receipts: Sequence[Receipt]) -> Mapping[str, Figures | None]:
        """Does what its next outcome says: the same figures for the same post, or that it is not out any more."""
        with self._lock:
            outcome = self.outcomes.popleft() if self.outcomes else Outcome()
            there = {receipt.remote_id for _, receipt in self.posts}
        time.sleep(outcome.delay_s)
        if outcome.error:
            raise outcome.error
        return {one.remote_id: figures_of(one.remote_id) if one.remote_id in there else None for one in receipts}

    def _keep(self, message: Message) -> Receipt:
        with self._lock:
            if self._honours_key:
                for sent, receipt in self.posts:
                    if sent.key == message.key:
                        return receipt
            self._made += 1
            number = str(self._made)
            receipt = Receipt(number, f"https://fake.example/{number}", self._login.now(), {"id": number})
            self.posts.append((message, receipt))
            return receipt
