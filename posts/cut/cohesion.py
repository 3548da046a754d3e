"""How a sentence is tied to the one before it: by its first words, and by what it points at."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import NamedTuple

import regex

from posts.cut.cues import Cues, Word
from posts.cut.names import Names, names
from posts.cut.pattern import NOTHING
from posts.cut.references import NO_REFERENCE, Reference, refer
from posts.cut.tokens import Words, tokens

_CAMEL = regex.compile(r"\p{Ll}+\p{Lu}")
#: A sentence that opens so goes on with something, in any script that has lower case.
_CONTINUES = regex.compile(r"\p{Ll}|[,;:)\]…—–-]")
_PAUSE = re.compile("[,;，；]")
#: How far into a sentence a word that sets it against another is looked for, in code points.
_EARLY = 80
#: So many connectives at most are taken from a sentence: nobody writes more, and each is looked for in all of the text.
MOST_CONNECTIVES = 8
#: Sentences are parallel that share so much of what they name, if that is not next to nothing.
PARALLEL = 0.4
FEWEST_STEMS = 4


class Tie(Enum):
    """How a sentence's first words tie it to the one before."""

    NONE = auto()
    #: It adds, orders or concludes: "In addition, …".
    ADDS = auto()
    #: It says the opposite: "However, …".
    OPPOSES = auto()
    #: It gives an example: "For instance, …".
    ILLUSTRATES = auto()
    #: It cannot do without what is before it: "But …", "which …".
    HANGS = auto()


class Opening(NamedTuple):
    """How a sentence begins: the first ``length`` code points of it are connectives that may go."""

    length: int
    tie: Tie
    #: Whether it is set against the sentence before it: by a word, wherever that stands, or as `opposed` tells.
    opposes: bool
    #: Whether it says the second, third or later of a row: "Third, …".
    counts: bool = False

    @property
    def adds(self) -> bool:
        """Whether it adds to what was said, or is one of a row: "First, …", "Finally, …"."""
        return self.tie is Tie.ADDS and self.length > 0


#: How a sentence begins that nothing ties to another.
PLAIN = Opening(0, Tie.NONE, opposes=False)


def plain(text: str) -> str:
    """The text with straight apostrophes, as long as before: the form that cues are matched against."""
    return text.replace("’", "'")


def opening(flat: str, cues: Cues) -> Opening:
    """How the sentence begins. ``flat`` has straight apostrophes."""
    at, tie = 0, Tie.NONE
    for _ in range(MOST_CONNECTIVES):
        found = _set_off(flat, at, cues)
        if not found:
            break
        at, tie = found
    at = at if at < len(flat) else 0
    opposes = tie is Tie.OPPOSES or _turns(flat, cues)
    if _hangs(flat, at, cues) or (tie is Tie.ILLUSTRATES and _only_lists(flat, at, cues)):
        return Opening(0, Tie.HANGS, opposes)
    if not at:
        tie = Tie.ADDS if cues.at("another", flat) else Tie.NONE
    return Opening(at, tie, opposes, bool(at) and cues.at("counting", flat) is not None)


def opposed(before: str, flat: str, cues: Cues) -> bool:
    """Whether a sentence says what is now, and the one before it what was: "In those days … Today, …"."""
    return cues.at("nowadays", flat) is not None and cues.formerly.search(before) is not None


def parallel(before: Reference, here: Reference) -> bool:
    """Whether a sentence says nearly the same of another thing as the one before it: "The left … The right …"."""
    both = len(before.stems & here.stems)
    either = len(before.stems) + len(here.stems) - both
    return either >= FEWEST_STEMS and both >= PARALLEL * either


_SET_OFF = (("strip", Tie.ADDS), ("contrast", Tie.OPPOSES), ("example", Tie.ILLUSTRATES))
_CONNECTING = frozenset({"strip", "contrast", "example", "bare"})


def _set_off(flat: str, at: int, cues: Cues) -> tuple[int, Tie] | None:
    if cues.openings(flat, at).isdisjoint(_CONNECTING):
        return None
    for cue, tie in _SET_OFF:
        match = cues.at(cue, flat, at)
        # "Right, left and center" is a list, and no connective.
        if match and not _lists(flat, match.end(), cues):
            return match.end(), tie
    if match := cues.at("bare", flat, at):
        space = len(flat) - len(flat[match.end() :].lstrip(" ,"))
        return space, Tie.OPPOSES if not at and cues.at("against", flat) else Tie.ADDS
    return None


def _turns(flat: str, cues: Cues) -> bool:
    """Whether one of a sentence's first words sets it against the sentence before it."""
    early = flat[:_EARLY]
    return bool(cues.at("against", early) or (_PAUSE.search(early) and cues.turning.search(early)))


def _lists(flat: str, at: int, cues: Cues) -> bool:
    """Whether a word and one that joins it to the next stand here."""
    words = flat[at : at + _EARLY].split(None, 2)
    return len(words) > 1 and bool(cues.sort(words[1].lower()) & Word.JOINING) and words[0].isalpha()


def _hangs(flat: str, at: int, cues: Cues) -> bool:
    """Whether what is left of a sentence goes on with another."""
    if flat.startswith(("(", "（")) or cues.at("linking", flat, at) or (not cues.spaced and _points(flat, at, cues)):
        return True
    return not at and not flat[:1].isupper() and bool(_CONTINUES.match(flat)) and not _CAMEL.match(flat)


def _only_lists(flat: str, at: int, cues: Cues) -> bool:
    """Whether no sentence follows a "For example:", but what is one of the things that were spoken of."""
    return flat[:at].rstrip().endswith((":", "：")) and cues.finite is not NOTHING and not cues.finite.search(flat, at)


def _points(flat: str, at: int, cues: Cues) -> bool:
    """Whether a sentence without spaces begins with a pointing word."""
    return bool(cues.at("opening", flat, at)) and not cues.nowhere.match(flat, at)


def reference(flat: str, words: Words, known: Names, cues: Cues, skip: int) -> Reference:
    """What the sentence demands and supplies; nothing is demanded in a language whose words are not parted."""
    return refer(flat, words, known, cues, skip) if cues.spaced else NO_REFERENCE


def connective(text: str, cues: Cues) -> int:
    """How many code points of a sentence's start are connectives that may go, with comma and space; 0 for none."""
    return opening(plain(text), cues).length


def points_back(text: str, cues: Cues) -> bool:
    """Whether a reader of the sentence alone must miss something that it speaks of, such connectives aside."""
    flat = plain(text)
    begins = opening(flat, cues)
    if begins.tie is Tie.HANGS:
        return True
    words = tokens(flat, cues)
    return bool(reference(flat, words, names([words], lone=True), cues, begins.length).demands)
