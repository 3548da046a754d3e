"""A worker's lookout: every few seconds it looks whether there is something to tell people, and has it told.

On a thread of its own: a mail server that hangs keeps no post waiting. It waits by a clock that never jumps.
"""

from __future__ import annotations

import threading
from collections.abc import Collection

import structlog

from campaign import health
from campaign.app import App
from campaign.errors import StoreError
from campaign.notices.telling import Teller
from campaign.watching import troubles
from campaign.watching.facts import gather

log = structlog.get_logger("watch")
#: Between two looks for what is to be told, and at which of them everything else is looked at, too.
PAUSE_S = 10.0
_ALL_EVERY = 3
#: How long a worker that stops waits for a letter that is on its way.
_LAST_S = 5.0


class Lookout:
    """Looks out until it is stopped."""

    def __init__(self, app: App, teller: Teller) -> None:
        self._app = app
        self._teller = teller
        self._stopping = threading.Event()
        self._seen: Collection[troubles.Name] = ()
        self._thread = threading.Thread(target=self._watch, name="lookout", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Looks no more. A letter that takes longer than we wait may be sent once more by the next worker."""
        self._stopping.set()
        self._thread.join(_LAST_S)

    def _watch(self) -> None:
        number = 0
        while not self._stopping.wait(PAUSE_S):
            number += 1
            try:
                self._look(at_all=number % _ALL_EVERY == 0)
            except StoreError as error:
                log.error("nobody could be told", words=str(error))  # noqa: TRY400 - its cause is said in the words
            except Exception:
                # Whatever it was, the next look may go well, and publishing does not depend on it.
                log.exception("a look broke off")

    def _look(self, *, at_all: bool) -> None:
        if at_all:
            self._seen = troubles.note(self._app, health.findings(gather(self._app)), self._seen)
        self._teller.tell()
