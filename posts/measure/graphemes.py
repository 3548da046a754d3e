"""Grapheme clusters: what a reader takes for one character, by Unicode's rules (UAX #29)."""

from __future__ import annotations

import re
from functools import cache

import regex

#: Letters and signs that never join with each other; of these only CR LF is one cluster of two code points.
_SOLITARY = re.compile(
    r"[\0-\u02ff\u0370-\u0482\u048a-\u0590\u2010-\u2027\u202f-\u205e\u20a0-\u20bf\u2190-\u2bff\u3000-\u3029"
    r"\u3030-\u3096\u309b-\u30ff\u3400-\u9fff\uff01-\uff9d]*"
)
#: Of such a run only the ends can join, with what stands outside it.
_ASCII_RUN = re.compile(r"[ -~]{3,}")


def graphemes(text: str) -> int:
    """How many grapheme clusters the text has; the same as JavaScript's ``Intl.Segmenter`` counts."""
    if text.isascii() or _SOLITARY.fullmatch(text):
        return len(text) - text.count("\r\n")
    ends = _ASCII_RUN.sub("aa", text)
    return len(text) - len(ends) + len(_cluster().findall(ends))


@cache
def _cluster() -> regex.Pattern[str]:
    return regex.compile(r"\X")
