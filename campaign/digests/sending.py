"""One edition of the digest sent: each of them once, by whichever worker leads, and later where it could not be.

::

    Rhythm, last, now ─due→ Edition ─take_turn→ make → hand over ─keep→ sent | NotTold: put off

Between the turn and its end nothing is held open: a worker that dies there has its digest sent once more, under the
same Message-ID, and publishing never waits for a mail server.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from typing import Protocol

import structlog

from campaign.clock import Clock
from campaign.digests.timing import Edition, Rhythm, due
from campaign.errors import CampaignError
from campaign.notices.timing import again
from campaign.rounds.round import Rounds
from campaign.store import digests as rows
from campaign.store.database import Store
from campaign.store.digests import Sent

#: Longer than a digest takes to make and to send: whose turn has lasted longer has died.
_TURN = timedelta(minutes=15)
#: How long a worker that stops waits for a digest that is on its way.
_LAST_S = 5.0

log = structlog.get_logger("digest")


class Carrier(Protocol):
    """What takes a mail to people."""

    def hand_over(self, message: EmailMessage) -> None:
        """Hands it over, within a minute. Raises `NotTold`."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Sends what is due."""

    store: Store
    clock: Clock
    rhythm: Rhythm
    carrier: Carrier
    #: Makes the mail of an edition, of the installation of that uid; None: nothing happened, and none is wanted then.
    make: Callable[[Edition, str], EmailMessage | None]

    def send(self) -> Edition | None:
        """Sends the edition that is due, if it is nobody else's turn; gives what was sent. Raises `StoreError`."""
        now = self.clock.now()
        with self.store.read() as connection:
            seen = rows.sent(connection)
        if seen is None:
            with self.store.write() as connection:
                rows.begin(connection, now)
            return None
        edition = due(self.rhythm, seen.last_at, now)
        if edition is None:
            return None
        with self.store.write() as connection:
            taken = rows.take_turn(connection, seen, now, now + _TURN)
        return edition if taken and self._use(seen, edition) else None

    def _use(self, seen: Sent, edition: Edition) -> bool:
        """Sends it; True where something was."""
        try:
            message = self.make(edition, seen.uid)
            if message:
                self.carrier.hand_over(message)
        except CampaignError as error:
            self._put_off(seen, str(error))
            return False
        with self.store.write() as connection:
            rows.keep(connection, seen, edition.at, self.clock.now())
        log.info("digest sent" if message else "nothing to tell in a digest", period=_said(edition))
        return message is not None

    def _put_off(self, seen: Sent, why: str) -> None:
        now = self.clock.now()
        since = seen.failing_since or now
        until = again(since, now)
        log.error("a digest could not be sent", words=why, again=until.isoformat())
        with self.store.write() as connection:
            rows.put_off(connection, seen, since, until, why)


class Digests(Rounds):
    """A sender's rounds. A digest that takes longer than we wait may be sent once more by the next worker."""

    def __init__(self, open_sender: Callable[[], Sender] | None) -> None:
        super().__init__("digest", wanted=open_sender is not None)
        # Opened anew for each round: a zone that was chosen meanwhile counts.
        self._open = open_sender

    def go_round(self) -> None:
        """Sends what is due."""
        assert self._open is not None
        self._open().send()

    def stop(self, wait_s: float | None = _LAST_S) -> None:
        """Waits a little for a digest that is on its way."""
        super().stop(wait_s)


def _said(edition: Edition) -> str:
    return f"{edition.period.first} – {edition.period.last}"
