"""When posts have their slots, and for how long nothing was said between two of them. Pure.

What is said of days that follow each other makes what is said of all of them, so it is kept beside their sums.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, pairwise
from operator import sub
from typing import Any, NamedTuple, TypeAlias


class Spoken(NamedTuple):
    """Of some posts the slot of the first and of the last, and the first of the longest times between two of them.

    In microseconds since 1970; that time begins and ends at one moment where there is none.
    """

    first: int
    last: int
    since: int
    until: int


#: Account's id → when it speaks; None → all together. Who says nothing is not in it.
Speech: TypeAlias = Mapping[int | None, Spoken]


def spoken(slots: Sequence[int]) -> Spoken:
    """What there is to say of these slots, which are in order: of one at least."""
    lengths = list(map(sub, slots[1:], slots))
    place = lengths.index(max(lengths)) if lengths else 0
    return Spoken(slots[0], slots[-1], slots[place], slots[place + 1] if lengths else slots[0])


def speech(slots: Mapping[int, Sequence[int]]) -> Speech:
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
    return Spoken(parts[0].first, parts[-1].last, since, until)


def to_json(of: Speech) -> dict[str, Any]:
    """As it is kept."""
    return {"" if account is None else str(account): list(own) for account, own in of.items()}


def from_json(kept: Mapping[str, Sequence[int]]) -> Speech:
    """As it was kept."""
    return {int(account) if account else None: Spoken(*own) for account, own in kept.items()}
