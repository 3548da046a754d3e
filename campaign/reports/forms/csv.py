"""CSV for programs and spreadsheets: one table a file, and several in a zip beside one that says what they are.

UTF-8 with the mark by which spreadsheets know it, times in ISO 8601 with their distance to UTC, numbers without units.
What a spreadsheet would take for a formula is made harmless.
"""

from __future__ import annotations

import codecs
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from types import MappingProxyType
from typing import IO, Any

from campaign.instants import Cells, Instants
from campaign.reports.columns import by_columns, each
from campaign.reports.document import Cell, Column, Document, Kind, Money, Table
from campaign.reports.wording import facts, in_zone, zone_of

#: A cell that begins with one of these is a formula to a spreadsheet (https://owasp.org/www-community/attacks/CSV_Injection).
_FORMULA = frozenset("=+-@\t\r")
#: Of seconds.
_DECIMALS = 6


def write(document: Document, out: IO[bytes]) -> None:
    """The only section's table; a zip with a file for each of several."""
    if len(document.sections) == 1:
        return _table(document.sections[0].table, document.zone, out)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as files:
        for name, table in [("about", about(document)), *((one.key, one.table) for one in document.sections)]:
            with files.open(f"{name}.csv", "w", force_zip64=True) as file:
                _table(table, document.zone, file)
    return None


def about(document: Document) -> Table:
    """What the other files are of."""
    said = [("Report", document.title), ("About", document.about), *facts(document)]
    formulas = [("Formula", one) for one in document.formulas]
    notes = [(one.title, one.note) for one in document.sections if one.note]
    return Table((Column("Name"), Column("Value")), [*said, *formulas, *notes])


def _table(table: Table, zone: str, out: IO[bytes]) -> None:
    out.write(codecs.BOM_UTF8 + _lines([[_field(name)] for name in head(table.columns)]))
    last = [[(cell,) for cell in table.total]] if table.total else []
    for part in chain(by_columns(table.rows), last):
        columns = zip(table.columns, part, strict=True)
        out.write(_lines([fields for column, cells in columns for fields in _fields(column.kind, cells, zone)]))


def _lines(columns: Sequence[Iterable[str]]) -> bytes:
    """Columns as lines."""
    lines: Iterable[str] = map(",".join, zip(*columns, strict=True))
    if len(columns) == 1:
        # One that would be empty says that it is a row.
        lines = (line or '""' for line in lines)
    # Line by line: one letter beyond ASCII would make all of them twice as large, an emoji four times.
    return b"\r\n".join([line.encode("utf-8", "replace") for line in lines] + [b""])


def head(columns: Iterable[Column]) -> list[str]:
    """The names of columns for programs: lower case, seconds with “_s”, an amount followed by its currency."""
    names = []
    for column in columns:
        name = re.sub(r"\W+", "_", column.name.lower()).strip("_") or "column"
        names.append(f"{name}_s" if column.kind is Kind.SECONDS else name)
        if column.kind is Kind.MONEY:
            names.append(f"{name}_currency")
    return names


def _fields(kind: Kind, cells: Cells, zone: str) -> list[Iterable[str]]:
    """A column as it stands in the file, an amount in two columns."""
    if isinstance(cells, Instants):
        return [cells.iso()]
    if kind is Kind.MOMENT:
        # Each by itself: what is the same moment elsewhere is not written the same.
        return [[_moment(cell, zone) if cell is not None else "" for cell in cells]]
    if kind is Kind.COUNT and {*map(type, cells)} == {int}:
        return [map(repr, cells)]
    written = [each(_WRITTEN.get(kind, _field), cells)]
    return [*written, each(_currency, cells)] if kind is Kind.MONEY else written


def _field(cell: object) -> str:
    """A cell as the csv module would write it (RFC 4180), a text that a spreadsheet would run after an apostrophe."""
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return repr(cell)
    if cell[:1] in _FORMULA:
        cell = f"'{cell}"
    if '"' in cell:
        cell = cell.replace('"', '""')
    elif "," not in cell and "\n" not in cell and "\r" not in cell:
        return cell
    return f'"{cell}"'


def _seconds(cell: Cell) -> str:
    """Microseconds are the most that is told of them."""
    if not isinstance(cell, float):
        return _field(cell)
    told = repr(cell)
    # To round takes as long as to write; what has no more decimals would stay as it is.
    is_short = "." in told[-_DECIMALS - 1 :] and "e" not in told
    return told if is_short else repr(round(cell, _DECIMALS))


def _money(cell: Cell) -> str:
    if not isinstance(cell, Money):
        return _field(cell)
    whole, rest = divmod(abs(cell.micros), 1_000_000)
    return f"{'-' if cell.micros < 0 else ''}{whole}.{rest:06}"


def _currency(cell: Cell) -> str:
    return _field(cell.currency if isinstance(cell, Money) else None)


def _moment(cell: Cell, zone: str) -> str:
    if not isinstance(cell, datetime):
        return _field(cell)
    own = zone_of(cell.tzinfo, "")
    return (cell if own else in_zone(cell, zone)).isoformat()


def _day(cell: Cell) -> str:
    return cell.isoformat() if isinstance(cell, date) else _field(cell)


_WRITTEN: Mapping[Kind, Callable[[Any], str]] = MappingProxyType(
    {Kind.SECONDS: _seconds, Kind.MONEY: _money, Kind.DATE: _day, Kind.MONTH: _day}
)
