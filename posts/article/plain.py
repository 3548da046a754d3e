"""Plain text: titles, headings, lists and paragraphs by the marks that people type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from posts.article import dates, fragment, header, lead, looks, markdown, marks, markup
from posts.article.canonical import tidy
from posts.article.draft import Draft, Piece
from posts.article.lines import joined, paragraphs, words
from posts.article.model import Kind

_UNDERLINE = re.compile(r"(=|-|~|\*)\1{2,}\s*$")
_RULE = re.compile(r"\s*(?:([-*_=~#·•])\s*)(?:\1\s*){2,}$")
_ATX = re.compile(r"(#{1,6})\s+(\S.*?)\s*#*$")
_QUOTE = re.compile(r">\s?")
_ITEM = re.compile(r"(\s*)(?:[-*+•‣◦▪▫●○■□✓✔➢►\uf0b7\uf0a7–]|(?:\d{1,3}|[a-zA-Z])[.)]|\(\d{1,3}\))\s+(?=\S)")
#: Of those, the items that are counted.
_NUMBER = re.compile(r"\s*\(?\d")


def read(text: str) -> Draft:
    """The pieces of a plain text. The title is a line that says it is one, or a first line that looks like one."""
    head, text = header.split(tidy(text).expandtabs(4).strip("\n"))
    text = marks.COMMENT.sub("\n---8<---\n", text)
    if markup.is_page(text):
        return _page_of(head, text)
    text = markup.bare(text)
    first, _, rest = text.partition("\n")
    found = lead.part(first, rest)
    if found is not None:
        text = f"{found.body}\n{rest}" if found.body else rest
    title = head.title or (found.title if found else "")
    if not title and not (found and found.body):
        title, text = _title(text)
    title, day = dates.undated(title)
    return Draft(tuple(_pieces(text)), title, head.url, head.language, head.published or day)


def _page_of(head: header.Header, text: str) -> Draft:
    """A text that is a piece of HTML; blank lines part its paragraphs, as where a site's editor adds their tags."""
    found = fragment.read(text)
    pieces = [replace(one, text=text) for one in found.pieces for text in _paragraphs(one)]
    title, pieces = (head.title, pieces) if head.title else markdown.titled(pieces)
    return Draft(tuple(pieces), title, head.url, head.language, head.published, found.images, found.links)


def _paragraphs(piece: Piece) -> list[str]:
    return [piece.text] if piece.kind is Kind.CODE else re.split(r"\n\s*\n", piece.text)


def broken(text: str) -> list[Piece]:
    """The pieces of a paragraph whose lines somebody broke on purpose: a list, where they are marked as its items."""
    lines = [line for line in text.split("\n") if line.strip()]
    if sum(bool(_ITEM.match(line)) for line in lines) < 2:
        return [Piece(Kind.PARAGRAPH, text)]
    return list(_chunk(lines, _page(lines)))


def _title(text: str) -> tuple[str, str]:
    """A first line that looks like a title, and the text under it."""
    line, _, rest = text.strip("\n").partition("\n")
    lines = rest.split("\n")
    if _UNDERLINE.match(lines[0]):
        return line.strip(), "\n".join(lines[1:])
    following = next((one for one in lines if one.strip()), "")
    parted = not lines[0].strip() or len(lines[0]) > _MUCH_LONGER * len(line)
    listed = bool(_ITEM.match(line)) and (not line[:1].isdigit() or bool(_ITEM.match(following)))
    if (
        not following
        or not parted
        or listed
        or _ATX.match(line)
        or _QUOTE.match(line)
        or not looks.is_title(line.strip())
    ):
        return "", text
    return line.strip(), rest


#: A title without an empty line under it is followed by a line this many times as long.
_MUCH_LONGER = 2


@dataclass(frozen=True, slots=True)
class _Page:
    """What is known of a text as a whole when its lines are joined: its longest line, and its words."""

    width: int
    words: frozenset[str]


def _page(lines: Sequence[str]) -> _Page:
    return _Page(max(map(len, lines)), words(lines))


def _pieces(text: str) -> Iterator[Piece]:
    lines = text.split("\n")
    page = _page(lines)
    for chunk in re.split(r"\n\s*\n", text):
        yield from _chunk([line.rstrip() for line in chunk.split("\n") if line.strip()], page)


def _chunk(lines: list[str], page: _Page) -> Iterator[Piece]:
    """The pieces of lines that no blank line parts."""
    start = 0
    while start < len(lines):
        end = start + 1
        line = lines[start]
        if marks.LINE.fullmatch(line):
            yield Piece(Kind.PARAGRAPH, marks.MARK)
        elif _RULE.match(line):
            pass
        elif end < len(lines) and _UNDERLINE.match(lines[end]):
            yield Piece(Kind.HEADING, line, 1 if lines[end].startswith("=") else 2)
            end += 1
        elif heading := _ATX.match(line):
            yield Piece(Kind.HEADING, heading[2], len(heading[1]))
        else:
            while end < len(lines) and not _opens(lines, end):
                end += 1
            yield from _run(lines[start:end], page)
        start = end


def _opens(lines: list[str], at: int) -> bool:
    """Whether a line begins something new: a heading, an item, a rule, or a quote after none."""
    underlined = at + 1 < len(lines) and _UNDERLINE.match(lines[at + 1])
    quoted = bool(_QUOTE.match(lines[at])) != bool(_QUOTE.match(lines[at - 1]))
    return bool(underlined or quoted or any(mark.match(lines[at]) for mark in (_RULE, _ATX, _ITEM, marks.LINE)))


def _run(lines: list[str], page: _Page) -> Iterator[Piece]:
    """Lines of one kind: an item of a list, a quote, or paragraphs."""
    item = _ITEM.match(lines[0])
    if item:
        kind = Kind.STEP if _NUMBER.match(lines[0]) else Kind.LIST_ITEM
        yield Piece(kind, joined([lines[0][item.end() :], *lines[1:]], page.words), 1 + len(item[1]) // 2)
        return
    kind = Kind.QUOTE if _QUOTE.match(lines[0]) else Kind.PARAGRAPH
    bare = [_QUOTE.sub("", line, count=1).strip() if kind is Kind.QUOTE else line.strip() for line in lines]
    for paragraph in paragraphs([line for line in bare if line], page.width, page.words):
        yield Piece(kind, paragraph)
