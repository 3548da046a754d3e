"""What stands around an article goes: comment forms, share and cookie lines, author boxes, lists of other posts.

A block goes only where the whole of it is such a phrase, or several; what may begin a true sentence goes only at the
place where pages have it (`boilerplate.toml`). The last sentences of the text are looked at one by one, since scraping
glues what follows an article to its last line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from importlib import resources

from posts.article import dates, looks
from posts.article.draft import Draft, Piece
from posts.article.model import Kind

#: How many first and last blocks a page surrounds with its own lines.
_FIRST, _LAST = 6, 6
#: What closes an article stands beyond this part of its text, and opens no more than the rest of it.
_CLOSING = 0.6
_LONGEST_OPENER = 80
#: Who said a quote is told under it, and a quote may say anything.
_MEANT = frozenset({Kind.CODE, Kind.QUOTE, Kind.CAPTION})
#: A block that follows a list of sources is no prose; longer ones are kept.
_LONGEST_AFTER = 400
#: No phrase of boilerplate, nor a row of them, is longer.
_LONGEST = 700
_SENTENCE = re.compile(r"(?<=[.!?。！？])\s+")
#: Who wrote it, behind the day: "Tuesday 15 October 2019 by Jane Doe".
_BYLINE = re.compile(r"\s*(?:\||·|•|–|-|\bby\b|\bvon\b|\bpar\b|\bpor\b)\s.{2,60}$")
_BETWEEN = r"[\s.,:;!?|/·•*»«>…&+–—-]*"


def without(draft: Draft) -> Draft:
    """The draft without its boilerplate; its texts are canonical before and after."""
    pieces = [piece for piece in draft.pieces if piece.kind is Kind.CODE or not _matches("anywhere", piece.text)]
    pieces, published = _head(pieces)
    # Bylines look like headings; the sections that are closed end at headings: so it is done between the two.
    pieces = _close(looks.judged(pieces))
    pieces = _last(pieces)
    return replace(draft, pieces=tuple(_unglued(pieces)), published=draft.published or published)


def _head(pieces: list[Piece]) -> tuple[list[Piece], date | None]:
    """Bylines, datelines and paths of links before the text begins; and the date they give."""
    published: date | None = None
    kept = []
    for at, piece in enumerate(pieces):
        if at < _FIRST and piece.kind is not Kind.HEADING:
            day = dates.dateline(_BYLINE.sub("", piece.text))
            published = published or day
            if day or _matches("head", piece.text):
                continue
        kept.append(piece)
    return kept, published


def _close(pieces: list[Piece]) -> list[Piece]:
    """What an opener like "Related posts" opens near the end."""
    total = sum(len(piece.text) for piece in pieces)
    before = 0
    for at, piece in enumerate(pieces):
        if at and before >= _CLOSING * total and _opens(piece):
            end = _end(pieces, at)
            return pieces[:at] + _close_rest(pieces[end:])
        before += len(piece.text)
    return pieces


def _close_rest(pieces: list[Piece]) -> list[Piece]:
    """What follows a section that went: other such sections go, the others stay."""
    for at, piece in enumerate(pieces):
        if _opens(piece):
            return pieces[:at] + _close_rest(pieces[_end(pieces, at) :])
    return pieces


def _opens(piece: Piece) -> bool:
    brief = len(piece.text) <= _LONGEST_OPENER and piece.kind in {Kind.HEADING, Kind.PARAGRAPH}
    return brief and not piece.text.endswith((".", "。")) and _matches("close", piece.text)


def _end(pieces: Sequence[Piece], at: int) -> int:
    """Where the section that a piece opens ends: at the next heading of its rank that opens no such section."""
    opener = pieces[at]
    for end in range(at + 1, len(pieces)):
        piece = pieces[end]
        ranks = piece.kind is Kind.HEADING and (opener.kind is not Kind.HEADING or piece.level <= opener.level)
        if (ranks and not _opens(piece)) or len(piece.text) > _LONGEST_AFTER:
            return end
    return len(pieces)


def _last(pieces: list[Piece]) -> list[Piece]:
    """Author boxes, tags and links to neighbours, block by block from the end."""
    kept = list(pieces)
    for _ in range(_LAST):
        if len(kept) > 1 and kept[-1].kind not in _MEANT and _matches("last", kept[-1].text):
            kept.pop()
    while len(kept) > 1 and kept[-1].kind is Kind.HEADING:
        kept.pop()
    return kept


def _unglued(pieces: list[Piece]) -> list[Piece]:
    """The pieces; the last without the phrases that were glued to its last sentence."""
    if not pieces or pieces[-1].kind is Kind.CODE:
        return pieces
    sentences = _SENTENCE.split(pieces[-1].text)
    kept = list(sentences)
    while len(kept) > 1 and _matches("anywhere", kept[-1]):
        kept.pop()
    text = pieces[-1].text[: len(pieces[-1].text) - sum(len(one) + 1 for one in sentences[len(kept) :])]
    return [*pieces[:-1], replace(pieces[-1], text=text)]


def _matches(group: str, text: str) -> bool:
    return len(text) <= _LONGEST and bool(_patterns()[group].fullmatch(text.replace("’", "'").strip()))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    source = resources.files("posts.article").joinpath("boilerplate.toml").read_text("utf-8")
    return {group: _either(entries) for group, entries in tomllib.loads(source).items()}


def _either(entries: Sequence[str]) -> re.Pattern[str]:
    joined = "|".join(entry.replace("@", r"[^.!?]{1,60}") for entry in entries)
    return re.compile(rf"{_BETWEEN}(?:(?:{joined}){_BETWEEN}(?:\s|$|(?<=\W)))+", re.IGNORECASE)
