"""The one question that the rest of the program asks: how long is a text, and does it fit."""

from __future__ import annotations

import re
from functools import cache
from typing import assert_never

import regex

from posts.measure import mastodon, x
from posts.measure.graphemes import graphemes
from posts.measure.limits import Counting, Limits

# https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/little-text-format
_LITTLE_TEXT_SIGNS = re.compile(r"[\\|{}\[\]()<>#＃*_~@]")
_HASH_TEMPLATE = len(r"{hashtag|\#|}")


def length(text: str, limits: Limits) -> int:
    """The text's length as the platform counts it, in units of ``limits.counting``."""
    match limits.counting:
        case Counting.X:
            return x.weight(text, limits.url_length)
        case Counting.BLUESKY:
            return graphemes(text)
        case Counting.MASTODON:
            return mastodon.length(text, limits.url_length)
        case Counting.LINKEDIN:
            return _linkedin(text)
        case Counting.THREADS:
            return _threads(text)
        case Counting.CODE_POINTS:
            return len(text)
        case _:
            assert_never(limits.counting)


def fits(text: str, limits: Limits) -> bool:
    """Whether the platform takes a text of this length."""
    if limits.counting is Counting.X and x.refuses(text):
        return False
    return length(text, limits) <= limits.most and (limits.most_bytes is None or _bytes(text) <= limits.most_bytes)


def _linkedin(text: str) -> int:
    """The UTF-16 units of the text as it is sent: each sign of its markup behind a backslash, each tag a template.

    LinkedIn publishes its 3,000 without saying of what; this is the most that they can mean.
    """
    signs = _LITTLE_TEXT_SIGNS.findall(text)
    hashes = signs.count("#") + signs.count("＃")
    return _utf16(text) + len(signs) + hashes * (_HASH_TEMPLATE - 2)


def _threads(text: str) -> int:
    """Code points, and for emoji UTF-8 bytes: of the readings of Threads' rule the one that never counts too few.

    https://developers.facebook.com/documentation/threads/posts.md: "emojis are counted as the number of UTF-8 bytes".
    """
    if text.isascii():
        return len(text)
    return len(text) + sum(_bytes(run) - len(run) for run in _pictographs().findall(text))


@cache
def _pictographs() -> regex.Pattern[str]:
    return regex.compile(r"[\p{Emoji}\p{Emoji_Component}\p{Extended_Pictographic}--[\0-\x7f]]+", regex.VERSION1)


def _bytes(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode())


def _utf16(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
