"""A campaign's times meet what its accounts say already: which of its posts goes out when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from campaign.planning import times
from campaign.planning.plan import Lane, Plan, plan
from campaign.planning.slots import Slot, every, slots
from campaign.store import queue
from campaign.store.database import Transaction
from campaign.store.queue import NewTime
from campaign.store.values import Campaign, Speaker, least_gap


def timetable(
    connection: Transaction,
    campaign: Campaign,
    posts: Mapping[str, Sequence[int]],
    now: datetime,
    *,
    moving: Sequence[int] = (),
) -> Plan:
    """Plans posts (by their index, for each account by name) into the campaign's free slots.

    ``moving`` are deliveries that are planned anew: their present times are free.
    """
    gap = least_gap(campaign.terms.gap_s, campaign.terms.every_s)
    ids = [speaker.account.id for speaker in campaign.speakers]
    taken = queue.taken(connection, ids, now - gap, besides=moving)
    lanes = {
        speaker.account.name: Lane(
            posts=posts[speaker.account.name],
            slots=free_slots(campaign, speaker, now),
            taken=taken.get(speaker.account.id, ()),
            gap=gap,
        )
        for speaker in campaign.speakers
        if posts.get(speaker.account.name)
    }
    return plan(lanes, now)


def free_slots(campaign: Campaign, speaker: Speaker, now: datetime) -> Iterator[Slot]:
    """The times at which an account may speak in a campaign, from now on."""
    terms = campaign.terms
    start = max(now, terms.start) if terms.start else now
    if terms.every_s:
        step = timedelta(seconds=terms.every_s)
        return every(start + step, step, zone=terms.timezone, until=terms.until)
    weekly = [times.parse(text) for text in speaker.times]
    return slots(weekly, terms.timezone, start, terms.until)


def new_time(slot: Slot) -> NewTime:
    """A slot as the queue keeps it."""
    return NewTime(slot.at, slot.wall.isoformat(timespec="minutes"), slot.zone)
