"""A sheet of many posts is read leaf by leaf: some of its posts, and the part of the article on which they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from posts.article.model import Article
from posts.cut import LeftOut, Span
from posts.shaping.looks import Look, looks
from posts.shaping.marking import MarkedBlock, marked
from posts.shaping.model import Shaped, Sheet
from posts.shaping.runs import own_place

#: How many posts a leaf has: more than most articles come to, and no more than a person looks through at once.
POSTS = 25


@dataclass(frozen=True, slots=True)
class Leaf:
    """Posts of a sheet that follow each other, each with its place in the sheet."""

    posts: Sequence[tuple[int, Shaped, Look]]
    #: The article where they stand, with what any post says of it.
    blocks: Sequence[MarkedBlock]
    #: What no post says of it, with its place in the sheet's list.
    left_out: Sequence[tuple[int, LeftOut]]
    #: Where the leaf before and the next one begin; None where there is none.
    earlier: int | None
    later: int | None


def leaf(article: Article, sheet: Sheet, first: int) -> Leaf:
    """The leaf that begins at post ``first``; at the last one where there is no such post any more."""
    count = len(sheet.posts)
    first = min(max(first, 0), max(count - 1, 0))
    behind = min(first + POSTS, count)
    places = range(first, behind)
    start, end = _stretch(article, sheet, first, behind)
    return Leaf(
        posts=[(at, sheet.posts[at], look) for at, look in zip(places, looks(article, sheet, places), strict=True)],
        blocks=marked(article, sheet, (start, end)),
        left_out=[(at, one) for at, one in enumerate(sheet.left_out) if start <= one.start < end],
        earlier=max(first - POSTS, 0) if first else None,
        later=behind if behind < count else None,
    )


def _stretch(article: Article, sheet: Sheet, first: int, behind: int) -> Span:
    """From where the first post begins to where the next leaf's does: so all leaves together show the whole article."""
    shown = [one.post for one in sheet.posts[first:behind]]
    start = min(own_place(post)[0] for post in shown) if first else 0
    if behind == len(sheet.posts):
        return start, len(article.text)
    return start, max(own_place(sheet.posts[behind].post)[0], *(post.spans[-1][1] for post in shown))
