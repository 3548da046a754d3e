"""What a sentence's own words tell of its ties to those round it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from posts.cut import cohesion
from posts.cut.cohesion import PLAIN, Tie, plain
from posts.cut.cues import Begun, Cues, Word
from posts.cut.leads import leads_in
from posts.cut.marks import capital, leaning, marks
from posts.cut.model import Edit
from posts.cut.names import Names
from posts.cut.pattern import NOTHING
from posts.cut.quoting import CLOSING
from posts.cut.references import Need, Reference
from posts.cut.sentence import Sentence
from posts.cut.tokens import Words, cued
from posts.cut.why import Why

_CLOSING = r"[\p{Pe}\p{Pf}\p{Pi}\p{So}\p{M}\s\"'*\u200d]"
STOPS = tuple(".!?…。！？।॥؟")
#: A stop, then at most closing marks, emoji, hashtags or a footnote's number.
_ENDED = regex.compile(
    rf"[.!?…。！？।॥؟။](?:{_CLOSING}|[#＃]\w+|(?<!\p{{Nd}}\.)\[?\p{{Nd}}{{1,3}}[\]\p{{Nd}}–, -]*|[⁰¹²³⁴-⁹])*\Z"
)
#: A question of so many words at most, and no verb, asks nothing by itself.
MOST_NAMED = 3
#: With what a sentence begins that takes its matter for known: "We numb …", "The tooth …", "If it …", "In time …".
_ASSUMING = Word.SPEAKER | Word.GIVEN | Word.FRONTING | Word.CONJOINING
#: A sentence of more words has a verb of its own.
MOST_ELIDING = 6
#: What a sentence announces behind a colon of its own: words enough to say it.
_TOLD = regex.compile(r"[:：]\s*(?:\S+\s+){2}\S|：\S{6}")
_ASIDE = regex.compile(r"\([^()]*\)")
_ASKS = ("?", "？", "؟")
#: What may stand behind a question mark: closing quotation marks and brackets.
_CLOSED = "\"')»’”›⸃⸅⸊⸍⸝⸡"
#: Below this size in UTF-8 bytes, what does not end like a sentence is a label, a date line, a caption.
LABEL_BYTES = 60
#: A call to act, or a bio, is not longer than this in UTF-8 bytes; what is says something beside.
CALL_BYTES = 160

#: A call says something, too, if it is longer than this in UTF-8 bytes and has a name or a number to turn to.
TELLING_BYTES = 100
#: What stands at the end of what somebody said, inside of its marks.
_PAUSES = (*STOPS, ",", "，", "،")
_WHERE = regex.compile(r"\p{Lu}[\p{L}-]*(?: \p{Ll}{1,3})? \p{Lu}\p{L}|\p{Nd}{3}[\p{Nd} /-]{3}|\w\.\p{L}{2,}")


@dataclass(frozen=True, slots=True)
class Ties:
    """Tells the ties of the sentences of one article."""

    known: Cues
    names: Names

    def tie(self, sentence: Sentence, flat: str, words: Words, lead: str, *, counted: bool, goes_on: bool) -> Sentence:
        """The sentence with its ties.

        ``flat`` is its text with straight apostrophes, ``lead`` that of what introduces its list or empty; ``counted``
        says that it is one of a row of numbered ones, ``goes_on`` that another one follows in its paragraph.
        """
        known = self.known
        begins = cohesion.opening(flat, known)
        gone = tuple(marks(flat, sentence.start, known, listed=sentence.listed, counted=counted))
        points = cohesion.reference(flat, words, self.names, known, begins.length)
        points = _left(points, sentence.start, gone) if gone and points.demands else points
        colon, size = leads_in(flat), len(flat.encode())
        asks = flat.rstrip(_CLOSED).endswith(_ASKS)
        if (asks and self._only_names(flat, words)) or self._elides(flat, words):
            begins = PLAIN._replace(tie=Tie.HANGS)
        # "Use Facebook on your phone? Set a passcode." needs no verb, since it is answered in its item.
        whole = (asks and goes_on) or self._is_whole(sentence, flat, size, lead)
        if self._is_untold_step(sentence, lead):
            sentence, lead = sentence._replace(lead=None), sentence.heading.text if sentence.heading else ""
        introduced = self._is_introduced(sentence)
        fragment = None if whole or introduced or colon else Why.FRAGMENT
        apart = self._apart(_unmarked(flat, sentence.start, gone), words, begins.length, size) or fragment
        # "In a crisis: call 911" says something, though "Call 911" alone does not.
        called_for = apart is Why.CALL and sentence.lead is not None and leads_in(lead)
        return sentence._replace(
            opening=begins,
            reference=_ahead(points) if colon else points,
            leads_in=colon or self._announces(flat, size, begins.length),
            needs_lead=(introduced and not whole) or called_for or self._has_goal(sentence),
            denied=sentence.heading is not None and sentence.heading.denies,
            asks=asks,
            caveat=self._is_caveat(sentence, flat, words, points),
            assumes=_assumes(words.since(begins.length)),
            narrates=bool(words.any & Word.NARRATOR),
            apart=None if called_for else apart,
            leaning=(
                *(_inside_mark(flat, sentence.start, known) if _opens_quotation(flat) else ()),
                *leaning(flat, words, sentence.start, begins.length, known),
            ),
            marks=gone,
        )

    def _only_names(self, flat: str, words: Words) -> bool:
        """Whether a question only names what the sentence before it has to do with: "The result? An empty fridge."."""
        names = 0 < len(words) <= MOST_NAMED and words.sorts[0] & Word.DEFINITE
        return bool(names) and self.known.finite.search(flat) is None

    def _elides(self, flat: str, words: Words) -> bool:
        """Whether a short sentence leaves its verb to the one before: "You're allowed to."."""
        brief = 0 < len(words) <= MOST_ELIDING and flat.endswith((".", "!"))
        return brief and self.known.eliding.fullmatch(flat[words.starts[-1] :].rstrip(".!")) is not None

    def _announces(self, flat: str, size: int, at: int) -> bool:
        """Whether it says that something follows, and not what: no "Here's what most teams skip: tests with users."."""
        announces = size <= CALL_BYTES and self.known.at("leading", flat, at)
        return bool(announces) and _TOLD.search(flat) is None

    def _is_whole(self, sentence: Sentence, flat: str, size: int, lead: str) -> bool:
        """Whether it is a sentence by itself; in a list after a colon it takes a verb, and nothing denied before it."""
        whole = (
            flat.endswith(STOPS)
            or bool(_ENDED.search(flat))
            or (size >= LABEL_BYTES and not sentence.item and self._has_verb(flat))
        )
        # "If you are in a crisis:" introduces a list of its own, whatever it is an item of.
        whole = whole or (sentence.item and leads_in(flat) and bool(self.known.at("paired", flat)))
        if not whole or not leads_in(lead):
            return whole
        known, before = self.known, plain(lead)
        if not self._has_verb(flat):
            return False
        return not known.denials.search(before) and not known.negations.search(before)

    def _has_verb(self, flat: str) -> bool:
        """Whether a finite verb that is known stands in what is no aside; where none is known, any word may be one."""
        return self.known.finite is NOTHING or self.known.finite.search(_ASIDE.sub("", flat)) is not None

    def _is_introduced(self, sentence: Sentence) -> bool:
        """Whether something introduces the list that it begins an item of."""
        by_heading = sentence.item and sentence.heading is not None and sentence.heading.introduces
        return sentence.lead is not None or by_heading

    def _is_caveat(self, sentence: Sentence, flat: str, words: Words, points: Reference) -> bool:
        """Whether it is a warning that hangs on something, under a heading that can be lent to it."""
        above = sentence.heading
        lacks = bool(points.demands) and above is not None and above.is_label
        return lacks and bool(cued(self.known.caveats, Begun.CAVEAT, flat, words, self.known))

    def _is_untold_step(self, sentence: Sentence, lead: str) -> bool:
        """Whether the heading and not the paragraph before a list says what its steps are to."""
        above, listed = sentence.heading, sentence.step and sentence.lead is not None
        return listed and above is not None and above.names_goal and not leads_in(lead)

    def _has_goal(self, sentence: Sentence) -> bool:
        """Whether it is a step to what the heading names, and nothing without it."""
        above = sentence.heading
        if not sentence.item or sentence.lead is not None or above is None:
            return False
        return above.is_label and not above.frames and (sentence.step or above.names_goal)

    def _apart(self, flat: str, words: Words, at: int, size: int) -> Why | None:
        """Why a sentence is no post whatever goes with it."""
        known = self.known
        if size <= CALL_BYTES and known.at("calls", flat, at) and not _tells(flat, at, size):
            return Why.CALL
        if size <= 2 * CALL_BYTES and cued(known.author, Begun.AUTHOR, flat, words, known):
            return Why.AUTHOR
        if size <= LABEL_BYTES and known.linking.fullmatch(flat.rstrip(" .!?,")):
            return Why.FRAGMENT
        return Why.ABOUT_TEXT if cued(known.about_text, Begun.ABOUT_TEXT, flat, words, known, at) else None


def _assumes(words: Words) -> bool:
    """Whether it begins with "we", "the", "in" or "if", and nothing has a name in it."""
    begins = bool(words.sorts and words.sorts[0] & _ASSUMING)
    return begins and not any(form.capital for form in words.forms[1:])


def _tells(flat: str, at: int, size: int) -> bool:
    """Whether a call to act says enough to be a post: where to, by a name or a number, and more."""
    return size > TELLING_BYTES and _WHERE.search(flat, at + 1) is not None


def _opens_quotation(flat: str) -> bool:
    """Whether it begins with what somebody said, and not with what a book or a film is called.

    That is closed before the sentence ends, and no stop or comma stands before the mark that closes it.
    """
    if flat[:1] not in CLOSING:
        return False
    said, mark, rest = flat[1:].partition(CLOSING[flat[0]])
    return not mark or said.endswith(_PAUSES) or not any(map(str.isalnum, rest))


def _inside_mark(flat: str, start: int, known: Cues) -> Iterator[Edit]:
    """The edits that take a connective out right behind the mark that opens a quotation: "“However, …"."""
    if gone := cohesion.opening(flat[1:], known).length:
        yield Edit("strip", start + 1, start + 1 + gone, "")
        for edit in capital(flat, 1 + gone, len(flat)):
            yield Edit(edit.op, start + edit.start, start + edit.end, edit.text)


def _ahead(points: Reference) -> Reference:
    """What a sentence that ends with a colon demands of what is before it: a "these" inside it means what follows."""
    back = tuple(one for one in points.demands if one.need != Need.BEFORE or one.stems or not one.start)
    return points._replace(demands=back)


def _left(points: Reference, start: int, gone: Sequence[Edit]) -> Reference:
    """What a sentence demands without what is taken out of it: "(see details in that link)"."""
    demands = (one for one in points.demands if not any(mark.start <= start + one.start < mark.end for mark in gone))
    return points._replace(demands=tuple(demands))


def _unmarked(flat: str, start: int, gone: Sequence[Edit]) -> str:
    """What is left of a sentence's text, as long as before."""
    for mark in gone:
        flat = flat[: mark.start - start] + " " * (mark.end - mark.start) + flat[mark.end - start :]
    return flat
