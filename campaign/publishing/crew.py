"""The threads on which platforms are spoken to: as many as there are calls that wait for an answer, and no more.

Who takes a call calls up one more before it begins, if there are others; and nobody is called up while somebody has
not come yet. So calls that end at once are made one after the other by one thread, and a slow one keeps none waiting:
Python runs one thread at a time, and to wake one for each call costs more than such a call.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Generic, Protocol, TypeVar

Errand = TypeVar("Errand")

#: A thread that has had nothing to do for so long ends.
REST_S = 10.0


class Hands(Protocol[Errand]):
    """Whoever runs errands."""

    def take(self, errands: Iterable[Errand]) -> None:
        """Runs them, in this order or beside each other."""

    def stop(self) -> list[Errand]:
        """Takes no more; those come back that nobody has begun."""


class Crew(Generic[Errand]):
    """Runs errands on threads of its own, so many at a time at most."""

    def __init__(self, run: Callable[[Errand], None], size: int) -> None:
        """``run`` runs an errand, on any thread; it must not raise."""
        self._run, self._size = run, size
        self._waiting: deque[Errand] = deque()
        self._bell: SimpleQueue[None] = SimpleQueue()
        #: Whether somebody was called up who has not come yet.
        self._rung = False
        self._threads = self._resting = 0
        self._counting = Lock()

    def take(self, errands: Iterable[Errand]) -> None:
        """Runs them as soon as there is a thread for each."""
        self._waiting.extend(errands)
        self._call_up()

    def stop(self) -> list[Errand]:
        """Takes back what nobody has begun; what has begun ends by itself."""
        found = []
        while (errand := self._next()) is not None:
            found.append(errand)
        return found

    def _next(self) -> Errand | None:
        try:
            return self._waiting.popleft()
        except IndexError:
            return None

    def _call_up(self) -> None:
        """Somebody comes, if anything waits. Whoever comes looks at what waits after this, so nothing is overlooked."""
        if not self._waiting or self._rung:
            return
        self._rung = True
        with self._counting:
            if not self._resting and self._threads < self._size:
                self._hire()
            self._bell.put(None)

    def _hire(self) -> None:
        """One thread more; where the system gives us none, those that there are come when they are done."""
        try:
            # A daemon, since nobody waits without end for a call that does not come back.
            Thread(target=self._work, name=f"call-{self._threads + 1}", daemon=True).start()
            self._threads += 1
        except RuntimeError:
            if not self._threads:
                self._rung = False
                raise

    def _work(self) -> None:
        while self._comes():
            self._rung = False
            while (errand := self._next()) is not None:
                self._call_up()
                self._run(errand)

    def _comes(self) -> bool:
        """Waits for the bell; False after a long rest."""
        with self._counting:
            self._resting += 1
        try:
            self._bell.get(timeout=REST_S)
            called = True
        except Empty:
            called = False
        with self._counting:
            self._resting -= 1
            # Rung at the last moment: whoever rang counts on us.
            stays = called or not self._bell.empty()
            self._threads -= not stays
        return stays
