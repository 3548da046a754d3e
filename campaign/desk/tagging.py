"""Hashtags as a marketer decides on them: where they stand, and which more would fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from campaign.errors import UsageError
from posts.article import Article
from posts.compose import Frame, TagsAt
from posts.hashtags.suggesting import Suggestion, suggest

_PLACES: Mapping[str, TagsAt] = {"end": "end", "inline": "inline"}


def place(word: str) -> TagsAt:
    """Where hashtags stand, as a person says it. Raises `UsageError` for any other word."""
    if word not in _PLACES:
        raise UsageError(
            f"--tags-at is end or inline, not “{word}”.", page=f"Tags stand at the end or inline, not “{word}”."
        )
    return _PLACES[word]


def fitting(article: Article, frames: Sequence[Frame]) -> tuple[Suggestion, ...]:
    """The tags that would fit the article besides the frames' own, as far as all of their platforms see them."""
    known = [tag for frame in frames for tag in frame.hashtags]
    first, *others = (suggest(article, name, but=known) for name in sorted({one.limits.platform for one in frames}))
    return tuple(one for one in first if all(one in other for other in others))
