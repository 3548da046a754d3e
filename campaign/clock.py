"""What time it is, as a value that is handed down: the wall's time, and seconds since boot that never jump."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

#: A step of the wall clock that is larger is a jump; what a time service does between two looks is smaller.
JUMP = timedelta(seconds=2)
#: Clocks that are read one after the other agree only if nothing held us up between; then they are read again.
_AT_ONCE_S, _LOOKS = 0.2, 10


def _never() -> float:
    return 0.0


@dataclass(frozen=True, slots=True)
class Clock:
    """Two clocks of one machine, and how long it has slept."""

    #: Aware UTC.
    now: Callable[[], datetime]
    #: Seconds since boot, suspended time included; for deadlines, which a jump of the wall clock must not move.
    boottime: Callable[[], float]
    #: Seconds that the machine has been suspended since boot: what is waited for meanwhile takes that much longer.
    suspended: Callable[[], float] = _never


@dataclass(frozen=True, slots=True)
class Jump:
    """What has happened to time between two looks."""

    #: By how many seconds the wall clock was set, forward if positive; 0 where it was not.
    set_by: float
    #: For how many seconds the machine was suspended; 0 where it was not.
    slept: float


class Guard:
    """Notices that time has jumped, from one look to the next. Asks the clocks and does nothing."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen = self._look()

    def jump(self) -> Jump | None:
        """What has happened since the last call; None: time has passed as it does."""
        (ahead, slept), (ahead_now, slept_now) = self._seen, self._look()
        found = Jump(_beyond(ahead_now - ahead), _beyond(slept_now - slept))
        if not found.set_by and not found.slept:
            # Not kept: many small steps make a jump too.
            return None
        self._seen = ahead_now, slept_now
        return found

    def _look(self) -> tuple[float, float]:
        """How far the wall clock is ahead of the time since boot, and how long the machine has slept."""
        for _ in range(_LOOKS):
            begun = self._clock.boottime()
            seen = self._clock.now().timestamp() - begun, self._clock.suspended()
            if self._clock.boottime() - begun < _AT_ONCE_S:
                break
        return seen


def _beyond(step: float) -> float:
    return step if abs(step) > JUMP.total_seconds() else 0.0
