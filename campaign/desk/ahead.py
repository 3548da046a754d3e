"""The times that a campaign will have: the next of them, and what daylight saving does to those of a year."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, islice, takewhile
from operator import itemgetter

from campaign.planning import words
from campaign.planning.slots import Slot
from campaign.store.values import Campaign, Speaker
from campaign.timetable import free_slots

_YEAR = timedelta(days=366)


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
    of_a_year = takewhile(lambda one: one.slot.at < now + _YEAR, _times(campaign, now))
    return tuple(dict.fromkeys(one.note for one in of_a_year if one.note))


def _lane(campaign: Campaign, speaker: Speaker, now: datetime) -> Iterator[tuple[datetime, str, Slot]]:
    return ((slot.at, speaker.account.name, slot) for slot in free_slots(campaign, speaker, now))


def _times(campaign: Campaign, now: datetime) -> Iterator[Time]:
    """All accounts' slots in one line, those of one instant together."""
    lanes = [_lane(campaign, speaker, now) for speaker in campaign.speakers]
    for _, same in groupby(heapq.merge(*lanes, key=itemgetter(0)), key=itemgetter(0)):
        found = list(same)
        slot = found[0][2]
        yield Time(slot, tuple(sorted(name for _, name, _ in found)), words.notable(slot))
