"""Plain text: titles, headings, lists and paragraphs by the marks that people type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from posts.article import dates, header, lead
from posts.article.canonical import tidy
from posts.article.draft import Draft, Piece
from posts.article.lines import ENDS, joined, paragraphs
from posts.article.model import Kind

_UNDERLINE = re.compile(r"(=|-|~|\*)\1{2,}\s*$")
_RULE = re.compile(r"\s*(?:([-*_=~#·•])\s*)(?:\1\s*){2,}$|\s*-{3,}8<-{3,}\s*$")
_ATX = re.compile(r"(#{1,6})\s+(\S.*?)\s*#*$")
_QUOTE = re.compile(r">\s?")
_ITEM = re.compile(r"(\s*)(?:[-*+•‣◦▪▫●○■□✓✔➢►\uf0b7\uf0a7–]|(?:\d{1,3}|[a-zA-Z])[.)]|\(\d{1,3}\))\s+(?=\S)")
_CAPTION = re.compile(
    r"(?:Figure|Fig\.|Table|Chart|Photo|Image|Abbildung|Abb\.|Tabelle|Tableau|Figura|Tabla|Tabela|Рис\.|Рисунок|Таблица"
    r"|图|圖|図|表)\s?\d+(?:[.:-]\d+)*(?:[.:：]|\s(?=[A-ZÀ-Þ(“\"])|$)"
)
_CREDIT = re.compile(
    r"(?:^|.\s)\(?(?:Image|Photo|Picture|Photograph|Photo credit|Image credit|Credit|Foto|Bild|Photographie|Crédit"
    r"|Imagen|Imagem|Immagine|Фото|写真|图片)(?:graph|s)?\s?[:：]\s?[^.]{1,60}[.)]*$"
)
_LONGEST_TITLE = 180
_LONGEST_HEADING = 90
_LONGEST_CAPTION = 300
_STOPS = (".", ",", ";", ":", "…", "。", "、", "，", "；", "：", "।", "!", "！")


def read(text: str) -> Draft:
    """The pieces of a plain text. The title is a line that says it is one, or a first line that looks like one."""
    head, text = header.split(tidy(text).expandtabs(4).strip("\n"))
    first, _, rest = text.partition("\n")
    found = lead.part(first, rest)
    if found is not None:
        text = f"{found.body}\n{rest}" if found.body else rest
    pieces = judged(list(_pieces(text)))
    title = head.title or (found.title if found else "")
    if not title and pieces and is_title(pieces[0].text, [piece.text for piece in pieces[1:2]]):
        title, pieces = pieces[0].text, pieces[1:]
    published = head.published
    if pieces and published is None and (published := dates.dateline(pieces[0].text)):
        pieces = pieces[1:]
    return Draft(tuple(pieces), title, head.url, head.language, published)


def is_title(line: str, following: list[str]) -> bool:
    """Whether a first line looks like a title: short, no sentence, and something other than a list after it."""
    return bool(line) and len(line) <= _LONGEST_TITLE and not line.endswith(_STOPS) and bool(following)


def _pieces(text: str) -> Iterator[Piece]:
    width = max(map(len, text.split("\n")))
    for chunk in re.split(r"\n\s*\n", text):
        yield from _chunk([line.rstrip() for line in chunk.split("\n") if line.strip()], width)


def _chunk(lines: list[str], width: int) -> Iterator[Piece]:
    """The pieces of lines that no blank line parts."""
    start = 0
    while start < len(lines):
        end = start + 1
        line = lines[start]
        if _RULE.match(line):
            pass
        elif end < len(lines) and _UNDERLINE.match(lines[end]):
            yield Piece(Kind.HEADING, line, 1 if lines[end].startswith("=") else 2)
            end += 1
        elif heading := _ATX.match(line):
            yield Piece(Kind.HEADING, heading[2], len(heading[1]))
        else:
            while end < len(lines) and not _opens(lines, end):
                end += 1
            yield from _run(lines[start:end], width)
        start = end


def _opens(lines: list[str], at: int) -> bool:
    """Whether a line begins something new: a heading, an item, a rule, or a quote after none."""
    underlined = at + 1 < len(lines) and _UNDERLINE.match(lines[at + 1])
    quoted = bool(_QUOTE.match(lines[at])) != bool(_QUOTE.match(lines[at - 1]))
    return bool(underlined or quoted or any(mark.match(lines[at]) for mark in (_RULE, _ATX, _ITEM)))


def _run(lines: list[str], width: int) -> Iterator[Piece]:
    """Lines of one kind: an item of a list, a quote, or paragraphs."""
    item = _ITEM.match(lines[0])
    if item:
        yield Piece(Kind.LIST_ITEM, joined([lines[0][item.end() :], *lines[1:]]), 1 + len(item[1]) // 2)
        return
    kind = Kind.QUOTE if _QUOTE.match(lines[0]) else Kind.PARAGRAPH
    bare = [_QUOTE.sub("", line, count=1).strip() if kind is Kind.QUOTE else line.strip() for line in lines]
    for paragraph in paragraphs([line for line in bare if line], width):
        yield Piece(kind, paragraph)


def judged(pieces: list[Piece]) -> list[Piece]:
    """Paragraphs that are something else by their looks and neighbours: captions, items after a lead-in, headings."""
    pieces = [replace(piece, kind=Kind.CAPTION) if _is_caption(piece) else piece for piece in pieces]
    for index, piece in enumerate(pieces):
        if piece.kind is Kind.PARAGRAPH and piece.text.endswith((":", "：")):
            _itemise(pieces, index + 1)
    for index, piece in enumerate(pieces[:-1]):
        if piece.kind is Kind.PARAGRAPH and _is_heading(piece.text, pieces[index + 1].text):
            pieces[index] = Piece(Kind.HEADING, piece.text, 2)
    return pieces


def _is_caption(piece: Piece) -> bool:
    if piece.kind is not Kind.PARAGRAPH:
        return False
    credited = len(piece.text) <= _LONGEST_CAPTION and _CREDIT.search(piece.text)
    return bool(_CAPTION.match(piece.text) or credited)


def _itemise(pieces: list[Piece], start: int) -> None:
    """Makes items of short lines without a full stop that follow "…:", where there are two or more of them."""
    end = start
    while end < len(pieces) and _is_item(pieces[end]):
        end += 1
    ended = 0 < start < end < len(pieces) and pieces[end - 1].text.endswith((";", ","))
    if ended and pieces[end].kind is Kind.PARAGRAPH and len(pieces[end].text) <= _LONGEST_TITLE:
        end += 1
    if end - start > 1:
        pieces[start:end] = [Piece(Kind.LIST_ITEM, piece.text, 1) for piece in pieces[start:end]]


def _is_item(piece: Piece) -> bool:
    text = piece.text
    plain = piece.kind is Kind.PARAGRAPH and len(text) <= _LONGEST_TITLE and not text.isupper()
    return plain and not ENDS.search(text) and not text.endswith((":", "："))


def _is_heading(text: str, following: str) -> bool:
    """Whether a short line stands over what follows it. A question does not: it may be one of an interview."""
    if not text[:1].isalnum() or text[:1].islower() or len(text) > _LONGEST_HEADING:
        return False
    if text.endswith(".") and not text.endswith(".."):
        return text.count(" ") <= _WORDS_WITH_STOP - 1 and len(following) >= _LONGEST_TITLE
    if text.isupper() and text.endswith(":"):
        return True
    return not text.endswith((*_STOPS, "?", "？")) and len(following) > len(text)


#: Journals end headings with a full stop ("Reason for discrimination."); so few words over a long paragraph are one.
_WORDS_WITH_STOP = 3
