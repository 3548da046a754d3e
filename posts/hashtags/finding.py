"""Where a platform sees a hashtag: each has a grammar of its own.

X: https://github.com/twitter/twitter-text. Bluesky: https://github.com/bluesky-social/atproto, in
packages/api/src/rich-text. Mastodon: https://github.com/mastodon/mastodon, in app/models/concerns/tag/naming.rb.
The others publish none; X's, the strictest in what a tag may hold, stands for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import itemgetter
from unicodedata import normalize

import regex

from posts.measure.graphemes import graphemes
from posts.measure.urls import urls


@dataclass(frozen=True, slots=True)
class Tag:
    """A hashtag in a text: ``text[start:end]`` is the hash sign and the name, in code points."""

    #: The name, without its hash.
    text: str
    start: int
    end: int


def find(text: str, platform: str = "plain") -> tuple[Tag, ...]:
    """The hashtags that the platform would make clickable, in order."""
    match platform:
        case "bluesky":
            return _found(text, _find_bluesky)
        case "mastodon":
            return _found(text, _find_mastodon)
        case _:
            return _found(text, _find_x)


# A post is looked through twice as it goes out: for what is to be clickable, and for its campaign's tag.
@lru_cache(maxsize=1024)
def _found(text: str, grammar: Callable[[str, int], Iterator[Tag]]) -> tuple[Tag, ...]:
    # The expressions go through a text far slower than this.
    hashes = [at for at in (text.find("#"), text.find("＃")) if at >= 0]
    return tuple(grammar(text, min(hashes))) if hashes else ()


def has(text: str, tag: str, platform: str = "plain") -> bool:
    """Whether the text says the tag so that the platform sees it: as a whole, in any case, with or without its hash."""
    return any(same(found.text, tag) for found in find(text, platform))


def same(tag: str, other: str) -> bool:
    """Whether two tags are one to a platform: alike but for case and the hash sign."""
    return folded(tag) == folded(other)


@lru_cache(maxsize=1024)
def folded(tag: str) -> str:
    """The tag as it is compared: without its hash, in NFC and without case."""
    return normalize("NFC", normalize("NFC", tag.lstrip("#＃")).casefold())


def _find_x(text: str, first: int) -> Iterator[Tag]:
    # Of a tag and a URL that overlap the first counts: "example.com/#part" is all URL.
    entities: list[tuple[int, int, Tag | None]] = [(tag.start, tag.end, tag) for tag in _candidates(text, first)]
    entities += [(start, end, None) for start, end in urls(text)]
    last = 0
    for start, end, tag in sorted(entities, key=itemgetter(0)):
        if start >= last:
            last = end
            if tag:
                yield tag


def _candidates(text: str, first: int) -> Iterator[Tag]:
    last = -1
    for match in _x_tag().finditer(text, first, concurrent=False):
        start, end = match.span()
        # "#one#two" is none, nor is "#http://…"; and a variation selector that ends a tag begins none.
        if start != last and not text.startswith(("#", "＃", "://"), end):
            yield Tag(match["name"], start, end)
        last = end


def _find_bluesky(text: str, first: int) -> Iterator[Tag]:
    for match in _bluesky_tag().finditer(text, first, concurrent=False):
        name = _trailing_punctuation().sub("", match["name"])
        if name and graphemes(name) <= MOST_BLUESKY_GRAPHEMES:
            yield Tag(name, match.start(), match.start("name") + len(name))


def _find_mastodon(text: str, first: int) -> Iterator[Tag]:
    for match in _mastodon_tag().finditer(text, first, concurrent=False):
        yield Tag(match["name"], match.start(), match.end())


# What must stand before a hash is looked for behind it below: hashes are found faster than what may stand before one.
# None is `concurrent`: to hand Python's lock to another thread and take it back costs more than the search.

#: The longest tag that Bluesky makes clickable: app.bsky.richtext.facet.
MOST_BLUESKY_GRAPHEMES = 64
#: Of a regular expression's class: what ``\\s`` is to JavaScript, in which Bluesky's grammars are written.
JAVASCRIPT_SPACE = r"\t-\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_ZERO_WIDTH = r"\xad\u2060\u200a-\u200d\u20e2"


@cache
def _x_tag() -> regex.Pattern[str]:
    other = r"\p{Nd}_\u200c\u200d\ua67e\u05be\u05f3\u05f4\uff5e\u301c\u309b\u309c\u30a0\u30fb\u3003\u0f0b\u0f0c\xb7"
    return regex.compile(
        rf"[#＃](?<=(?:^|[\ufe0e\ufe0f]|[^\p{{L}}\p{{M}}{other}&])[#＃])(?![\ufe0f\u20e3])"
        rf"(?P<name>[{other}]*[\p{{L}}\p{{M}}][\p{{L}}\p{{M}}{other}]*)"
    )


@cache
def _bluesky_tag() -> regex.Pattern[str]:
    return regex.compile(
        rf"[#＃](?<=(?:^|[{JAVASCRIPT_SPACE}])[#＃])(?!\ufe0f)"
        rf"(?P<name>[^{JAVASCRIPT_SPACE}{_ZERO_WIDTH}]*"
        rf"[^0-9\p{{P}}{JAVASCRIPT_SPACE}{_ZERO_WIDTH}][^{JAVASCRIPT_SPACE}{_ZERO_WIDTH}]*)"
    )


@cache
def _trailing_punctuation() -> regex.Pattern[str]:
    return regex.compile(r"\p{P}+$")


@cache
def _mastodon_tag() -> regex.Pattern[str]:
    word, letter, separators = r"\p{Alphabetic}\p{M}\p{Nd}\p{Pc}", r"\p{Alphabetic}", r"_\xb7\u30fb\u200c"
    return regex.compile(
        rf"[#＃](?<!\S[#＃])(?P<name>"
        rf"[{word}][{word}{separators}]*[{letter}{separators}][{word}{separators}]*[{word}]"
        rf"|[{word}]*[{letter}][{word}]*)"
    )
