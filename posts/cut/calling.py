"""What a person is called in full, so that a post does not say a last name that only the article explains.

Only people are: whom a "he" or "she" means, whom a title or a verb of saying makes one. Only names are that the article
has: the first name is put before the last as it stands there, nowhere in a quotation, and not where two may be meant.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from posts.cut.cues import Word
from posts.cut.model import Edit, Span
from posts.cut.names import MOST_NAMES, Names
from posts.cut.naming import Name, Naming, Spoken
from posts.cut.sentences import unclosed

_QUOTES = frozenset('"“„«»「『')


class Calling(NamedTuple):
    """A sentence calls somebody by the name ``last``, in lower case; ``edit`` says the first name, if it does not.

    Or something by its kind ("the city"): ``edit`` puts the name there, and ``naming`` is for where that begins it.
    """

    last: str
    edit: Edit | None
    naming: Naming | None = None


def callings(
    sentences: Sequence[Spoken], named: Sequence[Sequence[Name]], known: Names, meant: Iterable[Naming | None]
) -> Iterator[tuple[Calling, ...]]:
    """For each sentence, with its names, whom it calls by name, in order. ``meant``: whom pronouns mean."""
    people = {one.last for one in meant if one} | {name.last for found in named for name in found if name.titled}
    first = _first_names(sentences, named, people | known.speaking)
    whole = _whole_names(sentences, named, people)
    lasts = {rest.rpartition(" ")[2].lower() for rest, _ in whole.values()} - first.keys()
    for one, found in zip(sentences, named, strict=True):
        given = [_given(one, name, whole[name.last]) for name in found if name.words == 1 and name.last in whole]
        yield (
            *(_calling(one, name, first) for name in found if name.last in first),
            *(Calling(name.last, None) for name in found if name.last in lasts and name.words > 1),
            *(call for call in given if call),
        )


def _first_names(
    sentences: Sequence[Spoken], named: Sequence[Sequence[Name]], people: Collection[str]
) -> Mapping[str, str]:
    """What stands before the last names of these people, where that is always the same, or part of the same."""
    firsts: dict[str, set[str]] = defaultdict(set)
    for one, found in zip(sentences, named, strict=True):
        for name in found:
            if 1 < name.words <= MOST_NAMES and name.last in people and name.person:
                said = one.text[name.name[0] - one.start : name.name[1] - one.start]
                firsts[name.last].add(said[: len(said) - len(name.last)])
    return {last: only for last, said in firsts.items() if (only := _only(said))}


def _whole_names(
    sentences: Sequence[Spoken], named: Sequence[Sequence[Name]], people: Collection[str]
) -> Mapping[str, tuple[str, Span]]:
    """For each of these who is called by the first name ("Tim said"): what the whole one ends with, and where it lies.

    It is only known where one person has that first name, and nobody has it for a last name, nor a place: "in Sydney".
    To say something is not enough, since firms do: "Google said" is not said of "Google Analytics".
    """
    found: dict[str, dict[str, Span]] = defaultdict(dict)
    places: set[str] = set()
    lasts = {name.last for names in named for name in names if name.words > 1}
    for one, names in zip(sentences, named, strict=True):
        for name in names:
            if name.words == 1 and _is_located(one, name):
                places.add(name.last)
            if 1 < name.words <= MOST_NAMES:
                words = one.text[name.name[0] - one.start : name.name[1] - one.start].split()
                if words[0].lower() not in lasts:
                    found[words[0].lower()].setdefault(" ".join(words[1:]), name.name)
    only = {first: next(iter(rest.items())) for first, rest in found.items() if len(rest) == 1 and first not in places}
    return {
        first: whole
        for first, whole in only.items()
        if first in people or whole[0].rpartition(" ")[2].lower() in people
    }


def _is_located(one: Spoken, name: Name) -> bool:
    """Whether a name is said as a place's is: "in Sydney"."""
    at = bisect_left(one.words.starts, name.name[0] - one.start)
    return at > 0 and bool(one.words.sorts[at - 1] & Word.LOCATING)


def _only(said: Collection[str]) -> str | None:
    """The shortest of several first names if all others have it, too."""
    least = min(said, key=lambda name: (len(name), name))
    return least if all(set(least.split()) <= set(other.split()) for other in said) else None


def _calling(one: Spoken, name: Name, first: Mapping[str, str]) -> Calling:
    at = name.name[0]
    bare = name.words == 1 and not name.titled and not in_quotation(one, at - one.start)
    return Calling(name.last, Edit("name", at, at, first[name.last]) if bare else None)


def _given(one: Spoken, name: Name, whole: tuple[str, Span]) -> Calling | None:
    """Somebody called by a first name, behind the place where the article has the whole name."""
    rest, place = whole
    end = name.name[1]
    owned = one.text.startswith("'", end - one.start)
    if end <= place[1] or owned or name.titled or in_quotation(one, name.name[0] - one.start):
        return None
    return Calling(rest.rpartition(" ")[2].lower(), Edit("name", end, end, f" {rest}"))


def in_quotation(one: Spoken, at: int) -> bool:
    """Whether a place in a sentence's text lies in a quotation."""
    return one.quoted or not _QUOTES.isdisjoint(unclosed(one.text[:at]))


def in_full(
    meant: Iterable[Naming | None], sentences: Sequence[Spoken], named: Sequence[Sequence[Name]], text: str
) -> Iterator[Naming | None]:
    """Whom each pronoun means, by the whole name where only the first one stands nearest, and one person has that."""
    whole = _first_of_each(sentences, named)
    for naming in meant:
        name = whole.get(text[slice(*naming.name)]) if naming else None
        if naming is None or name is None or name.name[1] > naming.pronoun[0]:
            yield naming
        else:
            yield naming._replace(name=name.name, sentence=name.sentence)


def _first_of_each(sentences: Sequence[Spoken], named: Sequence[Sequence[Name]]) -> dict[str, Name]:
    """First name → the first whole name that begins with it, and is none of a place: "at Charlotte Airport".

    Without first names with which two begin.
    """
    found: dict[str, Name] = {}
    lasts: dict[str, set[str]] = defaultdict(set)
    for one, names in zip(sentences, named, strict=True):
        for name in names:
            if 1 < name.words <= MOST_NAMES:
                first = one.text[name.name[0] - one.start : name.name[1] - one.start].partition(" ")[0]
                lasts[first].add(name.last)
                if not _is_located(one, name):
                    found.setdefault(first, name)
    return {first: name for first, name in found.items() if len(lasts[first]) == 1}
