"""The numbers that a text says, in a form in which "1,000", "1000" and "one thousand" are the same."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import NamedTuple
from unicodedata import decimal, numeric

import regex

#: Where a comma parts the whole from the fraction, and a full stop the thousands.
_DECIMAL_COMMA = frozenset({"de", "fr", "es", "it", "pt", "nl", "pl", "ru", "tr", "uk", "sv", "da", "nb", "fi", "cs"})

_SPACES = "\u00a0\u202f\u2009"
_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12}
_WORDS: dict[str, Fraction] = {
    **{word: Fraction(value) for value, word in enumerate(_SMALL)},
    **{word: Fraction(10 * value) for value, word in enumerate(_TENS, 2)},
    "half": Fraction(1, 2), "quarter": Fraction(1, 4), "twice": Fraction(2), "double": Fraction(2),
    "thrice": Fraction(3), "triple": Fraction(3),
}  # fmt: skip
_SCALE = rf"(?:{'|'.join(_SCALES)})s?"
_WORD = rf"(?:{'|'.join(_WORDS)}|{_SCALE})"
_IN_WORDS = regex.compile(rf"\b{_WORD}(?:(?:[\s-]+|(?<=hundred|thousand)\s+and\s+){_WORD})*\b", regex.IGNORECASE)
_SCALED = regex.compile(rf"[\s-]*\b({_SCALE})\b", regex.IGNORECASE)
#: Signs that are numbers by themselves: ½, ², Ⅳ, 三.
_SIGN = regex.compile(r"[\p{No}\p{Nl}零〇一二三四五六七八九十百千万萬億亿兆两兩]")
#: Longer ones are compared as they are written.
_MOST_DIGITS = 60


class Number(NamedTuple):
    """A number in a text: ``text[start:end]``, and what it says."""

    start: int
    end: int
    value: str


def numbers(text: str, language: str | None) -> list[Number]:
    """The numbers of a text, in order, none overlapping; written-out ones in English only."""
    found = [
        *_in_digits(text, language),
        *(Number(one.start(), one.end(), _worth(one[0])) for one in _SIGN.finditer(text)),
    ]
    if language == "en":
        found += (Number(one.start(), one.end(), str(_value(one[0]))) for one in _IN_WORDS.finditer(text))
    return list(_apart(sorted(found)))


def _worth(sign: str) -> str:
    """What a sign says that is a number by itself; of a newer Unicode than Python's, the sign."""
    value = numeric(sign, None)
    return sign if value is None else str(Fraction(value).limit_denominator(1000))


def _in_digits(text: str, language: str | None) -> Iterator[Number]:
    comma = language in _DECIMAL_COMMA
    for match in _digits(comma).finditer(text):
        if not all(sign.isdecimal() or not regex.match(r"\p{Nd}", sign) for sign in match[0]):
            yield Number(match.start(), match.end(), match[0])  # digits of a newer Unicode than Python's
            continue
        said = "".join(str(decimal(sign)) if sign.isdecimal() else sign for sign in match[0])
        whole, _, part = said.partition("," if comma else ".")
        written = "".join(filter(str.isdecimal, whole)) + (f".{part}" if part else "")
        if len(written) > _MOST_DIGITS:
            yield Number(match.start(), match.end(), written)
            continue
        value, end = Fraction(written), match.end()
        if language == "en" and (scaled := _SCALED.match(text, end)):
            value, end = value * _SCALES[scaled[1].lower().removesuffix("s")], scaled.end()
        yield Number(match.start(), end, str(value))


@cache
def _digits(comma: bool) -> regex.Pattern[str]:
    group, point = (r"\.", ",") if comma else (",", r"\.")
    return regex.compile(
        rf"(?<!\p{{Nd}})\p{{Nd}}{{1,3}}(?:[{group}'’{_SPACES}]\p{{Nd}}{{3}})+(?!\p{{Nd}})(?:{point}\p{{Nd}}+)?"
        rf"|\p{{Nd}}+(?:{point}\p{{Nd}}+)?"
    )


def _value(words: str) -> Fraction:
    """What English number words say: "two hundred and five" is 205."""
    total, current = Fraction(0), Fraction(0)
    for word in regex.findall(r"[a-z]+", words.lower()):
        scale = _SCALES.get(word) or _SCALES.get(word.removesuffix("s"))
        if word in _WORDS:
            current += _WORDS[word]
        elif scale == _SCALES["hundred"]:
            current = (current or 1) * Fraction(scale)
        elif scale:
            total, current = total + (current or 1) * scale, Fraction(0)
    return total + current


def _apart(found: list[Number]) -> Iterator[Number]:
    last = 0
    for one in found:
        if one.start >= last:
            last = one.end
            yield one
