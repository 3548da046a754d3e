"""A report as PDF, set by Typst in a process of its own: it knows every script, breaks its lines and turns its letters.

Typst sets what `templates/report.typ` makes of the JSON that stands here; no word of a report is ever read as its
language. The fonts come along, so that a report looks the same on every machine.
"""

from __future__ import annotations

import html
import math
import re
import unicodedata
from collections.abc import Sequence
from itertools import takewhile
from typing import IO, Any

from campaign.reports.charts import draw
from campaign.reports.document import Cell, Column, Document, Kind, Section
from campaign.reports.forms import apart
from campaign.reports.forms.legible import legible
from campaign.reports.wording import facts, is_number, said

TEMPLATE = "report.typ"
#: Rows of a table (a year of days fits), and letters of a cell: a book is no report.
ROWS, _LETTERS = 400, 12_000
#: So many letters of a table fit beside each other on an upright page; between two columns there is room for some.
_UPRIGHT, _BETWEEN = 130, 2
#: The most that a chart takes of a page, in millimetres.
_CHART_WIDE, _CHART_HIGH = 180, 100
_BOX = re.compile(r'viewBox="0 0 (\S+) (\S+)"')
_TEXT = re.compile(
    r'<text class="\w+" x="(\S+)" y="(\S+)"(?: text-anchor="(\w+)")? fill="(\S+)">(.*?)</text>', re.DOTALL
)
#: A run of letters so long may be broken: an address, a name that is no word.
_UNBROKEN = re.compile(r"[^\s\u200b]{24,}")
#: Of it so many letters stay together. Were it broken anywhere, lines would take Typst half of its time.
_TOGETHER = 8
#: What is not written: control characters but for tabs and new lines, and halves of letters.
_UNWRITTEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
#: A column of no longer texts is as wide as they are.
_NARROW = 20
_KEPT = frozenset({Kind.MOMENT, Kind.DATE, Kind.MONTH})


def write(document: Document, out: IO[bytes]) -> None:
    """One file. Raises `Refused` for what cannot be set within the limits of time and memory."""
    apart.typeset(TEMPLATE, told(legible(document, ROWS)), out)


def told(document: Document) -> dict[str, Any]:
    """What the template is told of a document, whose rows are read more than once."""
    sections = [_section(one, document.zone) for one in document.sections]
    upright = len(list(takewhile(lambda one: one["letters"] <= _UPRIGHT, sections)))
    return {
        "title": _run(document.title),
        "short": _run(document.title[:80]),
        "about": _run(document.about),
        "facts": [[name, _run(words)] for name, words in facts(document)],
        # The pages are turned once, before the first table that needs it: each time one stays half empty.
        "upright": sections[:upright],
        "wide": sections[upright:],
        "formulas": [_run(one) for one in document.formulas],
        "made": document.made_at.isoformat(),
    }


def _section(section: Section, zone: str) -> dict[str, Any]:
    rows, columns = tuple(section.table.rows), section.table.columns
    longest = [_longest(one, [row[place] for row in rows], zone) for place, one in enumerate(columns)]
    return {
        "title": _run(section.title),
        "note": _run(section.note),
        "chart": placed(draw(section, rows, zone)) if rows else None,
        "names": [_run(one.name) for one in columns],
        "numbers": [is_number(one.kind) for one in columns],
        "widths": [_width(one, most) for one, most in zip(columns, longest, strict=True)],
        "letters": sum(min(most, _NARROW) + _BETWEEN for most in longest) if rows else 0,
        "rows": [_row(row, columns, zone) for row in rows],
        "total": _row(section.table.total, columns, zone) if section.table.total else [],
    }


def _longest(column: Column, cells: Sequence[Cell], zone: str) -> int:
    """Letters of its longest cell, or of its name."""
    return max(len(column.name), *(len(_words(cell, column, zone)) for cell in cells), 0)


def placed(svg: str, most_wide: float = _CHART_WIDE, most_high: float = _CHART_HIGH) -> dict[str, Any] | None:
    """A chart's marks as SVG; its words apart, with their places in millimetres, for the typesetter to set.

    He knows how the letters of every script join, which those who draw SVG do not.
    """
    if not (box := _BOX.search(svg)):
        return None
    wide, high = float(box[1]), float(box[2])
    scale = min(most_wide / wide, most_high / high)
    words = [
        {
            **_run(html.unescape(said)),
            "x": float(x) * scale,
            "y": float(y) * scale,
            "stands": anchor or "start",
            "fill": fill,
        }
        for x, y, anchor, fill, said in _TEXT.findall(svg)
    ]
    return {"marks": _TEXT.sub("", svg), "wide": wide * scale, "high": high * scale, "scale": scale, "words": words}


def _row(row: Sequence[Cell], columns: Sequence[Column], zone: str) -> list[dict[str, Any]]:
    return [_run(_words(cell, column, zone)) for cell, column in zip(row, columns, strict=True)]


def _words(cell: Cell, column: Column, zone: str) -> str:
    return said(cell, column.kind, zone)


def _run(text: str) -> dict[str, Any]:
    """Text and its direction, which is that of its first letter that has one (https://www.unicode.org/reports/tr9/#P2)."""
    cut = text if len(text) <= _LETTERS else f"{text[:_LETTERS]} … (cut: it has {len(text):,} characters)"
    ways = (unicodedata.bidirectional(letter) for letter in cut)
    first = next((way for way in ways if way in ("L", "R", "AL")), "L")
    return {"text": _UNBROKEN.sub(_breakable, _UNWRITTEN.sub("", cut)), "rtl": first != "L"}


def _breakable(long: re.Match[str]) -> str:
    return "\u200b".join(long[0][place : place + _TOGETHER] for place in range(0, len(long[0]), _TOGETHER))


def _width(column: Column, longest: int) -> float:
    """A column's share of what the page has left; 0 for one that takes what it needs."""
    if is_number(column.kind) or column.kind in _KEPT or longest <= _NARROW:
        return 0
    return round(math.sqrt(min(longest, 400)), 2)
