"""A table's rows, many at a time and column by column: that asks half as much of Python as row by row. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Protocol, TypeVar, runtime_checkable

from campaign.instants import Cells
from campaign.reports.document import Cell

_Made = TypeVar("_Made")

#: Rows that are worked on together.
TOGETHER = 100


@runtime_checkable
class ByColumns(Protocol):
    """Rows that come as columns, and would have to be made into rows first."""

    def columns(self) -> Iterator[Sequence[Cells]]:
        """The columns of some rows, then those of the next."""


def by_columns(rows: Iterable[tuple[Cell, ...]]) -> Iterator[Sequence[Cells]]:
    """The columns of some rows, then those of the next."""
    if isinstance(rows, ByColumns):
        yield from rows.columns()
        return
    left = iter(rows)
    while part := list(islice(left, TOGETHER)):
        yield list(zip(*part, strict=True))


def each(make: Callable[[Any], _Made], cells: Sequence[Any]) -> Iterable[_Made]:
    """What is made of each cell; once of what is there more often, unless hardly anything is."""
    different = set(cells)
    if len(different) == 1:
        return [make(cells[0])] * len(cells)
    if len(different) * 2 > len(cells):
        return map(make, cells)
    known = {cell: make(cell) for cell in different}
    return map(known.__getitem__, cells)
