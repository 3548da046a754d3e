"""A post's body run by run, as `posts.cut.replay` says it, and back: so that what is joined or parted stays exact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from posts.cut import Edit, Post, Span
from posts.cut.model import JOINT


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a body: ``text`` stands for ``start`` to ``end`` of the article."""

    text: str
    start: int
    end: int
    #: None where these are the article's own words, and for the space between two spans.
    edit: Edit | None = None
    #: Whether it stands between two spans.
    joins: bool = False

    @property
    def says_nothing(self) -> bool:
        """Whether a post may begin or end without it: a joint, white space, or words that were taken out."""
        return self.joins or not self.text.strip()


def runs(text: str, post: Post) -> Iterator[Run]:
    """The post's body in order; ``text`` is the article's."""
    for index, (start, end) in enumerate(post.spans):
        if index:
            gap = post.spans[index - 1][1], start
            edit = next((one for one in post.edits if (one.start, one.end) == gap), None)
            yield Run(edit.text if edit else JOINT, *gap, edit, joins=True)
        at = start
        for edit in post.edits:
            if start <= edit.start and edit.end <= end:
                yield from own(text, at, edit.start)
                yield Run(edit.text, edit.start, edit.end, edit)
                at = edit.end
        yield from own(text, at, end)


def own(text: str, start: int, end: int) -> Iterator[Run]:
    """The article's own words there, if there are any."""
    if start < end:
        yield Run(text[start:end], start, end)


def spans(found: Iterable[Run]) -> tuple[Span, ...]:
    """Where the runs lie: one span between each two joints."""
    groups = [list(group) for joins, group in groupby(found, key=lambda run: run.joins) if not joins]
    return tuple((group[0].start, group[-1].end) for group in groups)


def edits(found: Iterable[Run]) -> tuple[Edit, ...]:
    """What was changed in the runs."""
    return tuple(run.edit for run in found if run.edit)


def ended(found: Sequence[Run]) -> list[Run]:
    """The runs without what says nothing at their end."""
    kept = list(found)
    while kept and kept[-1].says_nothing:
        kept.pop()
    return [*kept[:-1], _own_to(kept[-1], len(kept[-1].text.rstrip()))] if kept else []


def begun(found: Sequence[Run]) -> list[Run]:
    """The runs without what says nothing at their beginning."""
    kept = list(found)
    while kept and kept[0].says_nothing:
        kept.pop(0)
    return [_own_from(kept[0], len(kept[0].text) - len(kept[0].text.lstrip())), *kept[1:]] if kept else []


def parted(found: Sequence[Run], at: int) -> tuple[list[Run], list[Run]]:
    """The runs before code point ``at`` of the body, and those behind. An edit is not parted: it stays behind."""
    before, behind, place = list[Run](), list[Run](), 0
    for run in found:
        end = place + len(run.text)
        if end <= at and not behind:
            before.append(run)
        elif at <= place or run.edit or run.joins:
            behind.append(run)
        else:
            before.append(_own_to(run, at - place))
            behind.append(_own_from(run, at - place))
        place = end
    return before, behind


def _own_from(run: Run, at: int) -> Run:
    return run if run.edit else Run(run.text[at:], run.start + at, run.end)


def _own_to(run: Run, at: int) -> Run:
    return run if run.edit else Run(run.text[:at], run.start, run.start + at)


def own_place(post: Post) -> Span:
    """Where the post's own words begin: what it is lent stands before them, wherever that lies."""
    lent = {edit.start for edit in post.edits if edit.op == "lend"}
    return next((span for span in post.spans if span[1] not in lent), post.spans[-1])
