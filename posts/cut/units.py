"""Which sentences go together in a post: the cheapest way through the article, by dynamic programming.

``best[j]`` is the cheapest way to have dealt with the first j sentences: the last few of them are a post, or the last
one is left out. Sentences that may not open a post, and posts that do not fit, are no ways at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from posts import compose
from posts.compose import Frame
from posts.cut.cues import Cues
from posts.cut.edits import Draft, draft
from posts.cut.reading import Sentence
from posts.cut.salience import Weights
from posts.cut.sentences import halved
from posts.cut.trimming import ends

#: The most sentences of one post, its repeated lead-in aside.
MOST_SENTENCES = 6

# What things cost. A post costs something, so that posts are well filled; leaving a sentence out costs more than any
# post that is allowed, so that nothing is lost for the looks.
POST = 0.35
LEAVE_OUT = (0.9, 1.2)  # plus the second, times the sentence's salience
LEAVE_OUT_OF_THREAD = 50.0
STRIPPED = 0.15
OPEN_IN_THREAD = 0.5
LEADS_OUT_IN_THREAD = 0.6
REPEATED_LEAD = 0.1
KEPT_TOGETHER = -0.3  # a sentence with the one that it hangs on
LOOSE = 0.12  # a sentence that could open a post itself,
ALIKE = -0.3  # unless it is like the one before it
NEW_BLOCK = 0.15
EMPTY = 0.3  # as the post is emptier than
FILLED = 0.35  # this share of the limit
TOO_SHORT = 0.6
SHORT_BYTES = 45
UNBALANCED = 1.2


@dataclass(frozen=True, slots=True)
class Terms:
    """What every post of a cut must keep to."""

    text: str
    frame: Frame
    words: Cues
    #: The numberings that a post must have room for; ``(None,)`` outside of threads.
    numbers: tuple[tuple[int, int] | None, ...] = (None,)
    #: Whether a post must make sense by itself; in a thread it follows the one before.
    alone: bool = True

    def draft(self, members: Sequence[Sentence], until: int | None = None) -> Draft | None:
        """The sentences as a post, or None where they do not fit."""
        made = draft(self.text, members, self.frame, alone=self.alone, until=until)
        return made if self.hold(made.body) else None

    def hold(self, body: str) -> bool:
        """Whether the body fits into its frame under every numbering."""
        return all(compose.holds(self.frame, body, number) for number in self.numbers)


@dataclass(frozen=True, slots=True)
class Unit:
    """Sentences ``first`` to ``last`` of the article, both included, as one post."""

    first: int
    last: int
    draft: Draft
    cost: float


def units(sentences: Sequence[Sentence], weights: Weights, terms: Terms) -> list[Unit]:
    """The posts, in the article's order. A tie goes to leaving out, then to the fewest sentences."""
    best = [0.0]
    choice: list[Unit | None] = []
    for last in range(len(sentences)):
        cost, chosen = best[last] + _leave_out(last, weights, terms), None
        for unit in _ending_at(last, sentences, weights, terms):
            if best[unit.first] + unit.cost < cost:
                cost, chosen = best[unit.first] + unit.cost, unit
        best.append(cost)
        choice.append(chosen)
    return _walked_back(choice)


def _walked_back(choice: Sequence[Unit | None]) -> list[Unit]:
    found: list[Unit] = []
    at = len(choice)
    while at:
        unit = choice[at - 1]
        if unit:
            found.append(unit)
        at = unit.first if unit else at - 1
    return found[::-1]


def _leave_out(index: int, weights: Weights, terms: Terms) -> float:
    return LEAVE_OUT[0] + LEAVE_OUT[1] * weights.salience[index] if terms.alone else LEAVE_OUT_OF_THREAD


def _ending_at(last: int, sentences: Sequence[Sentence], weights: Weights, terms: Terms) -> Iterator[Unit]:
    """Every post that ends with this sentence, the shortest first."""
    if terms.alone and sentences[last].leads_in:
        return
    for first in range(last, max(last - MOST_SENTENCES, -1), -1):
        opener = sentences[first]
        if opener.section != sentences[last].section or (terms.alone and opener.fragment):
            return
        members = sentences[first : last + 1]
        made = terms.draft(members) or _shortened(members, terms)
        if made is None:
            return
        lead = sentences[opener.lead] if terms.alone and opener.lead is not None else None
        if not (terms.alone and opener.points_back):
            yield Unit(first, last, made, _cost(first, last, sentences, weights, made, terms))
        elif lead and not lead.points_back and not lead.fragment and (led := terms.draft([lead, *members])):
            yield Unit(first, last, led, _cost(first, last, sentences, weights, led, terms) + REPEATED_LEAD)


def _shortened(members: Sequence[Sentence], terms: Terms) -> Draft | None:
    """One sentence that is too long by itself, without its last clauses; None where that is not safe."""
    if not terms.alone or len(members) > 1:
        return None
    drafts = (terms.draft(members, until) for until in ends(members[0], terms.words))
    return next((made for made in drafts if made), None)


def _cost(first: int, last: int, sentences: Sequence[Sentence], weights: Weights, made: Draft, terms: Terms) -> float:
    """What the post costs, all but the repeated lead-in."""
    cost = POST + _looks(made.body, terms.frame.limits.most)
    if terms.alone:
        cost += STRIPPED * bool(sentences[first].connective)
    else:
        cost += OPEN_IN_THREAD * sentences[first].points_back + LEADS_OUT_IN_THREAD * sentences[last].leads_in
    return cost + sum(_bond(at, sentences, weights) for at in range(first + 1, last + 1))


def _bond(at: int, sentences: Sequence[Sentence], weights: Weights) -> float:
    """What it costs that a sentence is in the post of the one before it."""
    here, before = sentences[at], sentences[at - 1]
    hangs = here.points_back or here.connective
    bond = KEPT_TOGETHER if hangs else LOOSE + ALIKE * weights.likeness[at]
    return bond + NEW_BLOCK * (here.block != before.block and not here.item)


def _looks(body: str, most: int) -> float:
    """What it costs that a post is nearly empty, short, or holds half a quotation."""
    emptiness = max(FILLED - len(body) / most, 0.0) / FILLED
    return EMPTY * emptiness + TOO_SHORT * (len(body.encode()) < SHORT_BYTES) + UNBALANCED * halved(body)
