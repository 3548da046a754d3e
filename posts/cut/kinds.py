"""What an article says that something is, so that no post says "the city" for what only the article names.

Behind "Kenutu is an island in the east" the next sentences' "the island" is Kenutu; and where most of an article is of
Athens, and only Athens is called a city in it, "the city" is Athens all through, but not where another name was said
since, which may be a city, too. A name may say itself what it is of: "Jack London Square" is "the Square". So it is,
and further on than elsewhere, in a paragraph that begins with what the name is. The name is put in its kind's place.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from posts.cut.calling import Calling, in_quotation
from posts.cut.cues import STEM, Cues, Word
from posts.cut.given import tells
from posts.cut.model import Edit
from posts.cut.naming import Name, Naming, Spoken
from posts.cut.tokens import Words

#: So many words at most stand between "is a" and the kind: "the largest and most populous city".
BETWEEN = 6
#: So many sentences on, its kind means the name, though it is not what the article is about.
REACH = 2


class Kind(NamedTuple):
    """An article says in sentence ``at`` that a name, which is written so, is of a kind; or the name itself says it."""

    kind: str
    name: Name
    written: str
    at: int
    itself: bool = False


def kinds_called(
    sentences: Sequence[Spoken], named: Sequence[Sequence[Name]], cues: Cues
) -> Iterator[tuple[Calling, ...]]:
    """For each sentence, with its names, where it says such a name, and where only of what kind it is; in order."""
    told = _Told(sentences, named, [*_kinds(sentences, named, cues)])
    for at, one in enumerate(sentences):
        yield tuple(told.called(at, one, cues)) if told.kinds else ()


def _kinds(sentences: Sequence[Spoken], named: Sequence[Sequence[Name]], cues: Cues) -> Iterator[Kind]:
    """What the article says that its names are; no name that has an article of its own: "the Nile"."""
    for at, (one, names) in enumerate(zip(sentences, named, strict=True)):
        for name in names if one.words.any & Word.BODY and not one.quoted else ():
            start, end = (place - one.start for place in name.name)
            if _has_article(one.words, start):
                continue
            if name.leads and name.free and (kind := _kind(one, end, cues)):
                yield Kind(kind, name, one.text[start:end], at)
            elif own := _own_kind(one, name, cues):
                yield Kind(own, name, one.text[start:end], at, itself=True)


def _own_kind(one: Spoken, name: Name, cues: Cues) -> str | None:
    """What a name says itself that it is: "Jack London Square", "Cyclone Phailin"."""
    if name.words == 1 or name.person:
        return None
    first = one.words.forms[bisect_left(one.words.starts, name.name[0] - one.start)].word
    return next((word for word in (name.last, first) if cues.sort(word) & Word.BODY), None)


def _has_article(words: Words, start: int) -> bool:
    at = bisect_left(words.starts, start)
    return at > 0 and bool(words.sorts[at - 1] & Word.DEFINITE)


def _kind(one: Spoken, end: int, cues: Cues) -> str | None:
    """What a sentence says, right behind the name that ends there, that it is."""
    being = cues.being.match(one.text, end)
    first = bisect_left(one.words.starts, being.end() if being else len(one.text))
    for at, sort in enumerate(one.words.sorts[first : first + BETWEEN], first):
        if sort & Word.BODY and (_is_all(one, at, cues) or one.words.sorts[at + 1] & Word.LIGHT):
            return one.words.forms[at].word
        if sort & Word.LIGHT and not sort & (Word.JOINING | Word.MANY):
            return None
    return None


class _Told:
    """What an article's sentences, with their names, say that these are."""

    def __init__(self, sentences: Sequence[Spoken], named: Sequence[Sequence[Name]], kinds: Sequence[Kind]) -> None:
        self.sentences, self.named, self.kinds = sentences, named, kinds
        self._names = {kind.name.last for kind in kinds}
        said = Counter(name.last for name in chain.from_iterable(named)) if kinds else Counter[str]()
        self._topic = max(said, key=lambda last: (said[last], last), default=None)
        self._of: dict[str, list[Kind]] = defaultdict(list)
        for kind in kinds:
            self._of[kind.kind].append(kind)

    def called(self, at: int, one: Spoken, cues: Cues) -> Iterator[Calling]:
        """Where the sentence at this place says such a name, or its kind."""
        places = [(name.name[0], Calling(name.last, None)) for name in self.named[at] if name.last in self._names]
        for index in one.words.of(Word.BODY):
            start, end = one.start + one.words.starts[max(index - 1, 0)], one.start + one.words.end(index)
            form = one.words.forms[index]
            only = _is_only_kind(one, index, cues)
            meant = self._meant(at, start, form.word, named=form.capital) if only else None
            if meant:
                naming = _naming(one, meant, end) if start == one.start else None
                places.append((start, Calling(meant.name.last, Edit("name", start, end, meant.written), naming)))
        yield from (calling for _, calling in sorted(places, key=lambda place: place[0]))

    def _meant(self, at: int, start: int, kind: str, *, named: bool) -> Kind | None:
        """What "the city" means that begins at ``start`` in a sentence; "the City" is ``named`` so."""
        meant = next((one for one in reversed(self._of.get(kind, ())) if one.at < at), None)
        if meant is None:
            return None
        alone = len({one.written for one in self._of[kind]}) == 1
        if alone and named:
            return meant
        only = len({one.name.last for one in self._of[kind] if not one.itself}) == 1 and meant.name.last == self._topic
        near = at - meant.at <= REACH and self.sentences[at].section == self.sentences[meant.at].section
        since = at - 1 if only else meant.at + 1
        if (only or near) and self._is_last(meant.name, since, at, start):
            return meant
        return meant if self._goes_on(meant, at) else None

    def _things(self, at: int) -> Sequence[Name]:
        """The names of a sentence that may be a city's or a firm's: not "Greek", nor the Olympics in "the 2004 …"."""
        one = self.sentences[at]
        return [name for name in self.named[at] if name.words > 1 or not _is_nameless(one, name.name[0] - one.start)]

    def _goes_on(self, meant: Kind, at: int) -> bool:
        """Whether a paragraph that begins with a name and its kind goes on to a sentence, led by no other name."""
        block = self.sentences[meant.at].block
        begins = not meant.itself and (not meant.at or self.sentences[meant.at - 1].block != block)
        led = any(self._is_led(place, meant) for place in range(meant.at, at + 1))
        return begins and self.sentences[at].block == block and not led

    def _is_led(self, at: int, meant: Kind) -> bool:
        """Whether another name leads a sentence; one behind a "with" or "near" does not."""
        first = self.sentences[at].words.sorts[:1]
        others = any(name.leads and name.last != meant.name.last for name in self._things(at))
        return others and not any(sort & Word.FRONTING for sort in first)

    def _is_last(self, meant: Name, since: int, at: int, start: int) -> bool:
        """Whether from one sentence on to a place in another no name was said but people's, or this one after it."""
        said = [name for place in range(since, at + 1) for name in self._things(place) if name.name[1] <= start]
        found = [name.last for name in said if name.last == meant.last or not name.person]
        return not found or found[-1] == meant.last


def _is_nameless(one: Spoken, start: int) -> bool:
    at = bisect_left(one.words.starts, start)
    numbered = at > 0 and not one.words.apart[at] and one.words.forms[at - 1].word.isdecimal()
    return numbered or bool(one.words.sorts[at] & Word.NAMELESS)


def _naming(one: Spoken, meant: Kind, end: int) -> Naming:
    """The name for the kind that the sentence begins with, which ends there."""
    owns = one.text.startswith("'s", end - one.start)
    place = (one.start, end + 2 if owns else end)
    return Naming(meant.name.name, meant.name.sentence, place, meant.name.last[:STEM], meant.name.last, True, owns)


def _is_only_kind(one: Spoken, index: int, cues: Cues) -> bool:
    """Whether it is "the city", outside of quotations, and nothing tells which one."""
    words = one.words
    given = index and words.sorts[index - 1] & Word.GIVEN and not words.apart[index]
    return bool(given) and _is_all(one, index, cues) and not in_quotation(one, words.starts[index])


def _is_all(one: Spoken, index: int, cues: Cues) -> bool:
    """Whether a noun is one by itself, and nothing more is told of it: no "city council", no "city of …"."""
    words = one.words
    if index + 1 == len(words) or words.apart[index + 1] or words.starts[index + 1] > words.end(index) + 1:
        return True
    after = words.sorts[index + 1]
    if after & (Word.LIGHT | Word.LOOSE):
        return not tells(after)
    return cues.finite.match(one.text, words.starts[index + 1]) is not None
