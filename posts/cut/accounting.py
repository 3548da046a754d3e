"""What no post of a cut says, and why: every character of the body is either said or listed here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from posts.article.model import Article, Block, Kind
from posts.cut.candidates import Unit
from posts.cut.edits import Draft
from posts.cut.model import LeftOut, Span
from posts.cut.reading import unread
from posts.cut.sentence import Sentence
from posts.cut.terms import Terms
from posts.cut.why import Why

_KINDS = {Kind.CODE: Why.CODE, Kind.CAPTION: Why.CAPTION}
_TAKEN_OUT = {"strip": Why.STRIPPED, "trim": Why.TRIMMED, "cite": Why.CITATION, "name": Why.REPLACED}
_UNSAID = re.compile(rb"\x00+")


def kept(made: Draft) -> Iterator[Span]:
    """What a draft's spans say, less what its edits take out."""
    for start, end in made.spans:
        at = start
        for edit in made.edits:
            if start <= edit.start and edit.end <= end and edit.op in _TAKEN_OUT:
                yield at, edit.start
                at = edit.end
        yield at, end


def left_out(
    article: Article,
    whole: Sequence[Sentence],
    parts: Sequence[Sentence],
    chosen: Sequence[Unit],
    dropped: Mapping[int, Why],
    terms: Terms,
) -> tuple[LeftOut, ...]:
    """The parts of the body that the chosen posts do not say, in order.

    ``whole`` are the article's sentences, ``parts`` the same as posts may part them; ``dropped`` tells of a part, by
    its index, why the post that it was in was not chosen.
    """
    told = bytearray(len(article.text))
    reasons: dict[int, Why] = {}
    for unit in chosen:
        for start, end in kept(unit.draft):
            told[start:end] = b"\x01" * (end - start)
        reasons |= {edit.start: _TAKEN_OUT[edit.op] for edit in unit.draft.edits if edit.op in _TAKEN_OUT}
    said = bytes(told)
    for index, part in enumerate(parts):
        if said.find(1, part.start, part.end) < 0:
            reasons[part.start] = dropped.get(index) or _reason(part, terms)
    lacking = (one for one in whole if said.find(0, one.start, one.end) >= 0)
    found = [out for one in lacking for out in _unsaid(one, article.text, said[one.start : one.end], reasons)]
    apart = [out for block in unread(article) for out in _unread(block, article.text, said[block.start : block.end])]
    return tuple(sorted((*found, *apart), key=lambda part: part.start))


def _unread(block: Block, text: str, said: bytes) -> Iterator[LeftOut]:
    """What nobody says of code or of a caption; of one that says whose a quotation is, the dash before the name."""
    reason = Why.CITATION if any(said) else _KINDS[block.kind]
    return _runs(block.start, text, said, lambda *_: reason)


def _unsaid(sentence: Sentence, text: str, said: bytes, reasons: Mapping[int, Why]) -> Iterator[LeftOut]:
    """The runs of one sentence that nobody says. ``reasons``: by where what was left out begins."""

    def reason(start: int, end: int) -> Why:
        return next((reasons[at] for at in range(start, end) if at in reasons), Why.TRIMMED)

    return _runs(sentence.start, text, said, reason)


def _runs(at: int, text: str, said: bytes, reason: Callable[[int, int], Why]) -> Iterator[LeftOut]:
    """The runs that nobody says of what begins at a place, each with the reason for it."""
    for match in _UNSAID.finditer(said):
        start, end = at + match.start(), at + match.end()
        piece = text[start:end]
        begin = start + len(piece) - len(piece.lstrip())
        if piece.strip():
            yield LeftOut(begin, begin + len(piece.strip()), reason(start, end))


def _reason(part: Sentence, terms: Terms) -> Why:
    """Why a part is in no possible post."""
    if part.apart:
        return part.apart
    if terms.draft([part]) is None:
        return Why.TOO_LONG
    if part.leads_in:
        return Why.LEAD_IN
    if part.tied or part.needs_lead:
        return Why.POINTS_BACK
    if part.asks:
        return Why.UNANSWERED
    return Why.VOICE if part.voice else Why.NOT_CHOSEN
