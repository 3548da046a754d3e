"""How published posts did, read from their platforms at a few ages and kept as snapshots.

::

    ages.window ─→ snapshots.due ─→ ages.may_read ─→ platform.counted(a group of posts) ─→ snapshots.keep

By the one worker that leads, on a thread of its own and in no transaction while a platform is asked: a post that is due
never waits for it. What cannot be read now is read later, as long as it is still of that age.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

import structlog

from campaign.ages import AGES, may_read, pause
from campaign.clock import Clock
from campaign.errors import CampaignError
from campaign.pricing import Month, Tariff, month_of
from campaign.rounds.round import Rounds
from campaign.store import accounts, snapshots
from campaign.store.database import Store
from campaign.store.events import Act
from campaign.store.snapshots import Due, Taken
from campaign.store.values import Account
from posts.errors import PostsError, RateLimited
from posts.platforms import platform_class
from posts.platforms.base import Counting, Platform

#: How long an account is left alone that could not be read, or not any further: where that costs nothing, and where it
#: does.
_REST, _DEAR_REST = timedelta(minutes=5), timedelta(hours=1)

log = structlog.get_logger("counting")


@dataclass(frozen=True, slots=True)
class Counted:
    """An account whose posts are counted, and what its adapter says of that."""

    account: Account
    by: type[Counting]


def adapter_of(platform: str) -> type[Counting] | None:
    """The adapter of a platform that tells how posts did; None for the others."""
    try:
        found = platform_class(platform)
    except PostsError:
        return None
    return cast("type[Counting]", found) if hasattr(found, "counted") else None


@dataclass
class Counter:
    """Takes the snapshots that are due, in somebody's name. Remembers when it looked, and whom it leaves alone.

    Both by a clock that never jumps, in its seconds.
    """

    store: Store
    clock: Clock
    open_platform: Callable[[Account], Platform]
    #: Platform → what reading its posts may cost in a month, in millionths of a dollar; only where it costs anything.
    money: Mapping[str, int]
    tariff: Tariff
    name: str
    _looks_at: dict[tuple[int, timedelta], float] = field(default_factory=dict)
    _rests_until: dict[int, float] = field(default_factory=dict)
    #: How many posts were read, until when, by platform and month.
    _read: dict[tuple[str, Month], tuple[datetime, int]] = field(default_factory=dict)
    #: How many posts were read in vain, which may have to be paid all the same, by platform and month.
    _in_vain: Tally[tuple[str, Month]] = field(default_factory=Tally)

    def take_due(self) -> Iterator[list[Taken]]:
        """Reads and keeps what is due, group by group; gives what was new of each. Raises `StoreError`.

        Nobody is asked before the next is wanted: who wants no more just leaves off.
        """
        for one in self._counted():
            for group in _groups(self._due(one), one.by.group):
                taken = self._take(one, group)
                yield taken or []
                if taken is None:
                    break

    def all_due(self) -> list[Due]:
        """What `take_due` would read now."""
        return [due for one in self._counted() for due in self._due(one)]

    def price(self, platform: str) -> int:
        """What it costs to read one of its posts once, in millionths of a dollar; 0: nothing."""
        prices = self.tariff.at(platform, self.clock.now())
        return prices.read if prices else 0

    def left(self, platform: str) -> int:
        """What reading its posts may still cost this month. A month is counted once, and then what came to it."""
        now = self.clock.now()
        month = month_of(now)
        since, read = self._read.get((platform, month), (month.begins_at, 0))
        with self.store.read() as connection:
            read += snapshots.of_platform(connection, platform, since, now)
        self._read[platform, month] = now, read
        return self.money.get(platform, 0) - (read + self._in_vain[platform, month]) * self.price(platform)

    def _counted(self) -> list[Counted]:
        """Whose posts are counted, and may be: a login that was refused is not tried."""
        with self.store.read() as connection:
            found = [one for one in accounts.accounts(connection) if one.state != "held"]
        adapters = ((one, adapter_of(one.platform)) for one in found)
        counted = [Counted(one, by) for one, by in adapters if by]
        return [one for one in counted if not self.price(one.account.platform) or self.money.get(one.account.platform)]

    def _due(self, one: Counted) -> list[Due]:
        """Of an account's posts those that have reached an age, as many as may be read now."""
        key, now, second = one.account.id, self.clock.now(), self.clock.boottime()
        if self._rests_until.get(key, second) > second:
            return []
        ages = [age for age in AGES if self._looks_at.get((key, age), second) <= second]
        with self.store.read() as connection:
            found = [due for age in ages for due in snapshots.due(connection, key, age, now, one.by.reads.most)]
        self._looks_at |= {(key, age): second + pause(age).total_seconds() for age in ages}
        most = self._may_read(one, now) if found else 0
        if most < len(found):
            self._let_rest(one, _REST)
        return found[:most]

    def _may_read(self, one: Counted, now: datetime) -> int:
        with self.store.read() as connection:
            lately = snapshots.of_account(connection, one.account.id, now - one.by.reads.window)
        price = self.price(one.account.platform)
        return may_read(one.by.reads.most, lately, price, self.left(one.account.platform) if price else 0)

    def _take(self, one: Counted, group: Sequence[Due]) -> list[Taken] | None:
        """Reads a group of posts and keeps what was seen; None where that failed."""
        try:
            platform = cast("Counting", self.open_platform(one.account))
            counted = platform.counted([due.receipt for due in group])
        except Exception as error:  # noqa: BLE001 - a stranger's too: nothing is known of these posts
            self._failed(one, group, error)
            return None
        taken = [Taken(due, counted[due.receipt.remote_id]) for due in group if due.receipt.remote_id in counted]
        with self.store.write() as connection:
            kept = set(snapshots.keep(connection, taken, Act(self.name, self.clock.now())))
        return [each for each in taken if each.due.delivery in kept]

    def _failed(self, one: Counted, group: Sequence[Due], error: Exception) -> None:
        now, account = self.clock.now(), one.account
        asked = error.until - now if isinstance(error, RateLimited) and error.until else timedelta(0)
        self._let_rest(one, max(asked, _DEAR_REST if self.price(account.platform) else _REST))
        self._in_vain[account.platform, month_of(now)] += len(group)
        words = str(error) if isinstance(error, PostsError | CampaignError) else type(error).__name__
        log.warning("figures not read", account=account.name, words=words)

    def _let_rest(self, one: Counted, time: timedelta) -> None:
        """Leaves an account alone for so long, and then looks for all of its posts anew."""
        self._rests_until[one.account.id] = self.clock.boottime() + time.total_seconds()
        self._looks_at = {key: at for key, at in self._looks_at.items() if key[0] != one.account.id}


class Counts(Rounds):
    """A counter's rounds."""

    def __init__(self, counter: Counter | None) -> None:
        super().__init__("counting", wanted=counter is not None)
        self._counter = counter

    def go_round(self) -> None:
        """Takes what is due."""
        assert self._counter is not None
        for taken in self._counter.take_due():
            if taken:
                gone = sum(one.figures is None for one in taken)
                log.info("figures read", posts=len(taken), gone=gone)
            if self.stopping.is_set():
                return

    def stop(self, wait_s: float | None = 0) -> None:
        """Ends after the call that is on its way, which is not waited for: what it says can be asked again."""
        super().stop(wait_s)


def _groups(due: Sequence[Due], size: int) -> Iterator[Sequence[Due]]:
    return (due[start : start + size] for start in range(0, len(due), size))
