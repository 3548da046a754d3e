"""Cutting without a campaign: what an article would become."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from campaign import config as settings
from campaign.desk import tagging
from campaign.errors import Refused
from posts import cut as cutting
from posts import hashtags as tags
from posts.article import load
from posts.compose import Frame, compose
from posts.cut import Brief, Cut
from posts.measure import LIMITS, length
from posts.rewriting import Outcome
from posts.wire import Guard, Session


def cut(
    file: Path | None,
    source: str,
    hashtags: Sequence[str],
    platforms: Sequence[str],
    *,
    link: str | None,
    max_posts: int | None,
    thread: bool,
    tags_at: str = "end",
) -> list[Cut]:
    """Cuts an article for each platform; ``tags_at`` is "end" or "inline".

    Raises `PostsError`, or `Refused` for a platform that nobody knows.
    """
    for platform in platforms:
        if platform not in LIMITS:
            raise Refused(f"There are no limits for “{platform}”; there are for {', '.join(LIMITS)}.")
    placed = tagging.place(tags_at)
    frames = [
        Frame(LIMITS[platform], tuple(tags.check(tag, platform) for tag in hashtags), tags_at=placed)
        for platform in platforms
    ]
    article = load(source, Session(Guard(settings.load(file).fetch.allow)))
    whole = [replace(frame, link=link, title=article.title) for frame in frames]
    return [cutting.cut(article, Brief(frame, max_posts, thread)) for frame in whole]


def texts(made: Cut) -> Iterator[tuple[str, int]]:
    """What each post would say, and its length as its platform counts it."""
    frame = made.brief.frame
    for post in made.posts:
        text = compose(frame, post.said, post.thread)
        yield text, length(text, frame.limits)


def suggestions(cuts: Sequence[Cut]) -> Mapping[str, Sequence[str]]:
    """Platform → the hashtags that would fit the article there, besides those that its posts have."""
    frames = {made.brief.frame.limits.platform: made.brief.frame for made in cuts}
    article = cuts[0].article
    return {name: [one.tag for one in tagging.fitting(article, [frame])] for name, frame in frames.items()}


def as_json(cuts: Sequence[Cut], outcome: Outcome | None = None) -> dict[str, Any]:
    """The cuts of one article as `campaign cut --json` prints them, and what came of asking a rewriter if one was."""
    parts = [cutting.to_json(one) for one in cuts]
    asked = {"rewriting": asdict(outcome)} if outcome else {}
    return {
        "article": parts[0]["article"],
        "posts": [post for part in parts for post in part["posts"]],
        "left_out": [one for part in parts for one in part["left_out"]],
        "suggestions": [asdict(one) for one in tagging.fitting(cuts[0].article, [one.brief.frame for one in cuts])],
        **asked,
    }
