"""A spreadsheet (Office Open XML, ECMA-376), written while its rows are read: 100,000 take no more memory than 500.

A report is nothing but cells, so we write it with our own hands: xlsxwriter takes nine times as long for them
(docs/benchmarks.md).
"""

from __future__ import annotations

import zipfile
from typing import IO

from campaign.reports.document import Document
from campaign.reports.forms.csv import about
from campaign.reports.forms.xlsx import parts, sheet
from campaign.reports.forms.xlsx.cells import Styles


def write(document: Document, out: IO[bytes]) -> None:
    """A first sheet that says what it is, and a sheet for each section."""
    tables = [about(document), *(one.table for one in document.sections)]
    names = parts.sheet_names(["About", *(one.title for one in document.sections)])
    styles, filtered = Styles(), []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as files:
        for number, table in enumerate(tables, start=1):
            with files.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as file:
                filtered.append(sheet.write(table, document.zone, styles, file, selected=number == 1))
        for path, xml in parts.around(names, filtered, styles, document.title, document.made_at).items():
            files.writestr(path, xml)
