"""How much of an article a cut says, section by section."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from posts.article.model import Kind
from posts.cut.model import Cut
from posts.cut.placing import APART, BODY


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
    return tuple(section for section in _sections(made) if section.characters)


def share(made: Cut) -> float:
    """How much of the article's body the cut says, 0 to 1."""
    sections = coverage(made)
    return Section("", sum(one.said for one in sections), sum(one.characters for one in sections)).share


def _sections(made: Cut) -> Iterator[Section]:
    article, missed = made.article, _missed(made)
    heading, said, characters = "", 0, 0
    for block in article.blocks:
        if block.kind in APART:
            yield Section(heading, said, characters)
            heading, said, characters = "" if block.kind is Kind.TITLE else article.of(block), 0, 0
        elif block.kind in BODY:
            places = [at for at in range(block.start, block.end) if not article.text[at].isspace()]
            said, characters = said + sum(at not in missed for at in places), characters + len(places)
    yield Section(heading, said, characters)


def _missed(made: Cut) -> frozenset[int]:
    return frozenset(at for part in made.left_out for at in range(part.start, part.end))
