"""One sheet: its head stays in sight, and its columns can be filtered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import IO

from campaign.reports.document import Cell, Column, Kind, Table
from campaign.reports.forms.xlsx.cells import Styles, column, letters
from campaign.reports.wording import is_number, said

#: Rows that are worked on together; the first of them say how wide the columns are.
_TOGETHER = 500
_NARROW, _WIDE = 8, 60
_BEGUN = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews>'
    '<sheetView workbookViewId="0"{selected}><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    '</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols><sheetData>'
)
_Row = tuple[Cell, ...]


def write(table: Table, zone: str, styles: Styles, out: IO[bytes], *, selected: bool) -> str:
    """Writes it, and says which cells can be filtered: "A1:C20"."""
    batches = _batches(table.rows)
    first = next(batches, [])
    out.write(
        _BEGUN.format(selected=' tabSelected="1"' * selected, columns=_columns(table.columns, first, zone)).encode()
    )
    heads = [tuple(one.name for one in table.columns)]
    out.write(_rows([Column(one.name) for one in table.columns], heads, 1, zone, styles, bold=True))
    last = 1
    while first:
        out.write(_rows(table.columns, first, last + 1, zone, styles))
        last += len(first)
        first = next(batches, [])
    if table.total:
        out.write(_rows(table.columns, [table.total], last + 1, zone, styles, bold=True))
    filtered = f"A1:{letters(len(table.columns) - 1)}{last}"
    out.write(f'</sheetData><autoFilter ref="{filtered}"/></worksheet>'.encode())
    return filtered


def _rows(
    columns: Sequence[Column], rows: Sequence[_Row], first: int, zone: str, styles: Styles, *, bold: bool = False
) -> bytes:
    written = [
        column(one.kind, values, letters(place), first, zone, styles, bold=bold)
        for place, (one, values) in enumerate(zip(columns, zip(*rows, strict=True), strict=True))
    ]
    lines = enumerate(zip(*written, strict=True), start=first)
    return "".join([f'<row r="{number}">{"".join(cells)}</row>' for number, cells in lines]).encode()


def _batches(rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    left = iter(rows)
    while batch := list(islice(left, _TOGETHER)):
        yield batch


def _columns(columns: Sequence[Column], rows: Sequence[_Row], zone: str) -> str:
    widths = (_width(one, [row[place] for row in rows], zone) for place, one in enumerate(columns))
    return "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
        for place, width in enumerate(widths, start=1)
    )


def _width(column: Column, cells: Sequence[Cell], zone: str) -> int:
    if column.kind is Kind.MOMENT:
        return 27
    longest = max(
        (len(said(cell, Kind.TEXT if isinstance(cell, str) else column.kind, zone)) for cell in cells), default=0
    )
    return min(max(longest + 2, len(column.name) + 4, _NARROW), _NARROW * 2 if is_number(column.kind) else _WIDE)
