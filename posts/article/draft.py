"""What a reader makes of a document: its pieces in order, before boilerplate is gone and offsets are counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from posts.article.model import Kind


@dataclass(frozen=True, slots=True)
class Piece:
    """A block that has no place yet: what it is and what it says. White space in it means nothing but in code."""

    kind: Kind
    text: str
    #: 1 for the outermost heading or list; 0 where depth means nothing.
    level: int = 0


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


def to_json(draft: Draft) -> dict[str, Any]:
    """The draft as values that JSON holds, for the way out of the child process."""
    return {
        "pieces": [[piece.kind.value, piece.text, piece.level] for piece in draft.pieces],
        "title": draft.title,
        "url": draft.url,
        "language": draft.language,
        "published": draft.published and draft.published.isoformat(),
    }


def from_json(values: dict[str, Any]) -> Draft:
    """The draft that `to_json` gave."""
    return Draft(
        tuple(Piece(Kind(kind), text, level) for kind, text, level in values["pieces"]),
        values["title"],
        values["url"],
        values["language"],
        date.fromisoformat(values["published"]) if values["published"] else None,
    )
