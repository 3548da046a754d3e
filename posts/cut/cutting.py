"""The cut itself: whole sentences, as many as fit, in the article's order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sentencex

from posts.article.model import Article, Kind
from posts.compose import compose, holds
from posts.cut.model import Brief, Cut, LeftOut, Post, Span

SPOKEN = frozenset({Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.QUOTE})


def cut(article: Article, brief: Brief) -> Cut:
    """Cuts the article into posts that fit the brief's frame, in the article's order."""
    spans: list[Span] = []
    left_out: list[LeftOut] = []
    for start, end in _sentences(article):
        if not holds(brief.frame, article.text[start:end]):
            left_out.append(LeftOut(start, end, "too_long"))
        elif spans and holds(brief.frame, article.text[spans[-1][0] : end]):
            spans[-1] = spans[-1][0], end
        else:
            spans.append((start, end))
    posts = tuple(Post(article.text[start:end], ((start, end),)) for start, end in spans)
    return Cut(article, brief, posts[: brief.max_posts], tuple(left_out))


def _sentences(article: Article) -> Iterator[Span]:
    for block in article.blocks:
        if block.kind in SPOKEN:
            at = block.start
            for sentence in sentencex.segment(article.language or "en", article.of(block)):
                start = article.text.index(sentence.strip(), at)
                at = start + len(sentence.strip())
                if at > start:
                    yield start, at


def to_json(made: Cut) -> dict[str, Any]:
    """The cut as `campaign cut --json` prints it."""
    frame = made.brief.frame
    return {
        "article": {"title": made.article.title, "text": made.article.text, "sha256": made.article.sha256},
        "posts": [{"text": compose(frame, post.body), "spans": post.spans} for post in made.posts],
        "left_out": [{"span": [one.start, one.end], "reason": one.reason} for one in made.left_out],
    }
