"""Marks in a text that mean nothing outside of it: "[12]", "(see below)", "(Figure 2)", "rights.⁴", "3.", "…, and"."""

from __future__ import annotations

import re
from collections.abc import Iterator

import regex

from posts.cut.cues import Begun, Cues, Word
from posts.cut.model import Edit
from posts.cut.tokens import Words

_NUMBER = r"(?!0)\p{Nd}{1,3}"
_NUMBERS = rf"\[{_NUMBER}(?:\s*[,;–-]\s*{_NUMBER})*\]"
#: Numbers in brackets, one or several in a row; not what stands in code, right behind a word and before another.
_CITATION = regex.compile(rf"\s*(?<!\w){_NUMBERS}(?:\s*[,;–-]?\s*{_NUMBERS})*|(?<=\p{{L}}){_NUMBERS}(?!\w)")
#: A footnote's figure, raised behind a stop or a long word; and one that was raised: "rights. 4" at a sentence's end.
_RAISED = regex.compile(r"(?<=\p{L}{4}|[.,;:!?”»][\"’)]?)\s?[⁰¹²³⁴-⁹]+(?!\w)")
_FOOTNOTE = regex.compile(
    r"(?:(?<=(?:\p{L}{4}|[)\]”])[.!?][\"”’)]*)\s*\p{Nd}{1,3}\Z|(?<=\p{Ll}{4},)\p{Nd}{1,3}(?=\s\p{Ll}))"
)
#: What a raised figure makes a square or a cube of, and what is short and stands before a figure that is meant.
_MEASURE = regex.compile(r"(?:m[eèé]t(?:er|r)\p{L}{0,2}|feet|foot|inch(?:es)?|yards?|miles?)\s?\Z", regex.I)
_SHORT = regex.compile(r"\b(?:approx|chap|circa|matth|sect|zirka)\.\s*\Z", regex.I)
#: Where no such figure can stand none is looked for, which takes longer.
_HAS_FIGURE, _HAS_RAISED = re.compile(r"\d\Z|,\d"), re.compile(r"[⁰¹²³⁴-⁹]")
_PARENTHESIS = re.compile(r"\s*\((?P<inner>[^()]{2,120})\)")
#: What a pointer may hold beside its words: a number, a name.
_REST_OF_POINTER = 22
#: The number of a paragraph or an item.
_ENUMERATOR = regex.compile(r"(\p{Nd}{1,2})[.)]\s+(?=\p{Lu}\p{L}|\p{Lo})")
#: How far into a sentence a word is looked for that leans on the one before, in code points; and one between commas.
_EARLY, _BETWEEN = 80, 100
_FIRST_WORD = regex.compile(r"\w+")
#: What parts an item from the next, with a word of joining.
_BETWEEN_ITEMS = regex.compile(r"[;,،；，、](?:\s+(\p{L}+))?\s*\Z")


def number(flat: str) -> int | None:
    """The number with which a sentence begins as if it were counted."""
    found = _ENUMERATOR.match(flat) if flat[:1].isdecimal() else None
    return int(found[1]) if found else None


def marks(flat: str, start: int, known: Cues, *, listed: bool, counted: bool) -> Iterator[Edit]:
    """The edits that take such marks out of a sentence that lies at ``start``.

    ``flat`` has straight apostrophes. ``counted``: it is one of several with a number each, and that may go.
    """
    if counted and (number := _ENUMERATOR.match(flat)):
        yield Edit("strip", start, start + number.end(), "")
    if "[" in flat:
        for match in _CITATION.finditer(flat):
            end = match.end() if match.start() else _next_word(flat, match.end())
            yield Edit("cite", start + match.start(), start + end, "")
    yield from _footnotes(flat, start)
    if "(" in flat:
        asides = {aside.start("inner"): aside for aside in _PARENTHESIS.finditer(flat)}
        for pointer in known.about_text.at_places(flat, asides):
            aside = asides[pointer.start()]
            if aside.end("inner") - pointer.end() <= _REST_OF_POINTER:
                yield Edit("cite", start + aside.start(), start + aside.end(), "")
    between = _BETWEEN_ITEMS.search(flat) if listed else None
    if between and (not between[1] or known.sort(between[1].lower()) & Word.JOINING):
        yield Edit("trim", start + between.start(), start + between.end(), "")


def _footnotes(flat: str, start: int) -> Iterator[Edit]:
    """The edits that take footnotes' figures out of a sentence that lies at ``start``."""
    raised = _RAISED.finditer(flat) if not flat.isascii() and _HAS_RAISED.search(flat) else ()
    plain = _FOOTNOTE.finditer(flat) if _HAS_FIGURE.search(flat) else ()
    for found, meant in ((raised, _MEASURE), (plain, _SHORT)):
        for match in found:
            if not meant.search(flat, 0, match.start()):
                yield Edit("cite", start + match.start(), start + match.end(), "")


def leaning(flat: str, words: Words, start: int, at: int, known: Cues) -> Iterator[Edit]:
    """The edits that take words out which add to what was said before: "There are also …", "Another kind of … is …"."""
    if known.one and (another := known.at("another", flat, at)):
        yield Edit("strip", start + another.start(), start + another.end(), known.one)
    also = known.additive.search(flat, at, at + _EARLY) if words.beginning(Begun.ADDITIVE) else None
    # "not only …, but also …" adds to nothing before it.
    if also and not any(known.at("both", flat, begin) for begin in words.starts if begin < also.start()):
        yield Edit("strip", start + also.start(), start + also.end(), "")
    commas = flat.count(",", at, at + _BETWEEN)
    if between := known.between.search(flat, at, at + _BETWEEN) if commas > 1 else None:
        first = known.sort(flat[at:].split(None, 1)[0].lower())
        comma = "," if first & (Word.FRONTING | Word.CONJOINING) else ""
        yield Edit("strip", start + between.start(), start + between.end() + 1, comma)


def capital(text: str, at: int, end: int) -> Iterator[Edit]:
    """The word that begins at a place raised to a capital letter, if it has a small one."""
    word = _FIRST_WORD.match(text, at, end)
    if word and word[0][0].islower():
        yield Edit("capitalise", at, word.end(), word[0][0].upper() + word[0][1:])


def _next_word(text: str, at: int) -> int:
    """The first place from ``at`` on that is no white space."""
    return at + len(text[at:]) - len(text[at:].lstrip())
