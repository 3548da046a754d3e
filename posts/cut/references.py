"""What a sentence points at without naming it, and what it names for others to point at. No grammar is parsed.

A sentence demands what its pointing words need and its own earlier words do not give; it supplies what it names. A post
stands alone where every demand of its sentences is met by what its earlier sentences supply. The rules follow what was
measured against human coreference (https://github.com/amir-zeldes/gum): a pronoun with nothing before it that it could
mean is right far more often than a list of bad first words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from posts.cut.cues import Cues, Word
from posts.cut.names import Names
from posts.cut.tokens import Token, cued

#: How much of a word's start makes two forms of it the same word: "relieve", "relief".
STEM = 5


class Need:
    """What a pointing word needs before it, and what a word may give, as bits."""

    NOTHING = 0
    #: Anything at all that was named.
    THING = 1 << 0
    PERSON = 1 << 1
    SEVERAL = 1 << 2
    #: A place or a date.
    PLACE = 1 << 3
    #: A sentence before this one: what "this" and "such a …" take up.
    BEFORE = 1 << 4
    #: The same, but no heading: what "despite this setback" takes up.
    SAID = 1 << 5


class Demand(NamedTuple):
    """A pointing word that its own sentence does not explain."""

    need: int
    #: Where it stands in its sentence.
    start: int
    end: int
    #: The stems of the words it comes with ("this method"): who names one of them meets it too.
    stems: frozenset[str] = frozenset()
    #: Whether nothing is named before it but in a phrase ahead of the sentence's subject.
    early: bool = False


class Reference(NamedTuple):
    """What one sentence demands and supplies."""

    demands: tuple[Demand, ...] = ()
    supplies: int = Need.NOTHING
    stems: frozenset[str] = frozenset()
    #: Whether it begins with one bare noun that a reader is taken to know ("The report says …").
    given: bool = False


NO_REFERENCE = Reference()
#: A "these …" behind so many words that name something takes up one of them, under another name.
MUCH = 10
_THING = Need.THING
#: How a plural ends, and what is one of something is not.
_PLURAL = re.compile(r"[^isu]s\Z")


def refer(text: str, words: Sequence[Token], known: Names, cues: Cues, skip: int = 0) -> Reference:
    """What a sentence demands and supplies.

    ``text`` has straight apostrophes; ``words`` are its `tokens`; ``skip`` code points at its start are a connective.
    """
    idle = _idle(text, words, cues, skip)
    if skip:
        words = [token for token in words if token.start >= skip]
    reading = _Reading(text, words, known, cues)
    demands = []
    speaks = 0
    for index, token in enumerate(words):
        sort = token.sort
        if sort & _POINTS and not any(start <= token.start < end for start, end in idle):
            demand = reading.demand(index)
            demands += [demand] if demand else []
        if (not sort & _IDLE or sort & _PEOPLE) and not (speaks and not token.apart):
            reading.take(index)
        # "We are impressed by …": what somebody does names nothing.
        speaks = sort & _SPEAKER or (speaks and sort & _LIGHT and not token.capital)
    return Reference(tuple(demands), reading.supplies, frozenset(reading.stems), _is_given(words))


def _is_given(words: Sequence[Token]) -> bool:
    if len(words) < 3 or not words[0].sort & Word.GIVEN:
        return False
    noun, after = words[1], words[2]
    plain = not noun.capital and not noun.sort & _IDLE
    return plain and not noun.apart and bool(after.sort & (Word.LIGHT | Word.SAYS)) and not after.sort & Word.FRONTING


def _idle(text: str, words: Sequence[Token], cues: Cues, start: int) -> Sequence[tuple[int, int]]:
    """Where pointing words point at nothing, or at what a post can do without: "Another kind of … is …"."""
    if not any(token.sort & _POINTS for token in words):
        return ()
    found = [match.span() for match in cued(cues.nowhere, Word.NOWHERE, text, words, cues)]
    another = cues.another.match(text, start) if cues.one else None
    return [*found, another.span()] if another else found


# The sorts that every word is asked for: to look them up each time takes longer than to ask.
_LIGHT, _PEOPLE, _SPEAKER, _JOINING, _SEVERAL = Word.LIGHT, Word.PEOPLE, Word.SPEAKER, Word.JOINING, Word.SEVERAL
_IDLE = Word.LIGHT | Word.POINTING
_POINTS = Word.POINTING | Word.DETERMINER | Word.PERSON | Word.PLURAL | Word.THING
_PRONOUN = Word.PERSON | Word.PLURAL | Word.THING
_NEEDS = ((Word.PERSON, Need.PERSON), (Word.PLURAL, Need.SEVERAL), (Word.THING, Need.THING))


class _Reading:
    """What the words of a sentence have named so far."""

    def __init__(self, text: str, words: Sequence[Token], known: Names, cues: Cues) -> None:
        #: Where plurals cannot be told by their form, anything that was named may be several.
        self.needs = _NEEDS if cues.plurals else (*_NEEDS[:1], (Word.PLURAL, Need.THING), *_NEEDS[2:])
        self.finite = cues.finite
        self.text = text
        self.words = words
        self.known = known
        self.supplies = Need.NOTHING
        self.stems: set[str] = set()
        #: How many words have named something.
        self.named = 0
        #: Where what stands before the sentence's subject ends; 0 where the sentence begins with its subject.
        self.front = self._front()
        #: Whether that has no subject of its own, which a pronoun behind it could mean.
        self.bare = not words or not words[0].sort & Word.CONJOINING or self._opens_bare(1)

    def _front(self) -> int:
        if not self.words:
            return 0
        comma = max(self.text.find(",", self.words[0].start), 0)
        opens = self._opens_bare(0) or bool(self.words[0].sort & Word.CONJOINING)
        return comma if opens or self._is_apposed(comma) else 0

    def _is_apposed(self, comma: int) -> bool:
        """Whether the sentence only says what somebody is before the pronoun for them: "A poor student, he left"."""
        first = self.words[0].sort
        after = next((one for one in self.words if one.start > comma), None) if comma else None
        return bool(first & Word.DEFINITE and not first & Word.GIVEN and after and after.sort & Word.SUBJECT)

    def _opens_bare(self, index: int) -> bool:
        """Whether a phrase without a subject begins at this word."""
        return len(self.words) > index and bool(self.words[index].sort & Word.FRONTING)

    def _after(self, index: int) -> Token | None:
        return self.words[index + 1] if index + 1 < len(self.words) else None

    def demand(self, index: int) -> Demand | None:
        """What the word at this place needs and has not got."""
        token = self.words[index]
        after = self._after(index)
        if token.sort & Word.DETERMINER and after and self._determines(token, after):
            return self._determined(index)
        for sort, need in self.needs:
            if token.sort & sort:
                return (
                    None
                    if self._met(index, need)
                    else Demand(need, token.start, token.end, early=self._is_early(index))
                )
        bare = not self.supplies or (self._is_object(index) and not self._is_done(index))
        return Demand(Need.BEFORE, token.start, token.end) if bare and token.sort & Word.POINTING else None

    def _goes_on(self, index: int) -> bool:
        """Whether a clause of its own sentence came before the word: "he was asked to pay, but could not do that"."""
        return bool(self.supplies) and any(one.apart for one in self.words[1 : index + 1])

    def _is_done(self, index: int) -> bool:
        """Whether it says again what its own sentence said somebody does."""
        return not self.words[index - 1].sort & Word.FRONTING and self._goes_on(index)

    def _is_object(self, index: int) -> bool:
        """Whether a bare "this" or "those" stands behind a preposition, and nothing after it explains it."""
        token, after = self.words[index], self._after(index)
        before = self.words[index - 1]
        determines = bool(after and not after.apart and not after.sort & Word.LIGHT)
        object_of = before.sort & Word.FRONTING or after is None
        return bool(token.sort & Word.DETERMINER and object_of and not determines)

    def _met(self, index: int, need: int) -> bool:
        """Whether the words before the pronoun give what it needs, or its sentence's subject right after the comma."""
        token = self.words[index]
        if need == Need.PERSON and self._is_owned(index):
            return True
        if self.front and token.start < self.front:
            return bool(self.supplies & need) or self._comes_later(need)
        if self.front and self.bare and index and self.words[index - 1].end <= self.front < token.start:
            return False
        return bool(self.supplies & need)

    def _is_owned(self, index: int) -> bool:
        """Whether a name is joined to what is its own: "Ronald Reagan and his campaign"."""
        if index < 2 or not self.words[index].sort & Word.OWNER:
            return False
        owner, joint = self.words[index - 2 : index]
        return owner.capital and not owner.sort & _IDLE and bool(joint.sort & Word.JOINING) and not joint.apart

    def _comes_later(self, need: int) -> bool:
        """Whether the subject behind the phrase that opens the sentence is what a pronoun in that phrase means."""
        subject = self._subject()
        if need == Need.PERSON:
            return bool(subject) and self._is_person(subject[0])
        several = any(one.sort & Word.SEVERAL and not one.sort & Word.LIGHT for one in subject)
        return need == Need.SEVERAL and several

    def _subject(self) -> Sequence[Token]:
        """The first words behind the phrase that opens the sentence, and behind another that is joined to it."""
        words = [one for one in self.words if one.start > self.front]
        if words and words[0].sort & Word.JOINING:
            words = words[next((at for at, one in enumerate(words) if at and one.apart), 0) :]
        return words[:4]

    def _is_early(self, index: int) -> bool:
        """Whether a pronoun is among the sentence's first words, or the first behind the phrase that opens it."""
        return not self.supplies or bool(self.front and self.words[index - 1].end <= self.front)

    def _determines(self, token: Token, after: Token) -> bool:
        """Whether the word belongs to the noun after it: "that" only where it cannot open a clause."""
        if after.sort & (Word.LIGHT | Word.SAYS | Word.POINTING):
            return False
        if token.sort & Word.SINGLE and _PLURAL.search(after.word):
            return False  # no noun but a verb: "this holds"
        if token.sort & Word.SINGLE and self._is_predicate(after):
            return False  # the same: "when this failed, …"
        if token.word != "that":
            return True
        before = [one for one in self.words if one.end <= token.start]
        ends = after is self.words[-1] and not after.apart and before and not before[-1].sort & Word.SAYS
        return bool(ends or (before and before[-1].sort & (Word.FRONTING | Word.LOCATING)))

    def _is_predicate(self, token: Token) -> bool:
        """Whether a word that may be a finite verb ends a clause."""
        after = self._after(self.words.index(token))
        return bool(after and after.apart and self.finite.fullmatch(token.word))

    def _determined(self, index: int) -> Demand | None:
        token, phrase = self.words[index], []
        end = token.end
        for following in self.words[index + 1 : index + 4]:
            if following.sort & (Word.LIGHT | Word.POINTING) or following.apart:
                break
            phrase.append(following)
            end = following.end
        kind = any(one.sort & Word.KIND for one in phrase)
        if any(one.word[:STEM] in self.stems for one in phrase) or self._is_told(index):
            return None
        if self.supplies & Need.PLACE if kind else self.named >= MUCH:
            return None
        takes_up = any(one.sort & Word.TAKING_UP for one in phrase)
        # It takes up the clause before it: "depression is serious, but this problem can be treated".
        if takes_up and self._goes_on(index):
            return None
        need = Need.BEFORE if takes_up or index == 0 else Need.NOTHING
        need |= Need.SAID if index == 1 and self.words[0].sort & Word.FRONTING else Need.NOTHING
        need |= Need.PLACE if kind else Need.NOTHING
        return Demand(need, token.start, end, frozenset(one.word[:STEM] for one in phrase))

    def _is_told(self, index: int) -> bool:
        """Whether what follows explains a "those …": "those men and women who …"."""
        after = self.words[index + 1 : index + 6]
        return bool(self.words[index].sort & Word.TOLD) and any(one.sort & Word.RELATIVE for one in after)

    def take(self, index: int) -> None:
        """Goes on past a word that names something."""
        word, _, _, sort, capital, _ = self.words[index]
        gives = _THING
        if sort & _PEOPLE:
            gives |= Need.SEVERAL if sort & (Word.MANY | Word.SEVERAL) else Need.PERSON | Need.SEVERAL
        elif capital and word in self.known.people:
            gives |= Need.PERSON
        if (capital and word in self.known.places) or word.isdecimal():
            gives |= Need.PLACE
        if (index and self.words[index - 1].sort & _JOINING) or (sort & _SEVERAL and self._is_plural(index)):
            gives |= Need.SEVERAL
        self.supplies |= gives
        self.stems.add(word[:STEM])
        self.named += 1

    def _is_plural(self, index: int) -> bool:
        """Whether a word with a plural's ending has no object after it that would make it a verb."""
        after = self._after(index)
        return after is None or after.apart or not after.sort & (Word.DEFINITE | Word.POINTING)

    def _is_person(self, token: Token) -> bool:
        return token.capital and token.word in self.known.people


def meets(demand: Demand, supplies: int, stems: set[str] | frozenset[str]) -> bool:
    """Whether earlier sentences give what the demand needs."""
    return bool(demand.need & supplies) or not demand.stems.isdisjoint(stems)
