"""Whose name a pronoun stands for, where an article leaves little doubt: so that its sentence can be said by itself.

Who leads a sentence is who the next ones mean, as long as pronouns go on from there; a person who is only mentioned on
the way changes nothing, one who leads does. The name is taken from where the article says it, as a span of its own.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from posts.cut.cues import STEM, Word
from posts.cut.model import Span
from posts.cut.names import Names
from posts.cut.references import Demand, Need, Reference
from posts.cut.tokens import Words

#: How many sentences ago the person may have led one last, with nobody else leading since.
REACH = 6
#: How many sentences somebody leads at least whom the article is about.
LEADS = 3


class Spoken(NamedTuple):
    """A sentence as names are looked for in it: where it lies and stands, its words, what it points at.

    ``text`` has straight apostrophes.
    """

    text: str
    start: int
    section: int
    block: int
    words: Words
    reference: Reference
    #: Whether a quotation is open before it: its "he" is another's.
    quoted: bool = False


class Naming(NamedTuple):
    """Whom a sentence means: where the article names them, in which sentence, and the pronoun that stands for them."""

    name: Span
    sentence: Span
    pronoun: Span
    #: The stem of the name's last word: who has said it has said whom the pronoun means.
    stem: str
    last: str
    #: Whether the sentence begins with a "he" or "his" that the name can take the place of, and whether it is a "his".
    first: bool
    owns: bool
    #: Whether it is whom the article is about, or nobody else is in it: any other name and a colon would seem to quote.
    main: bool = False


class Name(NamedTuple):
    """A name as a sentence says it: its last word tells whose it is."""

    last: str
    person: bool
    words: int
    name: Span
    sentence: Span
    leads: bool
    #: Whether no word before it says more of who it is ("governor Bob McDonnell"), and whether a title stands there.
    free: bool
    titled: bool


def namings(
    sentences: Sequence[Spoken], named: Sequence[Sequence[Name]], known: Names, title: str = ""
) -> Iterator[Naming | None]:
    """For each sentence, with its names, whom its pronouns mean, or None where that is not plain.

    An article whose title is a person's name means that person where nobody else was spoken of.
    """
    full = _full_names([name for found in named for name in found])
    subject = next((word for word in full if is_titled(title, word, known)), None) or _hero(named)
    only = len({name.last for found in named for name in found if name.person}) == 1
    thread = _Thread(subject, female=_mostly_female(sentences))
    for one, found in zip(sentences, named, strict=True):
        meant = thread.meant(one, found)
        yield _naming(one, full[meant])._replace(main=only or meant == subject) if meant else None
        thread.take(one, found)


def _hero(named: Sequence[Sequence[Name]]) -> str | None:
    """The person whom an article is about: who leads its first sentence, and more of the others than anybody else."""
    leads = [{name.last for name in found if name.leads and name.person} for found in named]
    count = Counter(last for lead in leads for last in lead)
    first = max(leads[0], default=None) if leads else None
    return first if first and count[first] >= LEADS and 2 * count[first] > sum(count.values()) else None


def _mostly_female(sentences: Sequence[Spoken]) -> bool:
    """Whether most pronouns of an article mean women: then the person whom it is about is one."""
    sorts = [one.words.sorts[at] for one in sentences for at in one.words.of(Word.PERSON)]
    return 2 * sum(bool(sort & Word.FEMALE) for sort in sorts) > len(sorts)


class _Thread:
    """Of whom the article has been speaking."""

    def __init__(self, subject: str | None, *, female: bool) -> None:
        self.subject = subject
        self.female = female
        self.section = -1
        self.name: str | None = None
        self.ago = 0

    def meant(self, one: Spoken, found: Sequence[Name]) -> str | None:
        """Who is meant by the pronoun that leads the sentence, where nothing but such pronouns points back in it."""
        demands = one.reference.demands
        alone = self.name == self.subject and not any(name.person for name in found)
        leads = bool(demands) and (demands[0].early or (alone and _in_first_clause(one, demands[0])))
        only = all(demand.need == Need.PERSON for demand in demands)
        here = leads and only and one.section == self.section and self.ago <= REACH and not one.quoted
        if not here or self.name in {name.last for name in found}:
            return None
        return self.name if self.name != self.subject or self._is_subject(one) else None

    def _is_subject(self, one: Spoken) -> bool:
        """Whether the sentence's first pronoun can mean the person whom the article is about."""
        at = _word_at(one, one.reference.demands[0].start)
        return bool(one.words.sorts[at] & Word.FEMALE) == self.female

    def take(self, one: Spoken, found: Sequence[Name]) -> None:
        """Goes on past a sentence. One that is led by a name that may be anything's leaves nobody meant."""
        if one.section != self.section:
            self.section, self.name, self.ago = one.section, self.subject, 0
        self.ago += 1
        leading = {name.last: name.person for name in found if name.leads and (name.person or name.words > 1)}
        if leading and joined(one, found):
            leading = dict.fromkeys((name.last for name in found), True)
        goes_on = any(demand.need == Need.PERSON and demand.early for demand in one.reference.demands)
        if leading:
            people = [name for name, person in leading.items() if person]
            self.name, self.ago = people[0] if len(people) == len(leading) == 1 else None if people else self.subject, 0
        elif goes_on:
            self.ago = 0
        others = {name.last for name in found if name.person} - {self.name}
        if others and self.name != self.subject:
            self.name = None


def _in_first_clause(one: Spoken, demand: Demand) -> bool:
    """Whether no comma or the like stands before the pronoun, but one right before it."""
    return not any(one.words.apart[1 : _word_at(one, demand.start)])


def _word_at(one: Spoken, place: int) -> int:
    """Index of the word in which a place lies, or of the first: what points may be a part of one, "jusqu'elle"."""
    return max(bisect_right(one.words.starts, place) - 1, 0)


def joined(one: Spoken, found: Sequence[Name]) -> bool:
    """Whether a sentence's first two names are joined: "Anna Smith and Mary Jones"."""
    if len(found) < 2:
        return False
    first, second = found[0].name[1] - one.start, found[1].name[0] - one.start
    at, behind = (bisect_left(one.words.starts, place) for place in (first, second))
    return behind - at == 1 and bool(one.words.sorts[at] & Word.JOINING)


def is_titled(title: str, last: str, known: Names) -> bool:
    """Whether a title is nothing but the name of the person whose last name this is, in lower case."""
    words = title.split()
    return (
        last in known.people
        and 0 < len(words) <= 4
        and words[-1].lower() == last
        and all(w[0].isupper() for w in words)
    )


def _full_names(names: Sequence[Name]) -> dict[str, Name]:
    """For each name the best place where the article says it."""
    full: dict[str, Name] = {}
    for name in names:
        known = full.get(name.last)
        if known is None or worth(name) > worth(known):
            full[name.last] = name
    return full


def worth(name: Name) -> tuple[int, bool, bool]:
    """How well a place says who is meant."""
    return _PREFERRED[name.words], name.free, name.leads


#: By the number of its words, how well a name says who is meant; 0 stands for more.
_PREFERRED = Counter({1: 1, 2: 3, 3: 2})


def names_in(one: Spoken, known: Names) -> Iterator[Name]:
    """The names in a sentence."""
    whole = (one.start, one.start + len(one.text))
    words = one.words
    leading = next((at for at, sort in enumerate(words.sorts) if not sort & _NAMELESS), len(words))
    for start, end in _runs(one):
        first = next((at for at in range(start, end) if not words.sorts[at] & _UNNAMED), end)
        size = end - first
        if size > 1 or (size and words.forms[first].word in known.all):
            last, before = words.forms[end - 1].word, words.sorts[first - 1] if first else Word.LIGHT
            name = (one.start + words.starts[first], one.start + words.end(end - 1))
            free = words.apart[first] or bool(before & Word.LIGHT)
            titled = bool(before & Word.TITLE)
            yield Name(last, last in known.people, size, name, whole, first <= leading, free, titled)


#: What may stand before a name that leads a sentence, and what is no part of a name.
_NAMELESS = Word.LIGHT | Word.TITLE
_UNNAMED = Word.LIGHT | Word.POINTING | Word.TITLE


def _runs(one: Spoken) -> Iterator[Span]:
    """The runs of words with capital letters: index of the first word, and of the one behind the last."""
    words = one.words
    start = end = 0
    for at in words.capitals:
        if at > end or not end or one.text[words.end(at - 1) : words.starts[at]].strip(".") not in _WITHIN_NAME:
            if end:
                yield start, end
            start = at
        end = at + 1
    if end:
        yield start, end


#: What stands between two words of one name, stops aside.
_WITHIN_NAME = frozenset({" ", ""})


def _naming(one: Spoken, name: Name) -> Naming:
    pronoun = one.words[_word_at(one, one.reference.demands[0].start)]
    place = (one.start + pronoun.start, one.start + pronoun.end)
    swapped = not pronoun.start and bool(pronoun.sort & (Word.SUBJECT | Word.OWNER))
    first, owns = swapped, bool(pronoun.sort & Word.OWNER)
    return Naming(name.name, name.sentence, place, name.last[:STEM], name.last, first, owns)
