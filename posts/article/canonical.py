"""The one plain text that everything after this room counts offsets in."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from posts.article import marks
from posts.article.draft import Draft, Piece
from posts.article.model import Article, Block, Kind

#: What stands between two blocks.
GAP = "\n\n"
#: Line ends of other systems, and the separators of Unicode: https://www.unicode.org/reports/tr13/
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
#: Control characters, soft hyphens, zero-width spaces, word joiners, byte-order marks, bidirectional embeddings and
#: isolates, surrogates and non-characters: none of them is text.
_JUNK = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u2060-\u2064\u2066-\u206f\u202a-\u202e\ufeff\ufff9-\ufffb"
    "\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)
#: Joiners are part of emoji, Persian and Indic words; between Latin letters or at an edge they are leftovers.
_JOINERS = re.compile(
    "(?<![\u0590-\u1fff\u200c\u200d\u2100-\U0010ffff])[\u200c\u200d]+|[\u200c\u200d]+(?![\u0590-\u1fff\u200c\u200d\u2100-\U0010ffff])"
)
#: ﬀ ﬁ ﬂ ﬃ ﬄ ﬅ ﬆ, the ligatures that typesetting leaves in PDFs.
_LIGATURES = re.compile("[\ufb00-\ufb06]")
_SPACES = re.compile(r"\s+")
#: What themes put behind headings: a link to the heading itself.
_ANCHOR = re.compile(r"\s+[#§]$|\s*[¶🔗]$")


def tidy(text: str) -> str:
    """The text in NFC with LF line ends, without what cannot be seen; ligatures spelled out. Keeps white space."""
    text = _LINE_ENDS.sub("\n", text)
    text = _JUNK.sub("", text)
    if "\u200c" in text or "\u200d" in text:
        text = _JOINERS.sub("", text)
    text = _LIGATURES.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    return unicodedata.normalize("NFC", text)


def flat(text: str) -> str:
    """The text tidied, on one line, each run of white space one space."""
    return _SPACES.sub(" ", tidy(text)).strip()


def headline(text: str) -> str:
    """A heading on one line, without the link to itself that themes put behind it; "Learning C#" is whole."""
    return _ANCHOR.sub("", flat(text))


def fold(text: str) -> str:
    """Only the letters and digits of a text, without case: equal for two ways of writing the same heading."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def settle(draft: Draft, *, url: str | None) -> Article:
    """The article that a draft describes: one text, and each of its blocks at its place."""
    blocks: list[Block] = []
    texts: list[str] = []
    splits: list[int] = []
    at, part = 0, draft.pieces[0].part if draft.pieces else 0
    for piece in _ordered(draft):
        if piece.kind is not Kind.TITLE and piece.part != part:
            splits += [at] if at else []
            part = piece.part
        blocks.append(Block(piece.kind, at, at + len(piece.text), piece.level))
        texts.append(piece.text)
        at += len(piece.text) + len(GAP)
    title = texts[0] if blocks and blocks[0].kind is Kind.TITLE else ""
    text, known = GAP.join(texts), (url, draft.language, draft.published)
    return Article(title, text, tuple(blocks), *known, draft.images, tuple(splits), draft.around)


def cleaned(draft: Draft) -> Draft:
    """The draft with every text canonical and no empty piece."""
    pieces = (replace(piece, text=_body(piece)) for piece in marks.parted(draft.pieces))
    title = flat(marks.without(draft.title))
    return replace(draft, title=title, pieces=tuple(piece for piece in pieces if piece.text))


def _body(piece: Piece) -> str:
    if piece.kind is not Kind.CODE:
        return flat(piece.text)
    lines = textwrap.dedent(tidy(piece.text).expandtabs(4)).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def _ordered(draft: Draft) -> Iterator[Piece]:
    """The pieces with the title first, and not said again at the top by the heading that it came from."""
    title = fold(draft.title)
    if draft.title:
        yield Piece(Kind.TITLE, draft.title)
    for index, piece in enumerate(draft.pieces):
        if title and index < _TITLE_WITHIN and piece.kind is not Kind.CODE and fold(piece.text) == title:
            continue
        if piece.kind is Kind.TITLE:
            piece = replace(piece, kind=Kind.HEADING, level=1)  # noqa: PLW2901 — the same piece, by its lesser name
        yield piece


#: A title is repeated within the first pieces of a page: after a breadcrumb, a kicker, a dateline.
_TITLE_WITHIN = 5
