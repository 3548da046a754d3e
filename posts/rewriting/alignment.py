"""Two sequences laid beside each other: what of one is in the other, in the same order."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeAlias

#: Places of the same element in both sequences, in order.
Pairs: TypeAlias = list[tuple[int, int]]


class Gap(NamedTuple):
    """What stands between two neighbouring pairs: places in the one sequence, and in the other."""

    before: range
    after: range


def align(before: Sequence[Hashable], after: Sequence[Hashable]) -> Pairs:
    """A longest common subsequence, in time that grows with the product of both lengths where they differ."""
    same = min(len(before), len(after))
    head = next((at for at in range(same) if before[at] != after[at]), same)
    rest = same - head
    tail = next((at for at in range(rest) if before[-1 - at] != after[-1 - at]), rest)
    middle = _walked(before[head : len(before) - tail], after[head : len(after) - tail])
    shift = len(after) - len(before)
    return [
        *((at, at) for at in range(head)),
        *((head + one, head + other) for one, other in middle),
        *((at, at + shift) for at in range(len(before) - tail, len(before))),
    ]


def gaps(pairs: Pairs, before: int, after: int) -> list[Gap]:
    """The gaps between the pairs of two sequences of these lengths, the ends included."""
    edges = [(-1, -1), *pairs, (before, after)]
    return [
        Gap(range(one + 1, next_one), range(other + 1, next_other))
        for (one, other), (next_one, next_other) in pairwise(edges)
    ]


def _walked(before: Sequence[Hashable], after: Sequence[Hashable]) -> Pairs:
    """``longest[i][j]``: how long the longest common subsequence of ``before[i:]`` and ``after[j:]`` is."""
    longest = [[0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for i in range(len(before) - 1, -1, -1):
        row, below, one = longest[i], longest[i + 1], before[i]
        for j in range(len(after) - 1, -1, -1):
            row[j] = below[j + 1] + 1 if one == after[j] else max(below[j], row[j + 1])
    pairs, i, j = Pairs(), 0, 0
    while i < len(before) and j < len(after):
        if before[i] == after[j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif longest[i + 1][j] >= longest[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs
