"""Where an article comes from: a path, a URL, or standard input; and which reader it needs."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from posts.article import apart, boilerplate, canonical, charset, formats, language, markdown, pictures, plain
from posts.article.draft import Draft
from posts.article.formats import Format
from posts.article.model import Article, Kind
from posts.errors import ArticleError

if TYPE_CHECKING:  # a file needs no network, and its library takes a fifth of a second to import
    from posts.wire import Session

#: The greatest size of a source, in bytes.
MOST_BYTES = 5_000_000
#: How long a URL may take, in seconds.
MOST_SECONDS = 20
#: Texts of more characters are read apart, under limits of time: hostile ones are slow to read.
_MOST_HERE = 200_000
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+)://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of some bytes before they are read."""

    #: What a person calls it, for messages: the path, the URL, "standard input".
    name: str
    #: A media type without parameters, empty where nobody said one.
    media_type: str = ""
    charset: str | None = None
    #: Where it was fetched from, after redirects.
    url: str | None = None


def load(source: str, session: Session) -> Article:
    """Reads an article. ``source`` is a path, an http(s) URL, or ``-`` for standard input.

    Raises `ArticleError` where nothing there can be read as an article.
    """
    scheme = _SCHEME.match(source)
    if scheme is None:
        return read(_stdin(), Source("standard input")) if source == "-" else read(_file(source), Source(source))
    if scheme[1].lower() not in {"http", "https"}:
        raise ArticleError(f"{source} cannot be read: only http and https addresses can.")
    from posts.wire import fetch  # noqa: PLC0415 — see above

    fetched = fetch(source, session, most_bytes=MOST_BYTES, seconds=MOST_SECONDS)
    media_type = fetched.media_type.partition(";")[0].strip().lower()
    return read(fetched.body, Source(source, media_type, fetched.charset, fetched.url))


def read(body: bytes, source: Source) -> Article:
    """The article in some bytes. Raises `ArticleError` with one sentence that names the source."""
    try:
        return _article(_draft(body, source), source)
    except ArticleError as error:
        raise ArticleError(f"{source.name} cannot be read: {str(error).rstrip('.')}.") from error


def _draft(body: bytes, source: Source) -> Draft:
    if len(body) > MOST_BYTES:
        raise ArticleError(f"it is larger than {MOST_BYTES // 1_000_000} MB")
    if not body.strip(b"\0\t\n\r \xef\xbb\xbf"):
        raise ArticleError("it is empty")
    proven = formats.by_bytes(body)
    if proven is not None:
        return apart.read(proven, body)
    said = formats.by_source(source.media_type, urlsplit(source.url).path if source.url else source.name)
    text = charset.decode(body, source.charset, markup=said in {None, Format.HTML})
    return _of_text(text, said, source.url)


def _of_text(text: str, said: Format | None, url: str | None) -> Draft:
    looks = formats.by_looks(text)
    # Files are often misnamed, pages are mislabelled as text: what begins as HTML is HTML. And that a file is a text
    # says nothing of what is written in it: the same words are the same article, pasted or not.
    kind = looks if said in {None, Format.PLAIN} or looks is Format.HTML else said
    if kind is Format.HTML or len(text) > _MOST_HERE:
        return apart.read(kind, text.encode(errors="replace"), url)
    return markdown.read(text) if kind is Format.MARKDOWN else plain.read(text)


def _article(draft: Draft, source: Source) -> Article:
    draft = boilerplate.without(canonical.cleaned(draft))
    if all(piece.kind is Kind.TITLE for piece in draft.pieces):
        raise ArticleError("there is no article in it")
    url = _url(source.url, draft.url)
    article = canonical.settle(replace(draft, images=pictures.settled(draft.images, url)), url=url)
    return article if article.language else replace(article, language=language.of(article.text))


def _url(fetched: str | None, own: str | None) -> str | None:
    """The address to link to: a page's own word on it, as long as it does not name another site."""
    if own is None or urlsplit(own).scheme not in {"http", "https"}:
        return fetched
    return own if fetched is None or urlsplit(own).netloc == urlsplit(fetched).netloc else fetched


def _file(path: str) -> bytes:
    try:
        with Path(path).expanduser().open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except IsADirectoryError as error:
        raise ArticleError(f"{path} is a folder, not an article.") from error
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "it is no path"
        raise ArticleError(f"{path} cannot be read: {reason}.") from error


def _stdin() -> bytes:
    return sys.stdin.buffer.read(MOST_BYTES + 1)
