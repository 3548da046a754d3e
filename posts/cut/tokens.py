"""The words of a sentence, each with what it may be."""

from __future__ import annotations

import re
from typing import NamedTuple

import regex

from posts.cut.cues import Cues

_WORD = r"\w+(?:'\w+)*"
#: Python's own expressions are faster, but to them the vowel signs of many scripts belong to no word.
_IN_ASCII, _IN_ALL = re.compile(_WORD), regex.compile(_WORD)
#: What may stand between two words that no comma or the like parts.
_JOINTS = frozenset({" ", "-", " -", "- "})


class Token(NamedTuple):
    """A word: ``word`` is its lower-case form without an ending after an apostrophe, which lies at ``start``."""

    word: str
    start: int
    end: int
    #: Bits of `posts.cut.cues.Word`.
    sort: int
    capital: bool
    #: Whether a comma or the like parts it from the word before.
    apart: bool


def tokens(text: str, cues: Cues) -> tuple[Token, ...]:
    """The words of a text whose apostrophes are straight."""
    found: list[Token] = []
    last = 0
    for match in (_IN_ASCII if text.isascii() else _IN_ALL).finditer(text):
        start, end = match.span()
        base = match[0].partition("'")[0]
        lower = base.lower()
        apart = text[last:start] not in _JOINTS and start > 0
        found.append(Token(lower, start, start + len(base), cues.sort(lower), base[0] != lower[0], apart))
        last = end
    return tuple(found)
