"""A page becomes its article: trafilatura finds the main text, our own rule its title. Runs in the child process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import lxml.etree  # type: ignore[import-untyped]
import lxml.html  # type: ignore[import-untyped]
import trafilatura

from posts.article import figures, fragment, inline, language, marks, naming, plain, titles
from posts.article.canonical import flat, fold, headline
from posts.article.draft import Draft, Piece
from posts.article.lines import ENDS
from posts.article.model import Kind
from posts.errors import ArticleError

#: A cell of a table is text where it is a sentence; else it is a figure or a label.
_LEAST_CELL = 60
#: A page of less text in sentences has no article.
_LEAST_PROSE = 60
_MOST_MARKS = 100


def read(body: bytes, url: str | None = None) -> Draft:
    """The article of a page in UTF-8. Raises `ArticleError` where it has none."""
    page = _page(body)
    text, is_changed = body.decode(), inline.write_out(page)
    if marks.COMMENT.search(text):
        _mark(page)
        is_changed = True
    source = str(lxml.html.tostring(page, encoding="unicode")) if is_changed else text
    found: Any = trafilatura.bare_extraction(
        source,
        url=url,
        with_metadata=True,
        include_comments=False,
        include_tables=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    known = found is not None and found.body is not None
    pieces = tuple(_pieces(found.body)) if known else _whole(text)
    own = found.url if known else None
    captions = figures.captions(page)
    return Draft(
        tuple(replace(one, kind=Kind.CAPTION) if fold(one.text) in captions else one for one in pieces),
        titles.choose(naming.named(page, urlsplit(url or own or "").hostname or "")),
        url=own,
        language=language.code(page.get("lang") or naming.meta(page, "content-language")),
        published=_date(found.date) if known else None,
        images=figures.read(page, [fold(piece.text) for piece in pieces], url or own),
        links=fragment.link_texts(link.text_content() for link in page.iter("a")),
    )


def _mark(page: Any) -> None:  # noqa: ANN401
    """Writes each split mark into a page's text, at the head of what follows it: comments do not come through."""
    comments = [one for one in page.iter(lxml.etree.Comment) if marks.COMMENT.fullmatch(f"<!--{one.text}-->")]
    for comment in comments[:_MOST_MARKS]:
        for text in comment.xpath("following::text()[normalize-space()][not(parent::script|parent::style)][1]"):
            where, parent = ("tail" if text.is_tail else "text"), text.getparent()
            setattr(parent, where, f"{marks.MARK}{getattr(parent, where)}")


def _whole(source: str) -> tuple[Piece, ...]:
    """All of a page in which trafilatura found no article, where most of it is sentences: a short or bare one."""
    pieces = tuple(fragment.read(source).pieces)
    prose = sum(len(piece.text) for piece in pieces if ENDS.search(flat(piece.text)))
    if prose < _LEAST_PROSE or prose * 2 < sum(len(piece.text) for piece in pieces):
        raise ArticleError("there is no article in it")
    return pieces


def _page(body: bytes) -> Any:  # noqa: ANN401 — lxml has no types
    try:
        return lxml.html.document_fromstring(body, parser=lxml.html.HTMLParser(encoding="utf-8"))
    except (lxml.etree.LxmlError, ValueError) as error:
        raise ArticleError("there is no article in it") from error


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _pieces(element: Any) -> Iterator[Piece]:  # noqa: ANN401
    """The blocks of trafilatura's tree: https://trafilatura.readthedocs.io/en/latest/usage-python.html"""
    for child in element:
        match child.tag:
            case "head":
                yield Piece(Kind.HEADING, headline(_text(child)), int((child.get("rend") or "h2")[-1]))
            case "list":
                yield from _items(child, 1)
            case "quote":
                yield from _quoted(child)
            case "code":
                yield Piece(Kind.CODE, _text(child))
            case "table":
                yield from _cells(child)
            case "div" | "section":
                yield from _pieces(child)
            case "graphic" | "comments":
                pass
            case _:
                yield from (piece for text in _parted(child) for piece in plain.broken(text))
        if flat(child.tail or ""):
            yield Piece(Kind.PARAGRAPH, child.tail)


def _quoted(element: Any) -> Iterator[Piece]:  # noqa: ANN401
    """A block quotation, and below it whose it is."""
    lines = [line for text in _parted(element) for line in inline.with_credit(text)]
    for place, text in enumerate(lines):
        yield Piece(Kind.CAPTION if place and inline.is_credit(text) else Kind.QUOTE, text)


def _items(element: Any, level: int) -> Iterator[Piece]:  # noqa: ANN401
    for child in element:
        if child.tag == "list":
            yield from _items(child, level + 1)
            continue
        kind = Kind.STEP if element.get("rend") == "ol" else Kind.LIST_ITEM
        yield Piece(kind, _text(child, but="list"), level)
        for inner in _lists(child):
            yield from _items(inner, level + 1)


def _lists(item: Any) -> Iterator[Any]:  # noqa: ANN401
    """The lists inside an item, but not those inside them."""
    for child in item:
        if child.tag == "list":
            yield child
        else:
            yield from _lists(child)


def _cells(table: Any) -> Iterator[Piece]:  # noqa: ANN401
    for cell in table.iter("cell"):
        text = flat(_text(cell))
        if len(text) >= _LEAST_CELL and ENDS.search(text):
            yield Piece(Kind.PARAGRAPH, text)


def _parted(element: Any) -> Iterator[str]:  # noqa: ANN401
    """The paragraphs of an element: an empty line between two line breaks parts them, as does a paragraph inside."""
    yield from (text for text in re.split(r"\n\s*\n", _text(element)) if flat(text))


def _text(element: Any, but: str = "") -> str:  # noqa: ANN401
    """An element's text; a line break is a line end, a paragraph inside an empty line."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == "lb":
            parts.append("\n")
        elif child.tag in {"p", "list", "item", "quote"} and child.tag != but:
            parts.append(f"\n\n{_text(child, but)}\n\n")
        elif child.tag not in (but, "graphic"):
            parts.append(_text(child, but))
        parts.append(child.tail or "")
    return "".join(parts)
