"""CSV for programs and spreadsheets: one table a file, and several in a zip beside one that says what they are.

UTF-8 with the mark by which spreadsheets know it, times in ISO 8601 with their distance to UTC, numbers without units.
What a spreadsheet would take for a formula is made harmless.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain, islice
from types import MappingProxyType
from typing import Any, BinaryIO

from campaign.reports.document import Cell, Column, Document, Kind, Money, Table
from campaign.reports.wording import facts, in_zone

#: A cell that begins with one of these is a formula to a spreadsheet (https://owasp.org/www-community/attacks/CSV_Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: Rows that are worked on together: the more, the less is asked of Python for each.
_TOGETHER = 1000
_Cells = Sequence[Any]


def write(document: Document, out: BinaryIO) -> None:
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


def _table(table: Table, zone: str, out: BinaryIO | Any) -> None:  # noqa: ANN401 - zipfile's own
    text = io.TextIOWrapper(out, "utf-8-sig", newline="", write_through=False)
    writer = csv.writer(text)
    writer.writerow(head(table.columns))
    for rows in _batches(chain(table.rows, [table.total] if table.total else [])):
        columns = zip(table.columns, zip(*rows, strict=True), strict=True)
        written = chain.from_iterable(_WRITTEN[column.kind](cells, zone) for column, cells in columns)
        writer.writerows(zip(*written, strict=True))
    text.flush()
    # Whoever opened it closes it.
    text.detach()


def head(columns: Iterable[Column]) -> list[str]:
    """The names of columns for programs: lower case, seconds with “_s”, an amount followed by its currency."""
    names = []
    for column in columns:
        name = re.sub(r"\W+", "_", column.name.lower()).strip("_") or "column"
        names.append(f"{name}_s" if column.kind is Kind.SECONDS else name)
        if column.kind is Kind.MONEY:
            names.append(f"{name}_currency")
    return names


def _batches(rows: Iterable[tuple[Cell, ...]]) -> Iterator[list[tuple[Cell, ...]]]:
    left = iter(rows)
    while batch := list(islice(left, _TOGETHER)):
        yield batch


def guarded(cell: object) -> object:
    """The cell; a text that a spreadsheet would run gets an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _texts(cells: _Cells, _zone: str) -> list[_Cells]:
    return [[guarded(cell) for cell in cells]]


def _as_they_are(cells: _Cells, _zone: str) -> list[_Cells]:
    return [[guarded(cell) for cell in cells] if any(isinstance(cell, str) for cell in cells) else cells]


def _seconds(cells: _Cells, _zone: str) -> list[_Cells]:
    return [[round(cell, 6) if isinstance(cell, float) else cell for cell in cells]]


def _money(cells: _Cells, _zone: str) -> list[_Cells]:
    amounts = [_amount(cell) if isinstance(cell, Money) else cell for cell in cells]
    return [amounts, [cell.currency if isinstance(cell, Money) else None for cell in cells]]


def _amount(money: Money) -> str:
    whole, rest = divmod(abs(money.micros), 1_000_000)
    return f"{'-' if money.micros < 0 else ''}{whole}.{rest:06}"


def _moments(cells: _Cells, zone: str) -> list[_Cells]:
    return [[_iso(cell, zone) if isinstance(cell, datetime) else guarded(cell) for cell in cells]]


def _iso(at: datetime, zone: str) -> str:
    return in_zone(at, zone).isoformat()


def _days(cells: _Cells, _zone: str) -> list[_Cells]:
    return [[cell.isoformat() if cell is not None and not isinstance(cell, str) else guarded(cell) for cell in cells]]


_WRITTEN: Mapping[Kind, Callable[[_Cells, str], list[_Cells]]] = MappingProxyType(
    {
        Kind.TEXT: _texts,
        Kind.LINK: _texts,
        Kind.COUNT: _as_they_are,
        Kind.NUMBER: _as_they_are,
        Kind.SHARE: _as_they_are,
        Kind.SECONDS: _seconds,
        Kind.MONEY: _money,
        Kind.MOMENT: _moments,
        Kind.DATE: _days,
    }
)
