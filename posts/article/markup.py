"""HTML in what calls itself plain text: scraped pages lose their heads and keep their tags."""

from __future__ import annotations

import html
import re

_TAG = re.compile(
    r"</?(?:p|div|br|h[1-6]|ul|ol|li|blockquote|figure|figcaption|section|article|table|tr|td|hr|pre)\b(?:\s[^<>]{0,500})?/?>",
    re.IGNORECASE,
)
#: Tags inside a paragraph that are opened and closed again; a text that speaks of tags names them one by one.
_INLINE = re.compile(
    r"<(a|b|i|u|s|q|em|strong|span|font|small|sup|sub|code|mark|abbr|cite|del|ins|strike|big|label)\b(?:\s[^<>]{0,500})?>"
    r"([^<]{0,3000})</\1\s?>",
    re.IGNORECASE,
)
_SINGLE = re.compile(r"<(?:br|wbr|img|hr)\b(?:\s[^<>]{0,500})?/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[a-zA-Z][a-zA-Z0-9]{1,30}|#[0-9]{2,6}|#[xX][0-9a-fA-F]{2,6});")
#: At least so many tags of blocks make a text a page, where so many of them begin or end a line.
_LEAST_TAGS, _LEAST_AT_EDGE = 2, 0.5
#: Tags lie within each other no deeper than this.
_DEEPEST = 4


def is_page(text: str) -> bool:
    """Whether a text is a piece of HTML: its blocks are told by tags."""
    tags = list(_TAG.finditer(text))
    edges = sum(_is_at_edge(text, tag) for tag in tags)
    return len(tags) >= _LEAST_TAGS and edges >= _LEAST_AT_EDGE * len(tags)


def _is_at_edge(text: str, tag: re.Match[str]) -> bool:
    """Whether a tag begins or ends a line, or touches one that does; a mention of it stands among words."""
    before, after = text[max(tag.start() - 1, 0) : tag.start()], text[tag.end() : tag.end() + 1]
    return before in {"", "\n", ">"} or after in {"", "\n", "<"}


def bare(text: str) -> str:
    """The text without the tags and entities of paragraphs; what only speaks of tags stays as it is."""
    if "<" in text:
        for _ in range(_DEEPEST):
            text, found = _INLINE.subn(r"\2", text)
            if not found:
                break
        text = _SINGLE.sub(lambda tag: "\n" if tag[0][1:3].lower() in {"br", "hr"} else "", text)
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text) if "&" in text else text
