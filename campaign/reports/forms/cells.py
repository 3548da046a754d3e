"""A table's row as HTML. A page has thousands of cells: a macro for each took most of its time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from campaign.reports.document import Cell, Column, Kind
from campaign.reports.wording import is_number, said

_ADDRESS = re.compile(r"(?:https?|file)://[^\s<>|]+")
#: Text that needs a wide column, in characters.
_LONG = 60
_PLAIN = (int, float, date)


def cells(row: Sequence[Cell], columns: Sequence[Column], zone: str) -> Markup:
    """The cells of a row, each with its column's name for narrow screens."""
    parts = [_cell(value, column, zone) for value, column in zip(row, columns, strict=True)]
    return Markup("".join(parts))  # noqa: S704 - each part is escaped


def worded(cell: Cell, column: Column, zone: str) -> str:
    """A cell in words: text as it is, whatever its column holds."""
    return said(cell, Kind.TEXT if isinstance(cell, str) else column.kind, zone)


def is_address(cell: object) -> bool:
    """Whether a cell is an address and nothing else."""
    return isinstance(cell, str) and bool(_ADDRESS.fullmatch(cell))


def is_long(cell: object) -> bool:
    """Whether a cell needs a wide column."""
    return isinstance(cell, str) and len(cell) > _LONG and not is_address(cell)


def site(address: str) -> Markup:
    """Where an address leads, in few letters; a line of it may end after a dot, and nowhere within a word."""
    parts = urlsplit(address)
    name = escape(parts.hostname or PurePosixPath(parts.path).name)
    return name.replace(".", Markup(".<wbr>"))


def _cell(value: Cell, column: Column, zone: str) -> str:
    kind = "number" if is_number(column.kind) else column.kind.value
    classes = f"{kind} long" if is_long(value) else kind
    return f'<td data-label="{_label(column.name)}" class="{classes}" dir="auto">{_shown(value, column, zone)}</td>'


@lru_cache(maxsize=256)
def _label(name: str) -> str:
    return str(escape(name))


def _shown(value: Cell, column: Column, zone: str) -> str:
    if isinstance(value, str) and is_address(value):
        return f'<a href="{escape(value)}" rel="noopener noreferrer">{site(value)}</a>'
    words = worded(value, column, zone)
    # What is worked out has no letter that would have to be escaped; of these there are most.
    return words if isinstance(value, _PLAIN) else str(escape(words)).strip()
