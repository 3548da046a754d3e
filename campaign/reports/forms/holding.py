"""A document whose rows can be read more than once, for forms that draw and list them: as many as they can show."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from itertools import islice

from campaign.reports.document import Document, Section

CUT = "Only the first {count:,} rows are shown here; the spreadsheet and the CSV have all of them."


def held(document: Document, most: int) -> Document:
    """The document with at most so many rows in each section; what was left out is said in the section's note."""
    return replace(document, sections=tuple(_held(one, most) for one in document.sections))


def _held(section: Section, most: int) -> Section:
    left = iter(section.table.rows)
    rows = tuple(islice(left, most))
    is_cut = next(left, None) is not None
    if isinstance(left, Generator):
        # It may keep a transaction open.
        left.close()
    note = f"{section.note} {CUT.format(count=most)}".strip() if is_cut else section.note
    return replace(section, table=replace(section.table, rows=rows), note=note)
