"""Which sentences go together in a post: the cheapest way through the article, by dynamic programming.

``best[j]`` is the cheapest way to have dealt with the first j sentences: the last few of them are a post, or the last
one is left out. Sentences that may not open a post, and posts that do not fit, are no ways at all.
"""

from __future__ import annotations

from collections.abc import Sequence

from posts.cut.candidates import Candidates, Unit


def units(candidates: Candidates) -> list[Unit]:
    """The posts, in the article's order. A tie goes to leaving out, then to the fewest sentences."""
    best = [0.0]
    choice: list[Unit | None] = []
    for last in range(len(candidates.sentences)):
        cost, rank, chosen = best[last] + candidates.costs.leave_out(last), 0, None
        ways = enumerate(candidates.ending_at(last), 1)
        # To make a post takes long: what cannot be cheaper than what was made is not made.
        for least, place, way in sorted((best[way.first] + way.least, place, way) for place, way in ways):
            if least > cost:
                break
            unit = way.make()
            if unit and (best[unit.first] + unit.cost, place) < (cost, rank):
                cost, rank, chosen = best[unit.first] + unit.cost, place, unit
        best.append(cost)
        choice.append(chosen)
    return _walked_back(choice)


def _walked_back(choice: Sequence[Unit | None]) -> list[Unit]:
    found: list[Unit] = []
    at = len(choice)
    while at:
        unit = choice[at - 1]
        if unit:
            found.append(unit)
        at = unit.first if unit else at - 1
    return found[::-1]
