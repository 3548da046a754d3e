"""What a reader makes of a document: its pieces in order, before boilerplate is gone and offsets are counted."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from posts.article.model import Image, Kind


@dataclass(frozen=True, slots=True)
class Piece:
    """A block that has no place yet: what it is and what it says. White space in it means nothing but in code."""

    kind: Kind
    text: str
    #: 1 for the outermost heading or list; 0 where depth means nothing.
    level: int = 0
    #: How many manual split marks stood before it: a post ends between two pieces of different parts.
    part: int = 0
    #: Whether it is set off from the text: all of it in italics, or behind the last rule and with a link.
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A document as its reader understood it."""

    pieces: tuple[Piece, ...]
    #: Empty where the document names none; a piece that only repeats it is dropped later.
    title: str = ""
    #: The document's own word on where it is published.
    url: str | None = None
    #: ISO 639-1, the document's own word on its language.
    language: str | None = None
    published: date | None = None
    images: tuple[Image, ...] = ()
    #: What the document's links say: a block that says nothing else is a call, not a part of the text.
    links: frozenset[str] = frozenset()
    #: What stood in it and is no part of the article; known only once its boilerplate is gone.
    around: tuple[str, ...] = ()


def to_json(draft: Draft) -> dict[str, Any]:
    """The draft as values that JSON holds, for the way out of the child process."""
    return {
        "pieces": [[piece.kind.value, piece.text, piece.level, piece.part, piece.aside] for piece in draft.pieces],
        "title": draft.title,
        "url": draft.url,
        "language": draft.language,
        "published": draft.published and draft.published.isoformat(),
        "images": [asdict(image) for image in draft.images],
        "links": sorted(draft.links),
    }


def from_json(values: dict[str, Any]) -> Draft:
    """The draft that `to_json` gave."""
    return Draft(
        tuple(Piece(Kind(kind), *rest) for kind, *rest in values["pieces"]),
        values["title"],
        values["url"],
        values["language"],
        date.fromisoformat(values["published"]) if values["published"] else None,
        tuple(Image(**image) for image in values["images"]),
        frozenset(values["links"]),
    )
