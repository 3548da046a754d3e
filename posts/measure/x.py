"""Length as X counts it: twitter-text's configuration 3.

Measured is the text's NFC. A URL is `Limits.url_length`, any emoji 2, and a code point 1 or 2 by where it lies.
https://docs.x.com/resources/fundamentals/counting-characters
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from unicodedata import normalize

from posts.measure.urls import X, urls

#: What weighs 1: Latin, Greek, Cyrillic, the scripts of the Near East and India, and the common typographic signs;
#: but not Vietnamese.
_LIGHT = re.compile(r"[\0-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]+")
_ZERO_WIDTH_JOINER = "\u200d"
#: What else makes one emoji of several code points: keycap, selector, half flags, colours of skin, the end of tags.
_JOINERS = re.compile(r"[\u20e3\ufe0f\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff\U000e007f]")
_REFUSED = re.compile(r"[\ufffe\ufeff\uffff]")


def weight(text: str, url_length: int) -> int:
    """The text's weighted length."""
    if not text.isascii():
        text = normalize("NFC", text)
    found = urls(text, X)
    if not found:
        return _weight_of_characters(text)
    # The line feeds keep apart what the URLs kept apart; each adds the 1 that is taken off.
    between = zip((0, *(end for _, end in found)), (*(start for start, _ in found), len(text)), strict=True)
    rest = "\n".join(text[start:end] for start, end in between)
    return _weight_of_characters(rest) + len(found) * (url_length - 1)


def refuses(text: str) -> bool:
    """Whether X takes no such text, whatever its length: an empty one, or one with a byte order mark in it."""
    return not text or (not text.isascii() and _REFUSED.search(text) is not None)


def _weight_of_characters(text: str) -> int:
    if text.isascii():
        return len(text)
    heavy = _LIGHT.sub("", text)
    # Where nothing is joined each emoji is one code point, and weighs 2 as it is.
    if heavy and (_ZERO_WIDTH_JOINER in text or _JOINERS.search(heavy)):
        text = _emoji().sub("☺", text)
        heavy = _LIGHT.sub("", text)
    return len(text) + len(heavy)


@cache
def _emoji() -> re.Pattern[str]:
    lines = files("posts.measure").joinpath("emoji.txt").read_text("utf-8").splitlines()
    sequences = "|".join(line for line in lines if not line.startswith("# "))
    # The look ahead says no at once to nearly every letter.
    return re.compile(rf"(?=[#*0-9©®\u2000-\U0010ffff])(?:{sequences})")
