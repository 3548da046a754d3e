"""One sheet: its head stays in sight, and its columns can be filtered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import IO

from campaign.instants import Cells
from campaign.reports.document import Column, Kind, Table
from campaign.reports.forms.xlsx.cells import Styles, column, letters
from campaign.reports.wording import is_number, said

_NARROW, _WIDE = 8, 60
_BEGUN = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews>'
    '<sheetView workbookViewId="0"{selected}><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    '</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols><sheetData>'
)


def write(
    table: Table, parts: Iterator[Sequence[Cells]], zone: str, styles: Styles, out: IO[bytes], *, selected: bool
) -> str:
    """Writes it, its rows read in parts by columns, and says which cells can be filtered: "A1:C20"."""
    columns = next(parts, ())
    begun = _BEGUN.format(selected=' tabSelected="1"' * selected, columns=_columns(table.columns, columns, zone))
    heads = [(one.name,) for one in table.columns]
    out.write(begun.encode() + _rows([Column(one.name) for one in table.columns], heads, 1, zone, styles, bold=True))
    last = 1
    while columns:
        out.write(_rows(table.columns, columns, last + 1, zone, styles))
        last += len(columns[0])
        columns = next(parts, ())
    if table.total:
        out.write(_rows(table.columns, [(cell,) for cell in table.total], last + 1, zone, styles, bold=True))
    filtered = f"A1:{letters(len(table.columns) - 1)}{last}"
    out.write(f'</sheetData><autoFilter ref="{filtered}"/></worksheet>'.encode())
    return filtered


def _rows(
    columns: Sequence[Column], cells: Sequence[Cells], first: int, zone: str, styles: Styles, *, bold: bool = False
) -> bytes:
    written = [
        column(one.kind, values, letters(place), first, zone, styles, bold=bold)
        for place, (one, values) in enumerate(zip(columns, cells, strict=True))
    ]
    lines = enumerate(map("".join, zip(*written, strict=True)), start=first)
    return "".join([f'<row r="{number}">{line}</row>' for number, line in lines]).encode()


def _columns(columns: Sequence[Column], cells: Sequence[Cells], zone: str) -> str:
    """How wide they are, by the first rows."""
    widths = map(_width, columns, cells or [()] * len(columns), repeat(zone))
    return "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
        for place, width in enumerate(widths, start=1)
    )


def _width(column: Column, cells: Cells, zone: str) -> int:
    if column.kind is Kind.MOMENT:
        return 27
    longest = max((len(said(cell, column.kind, zone)) for cell in cells), default=0)
    return min(max(longest + 2, len(column.name) + 4, _NARROW), _NARROW * 2 if is_number(column.kind) else _WIDE)
