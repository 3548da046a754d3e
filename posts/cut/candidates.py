"""The posts that an article could have: every run of its sentences that fits, and stands alone where it must.

A run that does not stand by itself is tried with what would make it stand: the name that its pronouns mean, the heading
or the sentence that introduces it, the sentence before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain
from math import inf
from typing import NamedTuple

from posts.cut import costs
from posts.cut.cohesion import plain
from posts.cut.costs import Costs
from posts.cut.cues import Word
from posts.cut.edits import LABEL, Draft
from posts.cut.lending import heading_of, question_of, topic_of, with_name, with_voice
from posts.cut.reading import Reading
from posts.cut.sentence import Sentence
from posts.cut.shortening import shorter
from posts.cut.standing import begins, goes_together, stands, unvoiced
from posts.cut.terms import Terms
from posts.cut.tokens import tokens

#: The most sentences of one post, what introduces them aside.
MOST_SENTENCES = 6
#: What begins a paragraph and goes on from the one before only announces what follows, if it is not longer than this.
ANNOUNCING_BYTES = 40
#: Of so many sentences behind a section's first it may still be taken for granted that they are about its heading.
NEAR_HEADING = 5
#: A lead-in of fewer words introduces nothing: "Examples included:".
FEWEST_WORDS = 3


class Unit(NamedTuple):
    """Sentences ``first`` to ``last`` of the article, both included, as one post."""

    first: int
    last: int
    draft: Draft
    cost: float


class Way(NamedTuple):
    """A way to say sentences from ``first`` on in one post, the least that it costs, and what makes it if it is one."""

    first: int
    least: float
    make: Callable[[], Unit | None]


class Candidates:
    """The possible posts of one article.

    ``sentences`` are those of its reading as posts may part them.
    """

    def __init__(self, sentences: Sequence[Sentence], reading: Reading, terms: Terms, priced: Costs) -> None:
        self.sentences = sentences
        self.costs = priced
        self._whole = reading.sentences
        self._names = reading.names
        #: What posts are about without saying so, unless a hashtag says it.
        theme = reading.theme if terms.alone and terms.single else None
        self._theme = None if theme and any(map(theme.is_said, terms.frame.hashtags)) else theme
        self._terms = terms
        self._sizes = priced.sizes
        self._room = terms.room
        self._reach = terms.reach
        self._bare = [terms.alone and self._is_bare(one) for one in sentences]
        self._led: dict[int, list[tuple[Sequence[Sentence], float]]] = {}
        self._topics: dict[int, list[tuple[Sentence, float]]] = {}
        self._shorter: dict[int, list[Sentence]] = {}

    def ending_at(self, last: int) -> Iterator[Way]:
        """Every way to a post that ends with this sentence, the shortest first."""
        return self._alone(last) if self._terms.alone else self._in_thread(last)

    def _runs(self, last: int) -> Iterator[tuple[int, Sequence[Sentence]]]:
        """The runs of sentences of one section that end here and may fit."""
        size = -1
        for first in range(last, max(last - MOST_SENTENCES, -1), -1):
            size += self._sizes[first] + 1
            if self.sentences[first].section != self.sentences[last].section or size > self._reach:
                return
            yield first, self.sentences[first : last + 1]

    def _in_thread(self, last: int) -> Iterator[Way]:
        for first, members in self._runs(last):
            yield Way(first, self.costs.least(first, last), partial(self._unit, first, last, members))

    def _alone(self, last: int) -> Iterator[Way]:
        closing = self.sentences[last]
        if closing.leads_in or closing.labels or closing.apart or self._only_begins(last) or self._is_answered(last):
            return
        for first, members in self._runs(last):
            if members[0].apart:
                return
            more = 0.0 if self._bare[first] else min((cost for _, cost in self._lent(first)), default=inf)
            if more < inf:
                yield Way(first, self.costs.least(first, last) + more, partial(self._standing, first, last, members))
            if self._bare[first] and self.costs.adrift[first]:
                yield from self._on_topic(first, last, members)
        if self._sizes[last] + _lacking(closing) > self._room:
            yield Way(last, self.costs.least(last, last) + costs.TRIMMED, partial(self._said_shorter, last))
        elif last and closing.tied and self._sizes[last - 1] + 1 + self._sizes[last] > self._room:
            yield Way(last - 1, self.costs.least(last - 1, last) + costs.TRIMMED, partial(self._squeezed, last))

    def _on_topic(self, first: int, last: int, members: Sequence[Sentence]) -> Iterator[Way]:
        """The run behind what says what its first sentence only goes on with."""
        if first not in self._topics:
            self._topics[first] = list(self._topics_of(first))
        for lent, more in self._topics[first]:
            least = self.costs.least(first, last) + more
            yield Way(first, least, partial(self._behind, lent, first, last, members, more))

    def _topics_of(self, first: int) -> Iterator[tuple[Sentence, float]]:
        """What may say what a sentence is about, its heading or the sentence before, and what that costs more."""
        opener, drifts = self.sentences[first], self.costs.adrift[first]
        if self._may_head(first) and (heading := topic_of(opener)):
            yield heading, costs.NAMED - drifts
        if opener.first or self.costs.adrift[first - 1] or not self._bare[first - 1]:
            return
        if self._may_repeat(self.sentences[first - 1], opener):
            yield self.sentences[first - 1], costs.REPEATED - drifts

    def _may_head(self, first: int) -> bool:
        """Whether the heading of a sentence may stand before it: of a long section it is of the first sentences only.

        A person's name and a colon would seem to say whose words follow.
        """
        near = self.sentences[max(first - NEAR_HEADING, 0) : first + 1]
        above = self.sentences[first].heading
        words = above.text.lower().split() if above else []
        return any(one.first and one.heading is above for one in near) and self._names.people.isdisjoint(words)

    def _is_answered(self, last: int) -> bool:
        """Whether a question is answered right behind it: in its paragraph, or it is all of that and so a heading."""
        one, others = self.sentences[last], self.sentences
        if not one.asks or last + 1 == len(others) or others[last + 1].section != one.section:
            return False
        alone = not one.listed and (not last or others[last - 1].block != one.block)
        after = others[last + 1]
        return alone or after.block == one.block or after.depth > one.depth > 0

    def _only_begins(self, last: int) -> bool:
        """Whether a paragraph begins with what goes on from the one before, and tells more: "Then there is light."."""
        one, others = self.sentences[last], self.sentences
        if not one.hangs or one.listed or len(one.text.encode()) > ANNOUNCING_BYTES:
            return False
        begins = last > 0 and others[last - 1].block != one.block
        return begins and last + 1 < len(others) and others[last + 1].block == one.block

    def _unit(self, first: int, last: int, members: Sequence[Sentence], more: float = 0.0) -> Unit | None:
        """The members as the post of these sentences, if they fit."""
        made = self._terms.draft(members)
        more += costs.ONE_OF_MANY * _says_one_of_many(members)
        if made and self._theme and self._theme.lacks(members, made.body):
            themed = self._terms.draft(self._theme.before(members))
            made, more = themed or made, more + costs.UNTHEMED * (themed is None)
        return Unit(first, last, made, self.costs.post(first, last, made.body) + more) if made else None

    def _standing(self, first: int, last: int, members: Sequence[Sentence]) -> Unit | None:
        """The run as it stands, else in the first way in which it does and fits."""
        bare = self._bare[first]
        asked = question_of(members[0]) if bare and members[0].first else None
        if asked and stands([asked, *members]) and (made := self._unit(first, last, [asked, *members])):
            return made
        if bare and stands(members):
            return self._unit(first, last, members)
        voiceless = bare and bool(unvoiced(members))  # else nothing that is not lent makes it stand
        for lent, cost in chain([(members[:1], 0.0)] * voiceless, self._lent(first)):
            whole, more = self._voiced([*lent, *members[1:]])
            if stands(whole) and (made := self._unit(first, last, whole, cost + more)):
                return made
        return None

    def _behind(self, lent: Sentence, first: int, last: int, members: Sequence[Sentence], more: float) -> Unit | None:
        """The run with what is lent before it, if it stands so."""
        whole = [lent, *members]
        return self._unit(first, last, whole, more) if stands(whole) else None

    def _voiced(self, members: Sequence[Sentence]) -> tuple[Sequence[Sentence], float]:
        """The members, if need be with the name of whose words they are, and what that costs."""
        voiced = with_voice(members, self._terms.text) if unvoiced(members) else None
        return (voiced, costs.VOICED) if voiced else (members, 0.0)

    def _is_bare(self, opener: Sentence) -> bool:
        """Whether a post may begin with a sentence and nothing before it, whatever follows."""
        lacks = (
            opener.needs_lead
            or opener.denied
            or opener.label is not None
            or (opener.leads_in and not self._is_clause(opener))
        )
        return not lacks and begins([opener])

    def _lent(self, first: int) -> Sequence[tuple[Sequence[Sentence], float]]:
        """A sentence with what may come before it so that a post may begin there, and what that costs; found once."""
        if first not in self._led:
            self._led[first] = [way for way in self._lendings(first) if begins(way[0])]
        return self._led[first]

    def _lendings(self, first: int) -> Iterator[tuple[Sequence[Sentence], float]]:
        """A sentence with what may have to come before it, and what that costs."""
        opener = self.sentences[first]
        if opener.needs_lead:
            lead = self._lead(opener)
            if lead:
                yield (lead, opener), costs.LED
            before = self._whole[opener.lead - 1] if opener.lead and lead else None
            if before and lead and before.block == lead.block and self._may_repeat(before, lead):
                yield (before, lead, opener), costs.LED + costs.REPEATED
            return
        if opener.label is not None:
            yield from self._labelled(first, self._whole[opener.label])
            return
        named = None if opener.denied else with_name(opener, self._terms.text, self._terms.words)
        if named:
            yield named, costs.NAMED
        if heading := heading_of(opener):
            yield (heading, opener), costs.NAMED
        if self._may_repeat_before(first):
            yield (self.sentences[first - 1], opener), costs.REPEATED

    def _labelled(self, first: int, label: Sentence) -> Iterator[tuple[Sequence[Sentence], float]]:
        """What is told further on of a label, with that, which may need what introduces its list."""
        if label.apart or self.sentences[first - 1].whole == label.whole:
            return
        lead = self._lead(label) if label.needs_lead else None
        if lead or not label.needs_lead:
            said = (lead,) if lead else ()
            yield (*said, label._replace(lends=" "), self.sentences[first]), costs.LED

    def _may_repeat_before(self, first: int) -> bool:
        """Whether the sentence before can stand once more: this one hangs on it, or is what somebody says there."""
        opener, before = self.sentences[first], self.sentences[first - 1] if first else None
        if before is None or opener.denied:
            return False
        said_there = opener.voice is not None and opener.voice.place == before.start
        return (opener.tied or said_there) and self._may_repeat(before, opener)

    def _may_repeat(self, before: Sentence, opener: Sentence) -> bool:
        """Whether a sentence can stand once more before what hangs on it."""
        apart = before.apart or before.leads_in or before.needs_lead or before.section != opener.section
        apart = apart or before.label is not None  # it is told of a label itself
        return not apart and before.whole != opener.whole

    def _lead(self, item: Sentence) -> Sentence | None:
        """What introduces a list's item: a sentence, else its section's heading."""
        if item.lead is None:
            return heading_of(item)
        lead = self._whole[item.lead]
        return None if lead.apart or lead.needs_lead or not self._is_clause(lead) else lead

    def _is_clause(self, lead: Sentence) -> bool:
        """Whether a lead-in says something, and is no item that only names who is meant: "Women who want:"."""
        known = self._terms.words
        words = tokens(plain(lead.text), known)
        # "who" tells of somebody; "with" may open any lead-in but that of an item.
        relative = any(sort & Word.RELATIVE and (lead.listed or sort & Word.PEOPLE) for sort in words.sorts)
        if known.spaced and (len(words) < FEWEST_WORDS or not lead.reference.supplies):
            return False
        return not relative or known.finite.search(plain(lead.text)) is not None

    def _said_shorter(self, index: int) -> Unit | None:
        """One sentence that is too long by itself, said shorter."""
        sentence = self.sentences[index]
        if sentence.needs_lead or sentence.denied or (not _lacking(sentence) and self._terms.draft([sentence])):
            return None
        ways = (way for less in self._ways(index) for way in self._alone_or_named(less) if stands(way))
        return self._first(index, index, ways)

    def _alone_or_named(self, less: Sentence) -> Iterator[Sequence[Sentence]]:
        """A sentence by itself, and with the name that its pronouns mean."""
        yield [less]
        if named := with_name(less, self._terms.text, self._terms.words):
            yield named
        if less.voice and (voiced := with_voice([less], self._terms.text)):
            yield voiced

    def _squeezed(self, last: int) -> Unit | None:
        """A sentence and the one that it hangs on, one of them said shorter, where the two do not fit as they are."""
        one, other = self.sentences[last - 1], self.sentences[last]
        alone = not (one.apart or one.needs_lead or one.denied or one.hangs)
        if not alone or one.section != other.section or one.whole == other.whole:
            return None
        if unvoiced((one, other)) or not goes_together((one, other)):
            return None
        less_first = ((less, other) for less in self._ways(last - 1))
        # What the first one misses is not before it, however the other is said.
        less_last = ((one, less) for less in self._ways(last)) if not one.reference.demands else ()
        return self._first(last - 1, last, (pair for pair in chain(less_first, less_last) if stands(pair)))

    def _first(self, first: int, last: int, ways: Iterator[Sequence[Sentence]]) -> Unit | None:
        """The first of these ways that fits."""
        made = (self._unit(first, last, way, costs.TRIMMED) for way in ways)
        return next((unit for unit in made if unit), None)

    def _ways(self, index: int) -> list[Sentence]:
        """The ways in which a sentence can be said shorter; found once."""
        if index not in self._shorter:
            self._shorter[index] = list(shorter(self.sentences[index], self._terms.words, self._names))
        return self._shorter[index]


def _says_one_of_many(members: Sequence[Sentence]) -> bool:
    """Whether a list of several items is introduced, and one of them said."""
    many = any(one.items[0] < one.items[1] for one in members)
    return many and sum(one.item and one.lead is not None for one in members) == 1


def _lacking(sentence: Sentence) -> int:
    """How many code points the name takes that has to stand before a sentence, and what parts the two; 0 for none."""
    lent = sentence.voice or sentence.naming
    return lent.name[1] - lent.name[0] + len(LABEL) if lent and lent.name else 0
