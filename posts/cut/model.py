"""The values of the cutter: what it is asked for, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from posts.article.model import Article
from posts.compose import Frame

#: ``(start, end)`` in the article's text: code points, end exclusive.
Span: TypeAlias = tuple[int, int]

#: What stands between two spans of one post.
JOINT = " "


@dataclass(frozen=True, slots=True)
class Brief:
    """What is asked of a cut: the frame every post must fit into, and how many there may be."""

    frame: Frame
    max_posts: int | None = None
    #: Posts that follow each other, numbered i/n, instead of posts that stand alone.
    thread: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """One change to what the spans say: ``text[start:end]`` of the article is replaced by ``text``.

    ``op`` names the rule: "strip" takes words out, "capitalise" raises a first letter, "join" replaces the space
    between blocks, "untag" takes a hashtag out.
    """

    op: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Post:
    """One short piece of an article: what it says (spans), how (edits), and the outcome (body)."""

    body: str
    spans: tuple[Span, ...]
    edits: tuple[Edit, ...] = ()
    #: How much of the article's point it carries, 0 to 1; for choosing among posts.
    score: float = 0.0
    #: ``(i, n)`` in a thread, None for a post that stands alone.
    thread: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A part of the article that no post says, and why, as a code."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Cut:
    """An article cut for one frame."""

    article: Article
    brief: Brief
    posts: tuple[Post, ...]
    left_out: tuple[LeftOut, ...]


def replay(text: str, spans: tuple[Span, ...], edits: tuple[Edit, ...]) -> str:
    """What spans and edits say of ``text``: the body of their post.

    Edits lie inside spans, in order, none overlapping; spans are joined by one space.
    """
    pieces = []
    for start, end in spans:
        piece, at = "", start
        for edit in edits:
            if start <= edit.start and edit.end <= end:
                piece += text[at : edit.start] + edit.text
                at = edit.end
        pieces.append(piece + text[at:end])
    return JOINT.join(pieces)
