"""A stranger's document is read in a process of its own, which may run out of time or memory without harm."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from posts.article import draft
from posts.article.draft import Draft
from posts.article.formats import Format
from posts.errors import ArticleError

#: How long a document may take by the clock on the wall, in seconds.
_SECONDS = 15
#: What the child may know of our environment: where programs lie, never a secret.
_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONHOME", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
#: It finds its packages where we do, and never in the folder that it happens to start in (-P).
_START = """
import json, sys
sys.path[:] = json.loads(sys.argv.pop(1))
from posts.article.child import main
main(sys.argv[1:])
"""


def read(kind: Format, body: bytes, url: str | None = None) -> Draft:
    """The draft of a document, read by `posts.article.child`. Raises `ArticleError` with its reason."""
    command = [sys.executable, "-P", "-c", _START, _path(), kind.value, *([url] if url else [])]
    known = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    # The answer goes to a file, whose size the child's limits bound; a pipe would fill our own memory.
    with tempfile.TemporaryFile() as answer:
        try:
            subprocess.run(  # noqa: S603 — our own interpreter and our own module
                command,
                input=body,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                env=known | {"PYTHONUTF8": "1", "PYTHONHASHSEED": "0"},
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise ArticleError(f"it took longer than {_SECONDS} seconds to read") from error
        answer.seek(0)
        return _draft(answer.read())


def _path() -> str:
    """Where we find packages; our own last, in case it came from an entry that names no folder."""
    return json.dumps([entry for entry in sys.path if entry] + [str(Path(__file__).parents[2])])


def _draft(answer: bytes) -> Draft:
    try:
        values: dict[str, Any] = json.loads(answer)
    except ValueError as error:
        raise ArticleError("it could not be read within the limits of time and memory") from error
    if "error" in values:
        raise ArticleError(values["error"])
    return draft.from_json(values["draft"])
