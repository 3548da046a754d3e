"""Which format a document is in: by its own first bytes, then by what its source says, then by its looks."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePosixPath

from posts.errors import ArticleError


class Format(StrEnum):
    """A format that has a reader of its own."""

    PLAIN = "plain"
    MARKDOWN = "markdown"
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"


_BY_SUFFIX = {
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".mdx": Format.MARKDOWN,
    ".qmd": Format.MARKDOWN,
    ".htm": Format.HTML,
    ".html": Format.HTML,
    ".xhtml": Format.HTML,
    ".txt": Format.PLAIN,
    ".text": Format.PLAIN,
}
_BY_MEDIA_TYPE = {
    "text/html": Format.HTML,
    "application/xhtml+xml": Format.HTML,
    "text/markdown": Format.MARKDOWN,
    "text/x-markdown": Format.MARKDOWN,
}
_MARKUP = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?>.{0,2000}?-->)\s*+)*+<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
#: Front matter, an ATX heading, a picture or an inline link: signs that no other text carries.
_MARKDOWN = re.compile(
    r"\A(?:---|\+\+\+)\n(?:.{0,20000}?\n)?(?:---|\+\+\+)\s*$|^#{1,6} \S|!\[[^\]\n]{0,500}\]\([^\s()]|\]\(https?://",
    re.MULTILINE | re.DOTALL,
)
#: Compound files: old Word documents, and new ones that are encrypted ([MS-OFFCRYPTO] 2.3.4).
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def by_bytes(body: bytes) -> Format | None:
    """The format that the first bytes prove; None where they prove none. Raises `ArticleError` for hopeless ones."""
    if body.startswith(_COMPOUND):
        if _ENCRYPTED in body:
            raise ArticleError("it is protected by a password; save it without one and try again")
        raise ArticleError("it is an old Word file; save it as docx and try again")
    if body.startswith(b"{\\rtf"):
        raise ArticleError("it is an RTF file; save it as docx and try again")
    if body.startswith(b"PK\x03\x04"):
        if b"word/" not in body:
            raise ArticleError("it is an archive, not an article")
        return Format.DOCX
    # Readers of PDF look for the mark within the first kilobyte: ISO 32000-1, Annex H.3.4.
    return Format.PDF if b"%PDF-" in body[:1024] else None


def by_source(media_type: str, name: str) -> Format | None:
    """The format that a media type or a file name says; None where neither says any."""
    return _BY_MEDIA_TYPE.get(media_type) or _BY_SUFFIX.get(PurePosixPath(name).suffix.lower())


def by_looks(text: str) -> Format:
    """The format of a text of which nothing is known."""
    if _MARKUP.match(text):
        return Format.HTML
    return Format.MARKDOWN if _MARKDOWN.search(text[:50_000]) else Format.PLAIN
