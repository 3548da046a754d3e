"""What a report shows before it has a form: facts, and sections that hold a table and a chart drawn from it.

Every form (page, PDF, spreadsheet, text) writes the same document, so that all of them say the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from campaign.reports.period import Period


class Kind(StrEnum):
    """What a column holds, by which each form writes its cells."""

    TEXT = "text"
    #: A platform's kind ("x"), which people read as its name and programs as it is.
    PLATFORM = "platform"
    #: An address that one can follow.
    LINK = "link"
    #: A whole number of things.
    COUNT = "count"
    NUMBER = "number"
    #: Of a whole: 0.25 is shown as 25 %.
    SHARE = "share"
    SECONDS = "seconds"
    MONEY = "money"
    #: A moment, shown in the document's zone unless the row says another.
    MOMENT = "moment"
    DATE = "date"
    #: A month of days, by its first.
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in millionths of a currency's unit."""

    micros: int
    currency: str


#: Between the names of what a document is about.
BETWEEN = " · "
#: None is what is not known; it is shown as a dash, never as 0.
Cell: TypeAlias = str | int | float | Money | datetime | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    kind: Kind = Kind.TEXT
    #: Whether people need it only where some row says another thing than the document says of itself.
    said_above: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of typed cells. They may be made while they are read, and then are read once."""

    columns: tuple[Column, ...]
    rows: Iterable[tuple[Cell, ...]]
    #: The last row, set apart: the sum of the others.
    total: tuple[Cell, ...] | None = None


class Shape(StrEnum):
    """How a chart is drawn."""

    #: One bar for each row.
    BARS = "bars"
    #: One column for each row, those of several series in one another.
    COLUMNS = "columns"
    #: A week: 7 × 24 cells.
    HEAT = "heat"


@dataclass(frozen=True, slots=True)
class Chart:
    """Which columns of its section's table are drawn, and how. Its numbers are the table's own."""

    shape: Shape
    #: Names the column along which it is drawn; for a heat map the two of weekday (0 is Monday) and hour.
    along: tuple[str, ...]
    #: Names the columns that are drawn.
    of: tuple[str, ...]
    #: Names the column that says how many stand behind a value: what stands on fewer than three is grey.
    behind: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a report."""

    #: Names it in addresses and files: "accounts".
    key: str
    title: str
    #: Without rows the note says what that means.
    table: Table
    #: How its numbers are counted, or what is not known about them; in sentences.
    note: str = ""
    chart: Chart | None = None
    #: Of what comes with time: as long as it counts nothing, people are told so of all such sections at once.
    comes_later: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A report as it is read: whose, of which days, of when, and what it says."""

    #: Which report: "campaign", "delivery".
    key: str
    title: str
    #: The days that it covers, in `zone`.
    period: Period
    zone: str
    #: When its numbers were read: aware UTC.
    made_at: datetime
    #: What every figure means that does not explain itself: "engagement rate = …".
    formulas: tuple[str, ...]
    sections: tuple[Section, ...]
    #: Under the title: hashtags, accounts; several with `BETWEEN` between them.
    about: str = ""
    #: The head of the sealed log at that time; None where nothing is sealed yet.
    seal: str | None = None

    @property
    def above(self) -> frozenset[str]:
        """What stands above its tables and holds for all of their rows: its zone, and what it is about."""
        return frozenset({self.zone, *self.about.split(BETWEEN)})
