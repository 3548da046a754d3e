"""How a sentence that is too long for a post is said shorter, without saying anything else.

Nothing goes that would be missed: no figure, no denial, no doubt, no condition, no half of a quotation. In a language
whose words for these nobody has written down, nothing goes at all.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from posts.cut import cohesion
from posts.cut.cohesion import plain
from posts.cut.cues import Cues, Word
from posts.cut.model import Edit
from posts.cut.names import Names
from posts.cut.pattern import NOTHING
from posts.cut.references import recalled
from posts.cut.sentence import Sentence
from posts.cut.sentences import unclosed
from posts.cut.tokens import tokens

#: A sentence of more code points is nobody's to make a post of: its parts are not looked for.
MOST = 2_000
#: What is left of a sentence must be at least this long, in UTF-8 bytes: no main clause is shorter.
LEAST_BYTES = 60
_FIGURE = regex.compile(r"(?<![\p{L}\p{M}])\p{Nd}[\p{Nd}.,:/-]*(?![\p{L}\p{M}])|\p{Nd}\s*[%°]")
_QUOTED = regex.compile(r"[\"“”„«»]")
_STOP = regex.compile(r"[.!。！।॥။](?=\W*\Z)")
#: A remark between brackets, or between two dashes with space round them.
_DASHED = frozenset("(–—")
_ASIDE = regex.compile(r"\s*\([^()]*\)|\s+[–—]\s[^–—;:.!?]*?\s[–—](?=\s)")


def shorter(sentence: Sentence, known: Cues, named: Names) -> Iterator[Sentence]:
    """The sentence said in fewer words, the version that loses least first."""
    flat = plain(sentence.text)
    if known.negations is NOTHING or len(flat) > MOST or _asks(flat) or known.at("both", flat, sentence.opening.length):
        return
    asides = tuple(_asides(flat, sentence, known))
    if asides:
        yield _without(sentence, flat, asides, known, named)
    for at in _ends(flat, sentence, known):
        end = Edit("trim", at, sentence.end, stop_of(sentence.text))
        yield _without(sentence, flat, (*(aside for aside in asides if aside.end <= at), end), known, named)


def _without(sentence: Sentence, flat: str, cuts: tuple[Edit, ...], known: Cues, named: Names) -> Sentence:
    """The sentence with these parts out of it, pointing only at what the rest points at."""
    for cut in cuts:
        start, end = cut.start - sentence.start, cut.end - sentence.start
        flat = flat[:start] + " " * (end - start) + flat[end:]
    marks = tuple(mark for mark in sentence.marks if not any(cut.start <= mark.start < cut.end for cut in cuts))
    points = cohesion.reference(flat, tokens(flat, known), named, known, sentence.opening.length)
    left = (
        demand
        for demand in recalled(sentence.reference, 0, len(flat))
        if not any(cut.start <= sentence.start + demand.start < cut.end for cut in cuts)
    )
    points = points._replace(demands=(*left, *points.demands))
    return sentence._replace(marks=(*marks, *cuts), reference=points)


def halves(sentence: Sentence, known: Cues, named: Names) -> Iterator[tuple[Sentence, Sentence]]:
    """Ways to part a sentence into two that each are whole clauses, the most even first."""
    flat = plain(sentence.text)
    middle = len(flat) / 2
    # Most sentences have no place to be parted at: this is looked at before what takes longer.
    places = [*known.halves.finditer(flat)]
    if not places or len(flat) > MOST or _asks(flat) or _is_one(flat, sentence.opening.length, known):
        return
    for match in sorted(places, key=lambda match: abs(match.start() - middle)):
        left, right = flat[: match.start()], flat[match.end() :]
        if _is_clause(left, known) and not _lists(left, known) and _is_own(right, known) and not _reports(left, known):
            yield _part(sentence, 0, match.start(), known, named), _part(sentence, match.end(), len(flat), known, named)


def _is_one(flat: str, at: int, known: Cues) -> bool:
    """Whether all of a sentence hangs on how it begins, or on somebody's only supposing it."""
    return bool(known.at("paired", flat, at) or known.at("both", flat, at) or known.supposing.search(flat))


def _lists(left: str, known: Cues) -> bool:
    """Whether what ends here is a list and no clause: "the National Heart, Lung, and Blood Institute"."""
    head, comma, last = left.rpartition(",")
    return bool(comma) and known.finite is not NOTHING and known.finite.search(last) is None and bool(head)


def _is_own(right: str, known: Cues) -> bool:
    """Whether words are a clause that does not lean on the one before it."""
    leans = known.at("linking", right)
    return _is_clause(right, known) and not leans and not _only_tells(right, known)


def _only_tells(right: str, known: Cues) -> bool:
    """Whether words are no clause, but a thing and what is told of it: "a pot that tips over because it is full"."""
    relates = known.relating.search(right)
    return relates is not None and not known.finite.search(right, 0, relates.start())


def stop_of(text: str) -> str:
    """What ends a sentence after which nothing follows: its own stop, else a full stop."""
    stop = _STOP.search(text)
    return stop[0] if stop else "."


def _asks(flat: str) -> bool:
    return flat.rstrip("\"'”)").endswith("?")


def _may_go(lost: str, known: Cues) -> bool:
    kept = (known.negations, known.hedges, known.conditions, known.caveats, known.denials, known.figures)
    if _FIGURE.search(lost) or _QUOTED.search(lost) or any(pattern.search(lost) for pattern in kept):
        return False
    return not _reports(lost, known)


def _asides(flat: str, sentence: Sentence, known: Cues) -> Iterator[Edit]:
    if _DASHED.isdisjoint(flat):
        return
    marked = [(mark.start - sentence.start, mark.end - sentence.start) for mark in sentence.marks]
    for match in _ASIDE.finditer(flat):
        free = not any(start < match.end() and match.start() < end for start, end in marked)
        before = flat[: match.start()].rpartition(" ")[2].lower()
        said_of = known.sort(before) & (Word.LIGHT | Word.DEFINITE)  # "the (alleged) murderer"
        if free and match.start() and not said_of and _may_go(match[0], known):
            yield Edit("trim", sentence.start + match.start(), sentence.start + match.end(), "")


def _ends(flat: str, sentence: Sentence, known: Cues) -> Iterator[int]:
    """Places in the article's text where the sentence may end early, the last first."""
    main = _main(flat, sentence, known)
    for match in sorted(known.clauses.finditer(flat, main), key=lambda match: -match.start()):
        at = match.start()
        lost = _unmarked(flat, at, sentence)
        if not _may_go(lost, known):
            return
        # A list is not cut short: "two works: the symphony".
        own = known.listing.match(lost) and "," not in flat[main:at]
        if _is_clause(flat[main:at], known) and ":" not in flat[:at] and (own or not _goes_on(lost, known)):
            yield sentence.start + at


def _goes_on(lost: str, known: Cues) -> bool:
    """Whether a list that was begun before goes on in what is lost, behind a clause of its own."""
    return not known.halves.match(lost) and known.more.search(lost, 1) is not None


def _main(flat: str, sentence: Sentence, known: Cues) -> int:
    """Where the main clause begins: behind the first comma of a sentence that opens with "while" or "if"."""
    return flat.find(",", sentence.opening.length) + 1 if known.at("paired", flat, sentence.opening.length) else 0


def _unmarked(flat: str, at: int, sentence: Sentence) -> str:
    """What a sentence says from a place on, less what means nothing in a post anyway."""
    for mark in reversed(sentence.marks):
        start, end = mark.start - sentence.start, mark.end - sentence.start
        flat = flat[:start] + flat[end:] if start >= at else flat
    return flat[at:]


def _is_clause(flat: str, known: Cues) -> bool:
    """Whether words can stand as a sentence: long enough, no open bracket, a finite verb where such are known."""
    if len(flat.encode()) < LEAST_BYTES or unclosed(flat):
        return False
    return known.finite is NOTHING or known.finite.search(flat) is not None


def _reports(flat: str, known: Cues) -> bool:
    """Whether what follows may be what somebody says, and no claim of the article's own."""
    return bool(tokens(flat, known).any & Word.SAYS)


def _part(sentence: Sentence, begin: int, end: int, known: Cues, named: Names) -> Sentence:
    """The code points ``begin`` to ``end`` of a sentence as one of their own."""
    text = sentence.text[begin:end]
    flat = plain(text)
    opens = sentence.opening if not begin else cohesion.PLAIN
    start = sentence.start + begin
    points = cohesion.reference(flat, tokens(flat, known), named, known, opens.length)
    return sentence._replace(
        start=start,
        end=start + len(text),
        text=text,
        opening=opens,
        reference=points._replace(demands=(*recalled(sentence.reference, begin, end), *points.demands)),
        item=sentence.item and not begin,
        marks=tuple(mark for mark in sentence.marks if start <= mark.start and mark.end <= start + len(text)),
        leaning=tuple(edit for edit in sentence.leaning if start <= edit.start and edit.end <= start + len(text)),
        called=tuple(call for call in sentence.called if not call.edit or start <= call.edit.start < start + len(text)),
        within=sentence.whole,
        stop=stop_of(sentence.text),
        leads_in=sentence.leads_in and bool(begin),
        lead=None if begin else sentence.lead,
        needs_lead=sentence.needs_lead and not begin,
        naming=None if begin else sentence.naming,
    )
