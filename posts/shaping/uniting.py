"""Two posts become one: spans and edits unite, so that it says what both did, in the article's order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from posts.compose import Frame
from posts.cut import Edit, Post, Span
from posts.cut.edits import tagged
from posts.cut.model import JOINT
from posts.errors import ShapeError
from posts.shaping.runs import Run, edits, own, own_place, runs, spans

#: What makes words the last or the first of a post; inside of one the article's own words are right again.
_ENDING = frozenset({"quote"})
_OPENING = frozenset({"strip", "capitalise", "quote"})
#: What takes the other half of a sentence out.
_HALVING = frozenset({"trim"})
#: The most that stands between two halves of a sentence: a comma and a word that joins them.
_NEAR = 20
_TAGGING = frozenset({"tag", "untag"})
_ACROSS = "These two posts say parts of the article that lie across each other: they cannot become one."


def united(text: str, frame: Frame, one: Post, other: Post) -> Iterator[Post]:
    """The ways in which two posts can be one, the most natural first. Raises `ShapeError` where there is none.

    ``text`` is the article's. What either was rewritten as is put together as it stands.
    """
    first, second = sorted((one, other), key=own_place)
    before, after = list(runs(text, first)), list(runs(text, _without_lent(second, first.spans)))
    found = list[list[Run]]()
    if after[0].start < before[-1].end:
        # Two halves of one sentence: each took out what the other says.
        found.append(_side_by_side(text, before, after, _HALVING))
    else:
        if not text[before[-1].end : after[0].start].strip(" "):
            found.append(_side_by_side(text, before, after))
        found.append([*before, Run(JOINT, before[-1].end, after[0].start, joins=True), *after])
    for each in found:
        made = _of_runs(text, frame, each)
        rewritten = None
        if first.rewritten is not None or second.rewritten is not None:
            rewritten = f"{first.said}{JOINT}{second.said}"
        yield replace(made, score=max(first.score, second.score), rewritten=rewritten)


def _without_lent(post: Post, said: Sequence[Span]) -> Post:
    """The post without the names that are said before it in any case; its pronouns are back then."""
    lent = {edit.start for edit in post.edits if edit.op == "lend"}
    gone = [span for span in post.spans if span[1] in lent and any(a <= span[0] and span[1] <= b for a, b in said)]
    if not gone:
        return post
    kept = tuple(span for span in post.spans if span not in gone)
    ends = {span[1] for span in gone}
    changed = (one for one in post.edits if not (one.op == "lend" and one.start in ends) and _lies_in(one, kept))
    return replace(post, spans=kept, edits=tuple(one for one in changed if one.op != "name" or one.text))


def _lies_in(edit: Edit, kept: Sequence[Span]) -> bool:
    gaps = {(a[1], b[0]) for a, b in pairwise(kept)}
    return (edit.start, edit.end) in gaps or any(start <= edit.start and edit.end <= end for start, end in kept)


def _side_by_side(
    text: str, before: Sequence[Run], after: Sequence[Run], besides: frozenset[str] = frozenset()
) -> list[Run]:
    """The runs of both with the article's own words where one ends and the other begins."""
    first, second = list(before), list(after)
    while first and (edit := first[-1].edit) and edit.op in _ENDING | besides:
        first.pop()
    while second and (edit := second[0].edit) and edit.op in _OPENING | besides:
        second.pop(0)
    if not first or not second or second[0].start < first[-1].end:
        raise ShapeError(_ACROSS)
    return [*first, *_gap(text, first[-1].end, second[0].start), *second]


def _gap(text: str, start: int, end: int) -> Iterator[Run]:
    """What stands between two posts that are one: what the article says there, if that is little, else a space."""
    if end - start <= _NEAR and "\n" not in text[start:end]:
        return own(text, start, end)
    return iter((Run(JOINT, start, end, joins=True),))


def _of_runs(text: str, frame: Frame, found: Sequence[Run]) -> Post:
    placed = spans(found)
    if any(later[0] < earlier[1] for earlier, later in pairwise(placed)):
        raise ShapeError(_ACROSS)
    made = tagged(text, placed, [edit for edit in edits(found) if edit.op not in _TAGGING], frame)
    return Post(made.body, made.spans, made.edits)
