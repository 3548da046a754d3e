"""History as a document: every attempt, read while it is written. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from campaign.reasons import words
from campaign.reports.document import Cell, Column, Document, Kind, Section, Table
from campaign.reports.period import Period
from campaign.store.exporting import Tried

#: Of every attempt.
COLUMNS = (
    Column("Attempt", Kind.COUNT),
    Column("Delivery", Kind.COUNT),
    Column("Number", Kind.COUNT),
    Column("Campaign"),
    Column("Account"),
    Column("Platform"),
    Column("Due", Kind.MOMENT),
    Column("Sent", Kind.MOMENT),
    Column("Delay", Kind.SECONDS),
    Column("Zone"),
    Column("Outcome"),
    Column("Status", Kind.COUNT),
    Column("Reason"),
    Column("URL", Kind.LINK),
    Column("Text"),
    Column("Rewriter"),
    Column("Withdrawn", Kind.MOMENT),
)


def document(tried: Iterable[Tried], period: Period, made_at: datetime, about: str = "") -> Document:
    """Every attempt of a period; they are read while the document is written."""
    note = "Every attempt, in the order in which they began; each in the zone of its campaign."
    section = Section("attempts", "Attempts", Table(COLUMNS, _Attempts(tried)), note)
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
class _Attempts:
    """The rows of attempts, made while they are read."""

    tried: Iterable[Tried]

    def __iter__(self) -> Iterator[tuple[Cell, ...]]:
        for one in self.tried:
            yield (*one[:12], words(one.reason, one.zone), *one[13:]) if one.reason else one  # type: ignore[misc]
