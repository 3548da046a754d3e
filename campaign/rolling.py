"""Days that are over are summed up once, so that a report of years reads sums instead of rows.

It is done on a thread of its own, a few days at a time, and keeps nobody waiting: the counting is a transaction that
only reads (`campaign.store.reporting.days` says why that is exact).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import islice
from threading import Event
from zoneinfo import ZoneInfo

import structlog

from campaign.errors import CampaignError
from campaign.reports.period import Period
from campaign.store import campaigns
from campaign.store.database import Store, Transaction
from campaign.store.reporting import counting, days
from campaign.store.reporting.days import Span
from campaign.store.reporting.summing import fresh
from campaign.store.reporting.sums import Sums

#: A day is summed up once it has been over for so long: before that its posts' first snapshots would undo it.
REST = timedelta(days=1)
#: So many days at a time.
BATCH = 16

log = structlog.get_logger("rolling")


class Rolling:
    """The rounds of a worker, on a thread of their own."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store, self._now = store, now
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="roll")
        self._round: Future[None] | None = None
        self._stopping = Event()

    def begin(self) -> None:
        """Begins a round, unless one is on its way."""
        if self._round is None or self._round.done():
            self._round = self._pool.submit(self._go_round)

    def stop(self) -> None:
        """Ends after the few days that are being summed up."""
        self._stopping.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _go_round(self) -> None:
        try:
            for number in roll(self._store, self._now()):
                log.debug("days summed up", days=number)
                if self._stopping.is_set():
                    return
        except CampaignError as error:
            log.error("days not summed up", words=str(error))  # noqa: TRY400 - its cause is said in the words


def roll(store: Store, now: datetime) -> Iterator[int]:
    """Sums up the days that have been over for long enough and in which nothing moves; how many, step by step."""
    with store.read() as connection:
        zones = {one.id: one.terms.timezone for one in campaigns.campaigns(connection)}
    for campaign_id, zone in zones.items():
        waiting = iter(_waiting(store, campaign_id, zone, now))
        while batch := list(islice(waiting, BATCH)):
            yield _roll(store, campaign_id, batch)


def _waiting(store: Store, campaign_id: int, zone: str, now: datetime) -> list[Span]:
    """A campaign's days that have been over for long enough, and whose sums are not there."""
    with store.read() as connection:
        slots, kept = counting.first_and_last(connection, campaign_id), days.kept(connection, campaign_id)
    if slots is None or slots[0] > now:
        return []
    first, last = (moment.astimezone(ZoneInfo(zone)).date() for moment in (slots[0], min(slots[1], now)))
    return [day for day in Period(first, last, zone).spans() if day[1] <= now - REST and day[0] not in kept]


def _roll(store: Store, campaign_id: int, batch: list[Span]) -> int:
    """Sums up those of these days in which nothing moves; how many."""
    with store.read() as connection:
        still = _still(connection, campaign_id, batch)
    if not still:
        return 0
    with store.write() as connection:
        if not days.mark(connection, campaign_id, still):
            return 0
    with store.read() as connection:
        # What changed since the marks were set has taken them away.
        rows = days.marked(connection, campaign_id)
        still = [day for day in _still(connection, campaign_id, still) if day[0] in rows]
        sums: dict[int, Mapping[int, Sums]] = {rows[begin]: {} for begin, _ in still}
        sums |= {rows[day[0]]: parts for day, parts in fresh(connection, campaign_id, still)}
    with store.write() as connection:
        return days.keep(connection, sums)


def _still(connection: Transaction, campaign_id: int, batch: list[Span]) -> list[Span]:
    """Those of these days in which nothing moves by itself."""
    return [day for day in batch if not counting.moves(connection, campaign_id, *day)]
