"""Days that are over, and days ahead, are summed up once, so that a report of years reads sums instead of rows.

Larger units are added up from them, and in the end all that is over, and all that lies ahead. It is done on a thread of
its own, a few days at a time, and keeps nobody waiting: the counting is a transaction that only reads
(`campaign.store.reporting.days` says why that is exact).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from types import MappingProxyType
from typing import NamedTuple

import structlog

from campaign.reports.period import Period, around, days_of
from campaign.rounds.round import Rounds
from campaign.store import campaigns
from campaign.store.database import Store, Transaction
from campaign.store.reporting import counting, coverage, days
from campaign.store.reporting.days import DAY, MONTH, QUARTER, SIDE, THIRD, YEAR, Counted, Span
from campaign.store.reporting.silences import followed, speech
from campaign.store.reporting.summing import fresh, summed, totals

#: A day is summed up once it has been over for so long: before that its posts' first snapshots would undo it.
REST = timedelta(hours=2)
#: What waits further ahead than this is counted each time.
FAR = timedelta(days=800)
#: So many days at a time.
BATCH = 16
_DAY = timedelta(days=1)
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


class Stretch(NamedTuple):
    """Days of a campaign that follow each other, one at least: all over, or all ahead."""

    days: list[Span]
    #: From when to when the side is that is made of them.
    side: Span


class SummingUp(Rounds):
    """A worker's rounds of summing up."""

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        super().__init__("summing")
        self._store, self._now = store, now

    def go_round(self) -> None:
        """Sums up what is over, and what waits."""
        for number in sum_up(self._store, self._now()):
            log.debug("days summed up", days=number)
            if self.stopping.is_set():
                return


def sum_up(store: Store, now: datetime) -> Iterator[int]:
    """Sums up the days that have been over for long enough and in which nothing moves, then larger units.

    And the days ahead, and larger units of them, on which nothing is on its way yet. How many, step by step.
    """
    with store.read() as connection:
        zones = {one.id: one.terms.timezone for one in campaigns.campaigns(connection)}
        has_begun = days.has_any_begun(connection, now)
    if has_begun:
        with store.write() as connection:
            days.drop_begun(connection, now)
    for campaign_id, zone in zones.items():
        for stretch in _stretches(store, campaign_id, zone, now):
            yield from _sum_stretch(store, campaign_id, zone, stretch, now)


def _stretches(store: Store, campaign_id: int, zone: str, now: datetime) -> list[Stretch]:
    """A campaign's days that have been over for long enough, from the first of its first month on, and those ahead.

    To the last of its last month, or as far as they are kept.
    """
    with store.read() as connection:
        slots = counting.first_and_last(connection, [campaign_id]).get(campaign_id)
    if slots is None:
        return []
    first, last = days_of((slots[0], min(slots[1], now + FAR)), zone)
    spans, widest = Period(first, max(first, last), zone).in_whole(1).spans(), around(slots, zone, now)
    over = [day for day in spans if day[1] <= now - REST]
    ahead = [day for day in spans if days.are_ahead(day[0], now)]
    return [Stretch(one, _side(one, slots, widest)) for one in (over, ahead) if one]


def _side(stretch: list[Span], slots: Span, widest: Period) -> Span:
    """From the first of these days to the last; where no post is before, or after them, as far as a report reads."""
    begin = widest.begins_at if stretch[0][0] <= slots[0] else stretch[0][0]
    return begin, widest.ends_at if slots[1] < stretch[-1][1] else stretch[-1][1]


def _sum_stretch(store: Store, campaign_id: int, zone: str, stretch: Stretch, now: datetime) -> Iterator[int]:
    """Sums up these days, and the larger units of them."""
    waiting = iter(_unkept(store, campaign_id, DAY, stretch.days))
    while batch := list(islice(waiting, BATCH)):
        yield _sum_days(store, campaign_id, zone, batch, now)
    wholes = {unit: _wholes(stretch.days, zone, in_whole) for unit, in_whole in _WHOLE.items()}
    for unit, every in {**wholes, SIDE: [stretch.side]}.items():
        for whole in _unkept(store, campaign_id, unit, [one for one in every if _is_apart(one, now)]):
            of_days = [day for day in stretch.days if whole[0] <= day[0] < whole[1]]
            yield _sum_whole(store, campaign_id, zone, unit, whole, of_days, now)


def _is_apart(span: Span, now: datetime) -> bool:
    """Whether it has been over for long enough, or is ahead; not where it is no time at all."""
    return span[0] < span[1] and (span[1] <= now - REST or days.are_ahead(span[0], now))


def _wholes(stretch: list[Span], zone: str, in_whole: Callable[[Period], Period]) -> list[Span]:
    """The thirds, months, quarters or years of these days.

    The first of a campaign's may lack days before it, and the last days after it: `_sum_whole` sees to that.
    """
    first, last = days_of((stretch[0][0], stretch[-1][0]), zone)
    found = [in_whole(Period(first, first, zone))]
    while found[-1].last < last:
        after = found[-1].last + _DAY
        found.append(in_whole(Period(after, after, zone)))
    return [(one.begins_at, one.ends_at) for one in found]


def _unkept(store: Store, campaign_id: int, unit: str, spans: list[Span]) -> list[Span]:
    if not spans:
        return []
    with store.read() as connection:
        # Mostly all of them are: to count them takes a tenth of reading when each begins. A side's ends change.
        if unit != SIDE and days.number_kept(connection, campaign_id, unit, spans[0][0], spans[-1][1]) == len(spans):
            return []
        kept = days.kept(connection, campaign_id, unit)
    return [span for span in spans if span not in kept]


def _sum_days(store: Store, campaign_id: int, zone: str, batch: list[Span], now: datetime) -> int:
    """Sums up those of these days in which nothing moves, or, ahead, nothing is on its way; how many."""
    with store.read() as connection:
        still = _still(connection, campaign_id, batch, now)
    if not still or not _mark(store, campaign_id, DAY, still, zone, now):
        return 0
    with store.read() as connection:
        # What changed since the marks were set has taken them away.
        rows = days.marked(connection, campaign_id, DAY, zone)
        still = [day for day in _still(connection, campaign_id, still, now) if day in rows]
        sums = {day.begins_at: parts for day, parts in fresh(connection, {campaign_id: still})}
        slots = coverage.slots(connection, campaign_id, still)
    counted = {rows[day]: Counted.of(sums.get(day[0], {}), speech(slots.get(day, {}))) for day in still}
    with store.write() as connection:
        return days.keep(connection, counted, zone)


def _sum_whole(
    store: Store, campaign_id: int, zone: str, unit: str, whole: Span, of_days: list[Span], now: datetime
) -> int:
    """Adds up a larger unit, if each of its days is kept that can have a post; how many."""
    if _unkept(store, campaign_id, DAY, of_days) or not _mark(store, campaign_id, unit, [whole], zone, now):
        return 0
    with store.read() as connection:
        row = days.marked(connection, campaign_id, unit, zone).get(whole)
        kept = days.said(connection, campaign_id, of_days, now)
        slots = counting.first_and_last(connection, [campaign_id]).get(campaign_id, of_days[0])
        if row is None or days.outside(kept, of_days) or not _has_all(of_days, slots, whole):
            return 0
        said = followed(kept[span].speech for span in sorted(kept))
        if unit == SIDE:
            total = totals(connection, {campaign_id: of_days}, DAY, {campaign_id: zone}, now)[campaign_id]
            counted = Counted(total.short(), said)
        else:
            counted = Counted.of(summed(connection, {campaign_id: of_days}, now)[campaign_id], said)
    with store.write() as connection:
        return days.keep(connection, {row: counted}, zone)


def _has_all(of_days: list[Span], slots: Span, whole: Span) -> bool:
    """Whether no post of the whole can be before these days of it, or after them: all have their slots between two."""
    (begin, _), (_, end) = of_days[0], of_days[-1]
    return (begin <= whole[0] or begin <= slots[0]) and (end >= whole[1] or slots[1] < end)


def _mark(store: Store, campaign_id: int, unit: str, spans: list[Span], zone: str, now: datetime) -> bool:
    with store.write() as connection:
        return days.mark(connection, campaign_id, unit, spans, zone, now)


def _still(connection: Transaction, campaign_id: int, batch: list[Span], now: datetime) -> list[Span]:
    """Those of these days in which nothing moves; ahead, what is queued does not move yet."""
    return [
        day
        for day in batch
        if not counting.moves(connection, campaign_id, *day, queued=not days.are_ahead(day[0], now))
    ]
