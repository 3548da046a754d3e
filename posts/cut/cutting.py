"""The cut itself: read → weigh → group → choose → number, and an account of what is left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count

from posts import compose
from posts.article.model import Article
from posts.cut.accounting import left_out
from posts.cut.candidates import Candidates, Unit
from posts.cut.choice import Choice, choose, score
from posts.cut.costs import Costs
from posts.cut.cues import cues
from posts.cut.model import Brief, Cut, Post
from posts.cut.parting import parts
from posts.cut.reading import Reading, read
from posts.cut.salience import Weights, weigh
from posts.cut.sentence import Sentence
from posts.cut.shortening import halves
from posts.cut.terms import Terms
from posts.cut.units import units
from posts.cut.why import Why
from posts.errors import CutError


@dataclass(frozen=True, slots=True)
class _Solution:
    """A cut before it is put into words."""

    reading: Reading
    #: The article's sentences as posts may part them.
    sentences: Sequence[Sentence]
    weights: Weights
    terms: Terms
    choice: Choice


def cut(article: Article, brief: Brief) -> Cut:
    """Cuts the article into posts that fit the brief's frame, in the article's order unless the brief asks otherwise.

    Raises `CutError` where nothing of the article fits.
    """
    return cuts(article, [brief])[0]


def cuts(article: Article, briefs: Iterable[Brief]) -> list[Cut]:
    """The `cut` for each brief, in their order; the article is read once, which is half of the work for one.

    Raises as `cut` does.
    """
    reading = read(article)
    return [_cut(article, reading, brief) for brief in briefs]


def _cut(article: Article, reading: Reading, brief: Brief) -> Cut:
    solved = _solve(article, reading, brief)
    chosen = solved.choice.chosen
    missed = left_out(article, solved.reading.sentences, solved.sentences, chosen, solved.choice.dropped, solved.terms)
    if not chosen and any(part.reason is Why.TOO_LONG for part in missed):
        raise CutError(_why(brief))
    return Cut(article, brief, tuple(_posts(chosen, solved.weights, brief)), missed)


def _solve(article: Article, reading: Reading, brief: Brief) -> _Solution:
    """The chosen posts; for a thread with room for as many digits as its number of posts turns out to need."""
    for digits in count(1):
        solved = _attempt(article, reading, brief, _terms(article, brief, 10**digits - 1))
        if not brief.thread or len(solved.choice.chosen) < 10**digits:
            break
    return solved


def _terms(article: Article, brief: Brief, most: int) -> Terms:
    """What each post must keep to, if there are at most so many. A thread that drops posts cannot lean on them."""
    numbers = ((1, most), (most, most)) if brief.thread else (None,)
    alone = not brief.thread or brief.max_posts is not None or brief.per_section
    return Terms(article.text, brief.frame, cues(article.language), numbers, alone)


def _attempt(article: Article, reading: Reading, brief: Brief, terms: Terms) -> _Solution:
    sentences = tuple(chain.from_iterable(_parted(sentence, reading, terms) for sentence in reading.sentences))
    weights = weigh([sentence.text for sentence in sentences], article.title)
    priced = Costs(sentences, [terms.size(sentence) for sentence in sentences], weights, terms)
    possible = units(Candidates(sentences, reading, terms, priced))
    choice = choose(possible, sentences, weights, brief, reading, terms.words)
    return _Solution(reading, sentences, weights, terms, choice)


def _parted(sentence: Sentence, reading: Reading, terms: Terms) -> list[Sentence]:
    """A sentence, in parts where a post may end inside it."""
    if not terms.alone:
        return parts(sentence, terms.hold)
    pair = next(halves(sentence, terms.words, reading.names), None)
    return [half for part in pair for half in _parted(part, reading, terms)] if pair else [sentence]


def _posts(chosen: Sequence[Unit], weights: Weights, brief: Brief) -> Iterator[Post]:
    for number, unit in enumerate(chosen, 1):
        made = unit.draft
        thread = (number, len(chosen)) if brief.thread else None
        yield Post(made.body, made.spans, made.edits, score(unit, weights), thread)


def _why(brief: Brief) -> str:
    limits = brief.frame.limits
    if not compose.holds(brief.frame, "…", (1, 9) if brief.thread else None):
        return f"The hashtags and the link alone fill the {limits.most} that {limits.platform} allows; use fewer."
    return (
        f"No sentence of the article fits into the {limits.most} that {limits.platform} allows together with its "
        "hashtags and link."
    )
