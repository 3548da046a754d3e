"""What a post says of its sentences: spans, and every change to them as an edit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import regex

from posts import hashtags
from posts.compose import Frame
from posts.cut.model import Edit, Span, replay
from posts.cut.reading import Sentence
from posts.cut.tagging import tag_edits

_FIRST_WORD = regex.compile(r"\w+")
_NUMBERED = regex.compile(r"[(（]?(?:\p{Nd}{1,3}|\p{L})[.)）]\s")
_STOP = regex.compile(r"[.!。！।॥။](?=\W*\Z)")


@dataclass(frozen=True, slots=True)
class Draft:
    """A post before it is chosen: ``body`` is what spans and edits say of the article's text."""

    body: str
    spans: tuple[Span, ...]
    edits: tuple[Edit, ...]


def draft(
    text: str, members: Sequence[Sentence], frame: Frame, *, alone: bool = True, until: int | None = None
) -> Draft:
    """The sentences as one post.

    Each of the frame's tags stays a tag where it is said first and becomes a word after that. ``alone``: a connective
    at the start goes. ``until``: where in the article's text the last sentence is to end early.
    """
    spans = tuple(_spans(members))
    edits = [*_joins(members)]
    if alone:
        edits += _opening(text, members[0])
    if until is not None:
        edits.append(_trim(members[-1], until))
    for tag in frame.hashtags:
        edits += _untags(text, spans, tag, frame.limits.platform, edits)
    edits += tag_edits(text, spans, frame, edits)
    edits.sort(key=lambda edit: edit.start)
    return Draft(replay(text, spans, tuple(edits)), spans, tuple(edits))


def _spans(members: Sequence[Sentence]) -> Iterator[Span]:
    """One span a block: what the post says of it is never parted."""
    first = members[0]
    for last, following in zip(members, [*members[1:], None], strict=True):
        if following is None or following.block != last.block:
            yield first.start, last.end
            first = following or first


def _joins(members: Sequence[Sentence]) -> Iterator[Edit]:
    """A list stays a list: each item on a line of its own, with a dash where the post says what introduces it."""
    introduced = False
    for last, following in pairwise(members):
        introduced |= last.leads_in
        if following.item:
            listed = introduced or (following.points_back and not members[0].item)
            dash = listed and not _NUMBERED.match(following.text)
            yield Edit("join", last.end, following.start, "\n– " if dash else "\n")


def _opening(text: str, first: Sentence) -> Iterator[Edit]:
    """The leading connective out, and the word after it capitalised."""
    if not first.connective:
        return
    at = first.start + first.connective
    yield Edit("strip", first.start, at, "")
    word = _FIRST_WORD.match(text, at, first.end)
    if word and word[0][0].islower():
        yield Edit("capitalise", at, word.end(), word[0][0].upper() + word[0][1:])


def _trim(last: Sentence, until: int) -> Edit:
    """The end of a sentence out, its stop kept."""
    stop = _STOP.search(last.text)
    return Edit("trim", until, last.end, stop[0] if stop else ".")


def _untags(text: str, spans: Sequence[Span], tag: str, platform: str, edits: Sequence[Edit]) -> list[Edit]:
    """The hash signs that would say the tag a second time."""
    said = [
        start + found.start
        for start, end in spans
        for found in hashtags.find(text[start:end], platform)
        if hashtags.same(found.text, tag)
    ]
    kept = [at for at in said if not any(edit.start <= at < edit.end for edit in edits)]
    return [Edit("untag", at, at + 1, "") for at in kept[1:]]
