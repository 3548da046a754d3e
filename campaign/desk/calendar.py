"""The plan as a calendar shows it, and what is moved there."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import get_args
from zoneinfo import ZoneInfo

from campaign.app import App
from campaign.desk import deliveries
from campaign.desk.looking import require_named
from campaign.errors import NotFound, Refused, UsageError
from campaign.planning import zones
from campaign.planning.slots import Note, resolve
from campaign.planning.spans import EARLIEST, LATEST, Span
from campaign.sections import Weekday
from campaign.states import State
from campaign.store import cells, history
from campaign.store.cells import Entry
from campaign.store.history import Filter
from campaign.store.values import Delivery

#: States that are shown where none is asked for.
SHOWN = tuple(state for state in State if state is not State.CANCELLED)
#: Deliveries that a page of cells holds.
_PAGE = 150


@dataclass(frozen=True, slots=True)
class Cell:
    """A day, or an hour of one, and what goes out in it."""

    #: Wall time of the calendar's zone.
    begin: datetime
    #: The first of its deliveries.
    deliveries: tuple[Entry, ...] = ()
    #: How many there are beside those.
    more: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a calendar of this zone: a day, and (None: the time that a post has anyway) a time of day."""

    day: date
    time: time | None
    zone: str


@dataclass(frozen=True, slots=True)
class Moved:
    """A delivery before and after; ``note`` says what clocks did to the chosen time."""

    before: Delivery
    after: Delivery
    note: Note | None


def zone_of(campaigns: Mapping[str, str], name: str | None, default: str) -> str:
    """Whose days are shown: those of the zone that all these campaigns have, or of the default one."""
    asked = {zone for one, zone in campaigns.items() if name in (None, one)}
    return asked.pop() if len(asked) == 1 else default


def planned(
    app: App, wanted: Filter, span: Span, zone: str, most: int, besides: int | None = None
) -> Mapping[datetime, Cell]:
    """Wall time → the cell that begins then, with up to ``most`` of its deliveries, and ``besides``.

    Where that would be more than a page should hold, each cell has fewer, but one at least. Raises as `require_named`.
    """
    edges, asked = span.edges(zones.named(zone)), replace(wanted, states=wanted.states or SHOWN)
    with app.store.read() as connection:
        counts, there = cells.counts(connection, asked, edges)
        ids = cells.firsts(connection, replace(asked, states=there), edges, _fitting(counts, most)) if there else []
        if besides is not None:
            within = replace(asked, ids=[besides], since=edges[0], until=edges[-1])
            ids += [one.id for one in history.deliveries(connection, within)]
        found = cells.entries(connection, ids) if ids else []
        if not found:
            require_named(connection, wanted)
    shown: dict[int, list[Entry]] = defaultdict(list)
    for one in found:
        shown[bisect_right(edges, one.scheduled_for) - 1].append(one)
    return {
        begin: Cell(begin, tuple(shown[number]), counts[number] - len(shown[number]))
        for number, begin in enumerate(span.cells())
    }


def first_weekday(app: App) -> int:
    """With which day its weeks begin; 0 is Monday."""
    return get_args(Weekday).index(app.defaults.first_weekday)


def move(app: App, key: int, to: Place | str, *, dry_run: bool = False) -> Moved:
    """Moves a delivery to a place of the calendar, or to a time as `deliveries.move` takes it. Raises what that raises.

    A part of a thread does not move by itself: the thread's first post takes along all of them.
    """
    found = deliveries.listed(app, Filter(ids=[key]))
    if not found:
        raise NotFound("delivery", key, "`campaign queue` shows them.")
    (before,) = found
    if before.parent_id is not None:
        raise Refused("A part of a thread goes out with the part before it: move the thread's first post.")
    when = to if isinstance(to, str) else wall_at(before, to)
    after = deliveries.move(app, key, when, dry_run=dry_run)
    return Moved(before, after, resolve(datetime.fromisoformat(after.wall), ZoneInfo(after.zone)).note)


def _fitting(counts: Sequence[int], most: int) -> int:
    """How many of each cell a page can hold."""
    return next((fewer for fewer in range(most, 1, -1) if sum(min(fewer, one) for one in counts) <= _PAGE), 1)


def wall_at(one: Delivery, place: Place) -> str:
    """What time to give a delivery that is put there.

    On another day it keeps its own wall time, however far its zone is from the calendar's; a time of day is one of the
    calendar's zone. Raises `Refused` for a day or a zone that there is not.
    """
    if not EARLIEST <= place.day <= LATEST:
        raise Refused("The calendar shows no such day.")
    try:
        zone = zones.named(place.zone)
    except zones.ZoneError as error:
        raise UsageError(str(error)) from None
    if place.time is None:
        days = place.day - one.scheduled_for.astimezone(zone).date()
        return (datetime.fromisoformat(one.wall) + days).isoformat(timespec="minutes")
    wall = datetime.combine(place.day, place.time)
    return wall.isoformat(timespec="minutes") if zone.key == one.zone else resolve(wall, zone).at.isoformat()


def as_before(one: Delivery) -> str:
    """The time that brings a moved delivery back, be it to the second time of an hour that comes twice."""
    same = resolve(datetime.fromisoformat(one.wall), ZoneInfo(one.zone)).at == one.scheduled_for
    return one.wall if same else one.scheduled_for.isoformat()
