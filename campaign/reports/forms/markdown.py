"""A report as Markdown: text with tables, for a wiki, an issue or a chat."""

from __future__ import annotations

from typing import IO

from campaign.reports.document import Document
from campaign.reports.forms.legible import legible
from campaign.reports.forms.templating import render

_MOST = 10_000


def write(document: Document, out: IO[bytes]) -> None:
    """One file."""
    out.write(render(legible(document, _MOST), "report.md").encode())
