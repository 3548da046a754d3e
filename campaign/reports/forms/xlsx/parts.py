"""What is around the sheets: their names, their styles, and how the parts find each other. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from campaign.reports.forms.xlsx.cells import Styles

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
#: A sheet's name is at most so long, holds none of these, and begins and ends with no apostrophe.
_MOST, _NEVER = 31, re.compile(r"[\x00-\x1f\[\]:*?/\\]")


def sheet_names(titles: Sequence[str]) -> list[str]:
    """Legal names, each of them once whatever its letters' case; "History" is Excel's own."""
    found: list[str] = []
    taken = {"history"}
    for title in titles:
        name = _NEVER.sub(" ", title).strip().strip("'").strip()[:_MOST].rstrip("' ") or "Sheet"
        number = 2
        while name.lower() in taken:
            end = f" {number}"
            name = name[: _MOST - len(end)].removesuffix(f" {number - 1}") + end
            number += 1
        taken.add(name.lower())
        found.append(name)
    return found


def around(
    names: Sequence[str], filtered: Sequence[str], styles: Styles, title: str, at: datetime
) -> Mapping[str, str]:
    """The other parts: path → XML."""
    return {
        "[Content_Types].xml": _content_types(len(names)),
        "_rels/.rels": _relations(
            [("officeDocument", "xl/workbook.xml"), ("metadata/core-properties", "docProps/core.xml")]
        ),
        "docProps/core.xml": _core(title, at),
        "xl/workbook.xml": _workbook(names, filtered),
        "xl/_rels/workbook.xml.rels": _relations(
            [
                *(("worksheet", f"worksheets/sheet{number + 1}.xml") for number in range(len(names))),
                ("styles", "styles.xml"),
            ]
        ),
        "xl/styles.xml": _styles(styles),
    }


def _content_types(sheets: int) -> str:
    kinds = [("/xl/workbook.xml", f"{_TYPES}.sheet.main+xml"), ("/xl/styles.xml", f"{_TYPES}.styles+xml")]
    kinds += [(f"/xl/worksheets/sheet{number + 1}.xml", f"{_TYPES}.worksheet+xml") for number in range(sheets)]
    kinds += [("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml")]
    overrides = "".join(f'<Override PartName="{path}" ContentType="{kind}"/>' for path, kind in kinds)
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(to: Sequence[tuple[str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{_type(kind)}" Target="{path}"/>'
        for number, (kind, path) in enumerate(to, start=1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def _type(kind: str) -> str:
    return f"{_PACKAGE}/relationships/{kind}" if "/" in kind else f"{_OFFICE}/{kind}"


def _workbook(names: Sequence[str], filtered: Sequence[str]) -> str:
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(names, start=1)
    )
    # By this name Excel finds what a sheet filters.
    filters = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{number}" hidden="1">{area}</definedName>'
        for number, area in enumerate(map(_area, names, filtered))
    )
    return (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/></bookViews>'
        f"<sheets>{sheets}</sheets><definedNames>{filters}</definedNames></workbook>"
    )


def _area(name: str, area: str) -> str:
    within = re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", area)
    quoted = name.replace("'", "''")
    return escape(f"'{quoted}'!{within}")


def _styles(styles: Styles) -> str:
    formats = sorted({name for name, _ in styles.known})
    numbers = {name: 0 if name == "General" else 164 + place for place, name in enumerate(formats)}
    listed = "".join(
        f'<numFmt numFmtId="{numbers[name]}" formatCode={quoteattr(name)}/>' for name in formats if numbers[name]
    )
    cells = "".join(
        f'<xf numFmtId="{numbers[name]}" fontId="{int(bold)}" fillId="0" borderId="0" xfId="0" '
        f'applyNumberFormat="1" applyFont="1" applyAlignment="1"><alignment vertical="top"/></xf>'
        for name, bold in styles.known
    )
    font = '<sz val="11"/><name val="Calibri"/><family val="2"/>'
    return (
        f'{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="{len(formats) - 1}">{listed}</numFmts>'
        f'<fonts count="2"><font>{font}</font><font><b/>{font}</font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(styles.known)}">{cells}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


def _core(title: str, at: datetime) -> str:
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(''.join(filter(str.isprintable, title))[:255])}</dc:title>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{at:%Y-%m-%dT%H:%M:%SZ}</dcterms:created></cp:coreProperties>'
    )
