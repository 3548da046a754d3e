"""Rounds of work beside publishing: on a thread of their own, one at a time, so that no post ever waits for them."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod

import structlog

from campaign.errors import CampaignError


class Rounds(ABC):
    """Work that comes round again and again.

    A round that fails is said in the log: the next may go well, and publishing does not depend on it.
    """

    def __init__(self, name: str, *, wanted: bool = True) -> None:
        """``name`` is the thread's, and in the log; what is not ``wanted`` never begins."""
        self._name, self._wanted = name, wanted
        self._thread: threading.Thread | None = None
        #: Set once nobody wants the rest of a round either.
        self.stopping = threading.Event()

    @abstractmethod
    def go_round(self) -> None:
        """One round; one that takes long looks between its steps whether it is `stopping`."""

    def begin(self) -> None:
        """Begins a round, unless one is on its way, or nobody wants any."""
        if self._wanted and not (self._thread and self._thread.is_alive()):
            # A daemon: what a worker that ends does not wait for must not keep it from ending.
            self._thread = threading.Thread(target=self._go_round, name=self._name, daemon=True)
            self._thread.start()

    def stop(self, wait_s: float | None = None) -> None:
        """Begins none any more; waits so long for the one that is on its way, or (None) until it is over."""
        self._wanted = False
        self.stopping.set()
        if self._thread:
            self._thread.join(wait_s)

    def _go_round(self) -> None:
        log = structlog.get_logger(self._name)
        try:
            self.go_round()
        except CampaignError as error:
            log.error("a round failed", words=str(error))  # noqa: TRY400 - its cause is said in the words
        except Exception:
            log.exception("a round broke off")
