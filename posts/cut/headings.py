"""What a heading is to the sentences under it."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from posts.cut.cohesion import plain
from posts.cut.cues import Cues
from posts.cut.marks import leaning
from posts.cut.model import Edit
from posts.cut.tokens import tokens

#: A heading of more words is no label.
MOST_WORDS = 10
_LETTERS = regex.compile(r"[\p{L}\p{M}]+")
_ASKS = ("?", "？", "؟")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading or title: ``text`` lies at ``start`` in the article's text, end exclusive."""

    start: int
    end: int
    text: str
    #: Whether it can introduce what stands under it: it names a matter, says and asks nothing, and is short.
    is_label: bool
    #: Whether it names a goal, to which a list under it has the steps.
    names_goal: bool
    #: Whether it says that steps follow, and not to what: "Step by step".
    lacks_goal: bool
    #: Whether it says that something is not so: "Myths about massage".
    denies: bool
    #: What of it leans on what was said before: "We also offer:".
    leaning: tuple[Edit, ...] = ()

    @property
    def introduces(self) -> bool:
        """Whether it can introduce a bare list: "More sleep" would be nothing under "Habits"."""
        return self.is_label and " " in self.text.strip()


def heading(text: str, start: int, known: Cues) -> Heading:
    """The heading that lies at ``start``."""
    flat = plain(text)
    says = flat.rstrip().endswith(_ASKS) or known.finite.search(flat) is not None
    return Heading(
        start,
        start + len(text),
        text,
        is_label=not says and 0 < len(_LETTERS.findall(text)) <= MOST_WORDS,
        names_goal=known.steps.search(flat) is not None,
        lacks_goal=known.goalless.fullmatch(flat.rstrip(" .:")) is not None,
        denies=known.denials.search(flat) is not None,
        leaning=tuple(leaning(flat, tokens(flat, known), start, 0, known)),
    )
