"""Length as Mastodon counts it: grapheme clusters, a URL at a fixed length, a mention without its server.

https://github.com/mastodon/mastodon/blob/main/app/validators/status_length_validator.rb
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import regex

from posts.measure.graphemes import graphemes
from posts.measure.urls import MASTODON, urls

_WORD = r"\p{Alphabetic}\p{M}\p{Nd}\p{Pc}"
_LONGEST_SERVER = 253


def length(text: str, url_length: int) -> int:
    """The text's length."""
    if "://" in text or "@" in text:
        text = _shortened(text, url_length)
    return graphemes(text)


def _shortened(text: str, url_length: int) -> str:
    pieces, at = [], 0
    for start, end, shown in sorted(_entities(text, url_length)):
        if start >= at:  # of two that overlap, the first counts
            pieces += [text[at:start], shown]
            at = end
    return "".join((*pieces, text[at:]))


def _entities(text: str, url_length: int) -> Iterator[tuple[int, int, str]]:
    for start, end in urls(text, MASTODON):
        yield start, end, "x" * url_length
    for mention in _mention().finditer(text):
        if len(mention[2] or "") <= 1 + _LONGEST_SERVER:
            yield mention.start(), mention.end(), mention[1]


@cache
def _mention() -> regex.Pattern[str]:
    # What must not follow is twitter-text's: another @, a Latin letter with an accent, a protocol's colon.
    return regex.compile(
        rf"(?<![=/{_WORD}])(?>(@[a-zA-Z0-9_]+(?:[.-]+[a-zA-Z0-9_]+)*)(@[{_WORD}]+(?:[.-]+[{_WORD}]+)*)?)"
        r"(?![@＠\xc0-\xd6\xd8-\xf6\xf8-\u024f\u0300-\u036f\u1e00-\u1eff]|://)"
    )
