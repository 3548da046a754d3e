"""What a person sees of a sheet: each post as it would go out, how long that is, and what may be wrong with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from posts.article.model import Article
from posts.compose import compose
from posts.cut import Post, Source, review, source_of, wording
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


def looks(article: Article, sheet: Sheet, places: Iterable[int] | None = None) -> tuple[Look, ...]:
    """A look at the posts at these places, or at each, in order; at what was dropped too."""
    source = source_of(article)
    return tuple(
        _look(article, sheet, index, source) for index in (range(len(sheet.posts)) if places is None else places)
    )


def too_long(sheet: Sheet) -> tuple[tuple[int, int], ...]:
    """The posts that are kept and yet too long to go out, unless nobody says them: each one's place and its length."""
    if not sheet.accounts:
        return ()
    texts = [(place, _text(sheet, place)) for place, one in enumerate(sheet.posts) if one.kept]
    limits = sheet.frame.limits
    return tuple((place, length(text, limits)) for place, text in texts if not fits(text, limits))


def origin(post: Post) -> str:
    """Who made the words that the post says: "cut", "rewritten" or "person"."""
    if post.rewritten is None:
        return "cut"
    return "rewritten" if post.rewriter else "person"


def _look(article: Article, sheet: Sheet, index: int, source: Source) -> Look:
    one, limits = sheet.posts[index], sheet.frame.limits
    text = _text(sheet, index)
    found = review(replace(one.post, thread=sheet.number(index)), article, source)
    return Look(
        text=text,
        length=length(text, limits),
        most=limits.most,
        fits=fits(text, limits),
        findings=tuple(wording.said(finding, one.post.said) for finding in found),
        origin=origin(one.post),
    )


def _text(sheet: Sheet, index: int) -> str:
    one = sheet.posts[index]
    return compose(sheet.frame_for(one), one.post.said, sheet.number(index))
