"""Time that passes only when it is told to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from campaign.clock import Clock


@dataclass(slots=True)
class Moment:
    """What time it is; it only goes forward."""

    #: Aware UTC.
    at: datetime

    def now(self) -> datetime:
        """As a clock says it."""
        return self.at

    def pass_to(self, at: datetime) -> None:
        """Lets time pass until then; what is over already stays over."""
        self.at = max(self.at, at)

    def clock(self) -> Clock:
        """A machine's clock, by which every call takes no time."""
        return Clock(now=self.now, boottime=lambda: 0.0)


@dataclass(frozen=True, slots=True)
class Outage:
    """Something does not work from a moment (aware) until another, itself excluded."""

    since: datetime
    until: datetime

    def __contains__(self, at: datetime) -> bool:
        return self.since <= at < self.until


def out_of(outages: Sequence[Outage], at: datetime) -> datetime:
    """The moment itself, or the first after it that is in none of the outages, which are in order."""
    for outage in outages:
        at = outage.until if at in outage else at
    return at
