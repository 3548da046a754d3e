"""Posts go into free slots: which post, for which account, when."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from campaign.planning.slots import Slot


@dataclass(frozen=True, slots=True)
class Lane:
    """One account's part of a plan: what it is to say, and where there may be room."""

    #: The posts by their index, in the order in which they go out (article order).
    posts: Sequence[int]
    #: Where the campaign may speak for this account; may be without end.
    slots: Iterable[Slot]
    #: When the account speaks already, in any campaign: aware instants, in any order.
    taken: Iterable[datetime] = ()
    #: The least time between two deliveries of the account.
    gap: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Planned:
    """A post of an account with its slot."""

    index: int
    account: str
    slot: Slot


@dataclass(frozen=True, slots=True)
class Unplanned:
    """A post for which there was no free slot before the campaign's end."""

    index: int
    account: str
    reason: Literal["no_slot_left"] = "no_slot_left"


@dataclass(frozen=True, slots=True)
class Plan:
    """Every post asked for, in one of two places."""

    #: In the order in which they go out; at one instant by index, then by account.
    planned: tuple[Planned, ...]
    #: By account in the order given, then in the order of its posts.
    unplanned: tuple[Unplanned, ...] = ()


def plan(lanes: Mapping[str, Lane], now: datetime) -> Plan:
    """Gives each account's posts, in their order, the account's next free slots from ``now`` (aware) on.

    A slot is free when no delivery of the account is nearer than its gap, before or after; two are never at one
    instant. Accounts do not wait for each other.

    A changed campaign plans anew what is still queued: each account's queued posts in the order of their present
    times, with the new slots, ``taken`` being what the account says besides these. Their order stays, and equal
    times give equal slots.
    """
    planned: list[Planned] = []
    unplanned: list[Unplanned] = []
    for account, lane in lanes.items():
        placed = [Planned(index, account, slot) for index, slot in zip(lane.posts, _free(lane, now), strict=False)]
        planned += placed
        unplanned += [Unplanned(index, account) for index in lane.posts[len(placed) :]]
    planned.sort(key=lambda one: (one.slot.at, one.index, one.account))
    return Plan(tuple(planned), tuple(unplanned))


def is_free(at: datetime, taken: Sequence[datetime], gap: timedelta) -> bool:
    """Whether nothing that is taken (ascending) is nearer than the gap, before or after."""
    place = bisect_left(taken, at)
    return all(abs(at - other) >= gap for other in taken[max(place - 1, 0) : place + 1])


def _free(lane: Lane, now: datetime) -> Iterator[Slot]:
    """The lane's slots that are far enough from all that is taken, each of them taken from then on."""
    taken = sorted(lane.taken)
    # Without a gap two deliveries still differ by the smallest step of time.
    gap = max(lane.gap, timedelta.resolution)
    for slot in lane.slots:
        if slot.at >= now and is_free(slot.at, taken, gap):
            insort(taken, slot.at)
            yield slot
