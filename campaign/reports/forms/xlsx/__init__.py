"""A spreadsheet (Office Open XML, ECMA-376), written while its rows are read: 100,000 take no more memory than 500.

A report is nothing but cells, so we write it with our own hands: xlsxwriter takes nine times as long for them
(docs/benchmarks.md).
"""

from __future__ import annotations

import zipfile
from itertools import chain
from typing import IO

from campaign.reports.columns import by_columns
from campaign.reports.document import Document
from campaign.reports.forms.csv import about
from campaign.reports.forms.xlsx import parts, sheet
from campaign.reports.forms.xlsx.cells import Styles


def write(document: Document, out: IO[bytes]) -> None:
    """A first sheet that says what it is, notes too, and a sheet for each section that has rows or is the only one."""
    tables = [("About", about(document)), *((one.title, one.table) for one in document.sections)]
    titles: list[str] = []
    styles, filtered = Styles(), []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as files:
        for title, table in tables:
            read = by_columns(table.rows)
            if not (first := next(read, ())) and len(document.sections) > 1:
                continue
            titles.append(title)
            with files.open(f"xl/worksheets/sheet{len(titles)}.xml", "w", force_zip64=True) as file:
                columns = chain([first], read)
                filtered.append(sheet.write(table, columns, document.zone, styles, file, selected=len(titles) == 1))
        names = parts.sheet_names(titles)
        for path, xml in parts.around(names, filtered, styles, document.title, document.made_at).items():
            files.writestr(path, xml)
