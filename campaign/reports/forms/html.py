"""A report as HTML: a part of a page, and a file that needs nothing else, for a browser, a printer or a mail."""

from __future__ import annotations

from dataclasses import replace
from typing import IO

from campaign.reports.document import Document
from campaign.reports.forms.holding import held
from campaign.reports.forms.legible import legible
from campaign.reports.forms.templating import render

#: Rows of a table: on a page, and in a file; and of a page's chart, which a year of days fits into.
ON_PAGE, _IN_FILE, _DRAWN = 100, 10_000, 400


def fragment(document: Document) -> str:
    """The report inside a page of the dashboard, which gives it its colours."""
    drawn = legible(document, _DRAWN)
    # What the tables leave out is said of what they show, not of what is drawn.
    notes = {one.key: one.note for one in document.sections}
    shown = replace(drawn, sections=tuple(replace(one, note=notes.get(one.key, one.note)) for one in drawn.sections))
    return render(held(shown, ON_PAGE), "page.html", drawn=drawn)


def write(document: Document, out: IO[bytes]) -> None:
    """One file."""
    out.write(render(legible(document, _IN_FILE), "report.html").encode())
