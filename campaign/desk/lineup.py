"""The queue as a calendar tells it: day by day, with the times at which nobody speaks yet."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby, islice, takewhile
from typing import TypeAlias

from campaign.app import App
from campaign.desk.looking import require_named
from campaign.planning.plan import is_free
from campaign.planning.slots import Slot
from campaign.states import OPEN, State
from campaign.store import campaigns, history
from campaign.store.database import Transaction
from campaign.store.history import Filter
from campaign.store.values import Campaign, Delivery, Speaker, least_gap
from campaign.timetable import free_slots

#: Deliveries on a page.
PAGE = 50
#: States that are shown where none is asked for: what is still to go out, and what needs a hand.
SHOWN = (*sorted(OPEN), State.IN_DOUBT, State.FAILED, State.MISSED)
#: How far past the last post free times are shown; within how long a time on a page, and how many.
_AHEAD, _SPAN, _MOST = timedelta(days=7), timedelta(days=28), 50
#: Account → when it speaks, ascending.
Taken: TypeAlias = Mapping[int, Sequence[datetime]]


@dataclass(frozen=True, slots=True)
class Gap:
    """A time at which these accounts could speak in a campaign, and do not."""

    campaign: str
    accounts: tuple[str, ...]
    slot: Slot


@dataclass(frozen=True, slots=True)
class Line:
    """A delivery in its place, with its neighbours of the same account on this page, whose times it could have."""

    delivery: Delivery
    before: int | None = None
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the queue, each entry by its own wall clock."""

    date: date
    entries: tuple[Line | Gap, ...]


@dataclass(frozen=True, slots=True)
class Lineup:
    """A page of the queue."""

    days: tuple[Day, ...]
    count: int
    #: After which delivery the next page begins; None: this is the last.
    next: tuple[datetime, int] | None


def lineup(app: App, wanted: Filter) -> Lineup:
    """One page of what matches; the free times with it, where every state is shown. Raises as `require_named`."""
    now = app.clock.now()
    with app.store.read() as connection:
        asked = replace(wanted, states=wanted.states or SHOWN, limit=PAGE + 1)
        rows = history.deliveries(connection, asked)
        if not rows:
            require_named(connection, wanted)
        page, more = rows[:PAGE], len(rows) > PAGE
        last = (page[-1].scheduled_for, page[-1].id) if more else None
        gaps = _gaps(connection, wanted, now, page, more=more) if not wanted.states else []
    return Lineup(tuple(_days([*_lines(page), *gaps])), len(page), last)


def _lines(page: Sequence[Delivery]) -> Iterator[Line]:
    """Each delivery with whom it could change places."""
    may = (State.PROPOSED, State.QUEUED, State.HELD)
    order = [one for one in page if one.state in may and one.parent_id is None]
    lanes = {name: [one.id for one in order if one.account == name] for name in {one.account for one in order}}
    for one in page:
        lane = lanes.get(one.account, [])
        if one.id not in lane:
            yield Line(one)
            continue
        at = lane.index(one.id)
        yield Line(one, lane[at - 1] if at else None, lane[at + 1] if at + 1 < len(lane) else None)


def _gaps(connection: Transaction, wanted: Filter, now: datetime, page: Sequence[Delivery], *, more: bool) -> list[Gap]:
    """The free times between the first and the last of a page; after the last page's end a week of them."""
    begin = max(filter(None, (wanted.after and wanted.after[0], wanted.since, now)))
    end = page[-1].scheduled_for if more else max([begin, *(one.scheduled_for for one in page)]) + _AHEAD
    end = min(filter(None, (end, begin + _SPAN, wanted.until and wanted.until - timedelta.resolution)))
    speaking = [one for one in _named(connection, wanted) if one.state == "active" and not one.terms.every_s]
    wants = [(one, speakers) for one in speaking if (speakers := _who(one, wanted.account))]
    ids = sorted({speaker.account.id for _, speakers in wants for speaker in speakers})
    margin = max((timedelta(seconds=one.terms.gap_s) for one, _ in wants), default=timedelta(0))
    taken = history.spoken_for(connection, ids, begin - margin, end + margin) if ids else {}
    found = [free_times(one, speakers, begin, end, taken) for one, speakers in wants]
    return list(islice(heapq.merge(*found, key=lambda gap: gap.slot.at), _MOST))


def _named(connection: Transaction, wanted: Filter) -> list[Campaign]:
    """The campaign that is asked for; all of them where none is."""
    if wanted.campaign is None:
        return campaigns.campaigns(connection)
    return [campaigns.campaign(connection, wanted.campaign)]


def _who(campaign: Campaign, account: str | None) -> list[Speaker]:
    return [one for one in campaign.speakers if account in (None, one.account.name)]


def free_times(
    campaign: Campaign, speakers: Sequence[Speaker], begin: datetime, end: datetime, taken: Taken
) -> Iterator[Gap]:
    """The free times of a campaign as they come; accounts that have the same times are asked together."""
    gap = max(least_gap(campaign.terms.gap_s, campaign.terms.every_s), timedelta.resolution)
    for slot, together in _slots(campaign, speakers, begin, end):
        names = [one.account.name for one in together if is_free(slot.at, taken[one.account.id], gap)]
        if names:
            yield Gap(campaign.name, tuple(names), slot)


def _slots(
    campaign: Campaign, speakers: Sequence[Speaker], begin: datetime, end: datetime
) -> Iterator[tuple[Slot, list[Speaker]]]:
    """Each time until the end, with those who may speak then."""
    rows = {times: list(same) for times, same in groupby(sorted(speakers, key=_times), key=_times)}
    streams = (((slot, same) for slot in free_slots(campaign, same[0], begin)) for same in rows.values())
    ascending = takewhile(lambda one: one[0].at <= end, heapq.merge(*streams, key=lambda one: one[0].at))
    for slot, at_once in groupby(ascending, key=lambda one: one[0]):
        yield slot, [speaker for _, same in at_once for speaker in same]


def _times(speaker: Speaker) -> tuple[str, ...]:
    return tuple(speaker.times)


def _days(entries: Sequence[Line | Gap]) -> Iterator[Day]:
    """By the date that the entry's own zone shows then."""
    placed = sorted(((_place(one), one) for one in entries), key=lambda pair: pair[0])
    for day, found in groupby(placed, key=lambda pair: pair[0][0]):
        yield Day(day, tuple(one for _, one in found))


def _place(entry: Line | Gap) -> tuple[date, datetime, int]:
    if isinstance(entry, Gap):
        return entry.slot.wall.date(), entry.slot.at, 0
    one = entry.delivery
    return datetime.fromisoformat(one.wall).date(), one.scheduled_for, one.id
