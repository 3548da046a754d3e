"""How one process tells the workers on the same SQLite file that something was written: a byte into their pipes.

A worker sleeps until the next due time that it knows of; without a poke it would notice a new row 30 s late at worst.
"""

from __future__ import annotations

import contextlib
import errno
import os
import select
import threading
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

_PREFIX = ".worker-"


def poke(folder: Path) -> None:
    """Wakes every worker that listens in the folder; a pipe that nobody reads any more is cleared away."""
    for path in folder.glob(f"{_PREFIX}*"):
        try:
            pipe = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        except OSError as error:
            # Nobody reads it: its worker was killed. Another process may be clearing it away too.
            if error.errno == errno.ENXIO:
                with contextlib.suppress(OSError):
                    path.unlink()
            continue
        with contextlib.suppress(OSError):  # a full pipe says what there is to say
            os.write(pipe, b"!")
        os.close(pipe)


class Listener:
    """Calls ``heard`` on a thread of its own whenever somebody pokes, until it is closed."""

    def __init__(self, folder: Path, heard: Callable[[], None]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        # Not the process id: two containers on one volume may have the same.
        self.path = folder / f"{_PREFIX}{uuid4().hex}"
        # Under another name until it is read: a poker takes a pipe without a reader for a dead worker's.
        making = self.path.with_name(f".making{self.path.name}")
        os.mkfifo(making, 0o600)
        # Open for writing too, so that the pipe never reports its end when the last poker has closed it.
        self._pipe = os.open(making, os.O_RDWR | os.O_NONBLOCK)
        making.rename(self.path)
        self._heard = heard
        self._closing = False
        self._thread = threading.Thread(target=self._listen, name="poke", daemon=True)
        self._thread.start()

    @property
    def leads(self) -> bool:
        """All workers on one machine may sweep: their writes take turns anyway."""
        return True

    def close(self) -> None:
        """Stops listening and takes the pipe away."""
        self._closing = True
        os.write(self._pipe, b"!")
        self._thread.join()
        os.close(self._pipe)
        self.path.unlink(missing_ok=True)

    def _listen(self) -> None:
        while True:
            select.select([self._pipe], [], [])
            os.read(self._pipe, 4096)
            if self._closing:
                return
            self._heard()
