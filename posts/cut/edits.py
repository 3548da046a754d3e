"""What a post says of its sentences: spans, and every change to them as an edit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import regex

from posts import hashtags
from posts.compose import Frame
from posts.cut.cohesion import Tie, plain
from posts.cut.leads import leads_in
from posts.cut.marks import capital
from posts.cut.model import Edit, Span, replay
from posts.cut.quoting import CLOSING
from posts.cut.sentence import Sentence
from posts.cut.tagging import tag_edits

#: What parts a name from the sentence that is said of it.
LABEL = ": "
#: The same from the first item of a list.
ITEM = ":\n– "
_COLON = regex.compile(r"[:：]")
_WIDE_COLON, _WIDE = "：", regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]")
#: What an item of a list in a list begins with.
INNER = "· "
#: What parts a theme from what has a colon of its own.
ASIDE = " – "
#: What parts a quotation from whoever said it.
CREDIT = "\n— "
#: An item that stands for those of a counted list that a post does not say.
MORE = "\n– …"
#: What closes a quotation where it should open one.
_TURNED = "“"
_NO_MARKS = ("", "")
_NUMBERED = regex.compile(r"[(（]?(?:\p{Nd}{1,3}|\p{L})[.)）]\s")


class Draft(NamedTuple):
    """A post before it is chosen: ``body`` is what spans and edits say of the article's text."""

    body: str
    spans: tuple[Span, ...]
    edits: tuple[Edit, ...]


def draft(text: str, members: Sequence[Sentence], frame: Frame, *, alone: bool = True, called: bool = True) -> Draft:
    """The sentences as one post.

    Each of the frame's tags stays a tag where it is said first and becomes a word after that. ``alone``: a connective
    at the start goes, and so do marks of citation. ``called``: and whoever has a first name is called by it once.
    """
    spans = _spans(members)
    if all(map(_is_left, members)):
        return tagged(text, spans, [], frame)
    edits = [*_joins(text, members)]
    if alone:
        edits += _own(members)[0].leaning  # before the capital of the same word
        edits += _opening(text, members[0])
        edits += _behind_label(text, members)
        edits += _counting(text, members)
        edits += [edit for member in members for edit in member.marks]
        edits += _quotation(members)
        edits += _called(members) if called else ()
    edits += _parts(members)
    edits += _more(members) if members[-1].listed else ()
    return tagged(text, spans, _apart(edits), frame)


def _is_left(one: Sentence) -> bool:
    """Whether a post says a sentence just as the article does, wherever in the post it stands; so it is with most."""
    parted = one.within or one.item or one.lends is not None
    opens = one.opening.length or one.opening.counts or one.leaning
    return not (parted or opens or one.marks or renames(one) or one.quoted != _NO_MARKS)


def renames(one: Sentence) -> bool:
    """Whether a post may call by another name whom, or what, a sentence calls by name."""
    return bool(one.called) and any(call.edit for call in one.called)


def tagged(text: str, spans: tuple[Span, ...], edits: Sequence[Edit], frame: Frame) -> Draft:
    """What spans and edits say, with each of the frame's tags a tag once at most. ``edits`` are in order."""
    body = replay(text, spans, tuple(edits))
    if "#" not in body and "＃" not in body and frame.tags_at != "inline":
        return Draft(body, spans, tuple(edits))
    for tag in frame.hashtags:
        if more := _untags(text, spans, tag, frame.limits.platform, edits):
            edits = sorted([*edits, *more], key=_start)
    if frame.tags_at == "inline":
        edits = sorted([*edits, *tag_edits(text, spans, frame, edits)], key=_start)
    return Draft(replay(text, spans, tuple(edits)), spans, tuple(edits))


def _start(edit: Edit) -> tuple[int, int]:
    return edit.start, edit.end


def _apart(edits: Iterable[Edit]) -> list[Edit]:
    """The edits in order; of two that overlap the first."""
    found: list[Edit] = []
    for edit in sorted(edits, key=_start):
        if not found or edit.start >= found[-1].end:
            found.append(edit)
    return found


def _spans(members: Sequence[Sentence]) -> tuple[Span, ...]:
    """One span a block: what the post says of it is never parted. Half of a sentence spans all of it."""
    spans: list[Span] = []
    start = members[0].whole[0]
    for one, following in pairwise(members):
        if following.block != one.block or one.lends is not None:
            spans.append((start, one.whole[1]))
            start = following.whole[0]
    return (*spans, (start, members[-1].whole[1]))


def _joins(text: str, members: Sequence[Sentence]) -> Iterator[Edit]:
    """A list stays a list: each item on a line of its own, with a dash where the post says what introduces it."""
    introduced, own = False, _own(members)[0]
    outermost = min((one.depth for one in members[1:] if one.item and one.lends is None), default=0)
    for last, following in pairwise(members):
        introduced |= last.leads_in or last.lends == ITEM
        skipped = MORE if last.many and following.item and following.block > last.items[0] else ""
        if last.lends is not None:
            mark = LABEL if _is_no_list(text, last, members) else last.lends
            yield Edit("lend", last.whole[1], following.whole[0], _parting(last, mark))
        elif following.lends is not None:
            yield Edit("join", last.whole[1], following.whole[0], following.lends)
        elif following.item:
            listed = introduced or (following.needs_lead and not own.item)
            introduced |= listed  # what is a list before one item is one before the next
            dash = "– " if listed and not _NUMBERED.match(following.text) else ""
            dash = INNER if dash and following.depth > outermost else dash
            colon = ":" if last.leads_in and last.item and not leads_in(last.text) else ""
            yield Edit("join", last.whole[1], following.whole[0], f"{skipped}{colon}\n{dash}")
        elif last.listed and not following.listed:
            yield Edit("join", last.whole[1], following.whole[0], "\n")


def _is_no_list(text: str, lent: Sentence, members: Sequence[Sentence]) -> bool:
    """Whether one item alone stands behind a heading that has no colon of its own."""
    items = sum(one.item and before.lends in (None, ITEM) for before, one in pairwise(members))
    return lent.lends == ITEM and items == 1 and not leads_in(text[slice(*lent.whole)])


def _parting(lent: Sentence, mark: str) -> str:
    """The mark behind what is lent: Chinese and Japanese write a colon that needs no space, and one colon is enough."""
    number = max((edit.end for edit in lent.marks if edit.start == lent.start), default=lent.start)
    is_wide = _WIDE.match(lent.text[-1:]) is not None
    if mark == LABEL and _COLON.search(lent.text, number - lent.start):
        return "。" if is_wide else ". "
    return mark.replace(LABEL, _WIDE_COLON).replace(":\n", f"{_WIDE_COLON}\n") if is_wide else mark


def _more(members: Sequence[Sentence]) -> Iterator[Edit]:
    """A sign that a list goes on, where what introduces it counts more items than the post says."""
    last = members[-1]
    lead = next((one for one in members if one.many), None)
    if lead is not None and last.block < lead.items[1]:
        yield Edit("trim", last.whole[1], last.whole[1], MORE)


def _opening(text: str, first: Sentence) -> Iterator[Edit]:
    """The leading connective out, and the word after it capitalised."""
    at = first.start + first.opening.length
    if first.opening.length:
        yield Edit("strip", first.start, at, "")
    if first.opening.length or first.start > first.whole[0]:
        yield from capital(text, at, first.end)


def _behind_label(text: str, members: Sequence[Sentence]) -> Iterator[Edit]:
    """The same of the first sentence behind a label."""
    for lent, one in pairwise(members):
        if lent.lends in (LABEL, ASIDE) and one.lends is None:
            yield from _opening(text, one)


def _counting(text: str, members: Sequence[Sentence]) -> Iterator[Edit]:
    """A "Third, …" further on says no number where the post does not say "First, …" before."""
    counted = False
    for member in members[1:]:
        counted |= member.opening.tie is Tie.ADDS and not member.opening.counts
        if member.opening.counts and not counted:
            yield from _opening(text, member)


def _called(members: Sequence[Sentence]) -> Iterator[Edit]:
    """The first names of those whom the post would call by the last one only."""
    said = {plain(member.text).rpartition(" ")[2].lower() for member in members if member.lends is not None}
    for member in members:
        for call in member.called:
            if call.edit and call.last not in said and member.start <= call.edit.start < member.end:
                yield call.edit
            said.add(call.last)


def _own(members: Sequence[Sentence]) -> Sequence[Sentence]:
    """The members without what is only lent to them."""
    return [member for member in members if member.lends is None]


def _quotation(members: Sequence[Sentence]) -> Iterator[Edit]:
    """The marks of a quotation of which the post says only a part."""
    own = _own(members)
    # A block quotation begins where it does, though a line before it introduces it.
    first = next((member for member in own if member.quote), own[0])
    last = own[-1]
    before, behind = first.quoted[0], last.quoted[1]
    if before:
        at = first.start + first.opening.length
        yield Edit("quote", at, at, before)
    for one in own:
        if one.quoted[0] not in ("", "„") and not one.quoted[1] and one.text.endswith(_TURNED):
            yield Edit("quote", one.end - 1, one.end, CLOSING[one.quoted[0]])
    if behind:
        yield Edit("quote", last.whole[1], last.whole[1], CLOSING[behind])


def _parts(members: Sequence[Sentence]) -> Iterator[Edit]:
    """Where a post says only half of a sentence: the other half out, a full stop in its place."""
    for first, before in zip(members, [None, *members], strict=False):
        if first.start > first.whole[0] and (before is None or before.lends is not None):
            yield Edit("trim", first.whole[0], first.start, "")
    last = members[-1]
    for one in members:
        if one.end < one.whole[1] and (one is last or one.lends is not None):
            yield Edit("trim", one.end, one.whole[1], one.stop)


def _untags(text: str, spans: Sequence[Span], tag: str, platform: str, edits: Sequence[Edit]) -> list[Edit]:
    """The hash signs that would say the tag a second time."""
    said = [
        start + found.start
        for start, end in spans
        if "#" in text[start:end] or "＃" in text[start:end]
        for found in hashtags.find(text[start:end], platform)
        if hashtags.same(found.text, tag)
    ]
    kept = [at for at in said if not any(edit.start <= at < edit.end for edit in edits)]
    return [Edit("untag", at, at + 1, "") for at in kept[1:]]
