"""When people are told: not at once, so that what belongs together is told together, and not at night."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

#: After a notice that could not be delivered: as long as it has waited already, within these.
_SOONEST, _LATEST = timedelta(seconds=30), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Quiet:
    """A time of the day, by the wall's clock in a zone, at which nobody is told."""

    start: time
    end: time
    zone: ZoneInfo

    def until(self, now: datetime) -> datetime | None:
        """When it ends, if ``now`` (aware) lies in it."""
        here = now.astimezone(self.zone)
        at, overnight = here.time(), self.start > self.end
        if not ((at >= self.start or at < self.end) if overnight else self.start <= at < self.end):
            return None
        day = here.date() + timedelta(days=overnight and at >= self.start)
        return datetime.combine(day, self.end, self.zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient notices are."""

    #: How long what happens after the first event is waited for, to be told with it.
    gather: timedelta
    #: The least time between two notices.
    pause: timedelta
    quiet: Quiet | None = None

    def ready(self, since: datetime, after: datetime | None, now: datetime) -> bool:
        """Whether it is time to tell what began at ``since``, where nobody tells before ``after``."""
        # Negative where the clock was set back meanwhile: there is nothing to wait for then.
        waited = now - since
        gathered = waited >= self.gather or waited < timedelta(0)
        return gathered and (after is None or after <= now) and not (self.quiet and self.quiet.until(now))


def again(since: datetime, now: datetime) -> datetime:
    """When to try again what could not be delivered: each wait is as long as all before it together."""
    return now + min(max(now - since, _SOONEST), _LATEST)
