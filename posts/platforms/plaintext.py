"""A post's text as a platform gives it back, made comparable with the text that was sent."""

from __future__ import annotations

import html
import re
import unicodedata

_BREAK = re.compile(r"<br\s*/?>|</p>\s*<p[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_SCHEME = re.compile(r"\bhttps?://", re.IGNORECASE)
_MENTION = re.compile(r"(?<![\w/])@(\w+)@[\w.-]+\w")
_SLASH = re.compile(r"/(?![\w/])")


def of_html(content: str) -> str:
    """The words of a status that a server has turned into HTML."""
    return html.unescape(_TAG.sub("", _BREAK.sub("\n", content)))


def same(one: str, other: str) -> bool:
    """Whether two texts are the same post, leaving aside what platforms change on their own.

    These are the Unicode form, white space, the scheme of a link and the slash at its end, and the server in a mention.
    """
    return _essence(one) == _essence(other)


def _essence(text: str) -> str:
    text = _SCHEME.sub("", unicodedata.normalize("NFC", text))
    return " ".join(_SLASH.sub("", _MENTION.sub(r"@\1", text)).split())
