"""A value that is asked for by many and made anew only every few seconds."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Fresh(Generic[T]):
    """Calls ``make`` at most once in ``seconds``, whoever asks; ``clock`` gives seconds that never go back.

    Where making it fails, whoever asked is told, and the next one makes it anew.
    """

    def __init__(self, make: Callable[[], T], seconds: float, clock: Callable[[], float]) -> None:
        self._make = make
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._made: tuple[float, T] | None = None

    def get(self) -> T:
        """The value, not older than the seconds."""
        with self._lock:
            if self._made is None or self._clock() - self._made[0] >= self._seconds:
                self._made = None
                value = self._make()
                self._made = self._clock(), value
            return self._made[1]
