"""The noun that a sentence begins with and takes for known: "The report says …", "The announcement was …"."""

from __future__ import annotations

import re
from typing import NamedTuple

from posts.cut.cues import Cues, Word
from posts.cut.tokens import Words

#: Of so many words at most is a noun that a reader is taken to know: "the two green spheres".
MOST_GIVEN = 3
#: How a plural ends, and what is one of something is not.
_PLURAL = re.compile(r"[^isu]s\Z")
#: What tells more of a thing, so that it may be another one: "the city of …", "the town in which …".
TELLING = Word.FRONTING | Word.LOCATING | Word.RELATIVE
_IDLE = Word.LIGHT | Word.POINTING


class Given(NamedTuple):
    """A noun that a reader is taken to know, and of which no more is told: where "the …" ends, and its last word."""

    end: int
    word: str
    stem: str
    #: Whether it is one word.
    bare: bool
    #: Whether it takes up what happened, in other words than it was told by: "The announcement was …".
    event: bool


def is_plural(word: str) -> bool:
    """Whether a word ends as a plural does; so do verbs."""
    return _PLURAL.search(word) is not None


def tells(sort: int) -> bool:
    """Whether a word of this sort, right behind a noun, tells more of it: "the city of …", not "the city during …"."""
    return bool(sort & TELLING) and not sort & Word.LOOSE


def given(text: str, words: Words, cues: Cues) -> Given | None:
    """The noun that a text of these words begins with and takes for known, if it does."""
    if not words.any & Word.GIVEN:
        return None
    the = 1 if words.sorts[0] & (Word.FRONTING | Word.CONJOINING) else 0
    some = len(words) > 2 and words.sorts[0] & Word.LIGHT and words.sorts[1] & Word.FRONTING  # "Many of the houses"
    the = 2 if some and not words.sorts[the] & Word.GIVEN else the
    if the >= len(words) or not words.sorts[the] & Word.GIVEN:
        return None
    found = _noun_behind(text, words, cues, the)
    # "At the meeting it became clear": of what stands before the subject only what happened is looked for.
    return found if found and (found.event or the != 1) else None


def _noun_behind(text: str, words: Words, cues: Cues, the: int) -> Given | None:
    """The noun of which no more is told behind a "the" at this place."""
    for at in range(the + 1, min(the + MOST_GIVEN + 2, len(words))):
        sort = words.sorts[at]
        ends = sort & (Word.LIGHT | Word.SAYS) or (the and (words.apart[at] or sort & Word.POINTING))
        if at > the + 1 and (ends or is_plural(words.forms[at - 1].word) or cues.finite.match(text, words.starts[at])):
            told = (tells(sort) or sort & Word.JOINING) and not words.apart[at]
            return None if told else _noun(words, at - 1, the)
        if sort & _IDLE or words.apart[at] or (words.forms[at].capital and not sort & Word.EVENT):
            return None
        if text.startswith("'s", words.end(at)):  # "the report's authors"
            return _noun(words, at, the)
    return None


def _noun(words: Words, at: int, the: int) -> Given:
    form = words.forms[at]
    return Given(words.end(at), form.word, form.stem, bare=at == the + 1, event=bool(form.sort & Word.EVENT))
