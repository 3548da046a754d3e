"""A table's rows as HTML. A page has thousands of cells: a macro for each took most of its time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from campaign.reports.document import Cell, Column, Section
from campaign.reports.wording import is_number, said

_ADDRESS = re.compile(r"(?:https?|file)://[^\s<>|]+")
#: Text that needs a wide column, in characters.
_LONG = 60
#: What is worked out from these has no letter that would have to be escaped; of them there are most.
_PLAIN = frozenset({int, float, date})


def table_rows(rows: Iterable[Sequence[Cell]], columns: Sequence[Column], zone: str) -> Markup:
    """Rows of a table, a line each: what is the same in all cells of a column is said once."""
    writers = [_writer(column, zone) for column in columns]
    lines = ("".join([write(value) for write, value in zip(writers, row, strict=True)]) for row in rows)
    return Markup("\n".join(f"<tr>{line}</tr>" for line in lines))  # noqa: S704 - each part is escaped


def worded(cell: Cell, column: Column, zone: str) -> str:
    """A cell of a column in words."""
    return said(cell, column.kind, zone)


def is_address(cell: object) -> bool:
    """Whether a cell is an address and nothing else."""
    return isinstance(cell, str) and bool(_ADDRESS.fullmatch(cell))


def are_figures(section: Section) -> bool:
    """Whether its table is single figures, which people take in at a glance where each has a tile of its own."""
    table = section.table
    alone = table.total is None and len([*table.rows]) == 1
    return section.key == "figures" or (alone and all(is_number(one.kind) for one in table.columns))


def is_long(cell: object) -> bool:
    """Whether a cell needs a wide column."""
    return isinstance(cell, str) and len(cell) > _LONG and not is_address(cell)


def site(address: str) -> Markup:
    """Where an address leads, in few letters; a line of it may end after a dot, and nowhere within a word."""
    parts = urlsplit(address)
    name = escape(parts.hostname or PurePosixPath(parts.path).name)
    return name.replace(".", Markup(".<wbr>"))


def _writer(column: Column, zone: str) -> Callable[[Cell], str]:
    """What makes a cell of a column out of its value, with the column's name for narrow screens."""
    kind = "number" if is_number(column.kind) else column.kind.value
    usual, wide = (
        f'<td data-label="{escape(column.name)}" class="{one}" dir="auto">' for one in (kind, f"{kind} long")
    )

    def cell(value: Cell) -> str:
        if type(value) in _PLAIN:
            return f"{usual}{said(value, column.kind, zone)}</td>"
        return f"{wide if is_long(value) else usual}{_shown(value, column, zone)}</td>"

    return cell


def _shown(value: Cell, column: Column, zone: str) -> str:
    if isinstance(value, str) and is_address(value):
        return f'<a href="{escape(value)}" rel="noopener noreferrer">{site(value)}</a>'
    return str(escape(worded(value, column, zone))).strip()
