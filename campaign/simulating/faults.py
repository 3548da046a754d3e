"""What goes wrong in a simulation: chosen beforehand, and drawn in the same order every time."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from itertools import accumulate
from random import Random
from types import MappingProxyType

from campaign.simulating.moment import Outage


class Fate(Enum):
    """What a call that publishes comes to."""

    TAKEN = "taken"
    #: Surely not taken: no connection, or the server's own error.
    UNAVAILABLE = "unavailable"
    #: Not now: the platform says until when.
    RATE_LIMITED = "rate limited"
    #: The answer does not come, and the post is not out; or it is.
    LOST = "lost"
    LOST_BUT_TAKEN = "lost but taken"
    #: For good: this post is not wanted.
    REJECTED = "rejected"
    #: The login is not good any more.
    UNAUTHORIZED = "unauthorized"


#: Of a hundred calls that fail how many fail how. Nothing here is for good: a platform that is unwell gets well again.
PASSING: Mapping[Fate, int] = MappingProxyType(
    {Fate.UNAVAILABLE: 50, Fate.RATE_LIMITED: 20, Fate.LOST: 15, Fate.LOST_BUT_TAKEN: 15}
)


@dataclass(frozen=True, slots=True)
class Faults:
    """What goes wrong, and when."""

    #: Which share of all calls fails, from 0 to 1, in which share of the hours, and how.
    share: float = 0.0
    hours: float = 1.0
    ways: Mapping[Fate, int] = field(default_factory=lambda: PASSING)
    #: When no worker runs, in order.
    away: tuple[Outage, ...] = ()
    #: Account's name → when its login is refused.
    refused: Mapping[str, Outage] = field(default_factory=dict)
    #: Platform's kind → when it cannot be reached.
    down: Mapping[str, Outage] = field(default_factory=dict)
    #: What the draws go by.
    seed: int = 0

    def drawing(self, account: str, kind: str) -> Callable[[datetime], Fate]:
        """What the calls of an account come to, one after the other, whatever other accounts do meanwhile."""
        chance = Random(f"{self.seed} {account}")  # noqa: S311 - not for secrets: to be the same every time
        ways, bounds = tuple(self.ways), tuple(accumulate(self.ways.values()))

        def fate(now: datetime) -> Fate:
            failed, way = chance.random() < self.share and self.is_bad(now), chance.random()
            if account in self.refused and now in self.refused[account]:
                return Fate.UNAUTHORIZED
            if kind in self.down and now in self.down[kind]:
                return Fate.UNAVAILABLE
            return ways[bisect(bounds, way * bounds[-1])] if failed else Fate.TAKEN

        return fate

    def is_bad(self, now: datetime) -> bool:
        """Whether calls fail in this hour at all; the same for all accounts."""
        return Random(f"{self.seed} {now:%Y%m%d%H}").random() < self.hours  # noqa: S311 - as above
