"""A worker's rounds: every few seconds it looks whether there is something to tell people, and tells them.

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
#: Between two rounds, and how many rounds lie between two looks at everything.
ROUND_S = 10.0
_LOOK_EVERY = 3
#: How long a worker that stops waits for a letter that is on its way.
_LAST_S = 5.0


class Rounds:
    """Goes round until it is stopped."""

    def __init__(self, app: App, teller: Teller) -> None:
        self._app = app
        self._teller = teller
        self._stopping = threading.Event()
        self._seen: Collection[troubles.Name] = ()
        self._thread = threading.Thread(target=self._go, name="rounds", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Goes round no more. A letter that takes longer than we wait may be sent once more by the next worker."""
        self._stopping.set()
        self._thread.join(_LAST_S)

    def _go(self) -> None:
        number = 0
        while not self._stopping.wait(ROUND_S):
            number += 1
            try:
                self._round(look=number % _LOOK_EVERY == 0)
            except StoreError as error:
                log.error("nobody could be told", words=str(error))  # noqa: TRY400 - its cause is said in the words
            except Exception:
                # Whatever it was, the next round may go well, and publishing does not depend on it.
                log.exception("a round broke off")

    def _round(self, *, look: bool) -> None:
        if look:
            self._seen = troubles.note(self._app, health.findings(gather(self._app)), self._seen)
        self._teller.tell()
