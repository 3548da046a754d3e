"""Where an article comes from: a path, a URL, or standard input."""

from __future__ import annotations

import sys
from pathlib import Path

from posts.article.model import Article, Block, Kind
from posts.errors import ArticleError
from posts.wire import Session, fetch


def load(source: str, session: Session) -> Article:
    """Reads an article. ``source`` is a path, an http(s) URL, or ``-`` for standard input.

    Raises `ArticleError` where nothing there can be read as an article.
    """
    if source.startswith(("http://", "https://")):
        return plain(fetch(source, session).body.decode())
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8")
    except OSError as error:
        raise ArticleError(f"{source} cannot be read: {error.strerror}.") from error
    return plain(text)


def plain(text: str) -> Article:
    """Plain text as an article: its first line is the title."""
    title, _, _body = text.partition("\n")
    return Article(title, text, (Block(Kind.TITLE, 0, len(title)), Block(Kind.PARAGRAPH, len(title) + 1, len(text))))
