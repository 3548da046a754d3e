"""What can wait lets posts go first: before each of its steps it waits while one is on its way or about to fall due.

Python runs one thread at a time, and SQLite has one writer: whatever a round computes or writes while a post goes out,
that post waits for.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

#: How long before a post falls due no step is begun any more: longer than one takes.
AHEAD = timedelta(milliseconds=25)
#: How often it is looked, and how many times before a step is taken all the same.
_LOOK_S, _LOOKS = 0.005, 20


@dataclass(frozen=True, slots=True)
class Courtesy:
    """What rounds show to posts."""

    #: Whether no post is on its way, nor due within `AHEAD`.
    is_idle: Callable[[], bool]
    pause: Callable[[float], object] = time.sleep

    def wait(self) -> None:
        """Until no post would be kept waiting; a tenth of a second at most: rounds go on however much goes out."""
        for _ in range(_LOOKS):
            if self.is_idle():
                return
            self.pause(_LOOK_S)
