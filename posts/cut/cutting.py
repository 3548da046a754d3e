"""The cut itself: read → weigh → group → choose → number, and an account of what is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count

from posts import compose
from posts.article.model import Article, Kind
from posts.cut.candidates import Candidates, Unit
from posts.cut.choice import best, score
from posts.cut.costs import Costs
from posts.cut.cues import cues
from posts.cut.edits import Draft
from posts.cut.model import Brief, Cut, LeftOut, Post
from posts.cut.parting import parts
from posts.cut.reading import Reading, Sentence, read, unread
from posts.cut.salience import Weights, weigh
from posts.cut.shortening import halves
from posts.cut.terms import Terms
from posts.cut.units import units
from posts.cut.why import Why
from posts.errors import CutError

_APART = {Kind.CODE: Why.CODE, Kind.CAPTION: Why.CAPTION}
_TAKEN_OUT = {"strip": Why.STRIPPED, "trim": Why.TRIMMED, "cite": Why.CITATION}


@dataclass(frozen=True, slots=True)
class _Solution:
    """A cut before it is put into words: which of the possible posts were chosen."""

    sentences: Sequence[Sentence]
    weights: Weights
    terms: Terms
    possible: Sequence[Unit]
    chosen: Sequence[Unit]


def cut(article: Article, brief: Brief) -> Cut:
    """Cuts the article into posts that fit the brief's frame, in the article's order.

    Raises `CutError` where nothing of the article fits.
    """
    solved = _solve(article, brief)
    left_out = tuple(sorted(_left_out(article, solved), key=lambda part: part.start))
    if not solved.chosen and any(part.reason is Why.TOO_LONG for part in left_out):
        raise CutError(_why(brief))
    return Cut(article, brief, tuple(_posts(solved, brief)), left_out)


def _solve(article: Article, brief: Brief) -> _Solution:
    """The chosen posts; for a thread with room for as many digits as its number of posts turns out to need."""
    for digits in count(1):
        solved = _attempt(article, brief, _terms(article, brief, 10**digits - 1))
        if not brief.thread or len(solved.chosen) < 10**digits:
            break
    return solved


def _terms(article: Article, brief: Brief, most: int) -> Terms:
    """What each post must keep to, if there are at most so many. A thread that drops posts cannot lean on them."""
    numbers = ((1, most), (most, most)) if brief.thread else (None,)
    alone = not brief.thread or brief.max_posts is not None
    return Terms(article.text, brief.frame, cues(article.language), numbers, alone)


def _attempt(article: Article, brief: Brief, terms: Terms) -> _Solution:
    reading = read(article)
    sentences = tuple(chain.from_iterable(_fitted(sentence, reading, terms) for sentence in reading.sentences))
    weights = weigh([sentence.text for sentence in sentences], article.title)
    priced = Costs(sentences, [terms.size(sentence) for sentence in sentences], weights, terms)
    possible = units(Candidates(sentences, reading.sentences, reading.names, terms, priced))
    return _Solution(sentences, weights, terms, possible, best(possible, weights, brief.max_posts))


def _fitted(sentence: Sentence, reading: Reading, terms: Terms) -> list[Sentence]:
    """A sentence, in parts where a post may end inside it."""
    if not terms.alone:
        return parts(sentence, terms.hold)
    pair = next(halves(sentence, terms.words, reading.names), None)
    return [half for part in pair for half in _fitted(part, reading, terms)] if pair else [sentence]


def _posts(solved: _Solution, brief: Brief) -> Iterator[Post]:
    many = len(solved.chosen)
    for number, unit in enumerate(solved.chosen, 1):
        made = unit.draft
        thread = (number, many) if brief.thread else None
        yield Post(made.body, made.spans, made.edits, score(unit, solved.weights), thread)


def _left_out(article: Article, solved: _Solution) -> Iterator[LeftOut]:
    """What no chosen post says: sentences, what was edited out of them, and what is never read."""
    said = {at for unit in solved.chosen for start, end in kept(unit.draft) for at in range(start, end)}
    grouped = {at for unit in solved.possible for at in range(unit.first, unit.last + 1)}
    for index, sentence in enumerate(solved.sentences):
        if not said.intersection(range(sentence.start, sentence.end)):
            reason = Why.NOT_CHOSEN if index in grouped else _reason(sentence, solved.terms)
            yield LeftOut(sentence.start, sentence.end, reason)
    for edit in chain.from_iterable(unit.draft.edits for unit in solved.chosen):
        if edit.op in _TAKEN_OUT and not said.intersection(range(edit.start, edit.end)):
            yield LeftOut(edit.start, edit.end, _TAKEN_OUT[edit.op])
    for block in unread(article):
        yield LeftOut(block.start, block.end, _APART[block.kind])


def kept(made: Draft) -> Iterator[tuple[int, int]]:
    """What a draft's spans say, less what its edits take out."""
    for start, end in made.spans:
        at = start
        for edit in made.edits:
            if start <= edit.start and edit.end <= end and edit.op in _TAKEN_OUT:
                yield at, edit.start
                at = edit.end
        yield at, end


def _reason(sentence: Sentence, terms: Terms) -> Why:
    """Why a sentence is in no possible post."""
    if sentence.apart:
        return sentence.apart
    if terms.draft([sentence]) is None:
        return Why.TOO_LONG
    if sentence.leads_in:
        return Why.LEAD_IN
    return Why.POINTS_BACK if sentence.tied or sentence.needs_lead else Why.NOT_CHOSEN


def _why(brief: Brief) -> str:
    limits = brief.frame.limits
    if not compose.holds(brief.frame, "…", (1, 9) if brief.thread else None):
        return f"The hashtags and the link alone fill the {limits.most} that {limits.platform} allows; use fewer."
    return (
        f"No sentence of the article fits into the {limits.most} that {limits.platform} allows together with its "
        "hashtags and link."
    )
