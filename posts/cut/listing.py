"""A cut as JSON: what ``campaign cut --json`` prints."""

from __future__ import annotations

from typing import Any, TypeAlias

from posts import compose
from posts.article.model import Article
from posts.cut.model import Cut, Edit, LeftOut, Post
from posts.measure import length

Json: TypeAlias = dict[str, Any]


def as_json(cut: Cut, *others: Cut) -> Json:
    """One article's cuts as plain JSON values; the others are of the same article for other platforms.

    Spans are code points of ``article.text``, end exclusive; ``text`` is the post as it goes out, ``length`` and
    ``limit`` are in the platform's own units.
    """
    cuts = (cut, *others)
    return {
        "article": _article(cut.article),
        "posts": [_post(post, one) for one in cuts for post in one.posts],
        "left_out": [_left_out(part, one) for one in cuts for part in one.left_out],
    }


def _article(article: Article) -> Json:
    return {
        "title": article.title,
        "url": article.url,
        "language": article.language,
        "text": article.text,
        "sha256": article.sha256,
    }


def _post(post: Post, cut: Cut) -> Json:
    frame = cut.brief.frame
    text = compose.compose(frame, post.body, post.thread)
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
    }


def _edit(edit: Edit) -> Json:
    return {"op": edit.op, "span": [edit.start, edit.end], "with": edit.text}


def _left_out(part: LeftOut, cut: Cut) -> Json:
    return {"span": [part.start, part.end], "reason": str(part.reason), "platform": cut.brief.frame.limits.platform}
