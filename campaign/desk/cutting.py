"""An article cut without a campaign, to see what would become of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from campaign import config as settings
from campaign.config import Config
from campaign.desk import rewriting, tagging
from campaign.desk.linking import link_of
from campaign.errors import UsageError
from posts import hashtags as tags
from posts.article import Article, load
from posts.compose import Frame, compose
from posts.cut import Brief, Cut, check, cuts, reviews, to_json, wording
from posts.cut.coverage import share
from posts.measure import LIMITS, length
from posts.rewriting import Outcome, rewritten
from posts.wire import Guard, Session


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a cut without a campaign; ``tags_at`` is "end" or "inline"."""

    hashtags: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ("x",)
    link: str | None = None
    tags_at: str = "end"
    max_posts: int | None = None
    per_section: bool = False
    ranked: bool = False
    thread: bool = False
    rewrite: bool = False


def cut(file: Path | None, source: str, wanted: Wanted) -> tuple[list[Cut], Outcome | None]:
    """Cuts the article at a path, an address or on standard input ("-"). Raises as `cut_read`."""
    config = settings.load(file)
    return cut_read(config, partial(load, source, Session(Guard(config.fetch.allow))), wanted)


def cut_read(config: Config, read: Callable[[], Article], wanted: Wanted) -> tuple[list[Cut], Outcome | None]:
    """Cuts the article that ``read`` gives for each platform; with what came of asking the rewriter, if it was wanted.

    Raises `PostsError`, `ConfigError` where a rewriter is wanted and none is set up, or `UsageError` for a platform
    that nobody knows or a link that is none.
    """
    if wanted.thread and wanted.ranked:
        raise UsageError("A thread keeps the article's order: give --thread or --ranked, not both.")
    frames = [_frame(platform, wanted) for platform in wanted.platforms]
    rewriter = rewriting.opened(config) if wanted.rewrite else None
    article = read()
    briefs = [
        Brief(replace(frame, title=article.title), wanted.max_posts, wanted.thread, wanted.per_section, wanted.ranked)
        for frame in frames
    ]
    made = cuts(article, briefs)
    return rewritten(made, rewriter, check) if rewriter else (made, None)


def _frame(platform: str, wanted: Wanted) -> Frame:
    if platform not in LIMITS:
        raise UsageError(f"There are no limits for “{platform}”; there are for {', '.join(LIMITS)}.")
    checked = tuple(tags.check(tag, platform) for tag in wanted.hashtags)
    return Frame(LIMITS[platform], checked, link_of(wanted.link), tags_at=tagging.place(wanted.tags_at))


def texts(made: Cut) -> Iterator[tuple[str, int]]:
    """What each post would say, and its length as its platform counts it."""
    frame = made.brief.frame
    for post in made.posts:
        text = compose(frame, post.said, post.thread)
        yield text, length(text, frame.limits)


def warnings(made: Cut) -> list[list[str]]:
    """For each post what a person should look at, a sentence each."""
    found = zip(made.posts, reviews(made), strict=True)
    return [[wording.said(finding, post.said) for finding in findings] for post, findings in found]


def suggestions(made: Sequence[Cut]) -> Mapping[str, Sequence[str]]:
    """Platform → the hashtags that would fit the article there, besides those that its posts have."""
    frames = {one.brief.frame.limits.platform: one.brief.frame for one in made}
    article = made[0].article
    return {name: [one.tag for one in tagging.fitting(article, [frame])] for name, frame in frames.items()}


def as_json(made: Sequence[Cut], outcome: Outcome | None = None) -> dict[str, Any]:
    """The cuts of one article as `campaign cut --json` prints them, and what came of asking a rewriter if one was."""
    parts = [to_json(one) for one in made]
    asked = {"rewriting": asdict(outcome)} if outcome else {}
    return {
        "article": parts[0]["article"],
        "posts": [post for part in parts for post in part["posts"]],
        "left_out": [one for part in parts for one in part["left_out"]],
        "coverage": {one.brief.frame.limits.platform: round(share(one), 4) for one in made},
        "suggestions": [asdict(one) for one in tagging.fitting(made[0].article, [one.brief.frame for one in made])],
        **asked,
    }
