"""A cut as JSON: what ``campaign cut --json`` prints."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, TypeAlias

from posts import compose
from posts.article.model import Article
from posts.cut import wording
from posts.cut.findings import Finding, reviews
from posts.cut.model import Cut, Edit, Post
from posts.measure import length

Json: TypeAlias = dict[str, Any]


def to_json(made: Cut) -> Json:
    """The cut as plain JSON values.

    Spans are code points of ``article.text``, end exclusive; ``text`` is the post as it goes out, ``length`` and
    ``limit`` are in the platform's own units. ``rewritten`` is what a rewriter made of the spans and edits, or null.
    The spans of ``findings`` are code points of what the post says, before anything is composed round it.
    """
    return {
        "article": _article(made.article),
        "posts": [_post(post, found, made) for post, found in zip(made.posts, reviews(made), strict=True)],
        "left_out": [{"span": [part.start, part.end], "reason": str(part.reason)} for part in made.left_out],
    }


def _article(article: Article) -> Json:
    return {
        "title": article.title,
        "url": article.url,
        "language": article.language,
        "text": article.text,
        "sha256": article.sha256,
        "images": [asdict(image) for image in article.images],
        "around": list(article.around),
    }


def _post(post: Post, found: tuple[Finding, ...], made: Cut) -> Json:
    frame = made.brief.frame
    text = compose.compose(frame, post.said, post.thread)
    return {
        "platform": frame.limits.platform,
        "text": text,
        "length": length(text, frame.limits),
        "limit": frame.limits.most,
        "hashtags": list(frame.hashtags),
        "link": frame.link,
        "spans": [list(span) for span in post.spans],
        "edits": [_edit(edit) for edit in post.edits],
        "thread": list(post.thread) if post.thread else None,
        "score": post.score,
        "rewritten": post.rewritten,
        "findings": [_finding(finding, post) for finding in found],
    }


def _finding(finding: Finding, post: Post) -> Json:
    words = wording.said(finding, post.said)
    return {"flaw": str(finding.flaw), "span": [finding.start, finding.end], "words": words}


def _edit(edit: Edit) -> Json:
    return {"op": edit.op, "span": [edit.start, edit.end], "with": edit.text}
