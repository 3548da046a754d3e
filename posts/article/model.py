"""The value that every loader makes and the cutter reads."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property


class Kind(StrEnum):
    """What a block of an article is."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    #: An item of a numbered list.
    STEP = "step"
    QUOTE = "quote"
    CODE = "code"
    CAPTION = "caption"


#: What lists are made of.
ITEMS = frozenset({Kind.LIST_ITEM, Kind.STEP})


@dataclass(frozen=True, slots=True)
class Block:
    """One block: ``text[start:end]`` of its article, end exclusive, in code points."""

    kind: Kind
    start: int
    end: int
    #: 1 for the outermost heading or list; 0 where depth means nothing.
    level: int = 0


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that stands in an article."""

    #: Absolute where the article's address is known, else as the source writes it; None for a picture inside a Word
    #: document, which has no address.
    src: str | None
    #: What it shows, for who cannot see it; empty where nobody said it.
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True)
class Article:
    """An article without its boilerplate. Its title, where it has one, is also the text's first block."""

    title: str
    text: str
    blocks: tuple[Block, ...]
    url: str | None = None
    #: ISO 639-1 code of the text's language ("en"), None where it cannot be told.
    language: str | None = None
    published: date | None = None
    #: The one that leads first, then as they stand in the source.
    images: tuple[Image, ...] = ()
    #: Offsets into the text, ascending, at which its author wants a post to end: starts of blocks, never the first's.
    splits: tuple[int, ...] = ()
    #: What its source has besides, and no post says: bylines, calls to click, lists of other posts. Texts, in order.
    around: tuple[str, ...] = ()

    @cached_property
    def sha256(self) -> str:
        """Hex digest of the text in UTF-8: what a post's offsets are offsets into."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def of(self, block: Block) -> str:
        """The block's text."""
        return self.text[block.start : block.end]
