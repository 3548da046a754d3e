"""What a heading is to the sentences under it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import regex

from posts.cut.cohesion import opening, plain
from posts.cut.cues import Cues, Word
from posts.cut.marks import capital, leaning
from posts.cut.model import Edit
from posts.cut.names import names
from posts.cut.references import refer
from posts.cut.tokens import tokens

#: A heading of more words is no label.
MOST_WORDS = 10
#: How a heading is counted: "3. ", "Step 3: ", "VI. ", "b) "; "J. Smith" is none.
_COUNTED = regex.compile(r"(?:(?P<as>\p{L}{2,10} )?#?\p{Nd}{1,2}\s*[.):–—-]|[IVX]{2,4}[.)]|\p{L}\))\s+(?=\S)")
#: Where what a title names ends, and more is told of it: "How to mend a tire: a guide".
TOLD_MORE = regex.compile(r"\s*[:：(（]|\s+[–—|-]\s")
_LETTERS = regex.compile(r"[\p{L}\p{M}]+")
#: What points at something that no heading names.
_POINTS = Word.POINTING | Word.DETERMINER | Word.PERSON | Word.PLURAL | Word.THING
_NOBODY = names((), lone=False)
_ASKS = ("?", "？", "؟")
_CLOSED = " \"')”’»"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading or title: ``text`` lies at ``start`` in the article's text, end exclusive."""

    start: int
    end: int
    text: str
    #: Whether it can introduce what stands under it: it names a matter, says and asks nothing, and is short.
    is_label: bool
    #: Whether it is a question.
    asks: bool
    #: Whether it is a short question that names all that it asks about: its answer may do without.
    is_question: bool
    #: The stems of what it names.
    stems: frozenset[str]
    #: The same without what somebody does: "What should I wear?" asks about no thing.
    things: frozenset[str]
    #: The stems of what it names, and what the article's title names: what its section may be taken to be about.
    topic: frozenset[str]
    #: Whether it names a goal, to which a list under it has the steps.
    names_goal: bool
    #: Whether it says that steps follow, and not to what: "Step by step".
    lacks_goal: bool
    #: Whether it says that something is not so, or not good: "Myths about massage", "Foods to avoid".
    denies: bool
    #: Whether it names only a part of the text: "Conclusion".
    frames: bool = False
    #: Whether it is the article's title.
    is_title: bool = False
    #: Whether it is one of the steps to what the title names: "Step 3: Remove the tire".
    is_step: bool = False
    #: What of it leans on what was said before, or is its number: "We also offer:", "3. Massage".
    leaning: tuple[Edit, ...] = ()

    @property
    def introduces(self) -> bool:
        """Whether it can introduce a bare list: "More sleep" would be nothing under "Habits"."""
        return self.is_label and " " in self.text.strip()


def heading(text: str, start: int, known: Cues, title: Heading | None = None, *, is_title: bool = False) -> Heading:
    """The heading that lies at ``start``, under the article's title, if it has one."""
    flat = plain(text)
    words = tokens(flat, known)
    asks = flat.rstrip(_CLOSED).endswith(_ASKS)
    says = _says(flat, known)
    is_short = 0 < len(_LETTERS.findall(text)) <= MOST_WORDS
    stems = frozenset(form.stem for form in words.forms if not form.sort & Word.LIGHT)
    done = {after.stem for form, after in pairwise(words.forms) if form.sort & Word.SPEAKER}
    return Heading(
        start,
        start + len(text),
        text,
        is_label=is_short and not asks and not says and not refer(flat, words, _NOBODY, known).demands,
        asks=asks,
        is_question=is_short and asks and known.spaced and not words.any & _POINTS,
        stems=stems,
        things=stems - done,
        topic=stems | title.stems if title else stems,
        names_goal=known.steps.search(flat) is not None,
        lacks_goal=known.goalless.fullmatch(flat.rstrip(" .:")) is not None,
        denies=_denies(flat, known, is_title=is_title),
        frames=known.framing.fullmatch(flat.rstrip(" .:!?")) is not None,
        is_title=is_title,
        is_step=_is_step(flat, known),
        leaning=(*_number(flat, start), *_joining(flat, start, known), *leaning(flat, words, start, 0, known)),
    )


def _denies(flat: str, known: Cues, *, is_title: bool) -> bool:
    """Whether what stands under it is not so, or not good; a title that warns may stand over what is good, too."""
    return known.denials.search(flat) is not None or (not is_title and known.warning.search(flat) is not None)


def _says(flat: str, known: Cues) -> bool:
    """Whether it is a sentence: no "So pflanzen Sie einen Baum", "What you need", "Things that help", "3. Rest."."""
    if known.steps.match(flat) or known.titling.match(flat) or _COUNTED.match(flat):
        return False
    tells = known.relating.search(flat, 1)
    finite = known.finite.search(flat, 0, tells.start() if tells else None)
    # "Foods to avoid" is more often a heading than "He wants to go".
    return finite is not None and not (finite[0].endswith(" to") and known.finite.search(flat, finite.end()) is None)


def goal(title: Heading, known: Cues) -> Heading | None:
    """What the title names as the goal of its steps, as a heading for each of them; None if it names none."""
    said = title.text[: more.start()] if (more := TOLD_MORE.search(title.text)) else title.text
    found = heading(said, title.start, known)
    return found if found.names_goal and found.introduces else None


def _is_step(flat: str, known: Cues) -> bool:
    counted = _COUNTED.match(flat)
    return (
        counted is not None and counted["as"] is not None and known.steps.fullmatch(counted["as"].rstrip()) is not None
    )


def _joining(flat: str, start: int, known: Cues) -> Iterator[Edit]:
    """The edits that take out what joins a heading to the one before: "And two more things"."""
    if size := opening(flat, known).length:
        yield Edit("strip", start, start + size, "")
        yield from (
            Edit(edit.op, start + edit.start, start + edit.end, edit.text) for edit in capital(flat, size, len(flat))
        )


def _number(flat: str, start: int) -> Iterator[Edit]:
    """The edit that takes a heading's number out of it: what is said of one heading counts nothing."""
    if found := _COUNTED.match(flat):
        yield Edit("strip", start, start + found.end(), "")
