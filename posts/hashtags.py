"""The rules of hashtags: where one stands in a text, and whether a platform will see it."""

from __future__ import annotations

import regex

_TAG = regex.compile(r"(?<![\w&])[#＃]([\w·]*[\p{L}\p{M}_][\w·]*)")


def has(text: str, tag: str) -> bool:
    """Whether the text says the tag: as a whole token, in any case."""
    return any(match[1].casefold() == tag.lstrip("#").casefold() for match in _TAG.finditer(text))


def normalise(tag: str) -> str:
    """A tag as it is written. Raises `posts.errors.TagError`."""
    return "#" + tag.lstrip("#＃")
