"""Charts as pictures, for where no SVG is shown: in mails. The same marks as on a page, set by Typst as in a PDF."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

from campaign.reports.charts import draw
from campaign.reports.document import Document
from campaign.reports.forms import apart
from campaign.reports.forms.pdf import FONTS, placed

_TEMPLATE = Path(__file__).parent / "templates" / "charts.typ"
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
    out = io.BytesIO()
    apart.run("charts", document, out)
    return [base64.b64decode(one) for one in json.loads(out.getvalue())]


def compiled(document: Document) -> bytes:
    """As `charts`, as JSON: what the process apart answers."""
    import typst  # noqa: PLC0415 - only the process apart needs its 80 MB

    drawn = [draw(one, tuple(one.table.rows), document.zone, WIDTH) for one in document.sections]
    given = [placed(one, WIDTH * _PX, _HIGH * _PX) for one in drawn]
    # One page comes by itself, several as a list, though its types do not say so.
    pages: Any = typst.compile(
        str(_TEMPLATE),
        format="png",
        ppi=96 * _DENSITY,
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"charts": json.dumps(given)},
    )
    found = pages if isinstance(pages, list) else [pages]
    return json.dumps([base64.b64encode(one).decode() for one in found]).encode()
