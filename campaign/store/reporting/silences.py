"""When posts have their slots, for how long nothing was said between two of them, and what is queued. Pure.

What is said of days that follow each other makes what is said of all of them, so it is kept beside their sums.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, pairwise
from operator import sub
from typing import Any, NamedTuple, TypeAlias


class Slot(NamedTuple):
    """When a post has its slot, in microseconds since 1970; and whether it is queued, or on its way."""

    at: int
    queued: bool


class Spoken(NamedTuple):
    """Of some posts the slot of the first and of the last, and the first of the longest times between two of them.

    In microseconds since 1970; that time begins and ends at one moment where there is none. And how many of them are
    queued, with the first and the last slot of those, if any.
    """

    first: int
    last: int
    since: int
    until: int
    queued: int
    next: int | None
    dry: int | None


#: Account's id → when it speaks; None → all together. Who says nothing is not in it.
Speech: TypeAlias = Mapping[int | None, Spoken]


def spoken(slots: Sequence[Slot]) -> Spoken:
    """What there is to say of these slots, which are in order: of one at least."""
    every, queued = [one.at for one in slots], [one.at for one in slots if one.queued]
    lengths = list(map(sub, every[1:], every))
    place = lengths.index(max(lengths)) if lengths else 0
    until = every[place + 1] if lengths else every[0]
    ends = (queued[0], queued[-1]) if queued else (None, None)
    return Spoken(every[0], every[-1], every[place], until, len(queued), *ends)


def speech(slots: Mapping[int, Sequence[Slot]]) -> Speech:
    """The same of each account, whose slots are in no order, and of all together."""
    if not slots:
        return {}
    together = sorted(chain.from_iterable(slots.values()))
    return {None: spoken(together), **{account: spoken(sorted(own)) for account, own in slots.items()}}


def followed(several: Iterable[Speech]) -> Speech:
    """What there is to say of several stretches of time, the earliest first."""
    found: dict[int | None, list[Spoken]] = defaultdict(list)
    for one in several:
        for account, own in one.items():
            found[account].append(own)
    return {account: _in_turn(parts) for account, parts in found.items()}


def _in_turn(parts: Sequence[Spoken]) -> Spoken:
    every = [(parts[0].since, parts[0].until)]
    for before, after in pairwise(parts):
        every += (before.last, after.first), (after.since, after.until)
    since, until = max(every, key=lambda ends: ends[1] - ends[0])
    queued = [one for one in parts if one.queued]
    ends = (queued[0].next, queued[-1].dry) if queued else (None, None)
    return Spoken(parts[0].first, parts[-1].last, since, until, sum(one.queued for one in queued), *ends)


def to_json(of: Speech) -> dict[str, Any]:
    """As it is kept."""
    return {"" if account is None else str(account): list(own) for account, own in of.items()}


def from_json(kept: Mapping[str, Sequence[Any]]) -> Speech:
    """As it was kept."""
    return {int(account) if account else None: Spoken(*own) for account, own in kept.items()}
