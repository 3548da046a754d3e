"""What may take long or be a stranger's work is made in a process of its own, which may run out of time or memory."""

from __future__ import annotations

import base64
import io
import json
import pickle
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from campaign.errors import Refused
from campaign.reports.document import Document
from campaign.reports.forms.templating import Template
from posts import confined

#: How long it may take by the clock on the wall, in seconds.
_SECONDS = 60
#: By this the child says that standard error holds a sentence for a person.
REFUSED = 3
#: What the child that renders is handed: a document whose rows are held, the report's value, and a person's template.
Given = tuple[Document, object, Template]
_TEMPLATES, _FONTS = Path(__file__).parent / "templates", Path(__file__).parents[1] / "fonts"


def render(document: Document, out: IO[bytes], *, value: object, template: Template) -> None:
    """Writes what a person's template makes of a document.

    Raises `Refused` with what is wrong with the template, or where it came to its limits.
    """
    _run("campaign.reports.forms.child", [], pickle.dumps((document, value, template)), out)


def typeset(template: str, given: object, out: IO[bytes]) -> None:
    """Writes the PDF that Typst makes of a template of ours and of what it is given. Raises `Refused` at its limits."""
    _run(*_typesetting(template, given), out)


def pictures(template: str, given: object, dots: float) -> list[bytes]:
    """The same as PNG, page by page, with so many dots an inch. Raises `Refused` at its limits."""
    module, arguments, told = _typesetting(template, given)
    out = io.BytesIO()
    _run(module, [*arguments, str(dots)], told, out)
    return [base64.b64decode(one) for one in json.loads(out.getvalue())]


def _typesetting(template: str, given: object) -> tuple[str, list[str], bytes]:
    return "posts.typesetting", [str(_TEMPLATES / template), str(_FONTS)], json.dumps(given).encode()


def _run(module: str, arguments: Sequence[str], given: bytes, out: IO[bytes]) -> None:
    with tempfile.TemporaryFile() as answer, tempfile.TemporaryFile() as said:
        try:
            code = confined.run(module, arguments, given, answer, seconds=_SECONDS, said=said)
        except subprocess.TimeoutExpired as error:
            raise Refused(f"The report took longer than {_SECONDS} seconds to make: ask for fewer days.") from error
        if code:
            said.seek(0)
            raise Refused(_why(code, said.read().decode(errors="replace")))
        answer.seek(0)
        while part := answer.read(2**16):
            out.write(part)


def _why(code: int, said: str) -> str:
    if code == REFUSED:
        return said
    return "The report could not be made within the limits of time and memory: ask for fewer days."
