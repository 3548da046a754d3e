"""What a person sees of a sheet: each post as it would go out, how long that is, and what may be wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from posts.article.model import Article
from posts.compose import compose
from posts.cut import Finding, Post, review, source_of, wording
from posts.measure import fits, length
from posts.shaping.model import Sheet


@dataclass(frozen=True, slots=True)
class Look:
    """One post of a sheet as it would go out."""

    text: str
    #: In the platform's own units, both.
    length: int
    most: int
    fits: bool
    #: What a person should look at, a sentence each.
    findings: tuple[str, ...]
    #: "cut", "rewritten" or "person": who made the words that it says.
    origin: str


def looks(article: Article, sheet: Sheet) -> tuple[Look, ...]:
    """A look at each post, in order; at what was dropped too."""
    source = source_of(article)
    return tuple(
        _look(sheet, index, _found(review(replace(one.post, thread=sheet.number(index)), article, source), one.post))
        for index, one in enumerate(sheet.posts)
    )


def origin(post: Post) -> str:
    """Who made the words that the post says: "cut", "rewritten" or "person"."""
    if post.rewritten is None:
        return "cut"
    return "rewritten" if post.rewriter else "person"


def _found(findings: Sequence[Finding], post: Post) -> Iterator[str]:
    return (wording.said(finding, post.said) for finding in findings)


def _look(sheet: Sheet, index: int, found: Iterator[str]) -> Look:
    one = sheet.posts[index]
    frame = sheet.frame_for(one)
    text = compose(frame, one.post.said, sheet.number(index))
    return Look(
        text=text,
        length=length(text, frame.limits),
        most=frame.limits.most,
        fits=fits(text, frame.limits),
        findings=tuple(found),
        origin=origin(one.post),
    )
