"""A report as HTML: a part of a page, and a file that needs nothing else, for a browser, a printer or a mail."""

from __future__ import annotations

from typing import IO

from campaign.reports.document import Document
from campaign.reports.forms.legible import legible
from campaign.reports.forms.templating import render

#: Rows of a table: on a page, and in a file.
_ON_PAGE, _IN_FILE = 100, 10_000


def fragment(document: Document) -> str:
    """The report inside a page of the dashboard, which gives it its colours."""
    return render(legible(document, _ON_PAGE), "page.html")


def write(document: Document, out: IO[bytes]) -> None:
    """One file."""
    out.write(render(legible(document, _IN_FILE), "report.html").encode())
