"""Which hashtags a campaign may use, worded for a marketer."""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import normalize

import regex

from posts.errors import TagError
from posts.hashtags.finding import MOST_BLUESKY_GRAPHEMES, find, folded
from posts.measure import Limits
from posts.measure.graphemes import graphemes

_PLATFORMS = {"x": "X", "linkedin": "LinkedIn", "plain": "a platform like X"}
_SIGNS = {
    "-": "the hyphen", " ": "the space", ".": "the full stop", ",": "the comma", "'": "the apostrophe",
    "’": "the apostrophe", "/": "the slash", "&": "the ampersand", "+": "the plus sign", "#": "the second hash",
    "!": "the exclamation mark", "?": "the question mark",
}  # fmt: skip
#: How a sign is said where a name is made of words: "r&d" becomes "RAndD", "it’s" becomes "Its".
_SPOKEN = {"&": " And ", "+": " Plus ", "%": " Percent ", "@": " At ", "'": "", "’": ""}
#: A topic tag's length on Threads: https://developers.facebook.com/documentation/threads/posts.md
_MOST_THREADS_CHARACTERS = 50


def normalise(tag: str) -> str:
    """The tag as it is kept and written: NFC, with one ``#`` before it. Raises `TagError` where nothing is left."""
    name = normalize("NFC", tag).strip().lstrip("#＃").strip()
    if not name:
        raise TagError("The hashtag is empty. Write the words it is made of, as in #MassageTherapy.")
    return "#" + name


def check(tag: str, platform: str = "plain") -> str:
    """The tag, normalised, if the platform sees all of it; else `TagError` says where it breaks and what would work."""
    tag = normalise(tag)
    if not _whole(tag, platform):
        raise TagError(f"{tag} {_fault(tag, platform)}. {_advice(tag, platform)}")
    return tag


def once(tags: Iterable[str]) -> tuple[str, ...]:
    """The tags in their order, each as it is written first."""
    found: dict[str, str] = {}
    for tag in tags:
        found.setdefault(folded(tag), tag)
    return tuple(found.values())


def within(tags: Iterable[str], limits: Limits, *, said: Iterable[str] = ()) -> tuple[str, ...]:
    """The tags to be added to a text that says some already: none doubled, and no more in all than the limits allow.

    The first is the campaign's own: if the text does not say it, it is added whatever the number.
    """
    spoken = [folded(tag) for tag in said]
    tags = tuple(tags)
    room = len(tags) if limits.most_hashtags is None else limits.most_hashtags - len(spoken)
    added: dict[str, str] = {}
    for tag in tags:
        name = folded(tag)
        is_campaigns = tag is tags[0]
        if name not in spoken and name not in added and (is_campaigns or len(added) < room):
            added[name] = tag
    return tuple(added.values())


def _whole(tag: str, platform: str) -> bool:
    seen = [(found.start, found.end) for found in find(tag, platform)]
    return seen == [(0, len(tag))] and not _too_long(tag, platform)


def _too_long(tag: str, platform: str) -> bool:
    match platform:
        case "bluesky":
            return graphemes(tag) > 1 + MOST_BLUESKY_GRAPHEMES
        case "threads":
            return len(tag) > 1 + _MOST_THREADS_CHARACTERS
        case _:
            return False


def _fault(tag: str, platform: str) -> str:
    name = _PLATFORMS.get(platform, platform.title())
    if _too_long(tag, platform):
        return f"is too long for {name}"
    seen = find(tag, platform)
    end = seen[0].end if seen and seen[0].start == 0 else _first_sign(tag)
    if end == len(tag):
        return f"has no letter in it, so {name} does not take it for a hashtag"
    sees = f"sees only {tag[:end]}" if seen and end > 1 else "sees no hashtag"
    return f"breaks at {_SIGNS.get(tag[end], f'“{tag[end]}”')}: {name} {sees}"


def _first_sign(tag: str) -> int:
    sign = regex.search(r"[^\p{L}\p{M}\p{Nd}_]", tag, pos=1)
    return sign.start() if sign else len(tag)


def _advice(tag: str, platform: str) -> str:
    suggestion = _camel_case(tag)
    if suggestion != tag and _whole(suggestion, platform):
        return f"Use {suggestion}."
    return "Use a shorter one." if _too_long(tag, platform) else "Use one with letters in it."


def _camel_case(tag: str) -> str:
    name = "".join(_SPOKEN.get(letter, letter) for letter in tag[1:])
    words = regex.findall(r"[\p{L}\p{M}\p{Nd}_]+", name)
    return "#" + "".join(word[0].upper() + word[1:] for word in words)
