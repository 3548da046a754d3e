"""The words of a sentence, each with what it may be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from posts.cut.cues import Cues, Pattern, Word

_WORD = r"(\w+(?:'\w+)*)"
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
    # What stands between words and the words take turns: one call for all is faster than a match for each.
    pieces = (_IN_ASCII if text.isascii() else _IN_ALL).split(text)
    at = 0
    for gap, said in zip(pieces[::2], pieces[1::2], strict=False):
        word, length, sort, capital = cues.form(said)
        at += len(gap)
        found.append(Token(word, at, at + length, sort, capital, gap not in _JOINTS and at > 0))
        at += len(said)
    return tuple(found)


def cued(cue: Pattern, text: str, words: Sequence[Token], cues: Cues, at: int = 0) -> Iterator[regex.Match[str]]:
    """Where one of the cues that are looked for in every sentence stands in a text of these words, from ``at`` on."""
    # An ending after an apostrophe may be a word of its own ("l'article"), which no token tells.
    if not cues.spaced or "'" in text:
        yield from cue.finditer(text, at)
        return
    for word in words:
        # To try a cue where a word may begin it takes a tenth of the time of trying it everywhere.
        if word.sort & Word.CUED and word.start >= at and (match := cue.match(text, word.start)):
            yield match
            at = match.end()
