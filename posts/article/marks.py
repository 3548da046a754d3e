"""Manual split marks: where its author wants a post to end.

A line of ``---8<---`` in a text, a comment ``<!-- cut -->`` in Markdown and HTML. Readers write `MARK` in its place;
here it parts the pieces, and is gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from posts.article.draft import Piece
from posts.article.model import Kind

#: What stands for a split mark inside the text of a piece: signs that no writer puts together.
MARK = "\u2e3b\u2702\u2e3b"
#: The comment, as Markdown and HTML have it.
COMMENT = re.compile(r"<!--\s{0,9}cut\s{0,9}-->", re.IGNORECASE)
#: The line, as a text has it; mail programs and phones make dashes of its hyphens.
LINE = re.compile(r"^[ \t]*[-–—]{1,9}[ ]?8<[ ]?[-–—]{1,9}[ \t]*$", re.MULTILINE)


def parted(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces without marks; `Piece.part` says how many of them stood before each."""
    part = 0
    for piece in pieces:
        if piece.kind is Kind.CODE:
            yield replace(piece, part=part)
            continue
        text = MARK if LINE.fullmatch(piece.text.strip()) else piece.text
        for number, portion in enumerate(text.split(MARK)):
            part += bool(number)
            yield replace(piece, text=portion, part=part)


def without(text: str) -> str:
    """The text without marks."""
    return text.replace(MARK, " ")
