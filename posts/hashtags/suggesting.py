"""Hashtags that an article would suggest for itself: its key phrases, as tags that a platform sees."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import regex

from posts.article.model import Article
from posts.errors import TagError
from posts.hashtags.finding import folded
from posts.hashtags.phrases import Phrase, phrases
from posts.hashtags.rules import check

#: A longer tag is hardly read; with its hash.
MOST_CHARACTERS = 30
_SIGN = regex.compile(r"[^\p{L}\p{M}\p{Nd}]+")
_APOSTROPHE = regex.compile("['’]")
#: Scripts whose words stand together without a sign between them.
_JOINED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A hashtag that would fit an article."""

    #: With its hash.
    tag: str
    #: The phrase that it is made of, as the article writes it most often.
    phrase: str
    #: What it is worth, only to be compared within one article.
    score: float
    #: How often the article says the phrase.
    count: int


def suggest(
    article: Article, platform: str = "plain", *, but: Iterable[str] = (), most: int = 3
) -> tuple[Suggestion, ...]:
    """Up to ``most`` tags that the platform sees whole, the best first.

    None is one of ``but`` or says one of them with more words, and none is made of words of another. Pure: the same
    article gives the same.
    """
    known = {_letters(tag) for tag in but}
    chosen: list[tuple[Phrase, str]] = []
    for phrase in phrases(article):
        if len(chosen) == most:
            break
        tag = _tag(phrase.words)
        is_new = not any(_alike(phrase, other) or _letters(tag) == _letters(said) for other, said in chosen)
        if is_new and not _says(phrase, known) and _good(tag, platform):
            chosen.append((phrase, tag))
    return tuple(Suggestion(tag, " ".join(one.words), round(one.score, 2), one.count) for one, tag in chosen)


def _tag(words: Sequence[str]) -> str:
    """The words as one tag: CamelCase where the script knows case, with underscores where nothing else parts them."""
    parts = [part for word in words for part in _SIGN.split(_APOSTROPHE.sub("", word)) if part]
    cased = any(part.upper() != part.lower() for part in parts)
    joint = "" if cased or any(_JOINED.search(part) for part in parts) else "_"
    return "#" + joint.join(_raised(part) for part in parts)


def _raised(word: str) -> str:
    """With a capital, unless it has one inside: "iPhone" is written so."""
    return word if word[1:] != word[1:].lower() else word[:1].upper() + word[1:]


def _good(tag: str, platform: str) -> bool:
    try:
        return check(tag, platform) == tag and len(tag) <= MOST_CHARACTERS
    except TagError:
        return False


def _alike(one: Phrase, other: Phrase) -> bool:
    """Whether one says only words of the other."""
    return set(one.key) <= set(other.key) or set(other.key) <= set(one.key)


def _letters(tag: str) -> str:
    return folded(tag).replace("_", "")


def _says(phrase: Phrase, known: set[str]) -> bool:
    """Whether some of its words, one after the other, are a known tag, in the form shown or but for endings."""
    for words in (phrase.words, phrase.key):
        for first in range(len(words)):
            for last in range(first + 1, len(words) + 1):
                if _letters(_tag(words[first:last])) in known:
                    return True
    return False
