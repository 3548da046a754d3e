"""What a sentence points at without naming it, and what it names for others to point at. No grammar is parsed.

A sentence demands what its pointing words need and its own earlier words do not give; it supplies what it names. A post
stands alone where every demand of its sentences is met by what its earlier sentences supply. The rules follow what was
measured against human coreference (https://github.com/amir-zeldes/gum): a pronoun with nothing before it that it could
mean is right far more often than a list of bad first words.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import reduce
from operator import itemgetter, or_
from typing import NamedTuple

from posts.cut.cues import Begun, Cues, Form, Word
from posts.cut.given import Given, given, is_plural
from posts.cut.model import Span
from posts.cut.names import Names
from posts.cut.tokens import Words, cued


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
    #: A person or a place by name; no word needs it, but a sentence that has it is about something by itself.
    NAME = 1 << 6


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
    #: Whether only the rest of the article shows that it points at something: no other form of its sentence mends it.
    recalled: bool = False


class Reference(NamedTuple):
    """What one sentence demands and supplies."""

    demands: tuple[Demand, ...] = ()
    supplies: int = Need.NOTHING
    stems: frozenset[str] = frozenset()
    #: The noun that it begins with and that a reader is taken to know ("The report says …"), if it does.
    given: Given | None = None


NO_REFERENCE = Reference()


def recalled(points: Reference, start: int, end: int) -> tuple[Demand, ...]:
    """What is recalled between these places of a sentence, placed as in a sentence that begins at the first."""
    return tuple(
        one._replace(start=one.start - start, end=one.end - start)
        for one in points.demands
        if one.recalled and start <= one.start and one.end <= end
    )


#: A "these …" behind so many words that name something takes up one of them, under another name.
MUCH = 10
_THING = Need.THING
#: No noun belongs to a "this" before one of these.
_PAUSES = frozenset(",;:.!?—–")
#: So many words behind a "this" tell what it is; the noun itself may come right after: "this mental health problem".
MOST_POINTED = 4


def refer(text: str, words: Words, known: Names, cues: Cues, skip: int = 0) -> Reference:
    """What a sentence demands and supplies.

    ``text`` has straight apostrophes; ``words`` are its `tokens`; ``skip`` code points at its start are a connective.
    """
    since = words.since(skip)
    reading = _Reading(text, since, known, cues)
    demands = []
    speaks = 0
    for index, sort in enumerate(since.sorts):
        if sort & _POINTS and (demand := reading.demand(index)):
            demands.append(demand)
        if (not sort & _IDLE or sort & _PEOPLE) and not (speaks and not since.apart[index]):
            reading.take(index, sort)
        # "We are impressed by …": what somebody does names nothing.
        if speaks or sort & _SPEAKER:
            speaks = sort & _SPEAKER or (sort & _LIGHT and not since.forms[index].capital)
    if demands:
        idle = _idle(text, words, cues, skip)
        demands = [one for one in demands if not _within(one.start, idle)]
    found = cued(cues.resuming, Begun.RESUMING, text, words, cues, skip)
    demands += [Demand(Need.SAID, *match.span()) for match in found]
    if lacks := cues.at("lacking", text, skip):
        demands.append(Demand(Need.BEFORE, *lacks.span()))
    return Reference(tuple(demands), reading.supplies, frozenset(reading.stems), given(text, since, cues))


def _idle(text: str, words: Words, cues: Cues, start: int) -> Sequence[Span]:
    """Where pointing words point at nothing, or at what a post can do without: "Another kind of … is …"; in order."""
    found = [match.span() for match in cued(cues.nowhere, Begun.NOWHERE, text, words, cues)]
    another = cues.at("another", text, start) if cues.one else None
    return sorted([*found, another.span()]) if another else found


def _within(place: int, spans: Sequence[Span]) -> bool:
    """Whether a place lies in one of these spans, which are in order."""
    before = bisect_right(spans, place, key=_BEGIN) - 1
    return before >= 0 and place < spans[before][1]


_BEGIN = itemgetter(0)

# The sorts that every word is asked for: to look them up each time takes longer than to ask.
_LIGHT, _PEOPLE, _SPEAKER, _JOINING, _SEVERAL = Word.LIGHT, Word.PEOPLE, Word.SPEAKER, Word.JOINING, Word.SEVERAL
_IDLE = Word.LIGHT | Word.POINTING
_DEFINITE, _PLACING = Word.DEFINITE, Word.LOOSE | Word.LOCATING
_POINTS = Word.POINTING | Word.DETERMINER | Word.PERSON | Word.PLURAL | Word.THING
_OBJECT = Word.DEFINITE | Word.POINTING
_NEEDS = ((Word.PERSON, Need.PERSON), (Word.PLURAL, Need.SEVERAL), (Word.THING, Need.THING))


class _Reading:
    """What the words of a sentence have named so far."""

    def __init__(self, text: str, words: Words, known: Names, cues: Cues) -> None:
        #: Where plurals cannot be told by their form, anything that was named may be several.
        self.needs = _NEEDS if cues.plurals else (*_NEEDS[:1], (Word.PLURAL, Need.THING), *_NEEDS[2:])
        self.finite, self.figures, self.doing = cues.finite, cues.figures, cues.doing
        self.text = text
        self.words = words
        self.forms = words.forms
        self.sorts = words.sorts
        self.known = known
        self.supplies = Need.NOTHING
        self.stems: set[str] = set()
        #: How many words have named something.
        self.named = 0
        #: Where what stands before the sentence's subject ends; 0 where the sentence begins with its subject.
        #: ``bare``: whether that has no subject of its own, which a pronoun behind it could mean.
        self.front, self.bare = self._front()

    def _is(self, index: int, sort: int) -> bool:
        """Whether there is such a word, of that sort."""
        return 0 <= index < len(self.sorts) and bool(self.sorts[index] & sort)

    def _front(self) -> tuple[int, bool]:
        first = self._comma(0)
        behind = bisect_left(self.words.starts, first) if first else 0
        opens = self._is(0, Word.FRONTING | Word.CONJOINING)
        apposed = self._comma(behind) if opens else first
        if self._is_apposed(behind if opens else 0, apposed):
            return apposed, True
        return (first if opens else 0), not self._is(0, Word.CONJOINING) or self._is(1, Word.FRONTING)

    def _comma(self, index: int) -> int:
        """The first comma behind the word at this place, or 0."""
        return max(self.text.find(",", self.words.starts[index]), 0) if index < len(self.sorts) else 0

    def _is_apposed(self, index: int, comma: int) -> bool:
        """Whether what stands before the comma only says what the pronoun behind it is: "A poor student, he left"."""
        says_what = comma and self._is(index, Word.DEFINITE) and not self._is(index, Word.GIVEN)
        return bool(says_what) and self._is(bisect_left(self.words.starts, comma), Word.SUBJECT | Word.THING)

    def demand(self, index: int) -> Demand | None:
        """What the word at this place needs and has not got."""
        sort = self.sorts[index]
        if sort & Word.DETERMINER and self._determines(index):
            return self._determined(index)
        for pronoun, need in self.needs:
            if sort & pronoun:
                return None if self._met(index, need) else self._demand(index, need, early=self._is_early(index))
        named = self.named > 1 or not self.words.apart[index]  # "In my view, this …" has named nothing yet
        bare = not self.supplies or not named or (self._is_object(index) and not self._is_done(index))
        # "Doing this helps"; "Knowing that massage helps" opens a clause.
        bare = bare or (self.named == 1 and self.forms[index].word != "that" and self._only_does())
        points = bare and sort & Word.POINTING and not self._opens_clause(index)
        return self._demand(index, Need.BEFORE) if points else None

    def _demand(self, index: int, need: int, *, early: bool = False) -> Demand:
        return Demand(need, self.words.starts[index], self.words.end(index), early=early)

    def _goes_on(self, index: int) -> bool:
        """Whether a clause of its own sentence came before the word: "he was asked to pay, but could not do that".

        "At the lake, …" is no clause.
        """
        first = 1 + (bisect_left(self.words.starts, self.front) if self.bare else 0)
        return bool(self.supplies) and any(self.words.apart[first : index + 1])

    def _is_done(self, index: int) -> bool:
        """Whether it says again what its own sentence said somebody does."""
        return not self.sorts[index - 1] & Word.FRONTING and self._goes_on(index)

    def _is_object(self, index: int) -> bool:
        """Whether a bare "this" or "those" stands behind a preposition, or before one, and no noun follows it."""
        last = index + 1 == len(self.sorts)
        determines = not last and not self.words.apart[index + 1] and not self.sorts[index + 1] & _LIGHT
        before = self.sorts[index - 1]
        object_of = before & Word.FRONTING or last or self._is_done_to(index)
        # "If you are considering this, …"; "that, …" may open a clause.
        ends = not last and self.words.apart[index + 1] and self.forms[index].word != "that"
        object_of = object_of or (ends and not self.words.apart[index] and not before & _LIGHT)
        return bool(self.sorts[index] & Word.DETERMINER and object_of and not determines)

    def _opens_clause(self, index: int) -> bool:
        """Whether a "that" behind a verb stands before whom its clause is about: "you know that people use it"."""
        about = Word.PEOPLE | Word.DEFINITE | Word.SPEAKER
        return index > 1 and self.forms[index].word == "that" and self._is(index + 1, about)

    def _is_done_to(self, index: int) -> bool:
        """Whether how it is done follows: "you can view this under …"; "those in need" is told by what follows."""
        told = self.sorts[index] & Word.TOLD or self.forms[index].word == "that"
        return not told and self._is(index + 1, Word.FRONTING)

    def _met(self, index: int, need: int) -> bool:
        """Whether the words before the pronoun give what it needs, or its sentence's subject right after the comma."""
        start = self.words.starts[index]
        if need == Need.PERSON and self._is_owned(index):
            return True
        if self.named == 1 and (self._only_does() or (self.sorts[index] & Word.OBJECT and self._is_told_to_do(index))):
            return False
        if self.front and start < self.front:
            return bool(self.supplies & need) or self._comes_later(need)
        if self.front and self.bare and index and self.words.end(index - 1) <= self.front < start:
            return False
        return bool(self.supplies & need)

    def _only_does(self) -> bool:
        """Whether the sentence begins with what is done, not with a thing: "Walking through its gardens, …"."""
        return not self.words.apart[0] and self.doing.match(self.text, self.words.starts[0]) is not None

    def _is_told_to_do(self, index: int) -> bool:
        """Whether the sentence only says so far what to do with it: "Hold it for a while", "Sit on it".

        In "Wherever it hurts" it does something itself.
        """
        first = index - 1 - self._is(index - 1, Word.FRONTING | Word.LOCATING)
        begins = first >= 0 and not self.sorts[first] & _IDLE and not any(self.words.apart[first + 1 : index + 1])
        return begins and not (index + 1 < len(self.sorts) and self._acts(index + 1))

    def _acts(self, index: int) -> bool:
        """Whether a word is what something does: "takes", "rained"."""
        word = self.forms[index].word
        return is_plural(word) or self.finite.fullmatch(word) is not None

    def _is_owned(self, index: int) -> bool:
        """Whether a name is joined to what is its own: "Ronald Reagan and his campaign"."""
        if index < 2 or not self.sorts[index] & Word.OWNER:
            return False
        owner = self.forms[index - 2]
        joined = self.sorts[index - 1] & _JOINING and not self.words.apart[index - 1]
        return owner.capital and not owner.sort & _IDLE and bool(joined)

    def _comes_later(self, need: int) -> bool:
        """Whether the subject behind the phrase that opens the sentence is what a pronoun in that phrase means."""
        subject = self._subject()
        if need == Need.PERSON:
            return bool(subject) and subject[0].capital and subject[0].word in self.known.people
        several = any(one.sort & _SEVERAL and not one.sort & _LIGHT for one in subject)
        return need == Need.SEVERAL and several

    def _subject(self) -> Sequence[Form]:
        """The first words behind the phrase that opens the sentence, and behind another that is joined to it."""
        first = bisect_left(self.words.starts, self.front + 1)
        if self._is(first, Word.JOINING):
            first = next((at for at in range(first + 1, len(self.sorts)) if self.words.apart[at]), first)
        return self.forms[first : first + 4]

    def _is_early(self, index: int) -> bool:
        """Whether a pronoun is among the sentence's first words, or the first behind the phrase that opens it."""
        return not self.supplies or bool(self.front and self.words.end(index - 1) <= self.front)

    def _determines(self, index: int) -> bool:
        """Whether the word belongs to the noun after it: "that" only where it cannot open a clause."""
        if index + 1 == len(self.sorts) or self.text[self.words.end(index)] in _PAUSES:
            return False
        if self._is(index + 1, Word.LIGHT | Word.SAYS | Word.POINTING) and not self._is_counted(index + 1):
            return False
        if self.sorts[index] & Word.SINGLE and self._is_verb(index + 1):
            return False
        if self.forms[index].word != "that":
            return True
        ends = index + 2 == len(self.sorts) and not self.words.apart[index + 1] and not self._is(index - 1, Word.SAYS)
        return index > 0 and (ends or self._is(index - 1, Word.FRONTING | Word.LOCATING | Word.CONJOINING))

    def _is_verb(self, index: int) -> bool:
        """Whether a word behind a "this" is no noun: "this holds"; or a clause ends with it: "when this failed, …"."""
        word = self.forms[index].word
        ends = index + 1 < len(self.sorts) and self.words.apart[index + 1]
        return is_plural(word) or (ends and self.finite.fullmatch(word) is not None)

    def _determined(self, index: int) -> Demand | None:
        first = index + self._is_counted(index + 1)
        most = min(first + MOST_POINTED + 1, len(self.sorts))
        ends = (at for at in range(first + 1, most) if self.words.apart[at] or self.sorts[at] & _IDLE)
        last = next(ends, most)
        behind = min(last, first + MOST_POINTED)
        stems = frozenset([form.stem for form in self.forms[index + 1 : behind]])
        phrase = reduce(or_, self.sorts[index + 1 : behind], 0)
        kind = phrase & Word.KIND
        if not stems.isdisjoint(self.stems) or self._is_told(index):
            return None
        if self.supplies & Need.PLACE if kind else self.named >= MUCH and not self._is_counted(index + 1):
            return None
        # It takes up the clause before it: "depression is serious, but this problem can be treated".
        if (phrase | self.sorts[last - 1]) & Word.TAKING_UP and self._goes_on(index):
            return None
        need = Need.BEFORE if phrase & Word.TAKING_UP or index == 0 else Need.NOTHING
        need |= Need.SAID if index == 1 and self._is(0, Word.FRONTING) else Need.NOTHING
        need |= Need.PLACE if kind else Need.NOTHING
        return Demand(need, self.words.starts[index], self.words.end(behind - 1), stems)

    def _is_counted(self, index: int) -> bool:
        """Whether a "these …" says how many it takes up, so that it is no loose word for what was said before."""
        word = self.forms[index].word
        return word.isdecimal() or self.figures.fullmatch(word) is not None

    def _is_told(self, index: int) -> bool:
        """Whether what follows explains a "those …": "those men and women who …"."""
        told = self.sorts[index] & Word.TOLD
        return bool(told) and any(sort & Word.RELATIVE for sort in self.sorts[index + 1 : index + 6])

    def take(self, index: int, sort: int) -> None:
        """Goes on past a word of this sort that names something."""
        word, _, _, capital, stem, _ = self.forms[index]
        gives = _THING
        if sort & _PEOPLE and not (capital and self._is_letters(index)):
            gives |= Need.SEVERAL if sort & (Word.MANY | Word.SEVERAL) else Need.PERSON | Need.SEVERAL
        elif capital and word in self.known.people:
            gives |= Need.PERSON | Need.NAME
        if (capital and (word in self.known.places or self._is_placed(index))) or word.isdecimal():
            gives |= Need.PLACE | (0 if word.isdecimal() else Need.NAME)
        joined = index and self.sorts[index - 1] & _JOINING and not self._is_counted(index)  # "five or six of them"
        if joined or (sort & _SEVERAL and self._is_plural(index)):
            gives |= Need.SEVERAL
        self.supplies |= gives
        self.stems.add(stem)
        self.named += 1

    def _is_letters(self, index: int) -> bool:
        """Whether a word is written in capitals only, and so stands for what has a longer name: "WHO" is no "who"."""
        written = self.text[self.words.starts[index] : self.words.end(index)]
        return len(written) > 1 and written.isupper()

    def _is_placed(self, index: int) -> bool:
        """Whether a name says where or when, with an article before it: "during the Crusades"."""
        if index < 2 or not self.sorts[index - 1] & _DEFINITE:
            return False
        return bool(self.sorts[index - 2] & _PLACING) and not any(self.words.apart[index - 1 : index + 1])

    def _is_plural(self, index: int) -> bool:
        """Whether a word with a plural's ending has no object after it that would make it a verb."""
        after = index + 1
        objects = after < len(self.sorts) and not self.words.apart[after] and self._is(after, _OBJECT)
        return not objects


def meets(demand: Demand, supplies: int, stems: set[str] | frozenset[str]) -> bool:
    """Whether earlier sentences give what the demand needs."""
    return bool(demand.need & supplies) or not demand.stems.isdisjoint(stems)
