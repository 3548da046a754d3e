"""Which posts a campaign takes when it cannot take all."""

from __future__ import annotations

from collections.abc import Sequence

from posts.cut.salience import Weights
from posts.cut.candidates import Unit


def score(unit: Unit, weights: Weights) -> float:
    """How much of the article's point the post carries, 0 to 1: as much as its weightiest sentence."""
    return round(max(weights.salience[unit.first : unit.last + 1]), 4)


def best(units: Sequence[Unit], weights: Weights, most: int | None) -> list[Unit]:
    """The ``most`` weightiest posts in the article's order; all of them for None. A tie goes to the earlier."""
    ranked = sorted(units, key=lambda unit: (-score(unit, weights), unit.first))
    return sorted(ranked[:most], key=lambda unit: unit.first)
