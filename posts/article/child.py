"""The process in which a stranger's document is read: bytes on standard input, one JSON object on standard output.

Started by `posts.article.apart` with the format's name, and an address where there is one. It sets its own limits
before it loads a parser, so that a bomb ends this process and no other.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from posts import confined
from posts.article import draft
from posts.article.draft import Draft
from posts.article.formats import Format
from posts.errors import ArticleError

#: Address space, bytes: trafilatura itself needs 0.3 GB of it on Linux.
_MEMORY = 1_500_000_000
_CPU_SECONDS = 5
#: What it may write anywhere, bytes; its answer goes to a file.
_WRITTEN = 50_000_000
#: A document of more characters or blocks is no article.
_MOST_TEXT, _MOST_PIECES = 5_000_000, 20_000


def main(arguments: list[str]) -> None:
    """Reads the document and prints its draft, or the sentence that says why not."""
    limit()
    answer: dict[str, Any]
    try:
        answer = {"draft": draft.to_json(_read(Format(arguments[0]), sys.stdin.buffer.read(), *arguments[1:]))}
    except ArticleError as error:
        answer = {"error": str(error)}
    except MemoryError:
        answer = {"error": "it needs too much memory"}
    except RecursionError:
        answer = {"error": "it is nested too deeply"}
    json.dump(answer, sys.stdout)


def limit() -> None:
    """Limits this process."""
    confined.limit(memory=_MEMORY, cpu_seconds=_CPU_SECONDS, written=_WRITTEN)


def _read(kind: Format, body: bytes, url: str | None = None) -> Draft:
    found = _parsed(kind, body, url)
    if len(found.pieces) > _MOST_PIECES or sum(len(piece.text) for piece in found.pieces) > _MOST_TEXT:
        raise ArticleError("its text is too long for an article")
    return found


def _parsed(kind: Format, body: bytes, url: str | None) -> Draft:
    # Each parser is loaded only for its own format, and only once the limits are set.
    match kind:
        case Format.HTML:
            from posts.article import html  # noqa: PLC0415

            return html.read(body, url)
        case Format.DOCX:
            from posts.article import docx  # noqa: PLC0415

            return docx.read(body)
        case Format.PDF:
            from posts.article import pdf  # noqa: PLC0415

            return pdf.read(body)
        case Format.MARKDOWN:
            from posts.article import markdown  # noqa: PLC0415

            return markdown.read(body.decode())
        case Format.PLAIN:
            from posts.article import plain  # noqa: PLC0415

            return plain.read(body.decode())
