"""Where a text holds a URL, as X sees it and as Mastodon does.

Both find URLs with the grammar of twitter-text (https://github.com/twitter/twitter-text, version 3.1.0), Mastodon with
wider paths and queries and only behind a protocol (its config/initializers/twitter_regex.rb). A domain counts only
under a top-level domain of tlds.txt, so ``node.js`` is a word and ``README.md`` is a URL.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import groupby
from typing import TypeAlias

#: ``(start, end)`` in code points, end exclusive.
Span: TypeAlias = tuple[int, int]

_SPACES = r"\t-\r \x85\xa0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_DIRECTIONS = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_INVALID = r"\ufffe\ufeff\uffff"
_LATIN = (
    r"\xc0-\xd6\xd8-\xf6\xf8-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f"
    r"\u0272\u0289\u028b\u02bb\u0300-\u036f\u1e00-\u1eff"
)

#: What no domain holds, beside the hyphen and the underscore, which stand only inside a label.
_NO_DOMAIN = rf"!'#%&()*+,\\./:;<=>?@\[\]^{{|}}~${_SPACES}{_INVALID}{_DIRECTIONS}"
_LETTER = rf"[^{_NO_DOMAIN}_-]"
_SUBDOMAIN = rf"{_LETTER}(?:[^{_NO_DOMAIN}]*{_LETTER})?\."
_DOMAIN = rf"{_LETTER}(?:[^{_NO_DOMAIN}_]*{_LETTER})?\."
# twitter-text reads UTF-16: the first half of an emoji may stand before a URL, the second half be its first letter.
_BEFORE = rf"(?:(?=[\U00010000-\U0010ffff])|[^A-Za-z0-9@＠$#＃{_INVALID}]|^)"

#: A dot in front of what may be a domain: without one there is no URL, which is true of most texts and quickly said.
_SUSPICION = re.compile(rf"\.{_LETTER}")
# No URL holds one of these, and each may stand before a URL: so a text is searched word by word.
_SPACE = re.compile(r"[\t-\r ]")
_NO_URL_AFTER = ("-", "_", ".", "/")
_TCO = re.compile(r"(?ai:https?://t\.co/([a-z0-9]+)(?:\?[a-z0-9!?*'@();:&=+$/%#\[\]_.,~|-]*[a-z0-9_&=#/-])?)")


def _parens(path: str) -> str:
    """Round brackets that close, one more pair inside them at most."""
    return rf"\((?:{path}+|{path}*\({path}+\){path}*)\)"


_LONGEST_LABEL = 63
#: DNS has no more (253 characters); without a bound "a.a.a.a" takes time that grows with its square.
_MOST_SUBDOMAINS = 125
_LONGEST_SLUG = 40
_LONGEST_URL = 4096
#: A longer word counts in full: to search one takes time that grows with its square, and strangers write articles.
_LONGEST_WORD = 2500


@dataclass(frozen=True, slots=True)
class Grammar:
    """What sets one platform's URLs apart; all but ``name`` and ``bare`` are parts of regular expressions."""

    name: str
    protocol: str
    path: str
    path_end: str
    query: str
    query_end: str
    #: Whether a domain without a protocol is a URL too.
    bare: bool


_CYRILLIC = r"\u0400-\u04ff"
_MASTODON_PATH = rf"[^{_SPACES}<>()?]"
#: Without Unicode's private planes and tags, as Mastodon has it.
_BEYOND_ASCII = r"\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\uffef\U00010000-\U000dfffd\U000e1000-\U0010fffd"

X = Grammar(
    "x",
    protocol="https?",
    path=rf"[a-zA-Z{_CYRILLIC}0-9!*';:=+,.$/%#\[\]\-\u2013_~@|&{_LATIN}]",
    path_end=rf"[+\-a-zA-Z{_CYRILLIC}0-9=_#/{_LATIN}]",
    query=r"[a-zA-Z0-9!?*'@();:&=+$/%#\[\]_.,~|-]",
    query_end=r"[a-zA-Z0-9_&=#/-]",
    bare=True,
)
MASTODON = Grammar(
    "mastodon",
    protocol="https?|dat|dweb|ipfs|ipns|ssb|gopher|gemini",
    path=_MASTODON_PATH,
    path_end=rf"(?:[^{_SPACES}()?!*\"'「」<>;:=,.$%\[\]~&|@]|{_parens(_MASTODON_PATH)})",
    query=rf"[a-zA-Z0-9!?*'();:&=+$/%#\[\]\-_.,~|@^{_BEYOND_ASCII}]",
    query_end=rf"[a-zA-Z0-9_&=#/\-{_BEYOND_ASCII}]",
    bare=False,
)


def urls(text: str, grammar: Grammar = X) -> tuple[Span, ...]:
    """Where the text's URLs stand, in order, none overlapping."""
    if not _SUSPICION.search(text):
        return ()
    return tuple((at + start, at + end) for at, word in _suspects(text) for start, end in _urls_in_word(word, grammar))


@cache
def tlds() -> frozenset[str]:
    """The top-level domains that twitter-text knows: "com", "みんな"."""
    lines = files("posts.measure").joinpath("tlds.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def _suspects(text: str) -> Iterator[tuple[int, str]]:
    """Each word that may hold a URL, and where it is; with the space before it, which decides about "ßfoo.com"."""
    end = 0
    for dot in _SUSPICION.finditer(text):
        if dot.start() >= end:
            start = max(end, *(text.rfind(space, end, dot.start()) for space in "\t\n\v\f\r "))
            after = _SPACE.search(text, dot.start())
            end = after.start() if after else len(text)
            yield start, text[start:end]


# A campaign's link is in every candidate that a cutter measures: it is looked at once.
@lru_cache(maxsize=2048)
def _urls_in_word(word: str, grammar: Grammar) -> tuple[Span, ...]:
    if len(word) > _LONGEST_WORD:
        return ()
    return tuple(_spans(word, grammar))


def _spans(word: str, grammar: Grammar) -> Iterator[Span]:
    for match in _pattern(grammar).finditer(word):
        if not _resolvable(match["domain"]) or len(match["url"]) > _LONGEST_URL:
            continue
        if match["protocol"]:
            yield from _with_protocol(match)
        elif grammar.bare and not match["before"].endswith(_NO_URL_AFTER):
            yield from _without_protocol(match)


def _with_protocol(match: re.Match[str]) -> Iterator[Span]:
    # X's own short links end with their slug, whatever follows.
    short = _TCO.match(match["url"])
    if short is None:
        yield match.span("url")
    elif len(short[1]) <= _LONGEST_SLUG:
        yield match.start("url"), match.start("url") + short.end()


def _without_protocol(match: re.Match[str]) -> Iterator[Span]:
    # In running Japanese "これはexample.comです" only the part that looks like a domain counts.
    found = [
        (match.start("domain") + part.start(), match.start("domain") + part.end())
        for part in _ascii_domain().finditer(match["domain"])
    ]
    if found and match["path"]:
        found[-1] = (found[-1][0], match.end("url"))
    yield from found


def _resolvable(domain: str) -> bool:
    """Whether DNS could hold each label: at most 63 characters after punycode."""
    if domain.startswith("xn--") and not _ascii_domain().search(domain):
        return False
    return all(0 < _dns_length(label) <= _LONGEST_LABEL for label in domain.split("."))


def _dns_length(label: str) -> int:
    # Punycode is never shorter than what it encodes: no need to encode what is too long as it is.
    if label.isascii() or len(label) > _LONGEST_LABEL:
        return len(label)
    parts = re.split("[。．｡]", label)  # dots too, to DNS
    return len(parts) - 1 + sum(len(part) if part.isascii() else 4 + len(part.encode("punycode")) for part in parts)


@cache
def _pattern(grammar: Grammar) -> re.Pattern[str]:
    path, parens = grammar.path, _parens(grammar.path)
    return re.compile(
        rf"(?P<before>{_BEFORE})"
        rf"(?P<url>(?P<protocol>(?ai:{grammar.protocol})://)?"
        rf"(?P<domain>(?:{_SUBDOMAIN}){{0,{_MOST_SUBDOMAINS}}}{_DOMAIN}{_tld()})"
        rf"(?::[0-9]+)?"
        rf"(?P<path>/(?:{path}*(?:{parens}{path}*)*{grammar.path_end})?(?:{parens})*)?"
        rf"(?:\?{grammar.query}*{grammar.query_end})?)"
    )


@cache
def _ascii_domain() -> re.Pattern[str]:
    return re.compile(rf"(?:[-a-zA-Z0-9{_LATIN}]+\.)+{_tld()}")


@cache
def _tld() -> str:
    # Only among themselves: to Python the ASCII "ci" is, but for case, the Turkish "cİ" too.
    ascii_only = _any_of(tld for tld in tlds() if tld.isascii())
    others = _any_of(tld for tld in tlds() if not tld.isascii())
    return rf"(?:(?:(?ai:{ascii_only})|(?i:{others}))(?![0-9a-zA-Z@+-])|(?ai:xn--[-0-9a-z]+))"


def _any_of(words: Iterable[str]) -> str:
    """An expression for any of the words, longest first, that tells after each letter which words are left."""
    words = sorted(words)
    branches = [
        re.escape(head) + _any_of(word[1:] for word in group)
        for head, group in groupby(filter(None, words), key=lambda word: word[0])
    ]
    if not branches:
        return ""
    optional = "?" if "" in words else ""
    return f"(?:{'|'.join(branches)}){optional}" if optional or len(branches) > 1 else branches[0]
