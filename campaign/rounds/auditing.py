"""The log is sealed, batch by batch, beside the worker's work and never in its way.

::

    settled_to ─→ unsealed rows ─ready→ close(key) ─→ behind the last seal, unless another was faster

Nobody who writes waits for a seal: it is made of what lies there already, in transactions of its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import takewhile

import structlog

from campaign import seals
from campaign.clock import Clock
from campaign.errors import CampaignError, ConfigError
from campaign.keyring import Keyring
from campaign.rounds.round import Rounds
from campaign.seals import Log, Seal
from campaign.store import seals as rows
from campaign.store.database import Store

#: The name of a key of seals where it lies encrypted: no account has a secret that is called so.
_KEY = "key of seals"
#: So many seals at most in one round: what a release before this one left is sealed over some minutes.
_MOST = 500
#: A worker that stops makes no other seal after so long.
_LAST_S = 5.0

log = structlog.get_logger("sealing")


@dataclass(frozen=True)
class Sealer:
    """Seals what is written."""

    store: Store
    clock: Clock
    #: As it is now: it may have been rotated.
    keyring: Callable[[], Keyring]

    def seal(self) -> int:
        """Seals what may be sealed; how many rows. Raises `CampaignError`."""
        return sum(made.count for made in self.steps())

    def steps(self) -> Iterator[Seal]:
        """As `seal`, one after the other as they are made."""
        for one in Log:
            for _ in range(_MOST):
                if made := self._next(one):
                    yield made
                if made is None or made.count < seals.BATCH:
                    break

    def go_round(self, go_on: Callable[[], bool] = lambda: True) -> None:
        """As `seal`, as long as it may go on; what is not sealed now is sealed in the next round."""
        try:
            for _ in takewhile(lambda _: go_on(), self.steps()):
                pass
        except CampaignError as error:
            log.warning("the log was not sealed", words=str(error))

    def _next(self, one: Log) -> Seal | None:
        """Makes one seal; None where there is nothing to seal, or another makes it."""
        with self.store.read() as connection:
            if rows.newest(connection, one) == rows.sealed_to(connection, one):
                return None
        upto = self._settled_to(one)
        key_id, key = self._key()
        with self.store.read() as connection:
            before, after = rows.last(connection), rows.sealed_to(connection, one)
            found = seals.ready(rows.unsealed(connection, one, after, upto, seals.BATCH), self.clock.now())
        if not found:
            return None
        made = seals.close(found, before, key, key_id, self.clock.now())
        with self.store.write() as connection:
            return made if rows.add(connection, made) else None

    def _settled_to(self, one: Log) -> int:
        # On SQLite writers take turns, so a look is enough, and keeps nobody waiting.
        with self.store.read() if self.store.is_sqlite else self.store.write() as connection:
            return rows.settled_to(connection, one)

    def _key(self) -> tuple[int, bytes]:
        """The key that is derived of the installation's newest, and where it is kept for when that one is gone."""
        wanted = self.keyring().derived(seals.LABEL)
        with self.store.read() as connection:
            known = opened(self.keyring(), rows.keys(connection))
        kept = next((key_id for key_id, key in known.items() if key == wanted), None)
        if kept is not None:
            return kept, wanted
        with self.store.write() as connection:
            # Read anew: had the key been rotated since, the old one would be forgotten by now.
            return rows.add_key(connection, self.keyring().seal({_KEY: wanted.hex()})), wanted


def opened(keyring: Keyring, secrets: dict[int, bytes]) -> dict[int, bytes]:
    """The keys of seals that can still be opened."""
    found = {}
    for key_id, secret in secrets.items():
        try:
            found[key_id] = bytes.fromhex(keyring.open(secret)[_KEY])
        except (ConfigError, KeyError):
            continue
    return found


class Seals(Rounds):
    """A sealer's rounds; the last one when it stops, of what was written until then."""

    def __init__(self, sealer: Sealer) -> None:
        super().__init__("sealing")
        self._sealer = sealer
        self._until = math.inf

    def go_round(self) -> None:
        """Seals what may be sealed."""
        self._sealer.go_round(lambda: self._sealer.clock.boottime() < self._until)

    def stop(self, wait_s: float | None = None) -> None:
        """Ends with a last round, soon: what a release before this one left is sealed by the next worker."""
        self._until = self._sealer.clock.boottime() + _LAST_S
        super().stop(wait_s)
        self._go_round()
