"""How much of an article a cut says, section by section."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from posts.article.model import Article, Block, Kind
from posts.cut.model import Cut
from posts.cut.placing import APART, BODY

#: The edits by which a post leaves out what its spans hold. A connective or a mark of citation is no loss.
TAKES_OUT = frozenset({"trim"})
#: Letters and figures that a passage has at least.
_LEAST = 12


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the article under one heading: how many of its ``characters`` are ``said`` by some post."""

    heading: str
    said: int
    characters: int

    @property
    def share(self) -> float:
        """0 to 1; 1 for a section without text."""
        return self.said / self.characters if self.characters else 1.0


def coverage(made: Cut) -> tuple[Section, ...]:
    """The article's sections in order, those without text left out. White space does not count."""
    missed = frozenset(at for part in made.left_out for at in range(part.start, part.end))
    return _with_text(_sections(made.article, lambda at: at not in missed))


def share(made: Cut) -> float:
    """How much of the article's body the cut says, 0 to 1."""
    return of_all(coverage(made))


def of_all(sections: Sequence[Section]) -> float:
    """How much of these sections together is said, 0 to 1."""
    return Section("", sum(one.said for one in sections), sum(one.characters for one in sections)).share


def places(spans: Iterable[tuple[int, int]], edits: Iterable[tuple[str, int, int, str]]) -> frozenset[int]:
    """Which characters of its article a post says: those of its spans, without what its edits take out."""
    said = {at for start, end in spans for at in range(start, end)}
    return frozenset(said.difference(*(range(start, end) for op, start, end, _ in edits if op in TAKES_OUT)))


def coverage_by(article: Article, said: frozenset[int]) -> tuple[Section, ...]:
    """`coverage` by the characters that posts say together, of whatever cuts they are."""
    return _with_text(_sections(article, said.__contains__))


def unsaid(article: Article, said: frozenset[int]) -> tuple[str, ...]:
    """The passages of the article's body that say something and are said by no post, in order."""
    return tuple(words for block in article.blocks if block.kind in BODY for words in _runs(article, block, said))


def _runs(article: Article, block: Block, said: frozenset[int]) -> Iterator[str]:
    for is_said, run in groupby(range(block.start, block.end), key=said.__contains__):
        words = "".join(article.text[at] for at in run).strip()
        # What is left of a sentence that is said otherwise (a mark, an "And") is no passage.
        if not is_said and sum(map(str.isalnum, words)) >= _LEAST:
            yield words


def _with_text(sections: Iterable[Section]) -> tuple[Section, ...]:
    return tuple(section for section in sections if section.characters)


def _sections(article: Article, is_said: Callable[[int], bool]) -> Iterator[Section]:
    heading, said, characters = "", 0, 0
    for block in article.blocks:
        if block.kind in APART:
            yield Section(heading, said, characters)
            heading, said, characters = "" if block.kind is Kind.TITLE else article.of(block), 0, 0
        elif block.kind in BODY:
            places = [at for at in range(block.start, block.end) if not article.text[at].isspace()]
            said, characters = said + sum(map(is_said, places)), characters + len(places)
    yield Section(heading, said, characters)
