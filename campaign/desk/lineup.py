"""The queue as a calendar tells it: day by day, with the times at which nobody speaks yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby, islice, takewhile

from campaign.app import App
from campaign.planning.plan import is_free
from campaign.planning.slots import Slot
from campaign.states import OPEN, State
from campaign.store import campaigns, history
from campaign.store.database import Transaction
from campaign.store.history import Filter
from campaign.store.values import Campaign, Delivery, least_gap
from campaign.timetable import free_slots

#: Deliveries on a page.
PAGE = 100
#: States that are shown where none is asked for: what is still to go out, and what needs a hand.
SHOWN = (*sorted(OPEN), State.IN_DOUBT, State.FAILED, State.MISSED)
#: How far past the last post free times are shown, and how many of one account.
_AHEAD, _MOST = timedelta(days=7), 30


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
    """One page of what matches; the free times with it, where every state is shown."""
    now = app.clock.now()
    with app.store.read() as connection:
        asked = replace(wanted, states=wanted.states or SHOWN, limit=PAGE + 1)
        rows = history.deliveries(connection, asked)
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
    begin = max(wanted.after[0] if wanted.after else now, now)
    end = page[-1].scheduled_for if more else max([begin, *(one.scheduled_for for one in page)]) + _AHEAD
    speaking = [
        one
        for one in campaigns.campaigns(connection)
        if one.state == "active" and not one.terms.every_s and wanted.campaign in (None, one.name)
    ]
    ids = sorted({speaker.account.id for one in speaking for speaker in one.speakers})
    margin = max((timedelta(seconds=one.terms.gap_s) for one in speaking), default=timedelta(0))
    taken = history.spoken_for(connection, ids, begin - margin, end + margin) if ids else {}
    return [gap for one in speaking for gap in _of_campaign(one, wanted.account, begin, end, taken)]


def _of_campaign(
    campaign: Campaign, account: str | None, begin: datetime, end: datetime, taken: dict[int, list[datetime]]
) -> Iterator[Gap]:
    free: dict[Slot, list[str]] = defaultdict(list)
    gap = max(least_gap(campaign.terms.gap_s, campaign.terms.every_s), timedelta.resolution)
    for speaker in campaign.speakers:
        if account not in (None, speaker.account.name):
            continue
        slots = takewhile(lambda slot: slot.at <= end, free_slots(campaign, speaker, begin))
        for slot in islice((one for one in slots if is_free(one.at, taken[speaker.account.id], gap)), _MOST):
            free[slot].append(speaker.account.name)
    return (Gap(campaign.name, tuple(names), slot) for slot, names in free.items())


def _days(entries: Sequence[Line | Gap]) -> Iterator[Day]:
    """By the date that the entry's own zone shows then."""
    for day, found in groupby(sorted(entries, key=_place), key=lambda one: _place(one)[0]):
        yield Day(day, tuple(found))


def _place(entry: Line | Gap) -> tuple[date, datetime, int]:
    if isinstance(entry, Gap):
        return entry.slot.wall.date(), entry.slot.at, 0
    one = entry.delivery
    return datetime.fromisoformat(one.wall).date(), one.scheduled_for, one.id
