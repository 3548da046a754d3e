"""A document as people read it: without what nothing is known of yet, be it a column or a whole section, without what
the document says of all of it once, and without charts that show nothing.

A spreadsheet and JSON keep every column, so that programs find them at the same place. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import compress

from campaign.reports.document import Cell, Chart, Document, Kind, Money, Section, Table
from campaign.reports.forms.holding import held

#: What calls a row something, and counts nothing of it.
_NAMES = frozenset({Kind.TEXT, Kind.PLATFORM})
#: Of fewer rows there is nothing to compare.
_DRAWN = 2


def legible(document: Document, most: int) -> Document:
    """The document with at most so many rows in each section."""
    whole = held(document, most)
    shown = tuple(_legible(one, whole.above) for one in whole.sections if not _is_to_come(one))
    to_come = [one.title for one in whole.sections if _is_to_come(one)]
    return replace(whole, sections=(*shown, *([_nothing_yet(to_come)] if to_come else [])))


def _is_to_come(section: Section) -> bool:
    """Whether it counts nothing yet: it has no rows, or in all of them names and noughts."""
    counted = [column.kind not in _NAMES for column in section.table.columns]
    return section.comes_later and not any(
        _has_length(one) for row in section.table.rows for one in compress(row, counted)
    )


def _nothing_yet(titles: Sequence[str]) -> Section:
    return Section(
        "nothing-yet", "Nothing yet", Table((), ()), f"There is nothing to tell yet of: {'; '.join(titles)}."
    )


def _legible(section: Section, above: Collection[str]) -> Section:
    table, chart = section.table, section.chart
    rows = tuple(table.rows)
    if not rows:
        return section
    needed = (*chart.along, chart.behind) if chart else ()
    shown = [
        column.name in needed or _is_known(rows, at, above if column.said_above else ())
        for at, column in enumerate(table.columns)
    ]
    columns = tuple(compress(table.columns, shown))
    kept = replace(
        table,
        columns=columns,
        rows=tuple(tuple(compress(row, shown)) for row in rows),
        total=tuple(compress(table.total, shown)) if table.total else None,
    )
    return replace(section, table=kept, chart=_drawn(chart, kept))


def _is_known(rows: Sequence[tuple[Cell, ...]], at: int, above: Collection[str]) -> bool:
    """Whether a row says anything there, and anything else than what stands above the table."""
    return any(row[at] is not None and row[at] not in above for row in rows)


def _drawn(chart: Chart | None, table: Table) -> Chart | None:
    """The chart of what is known; None where there is too little to draw."""
    rows, names = tuple(table.rows), [column.name for column in table.columns]
    of = tuple(name for name in chart.of if name in names) if chart else ()
    is_seen = any(_has_length(row[names.index(name)]) for row in rows for name in of)
    return replace(chart, of=of) if chart and is_seen and len(rows) >= _DRAWN else None


def _has_length(cell: Cell) -> bool:
    """Whether there is anything of it to draw: of nought there is not, in no currency."""
    return bool(cell.micros if isinstance(cell, Money) else cell)
