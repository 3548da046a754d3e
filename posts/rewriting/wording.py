"""What a text is made of, as far as two texts that should say the same are compared by it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from unicodedata import name

import regex

from posts.cut.cohesion import plain
from posts.cut.cues import Cues, Word
from posts.cut.pattern import Pattern
from posts.measure.urls import urls
from posts.rewriting.numerals import numbers

#: Words that hold a sentence together, or point, and say nothing of the matter.
_EMPTY = Word.LIGHT | Word.POINTING | Word.DETERMINER | Word.PERSON | Word.PLURAL | Word.THING | Word.OWNER

#: How much of a word's start makes two forms of it the same word: "relieve", "relief".
STEM = 5

UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_TERM = regex.compile(rf"[{UNSPACED}]|[\p{{L}}\p{{M}}\p{{Nd}}_]+")
_RUN = regex.compile(rf"[{UNSPACED}]+")
_ENDING = regex.compile(r"'\p{L}{1,2}\b")
#: Tags are looked at by themselves.
_CAPITAL = regex.compile(r"\b(?<![#＃])[\p{L}\p{M}\p{Nd}]*\p{Lu}[\p{L}\p{M}\p{Nd}]*")
_UNCASED = regex.compile(r"[\p{Lo}--\p{Script=Latin}]", regex.VERSION1)
_OPENS = regex.compile(r"(?:\A|[.!?…:]\p{Pf}?[\"”’)\]]*\s|\n)[\s\"“‘„«»(\[¿¡–—-]*\Z")
_EMOJI = regex.compile(r"[\p{Extended_Pictographic}\p{Emoji_Presentation}\p{Regional_Indicator}\u20e3\ufe0f]")
_INVISIBLE = regex.compile(r"[\p{C}\u2028\u2029]")
#: Signs that any text may use. All others, those of Markdown among them, must have been there before.
_COMMON = frozenset(".,;:!?'’‘\"“”()–—-…、。，；：！？「」؟،؛।")


#: What stands right before a number, and right behind it, and makes another of it.
_BEFORE_NUMBER = regex.compile(
    r"(?:(?P<word>\p{L}[\p{L}\p{M}']*)\s+)?(?P<sign>(?<![\p{L}\p{Nd}])[-−–]|[\p{Sc}+±~≈<>≤≥]*)\s?\Z"
)
_BEHIND_NUMBER = regex.compile(r"\s?([%‰°\p{Sc}]*)")


class Measure(NamedTuple):
    """A number with the signs at it, and the small word before it that may make another of it: "by", "to"."""

    value: str
    signs: str
    word: str


class Piece(NamedTuple):
    """A word by its stem, a number by its value, or a marker (a negation, doubt or condition) as it is written."""

    kind: str
    said: str


WORD, NUMBER, MARKER = "word", "number", "marker"


def pieces(text: str, words: Cues, language: str | None) -> list[Piece]:
    """All of a text that says something, in order. A sign of a script without spaces is one by itself."""
    flat = plain(text).lower()
    fixed = [(start, end, Piece(NUMBER, value)) for start, end, value in numbers(flat, language)]
    for pattern in (words.negations, words.hedges, words.conditions):
        fixed += [(one.start(), one.end(), Piece(MARKER, _said(one[0]))) for one in pattern.finditer(flat)]
    found, at = list[Piece](), 0
    for start, end, piece in sorted(fixed):
        if start >= at:
            found += [*_content(flat[at:start], words), piece]
            at = end
    return [*found, *_content(flat[at:], words)]


def measures(text: str, words: Cues, language: str | None) -> Iterator[Measure]:
    """The numbers of a text, in order, with what stands beside each."""
    flat = plain(text).lower()
    for start, end, value in numbers(flat, language):
        before, behind = _BEFORE_NUMBER.search(flat, 0, start), _BEHIND_NUMBER.match(flat, end)
        sign = (before["sign"] if before else "").replace("−", "-").replace("–", "-")
        word = before["word"] if before and before["word"] else ""
        sort = words.sort(word)
        small = sort & Word.LIGHT and not sort & (_EMPTY & ~Word.LIGHT | Word.DEFINITE)
        yield Measure(value, sign + (behind[1] if behind else ""), word if small else "")


def content(text: str, words: Cues) -> set[str]:
    """The stems of a text's words that say something of its matter; numbers and markers are words here too."""
    return {piece.said for piece in _content(plain(text).lower(), words)}


def said(pattern: Pattern, text: str) -> Counter[str]:
    """What of a text the pattern matches, and how often."""
    return Counter(_said(one[0]) for one in pattern.finditer(plain(text).lower()))


def links(text: str) -> Counter[str]:
    """What is a link to a platform, or looks like one to a reader."""
    seen = Counter(text[start:end] for start, end in urls(text))
    return seen + Counter(regex.findall(r"\S*(?:://|\bwww\.)\S*", text, regex.IGNORECASE))


def _holding(text: str, signs: str) -> Counter[str]:
    """The words of a text that hold one of these signs, without the punctuation round them, in any case."""
    edges = rf"\A[^\w{signs}]+|[^\w{signs}]+\Z"
    return Counter(regex.sub(edges, "", word).casefold() for word in regex.findall(rf"\S*[{signs}]\S*", text))


def mentions(text: str) -> Counter[str]:
    """The words that hold an at sign: mentions, and mail addresses."""
    return _holding(text, "@＠")


def hashtags(text: str) -> Counter[str]:
    """The words that hold a hash, as a platform or a reader may see them."""
    return _holding(text, "#＃")


def emoji(text: str) -> Counter[str]:
    """The pictures among the signs of a text."""
    return Counter(_EMOJI.findall(text))


def invisible(text: str) -> Counter[str]:
    """Control and format characters, line breaks aside."""
    return Counter(_INVISIBLE.findall(text.replace("\n", "")))


def rare_signs(text: str) -> set[str]:
    """Punctuation and symbols beyond what any text may use."""
    return {sign for sign in regex.findall(r"[\p{P}\p{S}]", text) if sign not in _COMMON}


def scripts(text: str) -> set[str]:
    """The scripts of a text's letters, as their Unicode names begin: "LATIN", "CJK"."""
    return {_script(letter) for letter in text if letter.isalpha()}


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    return name(letter, "?").partition(" ")[0].partition("-")[0]


class Capital(NamedTuple):
    """A word with a capital letter, and whether it opens a sentence, where any word has one."""

    word: str
    opens: bool


def capitals(text: str) -> Iterator[Capital]:
    """The words with a capital letter, which are what names look like."""
    for one in _CAPITAL.finditer(text):
        opens = one[0][1:].islower() or len(one[0]) == 1
        yield Capital(one[0], opens and bool(_OPENS.search(text, 0, one.start())))


def uncased(word: str) -> bool:
    """Whether the word is of a script without capitals, so that a name in it cannot be told from any other word."""
    return bool(_UNCASED.match(word))


def runs(text: str) -> list[str]:
    """The runs of a text in scripts without spaces."""
    return _RUN.findall(text)


def _said(match: str) -> str:
    return " ".join(match.split())


def _content(flat: str, words: Cues) -> Iterator[Piece]:
    for term in _TERM.findall(_ENDING.sub("", flat)):
        bare = len(term) > 1 or _RUN.match(term)
        if bare and not words.sort(term) & _EMPTY:
            yield Piece(WORD, term[:STEM])
