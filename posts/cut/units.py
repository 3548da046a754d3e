"""Which sentences go together in a post: the cheapest way through the article, by dynamic programming.

``best[j]`` is the cheapest way to have dealt with the first j sentences: the last few of them are a post, or the last
one is left out. Sentences that may not open a post, and posts that do not fit, are no ways at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from posts.cut.cohesion import Tie
from posts.cut.edits import Draft
from posts.cut.names import Names
from posts.cut.reading import Sentence
from posts.cut.lending import with_name
from posts.cut.references import Need, meets
from posts.cut.salience import Weights
from posts.cut.sentences import halved
from posts.cut.shortening import shorter
from posts.cut.terms import Terms

#: The most sentences of one post, its repeated lead-in aside.
MOST_SENTENCES = 6

# What things cost. A post costs something, so that posts are well filled; leaving a sentence out costs more than any
# post that is allowed, so that nothing is lost for the looks.
POST = 0.35
LEAVE_OUT = (1.6, 1.2)  # plus the second, times the sentence's salience
LEAVE_OUT_OF_THREAD = 50.0
STRIPPED = 0.15
STRIPPED_TIE = 0.5  # a connective that opposes or illustrates
OPEN_IN_THREAD = 0.5
LEADS_OUT_IN_THREAD = 0.6
REPEATED_LEAD = 0.1
REPEATED = 0.8  # a sentence that another post says too, for the sake of what hangs on it
TRIMMED = 0.3
NAMED = 0.4
PARTED = 0.45  # a post begins or ends inside a sentence
KEPT_TOGETHER = -0.3  # a sentence with the one that it hangs on
LOOSE = 0.12  # a sentence that could open a post itself,
ALIKE = -0.3  # unless it is like the one before it
NEW_BLOCK = 0.15
TORN = 1.1  # the two sides of a contrast in two posts though they fit into one
TORN_CAVEAT = 0.5
LEFT_HANGING = 0.25  # a post ends right before what hangs on its last sentence
EMPTY = 0.3  # as the post is emptier than
FILLED = 0.35  # this share of the limit
TOO_SHORT = 0.6
SHORT_BYTES = 45
UNBALANCED = 1.2
#: A "these …" takes up what the sentence before said in other words, where the two share so many stems.
SHARED = 2


@dataclass(frozen=True, slots=True)
class Unit:
    """Sentences ``first`` to ``last`` of the article, both included, as one post."""

    first: int
    last: int
    draft: Draft
    cost: float


def units(sentences: Sequence[Sentence], weights: Weights, terms: Terms, names: Names) -> list[Unit]:
    """The posts, in the article's order. A tie goes to leaving out, then to the fewest sentences."""
    best = [0.0]
    choice: list[Unit | None] = []
    page = _Page(sentences, weights, terms, names)
    for last in range(len(sentences)):
        cost, chosen = best[last] + page.leave_out(last), None
        for unit in page.ending_at(last):
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


class _Page:
    """One article, while its posts are weighed."""

    def __init__(self, sentences: Sequence[Sentence], weights: Weights, terms: Terms, names: Names) -> None:
        self.sentences = sentences
        self.weights = weights
        self.terms = terms
        self.names = names
        self.sizes = [terms.size(sentence) for sentence in sentences]
        self._shorter: dict[int, list[Sentence]] = {}

    def leave_out(self, index: int) -> float:
        """What it costs that no post says a sentence."""
        return LEAVE_OUT[0] + LEAVE_OUT[1] * self.weights.salience[index] if self.terms.alone else LEAVE_OUT_OF_THREAD

    def ending_at(self, last: int) -> Iterator[Unit]:
        """Every post that ends with this sentence, the shortest first."""
        closing = self.sentences[last]
        if self.terms.alone and (closing.leads_in or closing.apart):
            return
        size = 0
        for first in range(last, max(last - MOST_SENTENCES, -1), -1):
            opener = self.sentences[first]
            size += self.sizes[first] + 1
            if opener.section != closing.section or (self.terms.alone and opener.apart) or size - 1 > self.terms.most:
                break
            yield from self._beginning_at(first, last)
        if self.terms.alone and self.sizes[last] > self.terms.room:
            yield from self._shortened(last)
        if self.terms.alone and last and closing.tied and self.sizes[last - 1] + self.sizes[last] + 1 > self.terms.room:
            yield from self._squeezed(last)

    def _beginning_at(self, first: int, last: int) -> Iterator[Unit]:
        opener, members = self.sentences[first], self.sentences[first : last + 1]
        if not self.terms.alone:
            if made := self.terms.draft(members):
                yield Unit(first, last, made, self._cost(first, last, made))
            return
        if not opener.needs_lead and self.stands(members):
            if made := self.terms.draft(members):
                yield Unit(first, last, made, self._cost(first, last, made))
            return
        found = False
        if opener.naming:
            for unit in self._named(first, last, members):
                found = True
                yield unit
        if not found and not opener.needs_lead and first and opener.tied:
            yield from self._repeating(first, last, members)
        if opener.needs_lead and opener.lead is not None:
            lead = self.sentences[opener.lead]
            if not lead.apart and self.stands([lead, *members]) and (made := self.terms.draft([lead, *members])):
                yield Unit(first, last, made, self._cost(first, last, made) + REPEATED_LEAD)

    def _named(self, first: int, last: int, members: Sequence[Sentence]) -> Iterator[Unit]:
        """The sentences with the name of whom they mean."""
        lent = with_name(members[0], self.terms.text, self.terms.words)
        if lent and self.stands([*lent, *members[1:]]) and (made := self.terms.draft([*lent, *members[1:]])):
            yield Unit(first, last, made, self._cost(first, last, made) + NAMED)

    def _repeating(self, first: int, last: int, members: Sequence[Sentence]) -> Iterator[Unit]:
        """The sentences after the one before them, which another post says too."""
        before = self.sentences[first - 1]
        if before.section != members[0].section or before.apart or before.leads_in or before.whole == members[0].whole:
            return
        if not self.stands([before, *members]):
            return
        if made := self.terms.draft([before, *members]):
            yield Unit(first, last, made, self._cost(first, last, made) + REPEATED)

    def _shortened(self, index: int) -> Iterator[Unit]:
        """One sentence that is too long by itself, said shorter."""
        sentence = self.sentences[index]
        if sentence.needs_lead or self.terms.draft([sentence]):
            return
        for less in self.shorter(index):
            if self.stands([less]) and (made := self.terms.draft([less])):
                yield Unit(index, index, made, self._cost(index, index, made) + TRIMMED)
                return

    def _squeezed(self, last: int) -> Iterator[Unit]:
        """A sentence and the one that it hangs on, one of them said shorter, where the two do not fit as they are."""
        first = last - 1
        one, other = self.sentences[first], self.sentences[last]
        if one.section != other.section or one.apart or one.needs_lead or one.whole == other.whole:
            return
        pairs = chain(((less, other) for less in self.shorter(first)), ((one, less) for less in self.shorter(last)))
        for pair in pairs:
            if self.stands(pair) and (made := self.terms.draft(pair)):
                yield Unit(first, last, made, self._cost(first, last, made) + TRIMMED)
                return

    def shorter(self, index: int) -> list[Sentence]:
        """The ways in which a sentence can be said shorter; found once."""
        if index not in self._shorter:
            self._shorter[index] = list(shorter(self.sentences[index], self.terms.words, self.names))
        return self._shorter[index]

    def stands(self, members: Sequence[Sentence]) -> bool:
        """Whether a reader of these sentences alone misses nothing that they point at."""
        if members[0].hangs:
            return False
        supplies, stems = Need(0), set[str]()
        before: Sentence | None = None
        for member in members:
            known = member.reference
            goes_on = before is not None and before.block == member.block and len(before.reference.stems & known.stems) >= SHARED
            for demand in known.demands:
                if not meets(demand, supplies, stems) and not (goes_on and demand.stems):
                    return False
            supplies |= known.supplies | Need.BEFORE
            stems |= known.stems
            before = member
        return True

    def _cost(self, first: int, last: int, made: Draft) -> float:
        """What the post costs, all but a repeated lead-in."""
        opener = self.sentences[first]
        cost = POST + _looks(made.body, self.terms.most)
        if self.terms.alone:
            cost += _STRIPPING.get(opener.opening.tie, 0.0)
            cost += self._torn(first) + self._hanging(last)
            closing = self.sentences[last]
            cost += PARTED * ((opener.start > opener.whole[0]) + (closing.end < closing.whole[1]))
        else:
            cost += OPEN_IN_THREAD * opener.tied + LEADS_OUT_IN_THREAD * self.sentences[last].leads_in
        return cost + sum(self._bond(at) for at in range(first + 1, last + 1))

    def _torn(self, first: int) -> float:
        """What it costs that a post begins with the other side of what the sentence before it says."""
        here = self.sentences[first]
        if not first or not here.opening.opposes or self.sentences[first - 1].section != here.section:
            return 0.0
        fits = self.sizes[first - 1] + 1 + self.sizes[first] <= self.terms.room
        return TORN if fits else 0.0

    def _hanging(self, last: int) -> float:
        """What it costs that the next sentence hangs on the post's last one."""
        if last + 1 >= len(self.sentences) or self.sentences[last + 1].section != self.sentences[last].section:
            return 0.0
        return LEFT_HANGING if self.sentences[last + 1].tied else 0.0

    def _bond(self, at: int) -> float:
        """What it costs that a sentence is in the post of the one before it."""
        here, before = self.sentences[at], self.sentences[at - 1]
        bond = KEPT_TOGETHER if here.tied or here.whole == before.whole else LOOSE + ALIKE * self.weights.likeness[at]
        return bond + NEW_BLOCK * (here.block != before.block and not here.item)


_STRIPPING = {Tie.ADDS: STRIPPED, Tie.OPPOSES: STRIPPED_TIE, Tie.ILLUSTRATES: STRIPPED_TIE}


def _looks(body: str, most: int) -> float:
    """What it costs that a post is nearly empty, short, or holds half a quotation."""
    emptiness = max(FILLED - len(body) / most, 0.0) / FILLED
    return EMPTY * emptiness + TOO_SHORT * (len(body.encode()) < SHORT_BYTES) + UNBALANCED * halved(body)
