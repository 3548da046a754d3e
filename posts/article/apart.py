"""A stranger's document is read in a process of its own, which may run out of time or memory without harm."""

from __future__ import annotations

import json
import subprocess
import tempfile
from typing import Any

from posts import confined
from posts.article import draft
from posts.article.draft import Draft
from posts.article.formats import Format
from posts.errors import ArticleError

#: How long a document may take by the clock on the wall, in seconds.
_SECONDS = 15


def read(kind: Format, body: bytes, url: str | None = None) -> Draft:
    """The draft of a document, read by `posts.article.child`. Raises `ArticleError` with its reason."""
    arguments = [kind.value, *([url] if url else [])]
    with tempfile.TemporaryFile() as answer:
        try:
            confined.run("posts.article.child", arguments, body, answer, seconds=_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise ArticleError(f"it took longer than {_SECONDS} seconds to read") from error
        answer.seek(0)
        return _draft(answer.read())


def _draft(answer: bytes) -> Draft:
    try:
        values: dict[str, Any] = json.loads(answer)
    except ValueError as error:
        raise ArticleError("it could not be read within the limits of time and memory") from error
    if "error" in values:
        raise ArticleError(values["error"])
    return draft.from_json(values["draft"])
