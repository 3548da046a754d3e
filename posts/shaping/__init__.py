"""A cut as a person changes it before it goes out: posts merged, split, dropped, written anew, tagged, sent to some.

``changed(article, sheet, index, change)`` is pure: a new `Sheet`, or a `ShapeError` that says in one sentence why not.
What a post was cut as stays beside what a person made of it, so it stays traceable: `posts.cut.replay` of its spans
and edits is its body, always.
"""

from __future__ import annotations

from posts.shaping.leaves import Leaf, leaf
from posts.shaping.looks import Look, looks, origin, too_long
from posts.shaping.marking import MarkedBlock, Passage, marked, seams
from posts.shaping.model import (
    Aim,
    Change,
    Drop,
    Merge,
    Shaped,
    Sheet,
    Split,
    Tag,
    TakeBack,
    TakeUp,
    Untag,
    Write,
    sheet_of,
)
from posts.shaping.shaping import changed

__all__ = [
    "Aim",
    "Change",
    "Drop",
    "Leaf",
    "Look",
    "MarkedBlock",
    "Merge",
    "Passage",
    "Shaped",
    "Sheet",
    "Split",
    "Tag",
    "TakeBack",
    "TakeUp",
    "Untag",
    "Write",
    "changed",
    "leaf",
    "looks",
    "marked",
    "origin",
    "seams",
    "sheet_of",
    "too_long",
]
