"""The words of a sentence, each with what it may be."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from itertools import accumulate
from operator import or_
from typing import NamedTuple, overload

import regex

from posts.cut.cues import Cues, Form
from posts.cut.pattern import Found, Pattern

_WORD = r"(\w+(?:'\w+)*)"
#: Python's own expressions are faster, but to them the vowel signs of many scripts belong to no word.
_IN_ASCII, _IN_ALL = re.compile(_WORD), regex.compile(_WORD)
#: What may stand between two words that no comma or the like parts, or before the first.
_JOINTS = frozenset({"", " ", "-", " -", "- "})


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


class Words(Sequence[Token]):
    """The words of a text, in order, as columns: a `Token` is only made of a word that is looked at closely."""

    __slots__ = ("any", "apart", "begun", "capitals", "forms", "sorts", "starts")

    def __init__(self, forms: Sequence[Form], starts: Sequence[int], apart: Sequence[bool]) -> None:
        self.forms = forms
        self.starts = starts
        self.apart = apart
        self.sorts = [form.sort for form in forms]
        #: The bits of all of them: what none may be need not be looked for.
        self.any = reduce(or_, self.sorts, 0)
        #: The indexes of those with a capital letter.
        self.capitals = [at for at, form in enumerate(forms) if form.capital]
        #: The indexes of those with which may begin what is looked for in every sentence.
        self.begun = [at for at, form in enumerate(forms) if form.begins]

    def __len__(self) -> int:
        return len(self.forms)

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Token]: ...
    def __getitem__(self, at: int | slice) -> Token | Sequence[Token]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self.forms)))]
        word, length, sort, capital, _, _ = self.forms[at]
        start = self.starts[at]
        return Token(word, start, start + length, sort, capital, self.apart[at])

    def end(self, at: int) -> int:
        """Where one of them ends in the text."""
        return self.starts[at] + self.forms[at].length

    def since(self, start: int) -> Words:
        """Those that begin at this place of the text or behind it."""
        first = bisect_left(self.starts, start)
        return Words(self.forms[first:], self.starts[first:], self.apart[first:]) if first else self

    def beginning(self, begun: int) -> list[int]:
        """The indexes of those with which may begin what has this bit of `posts.cut.cues.Begun`."""
        return [at for at in self.begun if self.forms[at].begins & begun]

    def of(self, sort: int) -> Iterator[int]:
        """The indexes of those that are of a sort."""
        return (at for at, one in enumerate(self.sorts) if one & sort) if self.any & sort else iter(())


NO_WORDS = Words((), (), ())


def tokens(text: str, cues: Cues) -> Words:
    """The words of a text whose apostrophes are straight."""
    # What stands between words and the words take turns: one call for all is faster than a match for each.
    pieces = (_IN_ASCII if text.isascii() else _IN_ALL).split(text)
    starts = [*accumulate(map(len, pieces))][:-1:2]
    return Words(cues.spelled(pieces[1::2]), starts, [gap not in _JOINTS for gap in pieces[:-1:2]])


def cued(cue: Pattern, begun: int, text: str, words: Words, cues: Cues, at: int = 0) -> list[Found]:
    """Where a cue stands in a text of these words, from ``at`` on: it is tried where a word is that it may begin with.

    ``begun`` is its bit of `posts.cut.cues.Begun`. This takes a tenth of the time of trying it everywhere, as must be
    done where no spaces part the words.
    """
    if not cues.spaced:
        return [*cue.finditer(text, at)]
    begins = words.beginning(begun)
    if not begins:
        return []
    found = cue.at_places(text, _places(begins, text, words))
    return [*_apart(found, at)] if found else found


def _places(begins: Sequence[int], text: str, words: Words) -> Sequence[int]:
    """Where these words begin, and their endings, since one may be a word to a cue: "l'article"."""
    places = [words.starts[index] for index in begins]
    if "'" in text:
        ends = [words.end(index) for index in begins]
        places = sorted([*places, *(end + 1 for end in ends if text.startswith("'", end))])
    return places


def _apart(found: Iterable[Found], at: int) -> Iterator[Found]:
    """Those from a place on, none overlapping."""
    for match in found:
        if match.start() >= at:
            yield match
            at = match.end()
