"""What may take long or be a stranger's work is made in a process of its own, which may run out of time or memory."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import IO

from campaign.errors import Refused
from campaign.reports.document import Document
from campaign.reports.forms.templating import Template

#: How long it may take by the clock on the wall, in seconds.
_SECONDS = 60
#: By this the child says that standard error holds a sentence for a person.
REFUSED = 3
#: What the child may know of our environment: where programs lie, never a secret.
_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONHOME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
#: It finds its packages where we do, and never in the folder that it happens to start in (-P).
_START = """
import json, sys
sys.path[:] = json.loads(sys.argv.pop(1))
from campaign.reports.forms.child import main
main(sys.argv[1])
"""
#: What the child is handed: a document whose rows are held, the report's value, and a person's template.
Given = tuple[Document, object, Template | None]


def run(
    task: str, document: Document, out: IO[bytes], *, value: object = None, template: Template | None = None
) -> None:
    """Lets `campaign.reports.forms.child` do a task; its answer is written to ``out``.

    Raises `Refused` with the child's sentence, or where it came to its limits.
    """
    command = [sys.executable, "-P", "-c", _START, _path(), task]
    known = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    # The answer goes to a file, whose size the child's limits bound; a pipe would fill our own memory.
    with tempfile.TemporaryFile() as answer, tempfile.TemporaryFile() as said:
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter and our own module
                command,
                input=pickle.dumps((document, value, template)),
                stdout=answer,
                stderr=said,
                env=known | {"PYTHONUTF8": "1"},
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Refused(f"The report took longer than {_SECONDS} seconds to make: ask for fewer days.") from error
        if done.returncode:
            said.seek(0)
            raise Refused(_why(done.returncode, said.read().decode(errors="replace")))
        answer.seek(0)
        while part := answer.read(2**16):
            out.write(part)


def _why(code: int, said: str) -> str:
    if code == REFUSED:
        return said
    return "The report could not be made within the limits of time and memory: ask for fewer days."


def _path() -> str:
    """Where we find packages; our own last, in case it came from an entry that names no folder."""
    return json.dumps([entry for entry in sys.path if entry] + [str(Path(__file__).parents[3])])
