"""Bytes become text: by what the server, the bytes or the page say, else by what reads as a language."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator

from posts.article import language
from posts.errors import ArticleError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Where a page may name its charset: https://html.spec.whatwg.org/#prescan-a-byte-stream-to-determine-its-encoding
_META = re.compile(
    rb"""<(?:meta\b|\?xml\b)[^>]{0,200}?\b(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE
)
_META_WITHIN = 1024 * 8
#: Labels of single bytes that the web reads as windows-1252: https://encoding.spec.whatwg.org/#names-and-labels
_WESTERN = frozenset({"iso8859-1", "ascii", "cp1252"})
#: What an unnamed file may be in, and the languages that are written so; of equals the first.
_GUESSES = {
    "cp1252": "en de fr es it pt nl sv da no nb nn fi is ca gl eu id ms af",
    "cp1251": "ru uk bg sr mk be",
    "koi8-r": "ru uk",
    "cp1250": "pl cs sk hu ro hr sl",
    "iso8859-2": "pl cs sk hu ro hr sl",
    "cp1253": "el",
    "cp1254": "tr az",
    "cp1255": "he",
    "cp1256": "ar fa ur",
    "cp932": "ja",
    "euc-jp": "ja",
    "gb18030": "zh",
    "big5": "zh",
    "cp949": "ko",
}
#: Letters beyond ASCII of languages whose charsets differ only in which letter a byte is.
_LETTERS = {
    "pl": "ąćęłńóśźż",
    "cs": "áčďéěíňóřšťúůýž",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "hu": "áéíóöőúüű",
    "ro": "ăâîşţșț",
    "hr": "čćđšž",
    "sl": "čćđšž",
    "tr": "çğıöşüâîû\u0307",
}
#: The signs of print, and all that is CJK.
_PRINTED = frozenset("«»“”„‘’‚–—…•°€§©®™·¿¡ª№ \u00a0")
_SAMPLE = 20_000
_NO_TEXT = "it is not text"


def decode(body: bytes, declared: str | None = None, *, markup: bool = False) -> str:
    """The text of ``body``. ``declared`` is what its server named; ``markup`` allows it to name its own charset.

    Raises `ArticleError` where the bytes are no text, or text in a charset that cannot be told.
    """
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body.decode(name, errors="replace")
    for name in _named(body, declared, markup=markup):
        try:
            return _text(body.decode(name))
        except (UnicodeDecodeError, ArticleError):
            continue
    if b"\0" in body:
        raise ArticleError(_NO_TEXT)
    return _text(_mended(body) or _guessed(body))


def _named(body: bytes, declared: str | None, *, markup: bool) -> Iterator[str]:
    """The charsets to try, most trusted first."""
    meta = _META.search(body[:_META_WITHIN]) if markup else None
    names = [name for label in (declared, meta and meta[1].decode("ascii", "ignore")) if (name := _codec(label))]
    # Servers say "iso-8859-1" of anything. Text of that charset is not valid UTF-8 by chance; the reverse always is.
    if not names or names[0] in _WESTERN:
        yield "utf-8"
    yield from names
    yield "utf-8"
    if b"\0" in body:
        yield "utf-16-le" if body[1:2] == b"\0" else "utf-16-be"


def _codec(label: str | None) -> str | None:
    try:
        name = codecs.lookup((label or "").strip()).name
    except (LookupError, ValueError):
        return None
    # Some of Python's codecs turn bytes into bytes, or text into escapes.
    if name in {"base64", "bz2", "hex", "quopri", "rot13", "uu", "zlib", "idna", "punycode", "undefined", "utf-7"}:
        return None
    return "cp1252" if name in _WESTERN else name


def _mended(body: bytes) -> str | None:
    """UTF-8 in which a few bytes are windows-1252, as editors leave it; None where it is anything else."""
    text = body.decode("utf-8", errors="surrogateescape")
    broken = sum("\udc80" <= char <= "\udcff" for char in text)
    sound = sum(char > "\x7f" for char in text) - broken
    if broken * 10 > sound:
        return None
    return re.sub("[\udc80-\udcff]", lambda match: bytes([ord(match[0]) - 0xDC00]).decode("cp1252", "replace"), text)


def _guessed(body: bytes) -> str:
    """The decoding that gives the most text in a language that is written in that charset."""
    best = max(_GUESSES, key=lambda name: _likelihood(body, name))
    if _likelihood(body, best) <= 0:
        raise ArticleError("its characters cannot be told; save it as UTF-8 and try again")
    return body.decode(best, errors="replace")


def _likelihood(body: bytes, name: str) -> float:
    try:
        # The sample may end within a character.
        text = codecs.getincrementaldecoder(name)().decode(body[:_SAMPLE])
        text = _text(text)
    except (UnicodeDecodeError, ArticleError):
        return 0.0
    found, score = language.guessed(text)
    return score * _textual(text, _LETTERS.get(found or "")) if found in _GUESSES[name].split() else 0.0


def _textual(text: str, letters: str | None) -> float:
    """How much of what is not ASCII is its language's letters or the signs of print; squared, so that a few tell."""
    beyond = [char for char in text.lower() if char > "\x7f"]
    good = sum(char in _PRINTED or _is_letter(char, letters) for char in beyond)
    return (good / len(beyond)) ** 2 if beyond else 1.0


def _is_letter(char: str, letters: str | None) -> bool:
    return char in letters if letters else char.isalpha() or unicodedata.category(char)[0] == "M" or char >= "\u3000"


def _text(text: str) -> str:
    """The text, where it is one: what holds a NUL or many control characters is not."""
    controls = sum((char < " " and char not in "\t\n\r\f") or "\x7f" <= char <= "\x9f" for char in text[:_SAMPLE])
    if "\0" in text or controls * 50 > len(text[:_SAMPLE]):
        raise ArticleError(_NO_TEXT)
    return text
