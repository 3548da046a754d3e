"""History as a document: every attempt, read while it is written. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from campaign.instants import Cells
from campaign.reasons import words
from campaign.reports.document import Cell, Column, Document, Kind, Section, Table
from campaign.reports.period import Period
from campaign.store.exporting import reason

#: Of every attempt.
COLUMNS = (
    Column("Attempt", Kind.COUNT),
    Column("Delivery", Kind.COUNT),
    Column("Number", Kind.COUNT),
    Column("Campaign", said_above=True),
    Column("Account", said_above=True),
    Column("Platform", Kind.PLATFORM),
    Column("Due", Kind.MOMENT),
    Column("Sent", Kind.MOMENT),
    Column("Delay", Kind.SECONDS),
    Column("Zone", said_above=True),
    Column("Outcome"),
    Column("Status", Kind.COUNT),
    Column("Reason"),
    Column("URL", Kind.LINK),
    Column("Text"),
    Column("Rewriter"),
    Column("Withdrawn", Kind.MOMENT),
)
_ZONE, _REASON = ([one.name for one in COLUMNS].index(name) for name in ("Zone", "Reason"))


class Attempts(Protocol):
    """Attempts that are read while they are gone through."""

    def columns(self) -> Iterator[tuple[Cells, ...]]:
        """The columns of some of them, then those of the next (`campaign.store.exporting.columns`)."""


def document(tried: Attempts, period: Period, made_at: datetime, about: str = "") -> Document:
    """Every attempt of a period; they are read while the document is written."""
    note = "Every attempt, in the order in which they began; each in the zone of its campaign."
    section = Section("attempts", "Attempts", Table(COLUMNS, _Rows(tried)), note)
    return Document(
        key="history",
        title="History",
        period=period,
        zone=period.zone,
        made_at=made_at,
        formulas=("delay = from when this try was due to when it was sent",),
        sections=(section,),
        about=about,
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of attempts, made while they are read."""

    tried: Attempts

    def columns(self) -> Iterator[Sequence[Cells]]:
        """The table's columns of some of them, then those of the next."""
        for part in self.tried.columns():
            columns = list(part)
            zones, reasons = columns[_ZONE], columns[_REASON]
            columns[_REASON] = [stored and _words(stored, zone) for stored, zone in zip(reasons, zones, strict=True)]
            yield columns

    def __iter__(self) -> Iterator[tuple[Cell, ...]]:
        for part in self.columns():
            yield from zip(*part, strict=True)


@lru_cache(maxsize=4_096)
def _words(stored: str, zone: str) -> str | None:
    found = reason(stored)
    return words(found, zone) if found else None
