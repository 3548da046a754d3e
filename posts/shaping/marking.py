"""What a person is shown to find their way: which words of the article each post says, and where it can be split."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from posts.article.model import Article, Block
from posts.cut import Span
from posts.cut.sentences import sentences
from posts.shaping.dividing import first_unit
from posts.shaping.model import Sheet


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of an article that the same posts say."""

    text: str
    #: Their places in the sheet; none where nobody says it.
    posts: tuple[int, ...]
    #: Which of them begin here.
    begins: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkedBlock:
    """A block of the article in passages."""

    block: Block
    passages: tuple[Passage, ...]


def marked(article: Article, sheet: Sheet, within: Span | None = None) -> Sequence[MarkedBlock]:
    """The article, or its blocks that lie ``within``, each with what the posts that are kept say of it."""
    first, last = within or (0, len(article.text))
    said = [(index, start, end) for index, one in enumerate(sheet.posts) if one.kept for start, end in one.post.spans]
    begun = set[int]()
    return [
        MarkedBlock(block, tuple(_passages(article.text, block, said, begun)))
        for block in article.blocks
        if block.start < last and first < block.end
    ]


def _passages(text: str, block: Block, said: Sequence[tuple[int, int, int]], begun: set[int]) -> Iterator[Passage]:
    here = [one for one in said if one[1] < block.end and block.start < one[2]]
    bounds = {block.start, block.end, *(min(max(at, block.start), block.end) for one in here for at in one[1:])}
    for start, end in pairwise(sorted(bounds)):
        posts = tuple(dict.fromkeys(index for index, first, last in here if first <= start and end <= last))
        begins = tuple(index for index in posts if index not in begun)
        begun.update(begins)
        yield Passage(text[start:end], posts, begins)


def seams(said: str, language: str | None) -> Sequence[tuple[int, str]]:
    """Where a sentence of a post begins, and its first words: the natural places to split it."""
    opening, found = first_unit(said), sentences(said, (0, len(said)), language)
    return [(start, _begun(said[start:end])) for start, end in found[1:] if start >= opening]


def _begun(sentence: str) -> str:
    """As much of it as tells which it is; where that is not all, an ellipsis says so."""
    words = " ".join(sentence.split())
    return words if len(words) <= _SHOWN else words[:_SHOWN].rsplit(" ", 1)[0] + "…"


#: How much of a sentence tells which it is, in code points.
_SHOWN = 50
