"""An article cut into posts that stand alone, each traceable to its sentences.

``cut(article, brief)`` is pure: the same article and brief give the same bytes. A post is spans of the article's text
plus recorded edits; `replay` of both is its body. Nothing else is ever said.
"""

from __future__ import annotations

from posts.cut.cutting import cut, cuts
from posts.cut.findings import Finding, Flaw, Source, check, review, reviews, source_of
from posts.cut.listing import to_json
from posts.cut.model import Brief, Cut, Edit, LeftOut, Post, Span, replay
from posts.cut.why import Why

__all__ = [
    "Brief",
    "Cut",
    "Edit",
    "Finding",
    "Flaw",
    "LeftOut",
    "Post",
    "Source",
    "Span",
    "Why",
    "check",
    "cut",
    "cuts",
    "replay",
    "review",
    "reviews",
    "source_of",
    "to_json",
]
