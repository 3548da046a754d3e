"""The times that a campaign will have: the next of them, and what daylight saving does to those of a year."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import groupby, islice, takewhile
from operator import attrgetter, itemgetter

from campaign.planning import words
from campaign.planning.clocks import clock_changes as changes_of
from campaign.planning.slots import Slot
from campaign.planning.zones import named
from campaign.store.values import Campaign, Speaker
from campaign.timetable import free_slots

_YEAR = timedelta(days=366)
#: No clock is set by more than a day: no time further from the midnight before it is set is moved or doubled by that.
_AROUND = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Time:
    """A time at which these accounts may speak."""

    slot: Slot
    accounts: tuple[str, ...]
    #: What daylight saving does to it, in words.
    note: str | None


def next_times(campaign: Campaign, now: datetime, count: int = 10) -> tuple[Time, ...]:
    """The next times of a campaign, whether or not something is planned for them."""
    return tuple(islice(_times(campaign, now), count))


def clock_changes(campaign: Campaign, now: datetime) -> tuple[str, ...]:
    """Each time within a year that daylight saving moves or doubles, in words."""
    if campaign.terms.every_s:
        return ()
    # Accounts mostly speak at the same times: of each kind one is enough.
    speakers = {one.times: one for one in campaign.speakers}.values()
    zone, end = named(campaign.terms.timezone), now + _YEAR
    midnights = (datetime.combine(one.day, time(), zone) for one in changes_of(zone, now, end + _AROUND))
    spans = ((max(now, one - _AROUND), min(end, one + _AROUND)) for one in midnights)
    slots = (slot for since, until in spans for slot in _slots(campaign, speakers, since, until))
    return tuple(dict.fromkeys(note for slot in slots if (note := words.notable(slot))))


def _slots(campaign: Campaign, speakers: Iterable[Speaker], since: datetime, until: datetime) -> Iterator[Slot]:
    """When any of them may speak in that span, in order."""
    lanes = [free_slots(campaign, speaker, since) for speaker in speakers]
    return takewhile(lambda slot: slot.at < until, heapq.merge(*lanes, key=attrgetter("at")))


def _lane(campaign: Campaign, speaker: Speaker, now: datetime) -> Iterator[tuple[datetime, str, Slot]]:
    return ((slot.at, speaker.account.name, slot) for slot in free_slots(campaign, speaker, now))


def _times(campaign: Campaign, now: datetime) -> Iterator[Time]:
    """All accounts' slots in one line, those of one instant together."""
    lanes = [_lane(campaign, speaker, now) for speaker in campaign.speakers]
    for _, same in groupby(heapq.merge(*lanes, key=itemgetter(0)), key=itemgetter(0)):
        found = list(same)
        slot = found[0][2]
        yield Time(slot, tuple(sorted(name for _, name, _ in found)), words.notable(slot))
