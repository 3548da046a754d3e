"""Logins that end are renewed ahead of their end, by one worker at a time.

::

    ending(now) ─→ take the lease ─→ platform.refresh() ─→ the new secrets stored, the lease given back

While somebody has the lease nobody speaks for the account, so the login is not renewed a second time by a post that was
refused. Nobody uses the new login before it is stored. A worker that dies between holds the account: its platform may
have honoured the old refresh token, and the new one died with the worker.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from campaign.clock import Clock
from campaign.errors import CampaignError, StoreError
from campaign.reasons import Reason
from campaign.rounds.round import Rounds
from campaign.store import accounts, queue, renewing
from campaign.store.database import Store
from campaign.store.events import Act
from campaign.store.values import Account
from posts.errors import PostsError, Unauthorized
from posts.platforms import platform_class
from posts.platforms.base import Platform, Renewing

#: How long before a login's end it is renewed: time for some tries, and for a platform that is away for a while.
AHEAD = timedelta(minutes=10)
#: How long a renewal may take. The call ends after half a minute at the latest (`posts.wire`).
LEASE = timedelta(minutes=2)
#: A new login is known here and nowhere else until it is stored: a database that fails is asked again so often.
_TRIES, _PAUSE_S = 30, 1.0

log = structlog.get_logger("renewing")


def ends_soon(ends_at: datetime | None, now: datetime) -> bool:
    """Whether it is time to renew a login that ends then."""
    return ends_at is not None and ends_at - AHEAD <= now


@dataclass(frozen=True)
class Renewer:
    """Renews what ends soon, in the name of one worker."""

    store: Store
    clock: Clock
    open_platform: Callable[[Account], Platform]
    seal: Callable[[Mapping[str, str]], bytes]
    worker: str

    def renew_due(self) -> list[str]:
        """Renews each login that ends soon; the names of those accounts. Raises `StoreError`."""
        with self.store.read() as connection:
            active = [one for one in accounts.accounts(connection) if one.state == "active"]
            over = renewing.any_over(connection, self.clock.now())
        if over:
            with self.store.write() as connection:
                renewing.broken_off(connection, self._act())
        return [one.name for one, platform in self._ending(active) if self._renew(one, platform)]

    def _ending(self, found: Sequence[Account]) -> Iterator[tuple[Account, Platform]]:
        """Opens no more than it must: most logins never end. What cannot be opened is told by the doctor."""
        for account in found:
            try:
                if not hasattr(platform_class(account.platform), "login_ends_at"):
                    continue
                platform = self.open_platform(account)
            except (CampaignError, PostsError):
                continue
            if isinstance(platform, Renewing) and ends_soon(platform.login_ends_at, self.clock.now()):
                yield account, platform

    def _renew(self, account: Account, platform: Platform) -> bool:
        with self.store.write() as connection:
            if not renewing.take(connection, account, self.worker, self.clock.now() + LEASE):
                return False
        try:
            secrets = platform.refresh()
        except Unauthorized as error:
            said = {"platform": error.platform, "said": error.said, "account": account.name}
            return self._settle(account, None, Reason("unauthorized", said))
        except Exception as error:  # noqa: BLE001 - a stranger's too: tried again while the old login lasts
            words = str(error) if isinstance(error, PostsError) else type(error).__name__
            log.warning("login not renewed", account=account.name, words=words)
            return self._settle(account, None, None)
        return self._settle(account, secrets, None)

    def _settle(self, account: Account, secrets: Mapping[str, str] | None, refused: Reason | None) -> bool:
        """Writes down what came of it; whether there is a new login now."""
        for left in range(_TRIES, -1, -1):
            try:
                return self._write(account, secrets, refused)
            except StoreError:
                if not left:
                    raise
                time.sleep(_PAUSE_S)
        raise AssertionError

    def _write(self, account: Account, secrets: Mapping[str, str] | None, refused: Reason | None) -> bool:
        with self.store.write() as connection:
            if secrets is not None:
                return renewing.keep(connection, account, self.worker, self.seal(secrets), self._act())
            if renewing.give_back(connection, account.id, self.worker) and refused:
                queue.hold_account(connection, account.id, refused, self._act())
        return False

    def _act(self) -> Act:
        return Act(f"worker {self.worker}", self.clock.now())


class Renewals(Rounds):
    """A renewer's rounds: a platform that hangs keeps no post waiting.

    Who stops waits for a renewal that is on its way, since its new login would be lost.
    """

    def __init__(self, renewer: Renewer, renewed: Callable[[], None]) -> None:
        super().__init__("renewing")
        self._renewer = renewer
        self._renewed = renewed

    def go_round(self) -> None:
        """Renews what ends soon."""
        for name in self._renewer.renew_due():
            log.info("login renewed", account=name)
        # What fell due meanwhile was passed over.
        self._renewed()
