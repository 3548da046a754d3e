"""One thread at a time makes a request, or an answer of what came; on the network all wait side by side.

Of two hundred threads that have something to work out, each would ask for Python's own lock as often as it may
(https://docs.python.org/3/library/sys.html#sys.setswitchinterval), and they would spend more time on that than on their
work. Whoever waits for a lock of ours sleeps until its turn has come. Each hand-over costs something too, so a call
has its turn twice: from its beginning until it connects, and from the first word of the answer to its end.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, get_ident


class Turn:
    """A lock that its holder lays aside while it waits for a server, however deep within the work that is."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._holder: int | None = None

    def is_taken(self) -> bool:
        """Whether anybody has it."""
        return self._lock.locked()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Around work. Who has it already keeps it."""
        if self._is_ours():
            yield
            return
        self._take()
        try:
            yield
        finally:
            self._give()

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Around whatever may have to wait; nothing for who does not have it."""
        if not self._is_ours():
            yield
            return
        self._give()
        try:
            yield
        finally:
            self._take()

    def _is_ours(self) -> bool:
        # Nobody but we writes our own number there, so what another writes meanwhile does not matter.
        return self._holder == get_ident()

    def _take(self) -> None:
        self._lock.acquire()
        self._holder = get_ident()

    def _give(self) -> None:
        self._holder = None
        self._lock.release()


TURN = Turn()
