"""Lines at places on pages become a title, headings and paragraphs: the half of reading a PDF that needs no PDF."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from posts.article.canonical import fold
from posts.article.draft import Piece
from posts.article.lines import ENDS, joined, words
from posts.article.model import Kind

#: Text larger than the body by this factor is a heading; a title on the first page by this one.
_HEADING, _TITLE = 1.1, 1.15
#: Sizes within this part of each other are the same.
_SAME = 0.06
#: A gap between lines larger than the usual by this factor parts paragraphs.
_GAP = 1.3
#: A first line is indented by at least this many times its size.
_INDENT = 0.7
#: Running heads and page numbers stand in this many outermost lines of a page.
_EDGE = 2
_LONGEST_TITLE = 250
_NUMBER = re.compile(
    r"(?:page|seite|p[áa]g(?:ina)?\.?|p\.|s\.)?\s*[-–—|]?\s*(?:\d{1,4}|[ivxlc]{1,6})\s*(?:(?:/|of|von|de|sur|di)\s*\d{1,4})?\s*[-–—|]?",
    re.IGNORECASE,
)
_ITEM = re.compile(r"(?:[•‣◦▪▫●○■□✓✔➢►\uf0b7\uf0a7–*-]|\d{1,2}[.)]|[a-z][.)])\s+(?=\S)")
_NOTE = re.compile(r"(?:\d{1,3}|[*†‡§])\s?\S")
_SMALL = 0.87


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands on a page: points, from the lower left corner."""

    text: str
    #: Of its font, in points.
    size: float
    left: float
    right: float
    #: The height that its letters stand on.
    base: float


@dataclass(frozen=True, slots=True)
class _Page:
    """What is usual in a document: the size of its body, the distance of its lines; and its words."""

    size: float
    leading: float
    words: frozenset[str]


def read(pages: Sequence[Sequence[Line]]) -> tuple[str, list[Piece]]:
    """The title, empty where nothing stands out, and the pieces of a document."""
    body = _without_furniture(pages)
    flat = [line for page in body for line in page]
    if not flat:
        return "", []
    usual = _usual(flat)
    title = _title(body[0], usual)
    lines = [line for line in flat if not any(line is part for part in title)]
    sizes = sorted({round(line.size) for line in lines if line.size >= usual.size * _HEADING}, reverse=True)
    pieces = [piece for block in _blocks(lines, usual) for piece in _piece(block, usual, sizes)]
    return joined([line.text for line in title], usual.words, typeset=True), pieces


def _usual(lines: Sequence[Line]) -> _Page:
    weights: Counter[float] = Counter()
    for line in lines:
        weights[line.size] += len(line.text)
    size = weights.most_common(1)[0][0] or 1.0
    pairs = itertools.pairwise(lines)
    gaps = [one.base - two.base for one, two in pairs if _alike(one.size, size) and _alike(two.size, size)]
    leading = median([gap for gap in gaps if 0 < gap < 3 * size] or [1.2 * size])
    return _Page(size, leading, words(line.text for line in lines))


def _alike(one: float, two: float) -> bool:
    return abs(one - two) <= _SAME * max(one, two)


def _without_furniture(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """The pages without running heads, running feet and page numbers."""
    edges = [_edges(page) for page in pages]
    seen = Counter(_key(line) for edge in edges for line in {_key(line): line for line in edge}.values())
    often = max(2, len(pages) // 3)

    def is_furniture(line: Line) -> bool:
        return bool(_NUMBER.fullmatch(line.text)) or (len(pages) > 1 and seen[_key(line)] >= often)

    return [
        [line for line in page if not (any(line is outer for outer in edge) and is_furniture(line))]
        for page, edge in zip(pages, edges, strict=True)
    ]


def _edges(page: Sequence[Line]) -> list[Line]:
    heights = sorted({round(line.base) for line in page})
    outer = {*heights[:_EDGE], *heights[-_EDGE:]}
    return [line for line in page if round(line.base) in outer]


def _key(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text).strip().casefold(), round(line.size)


def _title(page: Sequence[Line], usual: _Page) -> list[Line]:
    """The largest lines of the first page that follow each other, where they are larger than the text."""
    largest = max((line.size for line in page), default=0.0)
    if largest < usual.size * _TITLE:
        return []
    start = next(at for at, line in enumerate(page) if line.size == largest)
    found: list[Line] = []
    for line in page[start:]:
        if not _alike(line.size, largest) or (found and abs(found[-1].base - line.base) > 2 * largest):
            break
        found.append(line)
    return found if sum(len(line.text) for line in found) <= _LONGEST_TITLE else []


def _blocks(lines: Sequence[Line], usual: _Page) -> Iterator[list[Line]]:
    block: list[Line] = []
    right = 0.0
    for line in lines:
        if block and _parts(block, line, usual, right):
            yield block
            block, right = [], 0.0
        block.append(line)
        right = max(right, line.right)
    if block:
        yield block


def _parts(block: Sequence[Line], line: Line, usual: _Page, right: float) -> bool:
    """Whether a line begins a new block."""
    before = block[-1]
    gap = before.base - line.base
    if not _alike(before.size, line.size) or _ITEM.match(line.text):
        return True
    if gap < -before.size or gap > 4 * usual.leading:  # another column or page
        return _is_larger(line, usual) or (bool(ENDS.search(before.text)) and not line.text[:1].islower())
    scale = max(line.size / usual.size, 1)
    if gap > _GAP * usual.leading * scale:
        return True
    indented = line.left - before.left > _INDENT * line.size and not _ITEM.match(block[0].text)
    word = len(line.text.split(maxsplit=1)[0]) * (before.right - before.left) / max(len(before.text), 1)
    early = before.right + word < right - line.size or (
        len(block) == 1 and before.right + word < line.right - line.size
    )
    return (indented or early) and bool(ENDS.search(before.text))


def _is_larger(line: Line, usual: _Page) -> bool:
    return line.size >= usual.size * _HEADING


def _piece(block: Sequence[Line], usual: _Page, sizes: Sequence[int]) -> Iterator[Piece]:
    """The piece of a block; none for a footnote."""
    first = block[0]
    text = joined([line.text for line in block], usual.words, typeset=True)
    if not fold(text) or (first.size < usual.size * _SMALL and _NOTE.match(text)):
        return
    if _is_larger(first, usual):
        yield Piece(Kind.HEADING, text, min(sizes.index(round(first.size)) + 1, 6))
    elif item := _ITEM.match(text):
        yield Piece(Kind.STEP if text.lstrip("( ")[:1].isdigit() else Kind.LIST_ITEM, text[item.end() :], 1)
    else:
        yield Piece(Kind.PARAGRAPH, text)
