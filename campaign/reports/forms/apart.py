"""What may take long or be a stranger's work is made in a process of its own, which may run out of time or memory."""

from __future__ import annotations

import pickle
import subprocess
import tempfile
from typing import IO

from campaign.errors import Refused
from campaign.reports.document import Document
from campaign.reports.forms.templating import Template
from posts import confined

#: How long it may take by the clock on the wall, in seconds.
_SECONDS = 60
#: By this the child says that standard error holds a sentence for a person.
REFUSED = 3
#: What the child is handed: a document whose rows are held, the report's value, and a person's template.
Given = tuple[Document, object, Template | None]


def run(
    task: str, document: Document, out: IO[bytes], *, value: object = None, template: Template | None = None
) -> None:
    """Lets `campaign.reports.forms.child` do a task; its answer is written to ``out``.

    Raises `Refused` with the child's sentence, or where it came to its limits.
    """
    given = pickle.dumps((document, value, template))
    with tempfile.TemporaryFile() as answer, tempfile.TemporaryFile() as said:
        try:
            code = confined.run("campaign.reports.forms.child", [task], given, answer, seconds=_SECONDS, said=said)
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
