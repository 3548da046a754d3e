"""Charts as pictures, for where no SVG is shown: in mails. The same marks as on a page, set by Typst as in a PDF."""

from __future__ import annotations

from campaign.reports.charts import draw
from campaign.reports.document import Document
from campaign.reports.forms import apart
from campaign.reports.forms.pdf import placed

#: Pixels of a browser across a chart; less than on a page, so that its words can be read on a telephone.
WIDTH = 500
#: Of these a picture has two each way, for screens that are as fine as that.
_DENSITY = 2
_PX = 25.4 / 96
_HIGH = 1_200


def charts(document: Document) -> list[bytes]:
    """The chart of each section, all of which have one and rows that can be read again, as PNG. Raises `Refused`."""
    if not document.sections:
        return []
    drawn = [draw(one, tuple(one.table.rows), document.zone, WIDTH) for one in document.sections]
    given = [placed(one, WIDTH * _PX, _HIGH * _PX) for one in drawn]
    return apart.pictures("charts.typ", given, 96 * _DENSITY)
