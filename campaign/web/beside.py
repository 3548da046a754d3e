"""The dashboard beside a worker: a process of its own, so that no page and no upload keeps a post waiting.

Python runs one thread at a time: cut in a thread of the worker, an article of 5 MB kept posts waiting for seconds
(docs/benchmarks.md). What one of the two writes the other hears as from any other process.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Sequence

import structlog

log = structlog.get_logger("web")
#: What it says on its way out where it cannot start: trying again would not mend that.
_CANNOT = 2
#: How it ends where it was told to: by itself, or, while it is still loading, by the signal.
_TOLD = frozenset({0, -signal.SIGTERM})
_PAUSE_S = 5
_STOP_S = 10


class Beside:
    """Keeps the dashboard's process running until it is closed; it ends with us, however we end."""

    def __init__(self, arguments: Sequence[str]) -> None:
        # -P: the folder that a person stands in is no place to load modules from.
        self._command = [sys.executable, "-P", "-m", "campaign.web", "--while-stdin", *arguments]
        self._closing = threading.Event()
        self._process = self._started()
        self._keeper = threading.Thread(target=self._keep, name="dashboard", daemon=True)
        self._keeper.start()

    @property
    def pid(self) -> int:
        """Which process it is just now."""
        return self._process.pid

    def close(self) -> None:
        """Lets it finish what is under way."""
        self._closing.set()
        self._process.terminate()
        try:
            self._process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._keeper.join(_STOP_S)
        if self._process.stdin:
            self._process.stdin.close()

    def _started(self) -> subprocess.Popen[bytes]:
        # It reads from us until we are no more: that way it ends even where we are killed.
        return subprocess.Popen(self._command, stdin=subprocess.PIPE)  # noqa: S603 - our own interpreter and module

    def _keep(self) -> None:
        """Starts it anew when it ended by a fault; not where it could not start, or was told to end."""
        while (code := self._process.wait()) not in _TOLD | {_CANNOT} and not self._closing.is_set():
            log.error("the dashboard ended", code=code, again_in_s=_PAUSE_S)
            if self._closing.wait(_PAUSE_S):
                return
            self._process = self._started()
        if code == _CANNOT:
            # What is due goes out all the same: a second worker on this machine finds the first one's dashboard there.
            log.error("no dashboard")
