"""The values of the cutter: what it is asked for, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from posts.article.model import Article
from posts.compose import Frame
from posts.cut.why import Why

#: ``(start, end)`` in the article's text: code points, end exclusive.
Span: TypeAlias = tuple[int, int]

#: What stands between two spans of one post, unless an edit says otherwise.
JOINT = " "


@dataclass(frozen=True, slots=True)
class Brief:
    """What is asked of a cut: the frame every post must fit into, and how many there may be."""

    frame: Frame
    max_posts: int | None = None
    #: Posts that follow each other, numbered i/n, instead of posts that stand alone.
    thread: bool = False
    #: Only the weightiest post of each section.
    per_section: bool = False
    #: The weightiest post first, instead of the article's order.
    ranked: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """One change to what the spans say: ``text[start:end]`` of the article is replaced by ``text``.

    ``op`` names the rule: "strip" takes out a leading connective, an item's number, or an "also" or "another" that
    looks back; "capitalise" raises the first letter of a word; "trim" takes clauses, the other half of a sentence
    or the end of an enumeration out, or says with "…" that a list goes on; "cite" takes out a mark of citation;
    "untag" makes a hashtag a plain word and "tag" makes words a hashtag; "quote" closes or opens a quotation of
    which the post says a part; "name" puts a first name before a last one, a name in the place of its kind ("the
    city") or behind its letters ("the FSF"), or takes out a pronoun for which the name is said; "join" says what
    stands between two spans, and "lend" the same behind a name or a heading that another place of the article lends
    to the post: whom a pronoun means, whose words follow.
    These two fill the gap between two spans exactly; every other edit lies inside a span.
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
    #: What a rewriter made of the body, and its name; or a person, who has none here. None where it says the body.
    rewritten: str | None = None
    rewriter: str | None = None

    @property
    def said(self) -> str:
        """What goes out: the rewritten text where there is one, else the body."""
        return self.body if self.rewritten is None else self.rewritten


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A part of the article that no post says, and why."""

    start: int
    end: int
    reason: Why


@dataclass(frozen=True, slots=True)
class Cut:
    """An article cut for one frame.

    ``posts`` and ``left_out`` together say every sentence of the article's paragraphs, lists and quotes, and every
    code block and caption; titles and headings are in neither.
    """

    article: Article
    brief: Brief
    posts: tuple[Post, ...]
    left_out: tuple[LeftOut, ...]


def replay(text: str, spans: tuple[Span, ...], edits: tuple[Edit, ...]) -> str:
    """What spans and edits say of ``text``: the body of their post.

    Spans and edits are in order, none overlapping. Two spans are joined by one space, or by the "join" edit that
    fills the gap between them.
    """
    if not edits:
        return JOINT.join([text[start:end] for start, end in spans])
    body = ""
    for index, (start, end) in enumerate(spans):
        if index:
            gap = (spans[index - 1][1], start)
            body += next((edit.text for edit in edits if (edit.start, edit.end) == gap), JOINT)
        at = start
        for edit in edits:
            if start <= edit.start and edit.end <= end:
                body += text[at : edit.start] + edit.text
                at = edit.end
        body += text[at:end]
    return body
