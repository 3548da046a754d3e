"""What in a sentence hangs on the one before it. No grammar is parsed: words, and the order in which they come.

The rules follow what was measured against human coreference: a pronoun with nothing before it that it could mean is
right far more often than a list of bad first words.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import regex

from posts.cut.cues import Cues, Word

_WORD = regex.compile(r"\w+(?:'\w+)*")
_CAMEL = regex.compile(r"\p{Ll}+\p{Lu}")
#: A sentence that opens so goes on with something, in any script that has lower case.
_CONTINUES = regex.compile(r"\p{Ll}|[,;:)\]…—–-]")
#: How much of a word's start makes two forms of it the same word: "relieve", "relief".
STEM = 5


def plain(text: str) -> str:
    """The text with straight apostrophes, as long as before: the form that cues are matched against."""
    return text.replace("’", "'")


def connective(text: str, cues: Cues) -> int:
    """How many code points of a sentence's start are connectives that may go, with comma and space; 0 for none."""
    at, flat = 0, plain(text)
    while match := cues.strip.match(flat, at):
        at = match.end()
    return at if at < len(text) else 0


def points_back(text: str, cues: Cues) -> bool:
    """Whether the sentence speaks of something that it does not name, and that a reader of it alone must miss."""
    flat = plain(text)
    if (_CONTINUES.match(flat) and not _CAMEL.match(flat)) or cues.linking.match(flat):
        return True
    words = _WORD.findall(cues.nowhere.sub(" ", flat))
    named = _Named()
    for index, word in enumerate(words):
        following = words[index + 1 : index + 2]
        if named.misses(word, following, cues):
            return True
        named.take(word, index, cues)
    return False


@dataclass(slots=True)
class _Named:
    """What the words so far have named."""

    anything: bool = False
    someone: bool = False
    several: bool = False
    stems: set[str] = field(default_factory=set)

    def misses(self, word: str, following: list[str], cues: Cues) -> bool:
        """Whether the word points at something that is not among it."""
        base = word.partition("'")[0].lower()
        sort = cues.sort(base)
        if not self.anything and sort & Word.POINTING:
            return True
        if sort & Word.DETERMINER and following and not cues.sort(following[0].lower()) & Word.LIGHT:
            return following[0].lower()[:STEM] not in self.stems
        return bool(
            (sort & Word.PERSON and not self.someone)
            or (sort & Word.PLURAL and not self.several)
            or (sort & Word.THING and not self.anything)
        )

    def take(self, word: str, index: int, cues: Cues) -> None:
        base = word.partition("'")[0]
        lower = base.lower()
        if lower == "and":
            self.several |= self.anything
        sort = cues.sort(lower)
        if sort & (Word.LIGHT | Word.POINTING):
            return
        self.anything = True
        person = bool(sort & Word.PEOPLE)
        self.someone |= person or index == 0 or base[0].isupper()
        self.several |= person or (len(lower) > 3 and lower.endswith("s"))
        self.stems.add(lower[:STEM])
