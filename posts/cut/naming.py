"""Whose name a pronoun stands for, where an article leaves no doubt: so that a sentence can be said by itself.

Right is what counts, not often: a name is given only where the last person who was spoken of is the only one, and where
nothing else in the sentence would still point at them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from posts.cut.cues import Cues, Word
from posts.cut.model import Edit
from posts.cut.names import Names
from posts.cut.references import Need, Reference
from posts.cut.tokens import Token

#: How many sentences ago the person may have been named last.
REACH = 8


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence as its names are looked for: where it lies, its words, and what it points at."""

    text: str
    start: int
    section: int
    words: Sequence[Token]
    reference: Reference


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody named: the words of the name, in lower case, as they stand, and where in the article."""

    last: str
    name: str


def namings(sentences: Sequence[Spoken], known: Names, cues: Cues) -> Iterator[Edit | None]:
    """For each sentence the edit that says a name for its only pronoun, or None."""
    full = _full_names(sentences, known)
    lately: list[tuple[int, _Person, bool]] = []
    section = -1
    for index, one in enumerate(sentences):
        if one.section != section:
            lately, section = [], one.section
        yield _naming(one, [seen for seen in lately if index - seen[0] <= REACH], full, cues)
        for person, leads in _people(one, known):
            lately.append((index, person, leads))


def _full_names(sentences: Sequence[Spoken], known: Names) -> dict[str, str]:
    """For each surname the first way in which the article writes the whole name: in two words, else in three."""
    full: dict[str, str] = {}
    for one in sentences:
        for person, _ in _people(one, known):
            if _PREFERRED[_size(person.name)] > _PREFERRED[_size(full.get(person.last, ""))]:
                full[person.last] = person.name
    return full


def _size(name: str) -> int:
    return min(name.count(" ") + bool(name), len(_PREFERRED) - 1)


#: By the number of its words, how well a name says who is meant.
_PREFERRED = (0, 1, 3, 2, 0)


def _people(one: Spoken, known: Names) -> Iterator[tuple[_Person, bool]]:
    """The people whom a sentence names, each with whether the sentence begins with them."""
    run: list[Token] = []
    for index, token in enumerate([*one.words, None]):
        joined = run and token and token.capital and one.text[run[-1].end : token.start].strip(".") in {" ", ""}
        if token and joined:
            run.append(token)
            continue
        while run and run[0].sort & (Word.LIGHT | Word.POINTING | Word.TITLE):
            run = run[1:]
        if run and run[-1].word in known.people:
            name = one.text[run[0].start : run[-1].end]
            yield _Person(run[-1].word, name), index - len(run) <= 2
        run = [token] if token and token.capital else []


def _naming(one: Spoken, lately: Sequence[tuple[int, _Person, bool]], full: dict[str, str], cues: Cues) -> Edit | None:
    pronouns = [token for token in one.words if token.sort & Word.PERSON]
    demands = [demand for demand in one.reference.demands if demand.need is Need.PERSON]
    if len(pronouns) != 1 or len(demands) != 1 or len(one.reference.demands) != 1:
        return None
    token = pronouns[0]
    if not demands[0].early:
        return None
    people = {person.last for _, person, _ in lately}
    if len(people) != 1 or not lately[-1][2] or not token.sort & (Word.SUBJECT | Word.OWNER):
        return None
    person = lately[-1][1]
    name = full.get(person.last, person.name)
    said = name if token.sort & Word.SUBJECT else cues.owning.replace("{}", name)
    return Edit("name", one.start + token.start, one.start + token.end, said) if said else None
