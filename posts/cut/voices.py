"""Whose words a quotation is: a post that says one has to say that, too.

A sentence that is all quotation has its speaker in another place: in the sentence that begins or ends the quotation, in
one beside it, in a line that introduces it, in the credit below a block quotation. Where none of these is, nobody is
guessed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import regex

from posts.article.model import Article, Kind
from posts.cut.cues import Word
from posts.cut.model import Span
from posts.cut.names import Names
from posts.cut.naming import Name, Spoken, joined, worth
from posts.cut.quoting import CLOSING
from posts.cut.sentence import NOBODY, Sentence, Voice
from posts.cut.tokens import Token

#: A speaker is not looked for further away than this, in sentences.
FAR = 20
#: A sentence that is set as a quotation in one place and without marks in another is at least so long, in code points.
LONG = 40
#: A place of one word and a first and last name behind it: "the governor of Ohio Anna Smith".
PLACED = 3
_LETTERS = regex.compile(r"\p{L}{2}|[\p{Han}\p{Hiragana}\p{Katakana}]")
#: The line below a quotation: a dash, whoever said it, and perhaps where.
_CREDIT = regex.compile(
    r"\s*(?:[—–―]|--?)\s*@?(?P<name>\p{L}[^,;:(\"“„«「\n]{0,58}[^\s,;:(\"“„«「])\s*(?=[,;:(\"“„«「\n]|\Z)"
)
_BEFORE = regex.compile(r"\p{L}+\.?\s\Z")
_OWNS = ("'", "’")
_MARKS = '"“”„«»'


def outside(text: str, mark: str) -> str:
    """What of a sentence is in no quotation, the rest as spaces; ``mark`` is the one that is open before it."""
    closing, said = CLOSING.get(mark, ""), ""
    for sign in text:
        if closing:
            closing = "" if sign == closing else closing
            said += " "
        elif sign in CLOSING:
            closing = CLOSING[sign]
            said += " "
        else:
            said += sign
    return said


def is_quotation(one: Sentence) -> bool:
    """Whether nothing of a sentence but quotation marks is in no quotation."""
    begins = one.quoted[0] or one.text.lstrip()[:1] in CLOSING
    return bool(begins) and not _LETTERS.search(outside(one.text, one.quoted[0]))


def _bare(text: str) -> str:
    """A sentence without the marks of a quotation at its ends."""
    return text.strip(_MARKS)


@dataclass(frozen=True)
class Voices:
    """Tells the speakers of the quotations of one article."""

    article: Article
    sentences: Sequence[Sentence]
    spoken: Sequence[Spoken]
    named: Sequence[Sequence[Name]]
    known: Names
    _found: dict[int, Voice | None] = field(default_factory=dict)

    def all(self) -> Iterator[Voice | None]:
        """For each sentence whose words it is, or None where it is the article's own or says that itself."""
        twins = self._twins()
        for at in range(len(self.sentences)):
            said = at if self._inside[at] else twins.get(at) if twins else None
            self._found[at] = None if said is None else self._voice(said)
            yield self._found[at]

    def _twins(self) -> Mapping[int, int]:
        """For what stands without marks though it is said in a quotation, too, where that is: a page repeats a line."""
        said = {_bare(self.sentences[at].text): at for at, inside in enumerate(self._inside) if inside}
        pairs = ((at, said.get(_bare(one.text))) for at, one in enumerate(self.sentences if said else ()))
        return {at: twin for at, twin in pairs if twin is not None and len(self.sentences[at].text) >= LONG}

    @cached_property
    def _inside(self) -> Sequence[bool]:
        return [(one.quote and not self._reports(at)) or is_quotation(one) for at, one in enumerate(self.sentences)]

    @cached_property
    def _places(self) -> Mapping[str, Sequence[Name]]:
        """For each person's last name where the article says it."""
        found: dict[str, list[Name]] = defaultdict(list)
        for name in (name for names in self.named for name in names):
            found[name.last].append(name)
        return found

    @cached_property
    def _firsts(self) -> Mapping[str, Sequence[Name]]:
        """The same by the first name, where only one person has it."""
        found: dict[str, list[Name]] = defaultdict(list)
        for name in (name for names in self._places.values() for name in names if name.words > 1):
            found[self.article.text[slice(*name.name)].split()[0].lower()].append(name)
        return defaultdict(list, {first: names for first, names in found.items() if len({n.last for n in names}) == 1})

    def _voice(self, at: int) -> Voice:
        one = self.sentences[at]
        place = self._inside_its_quotation(at)
        if place is None and one.quote:
            credit = self._credit(one.block)
            if credit:
                return credit
            place = self._introduction(at)
        place = self._beside(at) if place is None and not one.quote else place
        if place is None:
            return self._before(at)
        return Voice(self.sentences[place].start, *self._speaker(place, one.start))

    def _inside_its_quotation(self, at: int) -> int | None:
        """The sentence in which the quotation begins or ends, if more than that is in it."""
        here = self.sentences
        for step, open_mark in ((-1, 0), (1, 1)):
            place = at
            while here[place].quoted[open_mark] and self._is_near(place + step, at):
                place += step
                if not self._inside[place]:
                    return place if step < 0 or self._reports(place) else None
        return None

    def _beside(self, at: int) -> int | None:
        """The nearest sentence of the paragraph that is no quotation, if somebody says something in it."""
        for step in (-1, 1):
            place = at + step
            while self._is_near(place, at) and self._inside[place]:
                place += step
            if self._is_near(place, at) and (self._reports(place) or (step < 0 and self._introduces(place))):
                return place
        return self._introduction(at)

    def _introduction(self, at: int) -> int | None:
        """The line before the block that ends with a colon."""
        before = self._block_before(at)
        return before if before is not None and self.sentences[before].leads_in else None

    def _before(self, at: int) -> Voice:
        """Who speaks in the paragraph before, where this one is all quotation and that one ends with one."""
        last = self._block_before(at)
        if last is None or self.sentences[at].quote or self.sentences[last].quote or not self._is_all_quotation(at):
            return NOBODY
        known = self._found.get(last)
        if known or not self._quotes(last):
            return known or NOBODY
        return Voice(self.sentences[last].start, *self._speaker(last, self.sentences[at].start))

    def _block_before(self, at: int) -> int | None:
        """The last sentence of the block before, in the same section, where all before this one is quotation."""
        first = at
        while self._is_near(first - 1, at) and self._inside[first - 1]:
            first -= 1
        outside = first > 0 and self.sentences[first - 1].block != self.sentences[at].block
        return first - 1 if outside and self.sentences[first - 1].section == self.sentences[at].section else None

    def _is_all_quotation(self, at: int) -> bool:
        """Whether nothing but a quotation follows in the paragraph."""
        last = at
        while self._is_near(last + 1, at) and self._inside[last + 1]:
            last += 1
        return not self._is_near(last + 1, at)

    def _credit(self, block: int) -> Voice | None:
        """The line below a block quotation, where that is a caption that begins with a dash."""
        below = self.article.blocks[block + 1] if block + 1 < len(self.article.blocks) else None
        found = _CREDIT.match(self.article.of(below)) if below and below.kind is Kind.CAPTION else None
        if below is None or found is None:
            return None
        start, end = (below.start + at for at in found.span("name"))
        return Voice(start, (start, end), (start, below.end))

    def _is_near(self, place: int, at: int) -> bool:
        within = 0 <= place < len(self.sentences) and abs(place - at) <= FAR
        return within and self.sentences[place].block == self.sentences[at].block

    def _reports(self, at: int) -> bool:
        """Whether somebody says something in what of the sentence is in no quotation."""
        return self._has_outside(at, Word.SAYS)

    def _introduces(self, at: int) -> bool:
        """Whether a sentence ends with a colon, tells of a statement, or names one person."""
        return (
            self.sentences[at].leads_in
            or self._states(at)
            or len({name.last for name in self.named[at] if name.person}) == 1
        )

    def _states(self, at: int) -> bool:
        """Whether a sentence tells of what somebody says something in: "Senator Cornyn issued a statement"."""
        return self._has_outside(at, Word.STATEMENT)

    def _quotes(self, at: int) -> bool:
        """Whether somebody says a part of the sentence, which is in marks."""
        return self._reports(at) and any(mark in self.sentences[at].text for mark in CLOSING)

    def _has_outside(self, at: int, sort: int) -> bool:
        words = self.spoken[at].words
        return bool(words.any & sort) and any(word.sort & sort for word in self._words_outside(at))

    def _words_outside(self, at: int) -> list[Token]:
        free = outside(self.sentences[at].text, self.sentences[at].quoted[0])
        return [word for word in self.spoken[at].words if not free[word.start : word.end].isspace()]

    def _speaker(self, at: int, before: int) -> tuple[Span | None, Span | None]:
        """The name of who speaks in a sentence, where it is plain, and the sentence that has it before a place."""
        one = self.sentences[at]
        words = self._words_outside(at)
        if any(word.sort & Word.SUBJECT for word in words) and not self._leads(at):
            meant = one.naming
            back = next((place for place in range(at - 1, -1, -1) if not self._inside[place]), None)
            if meant is None and back is not None and self._is_near(back, at) and self._reports(back):
                return self._speaker(back, before)
            return (meant.name, meant.sentence) if meant and meant.name[1] <= before else (None, None)
        starts = {word.start + one.start for word in words}
        names = [name for name in self.named[at] if name.name[0] in starts]
        name = _saying(names, words, one.start) or self._only(names, at)
        if name is None:
            return None, None
        known = (*self._places[name.last], *(self._firsts[name.last] if name.words == 1 else ()))
        before_it = [place for place in known if place.name[1] <= before]
        owns = one.text[name.name[1] - one.start :].startswith(_OWNS) and not _in_statement(name, words, one.start)
        if not before_it or owns:
            return None, None
        best = max(before_it, key=worth)
        if self._begins_with_place(best):
            return (self._behind_place(best), best.sentence) if best.words == PLACED else (None, None)
        return self._with_title(best), best.sentence

    def _with_title(self, name: Name) -> Span:
        """Where a name is, with the title before a last name: "Dr. Smith"."""
        start, end = name.name
        title = _BEFORE.search(self.article.text, name.sentence[0], start) if name.titled and name.words == 1 else None
        return (title.start() if title else start), end

    def _begins_with_place(self, name: Name) -> bool:
        """Whether a name is run together with that of a place: "the governor of Ohio Anna Smith"."""
        first = self.article.text[slice(*name.name)].split()[0].lower()
        return name.words > 1 and first in self.known.places

    def _behind_place(self, name: Name) -> Span:
        """Where a name is that follows the place's."""
        start, end = name.name
        return start + len(self.article.text[start:end].split(None, 1)[0]) + 1, end

    def _only(self, names: Sequence[Name], at: int) -> Name | None:
        """The one person whom a sentence names that says something, or that such a name leads."""
        states = self._states(at)
        people = {name.last: name for name in names if name.person and (name.leads or not states)}
        alone = len(people) == 1 and not joined(self.spoken[at], names)
        name = next(iter(people.values())) if alone else None
        return name if name and (name.leads or self._reports(at) or self.sentences[at].leads_in) else None

    def _leads(self, at: int) -> bool:
        """Whether a person's name leads a sentence: "Professor Eastman said he is alarmed"."""
        return any(name.leads and name.person for name in self.named[at])


def _in_statement(name: Name, words: Sequence[Token], start: int) -> bool:
    """Whether what a name owns is what its bearer says something in: "Cornyn's statement added"."""
    behind = [word for word in words if start + word.start >= name.name[1]]
    return len(behind) > 1 and bool(behind[0].sort & Word.STATEMENT and behind[1].sort & Word.SAYS)


def _saying(names: Sequence[Name], words: Sequence[Token], start: int) -> Name | None:
    """The name right before a verb of saying, else right behind one: "said Anna Smith"."""
    pairs = [(one, other) for one, other in pairwise(words) if not other.apart]
    ahead = [one for one, other in pairs if other.sort & Word.SAYS]
    behind = [other for one, other in pairs if one.sort & Word.SAYS]
    for beside in (*ahead, *behind):
        for name in names:
            if name.name[0] <= start + beside.start < name.name[1]:
                return name
    return None
