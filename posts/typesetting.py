"""The process in which Typst sets a template: what the template shows comes in as JSON, the file goes out.

Started by `campaign.reports.forms.apart`. It loads nothing else of ours: whoever wants a report waits for what it
loads.
"""

from __future__ import annotations

import base64
import json
import sys
from typing import Any

import typst

from posts import confined

#: Address space, bytes; and seconds of CPU.
_MEMORY, _CPU_SECONDS = 2_000_000_000, 40
#: What it may write anywhere, bytes: its answer goes to a file.
_WRITTEN = 200_000_000


def main(arguments: list[str]) -> None:
    """Sets a template with the fonts of a folder, both named by their paths; as `sys.inputs.given` it reads our input.

    Writes a PDF; or, where a third argument says how many dots an inch has, each page as PNG: JSON, a list of base64.
    """
    confined.limit(memory=_MEMORY, cpu_seconds=_CPU_SECONDS, written=_WRITTEN)
    template, fonts, *dots = arguments
    given: dict[str, Any] = {"font_paths": [fonts], "ignore_system_fonts": True}
    given["sys_inputs"] = {"given": sys.stdin.buffer.read().decode()}
    if dots:
        # One page comes by itself, several as a list, though its types do not say so.
        pages: Any = typst.compile(template, format="png", ppi=float(dots[0]), **given)
        each = pages if isinstance(pages, list) else [pages]
        answer = json.dumps([base64.b64encode(page).decode() for page in each]).encode()
    else:
        answer = bytes(typst.compile(template, **given))
    sys.stdout.buffer.write(answer)
