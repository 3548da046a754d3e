"""Days that are over are summed up once, so that a report of years reads sums instead of rows.

It is done on a thread of its own, a few days at a time, and keeps nobody waiting: the counting is a transaction that
only reads (`campaign.store.reporting.days` says why that is exact).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from types import MappingProxyType
from zoneinfo import ZoneInfo

import structlog

from campaign.reports.period import Period
from campaign.rounds.round import Rounds
from campaign.store import campaigns
from campaign.store.database import Store, Transaction
from campaign.store.reporting import counting, coverage, days
from campaign.store.reporting.days import DAY, MONTH, QUARTER, THIRD, YEAR, Counted, Span
from campaign.store.reporting.silences import followed, speech
from campaign.store.reporting.summing import fresh, summed

#: A day is summed up once it has been over for so long: before that its posts' first snapshots would undo it.
REST = timedelta(days=1)
#: So many days at a time.
BATCH = 16
#: Each unit, and how days become whole ones of it; the smallest first, since larger ones are added up from them.
_WHOLE: Mapping[str, Callable[[Period], Period]] = MappingProxyType(
    {
        THIRD: Period.in_thirds,
        MONTH: partial(Period.in_whole, months=1),
        QUARTER: partial(Period.in_whole, months=3),
        YEAR: partial(Period.in_whole, months=12),
    }
)

log = structlog.get_logger("summing")


class SummingUp(Rounds):
    """A worker's rounds of summing up."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        super().__init__("summing")
        self._store, self._now = store, now

    def go_round(self) -> None:
        """Sums up what is over."""
        for number in sum_up(self._store, self._now()):
            log.debug("days summed up", days=number)
            if self.stopping.is_set():
                return


def sum_up(store: Store, now: datetime) -> Iterator[int]:
    """Sums up the days that have been over for long enough and in which nothing moves, then larger units.

    How many, step by step.
    """
    with store.read() as connection:
        zones = {one.id: one.terms.timezone for one in campaigns.campaigns(connection)}
    for campaign_id, zone in zones.items():
        over = _over(store, campaign_id, zone, now)
        waiting = iter(_unkept(store, campaign_id, DAY, over))
        while batch := list(islice(waiting, BATCH)):
            yield _sum_days(store, campaign_id, zone, batch)
        for unit, in_whole in _WHOLE.items():
            for whole in _unkept(store, campaign_id, unit, _wholes(over, zone, in_whole)):
                of_days = [day for day in over if whole[0] <= day[0] < whole[1]]
                yield _sum_whole(store, campaign_id, zone, unit, whole, of_days)


def _over(store: Store, campaign_id: int, zone: str, now: datetime) -> list[Span]:
    """A campaign's days that have been over for long enough, from the first of its first month on."""
    with store.read() as connection:
        slots = counting.first_and_last(connection, [campaign_id]).get(campaign_id)
    if slots is None or slots[0] > now:
        return []
    first, last = (moment.astimezone(ZoneInfo(zone)).date() for moment in (slots[0], min(slots[1], now)))
    whole = Period(first, last, zone).in_whole(1)
    return [day for day in whole.spans() if day[1] <= now - REST]


def _wholes(over: list[Span], zone: str, in_whole: Callable[[Period], Period]) -> list[Span]:
    """The thirds, months, quarters or years of these days that are over too: the last may be missing days."""
    dates = (day[0].astimezone(ZoneInfo(zone)).date() for day in over)
    whole = dict.fromkeys(in_whole(Period(one, one, zone)) for one in dates)
    return [(one.begins_at, one.ends_at) for one in whole if one.ends_at <= over[-1][1]]


def _unkept(store: Store, campaign_id: int, unit: str, spans: list[Span]) -> list[Span]:
    with store.read() as connection:
        kept = days.kept(connection, campaign_id, unit)
    return [span for span in spans if span[0] not in kept]


def _sum_days(store: Store, campaign_id: int, zone: str, batch: list[Span]) -> int:
    """Sums up those of these days in which nothing moves; how many."""
    with store.read() as connection:
        still = _still(connection, campaign_id, batch)
    if not still or not _mark(store, campaign_id, DAY, still, zone):
        return 0
    with store.read() as connection:
        # What changed since the marks were set has taken them away.
        rows = days.marked(connection, campaign_id, DAY)
        still = [day for day in _still(connection, campaign_id, still) if day[0] in rows]
        sums = {day.begins_at: parts for day, parts in fresh(connection, {campaign_id: still})}
        slots = coverage.slots(connection, campaign_id, still)
    counted = {rows[day[0]]: Counted(sums.get(day[0], {}), speech(slots.get(day, {}))) for day in still}
    with store.write() as connection:
        return days.keep(connection, counted, zone)


def _sum_whole(store: Store, campaign_id: int, zone: str, unit: str, whole: Span, of_days: list[Span]) -> int:
    """Adds up a larger unit, if each of its days is kept, from the campaign's first month on; how many."""
    if _unkept(store, campaign_id, DAY, of_days) or not _mark(store, campaign_id, unit, [whole], zone):
        return 0
    with store.read() as connection:
        row = days.marked(connection, campaign_id, unit).get(whole[0])
        kept = days.said(connection, campaign_id, of_days)
        first, _ = counting.first_and_last(connection, [campaign_id]).get(campaign_id, whole)
        if row is None or days.outside(kept, of_days) or whole[0] <= first < of_days[0][0]:
            return 0
        sums = summed(connection, {campaign_id: of_days})[campaign_id]
    counted = Counted(sums, followed(kept[span].speech for span in sorted(kept)))
    with store.write() as connection:
        return days.keep(connection, {row: counted}, zone)


def _mark(store: Store, campaign_id: int, unit: str, spans: list[Span], zone: str) -> bool:
    with store.write() as connection:
        return days.mark(connection, campaign_id, unit, spans, zone)


def _still(connection: Transaction, campaign_id: int, batch: list[Span]) -> list[Span]:
    """Those of these days in which nothing moves."""
    return [day for day in batch if not counting.moves(connection, campaign_id, *day)]
