"""What a document is written as. A form decides how a report looks, and nothing of what it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import IO

from campaign.reports.document import Document
from campaign.reports.forms import csv, html, markdown, pdf, xlsx


@dataclass(frozen=True, slots=True)
class Form:
    """One form: how it is called, how its files end, what they are, and what writes them."""

    name: str
    suffix: str
    media: str
    write: Callable[[Document, IO[bytes]], None]


FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "html": Form("HTML", "html", "text/html; charset=utf-8", html.write),
        "pdf": Form("PDF", "pdf", "application/pdf", pdf.write),
        "xlsx": Form("Excel", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx.write),
        "csv": Form("CSV", "csv", "text/csv; charset=utf-8", csv.write),
        "md": Form("Markdown", "md", "text/markdown; charset=utf-8", markdown.write),
    }
)
