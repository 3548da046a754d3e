"""What stands around an article goes: comment forms, share and cookie lines, author boxes, lists of other posts.

A block goes only where the whole of it is such a phrase, or several; what may begin a true sentence goes only at the
place where pages have it (`boilerplate.toml`). The last sentences of the text are looked at one by one, since scraping
glues what follows an article to its last line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from importlib import resources

from posts.article import calls, dates, language, looks
from posts.article.draft import Draft, Piece
from posts.article.lines import ENDS
from posts.article.model import ITEMS, Kind

#: How many first and last blocks a page surrounds with its own lines.
_FIRST, _LAST = 6, 6
#: Under the line that signs an article stand at most so many blocks of its page.
_UNDER = 10
#: What closes an article stands beyond this part of its text.
_CLOSING = 0.5
_LONGEST_OPENER = 80
#: Who said a quote is told under it, and a quote may say anything.
_MEANT = frozenset({Kind.CODE, Kind.QUOTE, Kind.CAPTION})
#: A sentence of an article is at least so long; an author is told of in at most so many blocks of them.
_LEAST_PROSE, _ABOUT_AUTHOR = 40, 2
#: Who wrote it, with where to write to them, as papers have it.
_MAIL = re.compile(r"[\w.+-]{1,60}@[\w-]{1,60}\.\w")
_SOURCE = re.compile(r"\b(?:19|20)\d\d\b|https?://|www\.|doi[.:]")
#: No phrase of boilerplate, nor a row of them, is longer.
_LONGEST = 700
_SENTENCE = re.compile(r"(?<=[.!?。！？])\s+")
#: What stands between the names and dates of a row; no row is longer.
_IN_A_ROW, _LONGEST_CREDITS = (" | ", " · "), 220
#: What is said of who made a text, and of how long it is.
_CREDITED = re.compile(
    r"\b[Rr]eading time:|\bmin(?:ute)?s? read\W*$"
    r"|(?:^|[.|·–—]\s+)(?:Reviewed|Updated|Fact-checked|Edited|Compiled) by [A-ZÀ-Þ]"
)
_TEXT_BY = re.compile(r"(?:\A|\s)(?:Text|Words|Texte|Texto|Testo|Tekst)\s?: [A-ZÀ-Þ]")
#: A first and a last name, and what somebody of that name does.
_NAMED = re.compile(r"[A-ZÀ-Þ][\w.'’-]+(?: [A-ZÀ-Þ][\w.'’-]+){1,3}(?= [a-zà-þ])")
#: What a footnote begins with. A dagger may as well say that somebody died.
_FOOTNOTE = "*"
#: No larger part of a text is set off from it.
_MOST_ASIDE = 0.25
#: Who wrote it, behind the day: "Tuesday 15 October 2019 by Jane Doe".
_BYLINE = re.compile(r"\s*(?:\||·|•|–|-|\bby\b|\bvon\b|\bpar\b|\bpor\b)\s.{2,60}$")
_BETWEEN = r"[\s.,:;!?|/·•*»«>…&+–—-]*"


def without(draft: Draft) -> Draft:
    """The draft without its boilerplate; its texts are canonical before and after."""
    pieces = _few_asides(draft.pieces)
    pieces = [piece for piece in pieces if piece.kind is Kind.CODE or not _matches("anywhere", piece.text)]
    pieces = calls.without(pieces, draft.links, lambda text: _matches("calls", text.rstrip(".。!！")))
    pieces, published = _head(pieces)
    # Bylines look like headings; the sections that are closed end at headings: so it is done between the two.
    pieces = _close(looks.judged(pieces))
    pieces = _unglued(_translated(_last(pieces)))
    around = tuple(_gone(draft.pieces, pieces))
    return replace(draft, pieces=tuple(pieces), around=around, published=draft.published or published)


def _few_asides(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """The pieces; nothing is set off where much is: a letter, or answers, all in italics."""
    aside = sum(len(piece.text) for piece in pieces if piece.aside)
    few = aside <= _MOST_ASIDE * sum(len(piece.text) for piece in pieces)
    return pieces if few else [replace(piece, aside=False) for piece in pieces]


def _gone(before: Sequence[Piece], after: Sequence[Piece]) -> Iterator[str]:
    """The texts of the pieces that are no more, and what others have lost behind their last sentence; in order."""
    kept = iter(after)
    following = next(kept, None)
    for piece in before:
        if following is not None and piece.text.startswith(following.text):
            lost = piece.text[len(following.text) :].strip()
            following = next(kept, None)
        else:
            lost = piece.text
        if lost:
            yield lost


def _head(pieces: list[Piece]) -> tuple[list[Piece], date | None]:
    """Bylines, datelines and paths of links before the text begins; and the date they give."""
    published: date | None = None
    kept: list[Piece] = []
    begun = False
    for at, piece in enumerate(pieces):
        begun = begun or (piece.kind is not Kind.HEADING and bool(kept) and _ends(kept[-1]))
        if at < _FIRST and piece.kind is not Kind.HEADING:
            day = dates.dateline(_BYLINE.sub("", piece.text))
            published = published or day
            mail = _MAIL.search(piece.text) and not _ends(piece)
            credit = not begun and piece.kind is Kind.PARAGRAPH and (_credits(piece) or _tells_author(piece, pieces))
            if day or _matches("head", piece.text) or mail or credit:
                continue
        kept.append(piece)
    return kept, published


def _credits(piece: Piece) -> bool:
    """Whether a paragraph tells who made the text, for whom and when, and says nothing: names and dates in a row."""
    if len(piece.text) > _LONGEST_CREDITS or piece.text.endswith((":", "：")):
        return False
    row = any(mark in piece.text for mark in _IN_A_ROW) or _TEXT_BY.search(piece.text)
    return bool(row and not _ends(piece)) or _CREDITED.search(piece.text) is not None


def _tells_author(piece: Piece, pieces: Sequence[Piece]) -> bool:
    """Whether it begins, in italics, with a name that the text says no word of again: whoever wrote it."""
    named = _NAMED.match(piece.text) if piece.aside else None
    rest = " ".join(other.text for other in pieces if other is not piece)
    return named is not None and not any(word in rest for word in named[0].split())


def _close(pieces: list[Piece]) -> list[Piece]:
    """Sections like "Related posts" go, where they stand beyond the middle."""
    middle = _CLOSING * sum(len(piece.text) for piece in pieces)
    kept: list[Piece] = []
    before, at = 0, 0
    while at < len(pieces):
        opener = _opener(pieces[at]) if at and before >= middle else None
        end = _end(pieces, at, opener) if opener else at + 1
        # "What's next" right over sentences is a heading of this article.
        heads = opener == "lists" and pieces[at].kind is Kind.HEADING and end == at + 1 < len(pieces)
        kept += [] if opener and not (heads and _is_prose(pieces[end])) else pieces[at:end]
        before += sum(len(piece.text) for piece in pieces[at:end])
        at = end
    return kept


def _opener(piece: Piece) -> str | None:
    """The kind of section that a piece opens; None for any other piece."""
    brief = len(piece.text) <= _LONGEST_OPENER and piece.kind in {Kind.HEADING, Kind.PARAGRAPH}
    if brief and _matches("signed", piece.text):
        return "signed"
    if not brief or piece.text.endswith((".", "。")):
        return None
    return next((group for group in ("comments", "author", "lists") if _matches(group, piece.text)), None)


def _end(pieces: Sequence[Piece], at: int, group: str) -> int:
    """Where the section ends that a piece opens: at a heading of its rank, or at sentences that it has no part in."""
    if group == "comments":
        return len(pieces)
    if group == "signed":
        return len(pieces) if len(pieces) - at <= _UNDER else at + 1
    opener, sentences = pieces[at], 0
    for end in range(at + 1, len(pieces)):
        piece = pieces[end]
        sentences += _is_prose(piece)
        ranks = piece.kind is Kind.HEADING and (opener.kind is not Kind.HEADING or piece.level <= opener.level)
        # A short line over another is the name of an article; over sentences or items it is a heading of this one.
        if (ranks and _has_text(pieces[end + 1 : end + 2])) or sentences > (_ABOUT_AUTHOR if group == "author" else 0):
            return end
    return len(pieces)


def _has_text(under: Sequence[Piece]) -> bool:
    """Whether what stands under a heading is text of the article."""
    return any(piece.kind in ITEMS or (_ends(piece) and not _SOURCE.search(piece.text)) for piece in under)


def _ends(piece: Piece) -> bool:
    return bool(ENDS.search(piece.text))


def _is_prose(piece: Piece) -> bool:
    """Whether a piece says a sentence of the article, and names no source with a year or an address."""
    return _ends(piece) and len(piece.text) >= _LEAST_PROSE and not _SOURCE.search(piece.text)


def _translated(pieces: list[Piece]) -> list[Piece]:
    """The pieces without the original of a quote that stands under its translation."""
    kept: list[Piece] = []
    for piece in pieces:
        if kept and piece.kind is kept[-1].kind is Kind.QUOTE:
            spoken = [language.of(one.text) for one in (kept[-1], piece)]
            if None not in spoken and spoken[0] != spoken[1]:
                continue
        kept.append(piece)
    return kept


def _last(pieces: list[Piece]) -> list[Piece]:
    """Author boxes, tags and links to neighbours, block by block from the end."""
    kept = list(pieces)
    for _ in range(_LAST):
        if len(kept) > 1 and kept[-1].kind not in _MEANT and _is_last(kept[-1]):
            kept.pop()
    while len(kept) > 1 and kept[-1].kind is Kind.HEADING:
        kept.pop()
    return kept


def _is_last(piece: Piece) -> bool:
    """Whether a piece is no part of the text where that ends: set off, such a phrase, or a footnote to an asterisk."""
    aside = piece.aside and piece.kind is Kind.PARAGRAPH
    return aside or piece.text.startswith(_FOOTNOTE) or _matches("last", piece.text)


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
