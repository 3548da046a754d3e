"""What a platform says of how a post did, by its own names: whole numbers of things, or nothing at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from posts.errors import Unavailable
from posts.platforms.base import Figures, Receipt

#: More than there can be of anything: what is above it is no count.
_MOST = 10**15


def figures(said: object, names: Mapping[str, str], *, platform: str) -> Figures:
    """The figures in an answer; ``names`` says how the platform calls each of ours.

    Raises `Unavailable` where one of them is no count, and where there is none at all: a figure is never guessed.
    """
    found = {ours: said.get(theirs) for ours, theirs in names.items()} if isinstance(said, Mapping) else {}
    given = {ours: value for ours, value in found.items() if value is not None}
    if not given or not all(map(_is_count, given.values())):
        raise Unavailable(f"The figures that {platform} gives cannot be read.", platform=platform)
    return Figures(**given)


def grouped(receipts: Sequence[Receipt], size: int) -> Iterator[list[str]]:
    """The remote ids, as many at a time as a platform takes."""
    for start in range(0, len(receipts), size):
        yield [one.remote_id for one in receipts[start : start + size]]


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST
