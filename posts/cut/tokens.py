"""The words of a sentence, each with what it may be."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from posts.cut.cues import Cues, Word

_WORD = regex.compile(r"\w+(?:'\w+)*")


@dataclass(frozen=True, slots=True)
class Token:
    """A word: ``word`` is its lower-case form without an ending after an apostrophe, which lies at ``start``."""

    word: str
    start: int
    end: int
    sort: Word
    capital: bool
    #: Whether a comma or the like parts it from the word before.
    apart: bool


def tokens(text: str, cues: Cues) -> tuple[Token, ...]:
    """The words of a text whose apostrophes are straight."""
    found: list[Token] = []
    last = 0
    for match in _WORD.finditer(text):
        base = match[0].partition("'")[0]
        lower = base.lower()
        start = match.start()
        apart = bool(text[last:start].strip())
        found.append(Token(lower, start, start + len(base), cues.sort(lower), base[:1].isupper(), apart))
        last = match.end()
    return tuple(found)
