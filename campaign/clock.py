"""What time it is, as a value that is handed down: the wall's time, and seconds since boot that never jump."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Clock:
    """Two clocks of one machine."""

    #: Aware UTC.
    now: Callable[[], datetime]
    #: Seconds since boot, suspended time included; for deadlines, which a jump of the wall clock must not move.
    boottime: Callable[[], float]
