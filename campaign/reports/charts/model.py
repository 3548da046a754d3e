"""What a chart draws of its table: names along it, and series of values with how many stand behind each. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from campaign.reports.document import Cell, Chart, Column, Kind, Money, Section
from campaign.reports.wording import NONE, said

#: What stands on fewer says little: it is grey.
ENOUGH = 3


class Value(NamedTuple):
    """One value: its place on the scale, None for what is not known; and whether enough stands behind it."""

    at: float | None
    cell: Cell
    kind: Kind
    zone: str
    sure: bool

    @property
    def words(self) -> str:
        """In words: of hundreds of values none is said."""
        return said(self.cell, self.kind, self.zone)


@dataclass(frozen=True, slots=True)
class Series:
    """The values of one column."""

    name: str
    kind: Kind
    values: tuple[Value, ...]

    @property
    def most(self) -> float:
        """The largest; 0 without any."""
        return max((one.at for one in self.values if one.at is not None), default=0.0)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart's data: for each row its names along the chart, and the series."""

    title: str
    along: tuple[tuple[Cell, ...], ...]
    #: What each of a row's names is.
    kinds: tuple[Kind, ...]
    zone: str
    series: tuple[Series, ...]

    def name(self, row: int) -> str:
        """A row's names as they are said."""
        return " · ".join(said(one, kind, self.zone) for one, kind in zip(self.along[row], self.kinds, strict=True))

    @property
    def most(self) -> float:
        """The largest value of all; 0 without any."""
        return max((one.most for one in self.series), default=0.0)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return all(value.at is None for one in self.series for value in one.values)

    @property
    def has_unsure(self) -> bool:
        """Whether too little stands behind some value."""
        return any(not value.sure for one in self.series for value in one.values if value.at is not None)

    def tick(self, value: float) -> str:
        """A tick of the scale in the words of what is drawn."""
        kind = self.series[0].kind
        if kind is Kind.MONEY:
            return f"{value:,.6f}".rstrip("0").rstrip(".")
        return said(int(value) if value == int(value) and kind is not Kind.SECONDS else value, kind, "UTC")


def drawn(section: Section, chart: Chart, rows: Sequence[tuple[Cell, ...]], zone: str) -> Drawn:
    """The data of a section's chart. Raises `ValueError` for a column that its table does not have."""
    columns = section.table.columns
    along = [_place(columns, name) for name in chart.along]
    behind = _place(columns, chart.behind) if chart.behind else None
    return Drawn(
        title=section.title,
        along=tuple(tuple(row[at] for at in along) for row in rows),
        kinds=tuple(columns[at].kind for at in along),
        zone=zone,
        series=tuple(_series(columns, rows, _place(columns, name), behind, zone) for name in chart.of),
    )


def _series(
    columns: Sequence[Column], rows: Sequence[tuple[Cell, ...]], at: int, behind: int | None, zone: str
) -> Series:
    column = columns[at]
    values = (Value(_number(row[at]), row[at], column.kind, zone, _is_sure(row, behind)) for row in rows)
    return Series(column.name, column.kind, tuple(values))


def _is_sure(row: tuple[Cell, ...], behind: int | None) -> bool:
    count = row[behind] if behind is not None else None
    return not isinstance(count, int) or count >= ENOUGH


def _number(cell: Cell) -> float | None:
    if isinstance(cell, Money):
        return cell.micros / 1_000_000
    return float(cell) if isinstance(cell, int | float) else None


def _place(columns: Sequence[Column], name: str) -> int:
    names = [one.name for one in columns]
    if name not in names:
        raise ValueError(f"a chart is drawn of “{name}”, and the table has only {', '.join(names) or NONE}")
    return names.index(name)
