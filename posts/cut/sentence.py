"""A sentence as the cutter knows it: where it stands, and what ties it to its neighbours."""

from __future__ import annotations

from typing import NamedTuple

from posts.cut.calling import Calling
from posts.cut.cohesion import PLAIN, Opening, Tie
from posts.cut.headings import Heading
from posts.cut.model import Edit, Span
from posts.cut.naming import Naming
from posts.cut.references import NO_REFERENCE, Reference
from posts.cut.why import Why


class Voice(NamedTuple):
    """Whose words a sentence is that does not say it itself: who is told at ``place``, which is -1 for nobody."""

    place: int
    #: The name that a post may say instead, and what it is a part of; behind the sentence if it lies there.
    name: Span | None = None
    within: Span | None = None
    #: Whether it is who asks in an interview: no post is a question alone.
    asks: bool = False


NOBODY = Voice(-1)


class Sentence(NamedTuple):
    """One sentence of an article's body: ``text`` lies at ``start`` in the article's text, end exclusive."""

    start: int
    end: int
    text: str
    #: Index of its block in the article, and of its section: both rise through the article.
    block: int
    section: int
    opening: Opening = PLAIN
    reference: Reference = NO_REFERENCE
    #: Whether it introduces what follows it.
    leads_in: bool = False
    #: How many items it counts in what it introduces: "two reasons:"; 0 where it counts none.
    counted: int = 0
    #: Whether it counts them, and they are too many for one post, which may say some of them, and that there are more.
    many: bool = False
    #: The blocks of the first and of the last of these items: others may lie between, such as captions.
    items: Span = (0, 0)
    #: Whether a list item begins with it.
    item: bool = False
    #: Index of the sentence that introduces its list, which a post that opens here repeats.
    lead: int | None = None
    #: Whether it can only be said with what introduces its list: an item that is no sentence, or a step to a goal.
    needs_lead: bool = False
    #: Whether it only names what its block tells of behind it; and index of the sentence that names what this tells of.
    labels: bool = False
    label: int | None = None
    #: The heading above it, and whether it is the first sentence under that.
    heading: Heading | None = None
    first: bool = False
    #: Whether it is a question.
    asks: bool = False
    #: Whether it lies in an item of a list, which begins with it or before it.
    listed: bool = False
    #: How deep that item lies in lists, 1 for the outermost; 0 outside of them.
    depth: int = 0
    #: Whether that list is numbered, and whether it lies in a block quotation.
    step: bool = False
    quote: bool = False
    #: Whether the heading above it says that something is not so ("Myths"), and has to be said with it.
    denied: bool = False
    #: Whether it warns and hangs on something: its heading may be lent to it anywhere, so that it is never lost.
    caveat: bool = False
    #: The quotation mark that is open before it, and the one that is open behind it.
    quoted: tuple[str, str] = ("", "")
    #: Whether it begins like what takes its matter for known: "We numb the tooth …"; whether somebody tells of oneself.
    assumes: bool = False
    narrates: bool = False
    #: Why it is no post and no part of one, though its words would allow it.
    apart: Why | None = None
    #: What of it leans on the sentence before, though it is no connective at the start; it goes where a post opens.
    leaning: tuple[Edit, ...] = ()
    #: What of it means nothing outside of the article.
    marks: tuple[Edit, ...] = ()
    #: Whom its pronouns mean, where only they point back and it is plain.
    naming: Naming | None = None
    #: Whose words it is, where it does not say so; what lends a name has the voice that this answers.
    voice: Voice | None = None
    #: Whom it calls by name.
    called: tuple[Calling, ...] = ()
    #: Whether it lends a post only a name: what stands between this and the next sentence, then.
    lends: str | None = None
    #: All of the sentence that it is half of, and what then ends it; for a whole one, its own place.
    within: Span | None = None
    stop: str = "."

    @property
    def whole(self) -> Span:
        """Where the whole sentence lies."""
        return self.within or (self.start, self.end)

    @property
    def is_first(self) -> bool:
        """Whether it is half of a sentence that goes on behind it."""
        return self.within is not None and self.end < self.within[1]

    @property
    def is_second(self) -> bool:
        """Whether it is half of a sentence that begins before it."""
        return self.within is not None and self.start > self.within[0]

    @property
    def hangs(self) -> bool:
        """Whether its first words go on with the sentence before it."""
        return self.opening.tie is Tie.HANGS

    @property
    def tied(self) -> bool:
        """Whether anything in it ties it to what is before it."""
        return self.opening.tie is not Tie.NONE or bool(self.reference.demands)
