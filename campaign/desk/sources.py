"""What a person hands in through a page: pasted words, an address, a file. Never a path on this machine."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from campaign.app import App
from posts.article import Article, load
from posts.article.sources import Source, read
from posts.errors import ArticleError

_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pasted:
    """Words, as plain text, Markdown or HTML."""

    text: str


@dataclass(frozen=True, slots=True)
class Address:
    """A page on the web."""

    url: str


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file's name and bytes."""

    name: str
    body: bytes


Given: TypeAlias = Pasted | Address | Uploaded


def article_of(app: App, given: Given) -> Article:
    """The article in it; what could do harm is read in a process of its own. Raises `ArticleError`."""
    match given:
        case Pasted():
            return read(given.text.encode(errors="replace"), Source("The text"))
        case Uploaded():
            return read(given.body, Source(given.name or "The file"))
        case Address():
            # A path would be read from the server's own disk, for whoever asks.
            if not _ADDRESS.match(given.url):
                raise ArticleError("An article's address begins with http:// or https://.")
            return load(given.url, app.session())
