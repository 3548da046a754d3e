"""Where the sentences of a block lie, exactly: sentencex, and what it gets wrong for our purpose put right.

sentencex (https://github.com/wikimedia/sentencex) knows the abbreviations and stops of many languages. A post is worse
off with half a sentence than with two, so nearly everything here joins what it parted; only a sentence in brackets is
parted from the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import regex
from sentencex import get_sentence_boundaries

from posts.cut.cues import Cues, cues
from posts.cut.model import Span

#: The longest sentence, in code points, that is kept whole for the sake of an open bracket or quotation mark.
WITHIN_MARKS = 200
#: The longest part of an address that is looked at on either side of a stop, in code points.
WITHIN_TOKEN = 200
#: How much sentencex is given at once, in code points: its time grows with the square of the quotation marks.
SLICE = 10_000

_CLOSER = {"(": ")", "[": "]", "（": "）", "「": "」", "『": "』", "【": "】", "《": "》", "«": "»", '"': '"'}
_OPENER = {closer: opener for opener, closer in _CLOSER.items()}
#: A straight mark behind a figure and before a measure's word is an inch: 5'10", 80" wide.
_MARKS = regex.compile(
    r"[()\[\]（）「」『』【】《》«»“”„]|(?<!\p{Nd}['′]\p{Nd}+)\"(?!(?<=\p{Nd}\")\s+(?:long|wide|tall|high|deep|thick|x|by)\b)"
)
#: Of these most texts hold none, which is soonest told mark by mark.
_MARKS_IN_ASCII, _MARKS_IN_ALL = '()[]"', '()[]（）「」『』【】《》«»“”„"'
#: The same where no mark is straight, and none an inch.
_CURLY_MARKS = re.compile(r"[()\[\]（）「」『』【】《》«»“”„]")
#: A mark that opens where one closes: behind a stop, before white space.
_TURNED = regex.compile(r"(?<=[.!?…,])“(?=\s|\Z)")
#: A » that opens: behind white space, and right before what is said.
_GERMAN = re.compile(r"(?<![^\s(\[–—-])»(?=[^\s.,;:!?)\]])")
_QUOTES = frozenset('"“”„«»「」『』')
#: No number or letter of an item is longer, with its marks.
ENUMERATOR = 5
#: No short form is longer, with its stop.
SHORT_FORM = 12
_ENUMERATOR = regex.compile(r"[(（]?(?:\p{Nd}{1,3}|\p{L})[.)）．]")
_CAMEL = regex.compile(r"\p{Ll}+\p{Lu}")
_CONTINUES = regex.compile(r"(?:[—–]\s*)?\p{Ll}|[,;:)\]，；：）］”’»]")
_SAID_SO = regex.compile(r"[」』](?:と|って|など)|[”\"’'](?:이?라[고는며]|고|하고|며)")
#: The word before a stop; "vitamina D." is no gentleman.
_LAST_WORD = regex.compile(r"(?<![Vv]itamin\p{L}? )[^\s'’(\[\"“„«]+(?=\.\Z)")
#: The word before a figure that may count: "ab 14.".
_ORDINAL = regex.compile(r"(?<!\w)(\p{L}+) \p{Nd}{1,2}\.\Z")
#: The parts of a Korean date.
_DATE = regex.compile(r"(?:\A|\s)\p{Nd}{4}\.(?: \p{Nd}{1,2}\.){0,2}\Z")
_DATE_ON = regex.compile(r"\p{Nd}{1,2}\.|\p{Hangul}")
_WORD = regex.compile(r"\w")
_RUN = regex.compile(r"[^\s。！？।॥؟、，「」『』（）“”]+")
_RUN_BEFORE = regex.compile(_RUN.pattern + r"\Z")
_TOKEN = regex.compile(r"\S*(?:://|www\.|[#＃@])\S*|\S+\.\p{Ll}{2,}(?:/\S*)?")
_NUMBER = regex.compile(r"\p{Nd}[.,]\p{Nd}")
_CITATION = regex.compile(r"(?:\[\p{Nd}{1,3}(?:\s*[,–-]\s*\p{Nd}{1,3})*\]\s*|[⁰¹²³⁴-⁹]+\s+)+(?=\p{Lu})")
#: A footnote's figure right behind the stop of a sentence: "… their rights.4 Even so, …".
_FOOTNOTE = regex.compile(r"(?<=(?:\p{Ll}{4}|[)\]”])[.!?][\"”’)]*)\p{Nd}{1,3}(?=\s+\p{Lu})")
#: Where none can be none is looked for, which takes longer.
_MAY_BE_FOOTNOTE = re.compile(r"[.!?][\"”’)]*\d")
#: A sentence in brackets before another.
_BRACKETED = regex.compile(r"\(\p{Lu}[^()]*(?:\([^()]*\)[^()]*)*[.!?]\)(?=\s+\p{Lu})")
_STOP = regex.compile(r"(?<=[.!?…]['\"”’)\]]*)\s+|(?<=[。！？।॥؟])\s*")


def sentences(text: str, block: Span, language: str | None) -> tuple[Span, ...]:
    """The sentences of ``text[start:end]``: spans of ``text``, in order, nothing but white space between them.

    ``language`` is an ISO 639-1 code, or None where it cannot be told.
    """
    start, end = block
    inside = text[start:end]
    known, language = cues(language), language or "en"
    pieces = _pieces(inside, sorted([*_bounds(inside, language), *_footnoted(inside)]), (0, end - start))
    parts = chain.from_iterable(_unquoted(inside, piece, language) for piece in pieces)
    whole = chain.from_iterable(_unbracketed(inside, piece) for piece in _joined(inside, parts, known))
    return tuple((start + a, start + b) for a, b in _cited(inside, list(whole)))


def unclosed(text: str, stack: str = "") -> str:
    """The brackets and quotation marks that are open behind the text, outermost first; ``stack`` were before it."""
    if any(map(text.__contains__, _MARKS_IN_ASCII if text.isascii() else _MARKS_IN_ALL)):
        for mark in _marks(_TURNED.sub("”", text) if "“" in text else text, 0, len(text)):
            stack = _after(stack, mark)
    return stack


def _marks(text: str, start: int, end: int) -> Iterable[str]:
    """The brackets and quotation marks between two places; » where it opens, as in German books, is "»»"."""
    marks = _MARKS if '"' in text else _CURLY_MARKS
    if "»" not in text:
        return marks.findall(text, start, end)
    opening = {mark.start() for mark in _GERMAN.finditer(text, start, end)}
    return ("»»" if mark.start() in opening else mark[0] for mark in marks.finditer(text, start, end))


def halved(text: str) -> bool:
    """Whether a bracket or quotation is begun or ended in the text, but not both."""
    if unclosed(text):
        return True
    return text.count("”") % 2 == 1 and next(mark for mark in text if mark in "“”„") == "”"


def _after(stack: str, mark: str) -> str:
    """The open marks after one more; “ closes a German „ and opens everywhere else; ” closes a straight mark, too."""
    if mark in "“”" and stack[-1:] in ("„", "“") and (mark == "”" or stack[-1:] == "„"):
        return stack[:-1]
    if (mark in _OPENER and stack[-1:] == _OPENER[mark]) or (mark == "”" and stack[-1:] == '"'):
        return stack[:-1]
    if "»" in (mark[1:], stack[-1:]) and mark in ("»»", "«"):
        return f"{stack}»" if mark == "»»" else stack[:-1]
    return stack + mark if mark in _CLOSER or mark in "„“" else stack


def _bounds(text: str, language: str) -> Iterator[int]:
    """Ends of sentences in the text, found slice by slice; the last of a slice is looked at again in the next."""
    at = 0
    while at < len(text):
        found = [at + end for end in _ends(text[at : at + SLICE], language)]
        if at + SLICE >= len(text):
            yield from found
            return
        yield from found[:-1]
        at = found[-2] if len(found) > 1 and found[-2] > at else at + SLICE


def _ends(text: str, language: str) -> list[int]:
    """Ends of sentences as sentencex sees them; by a plain rule where it cannot."""
    try:
        return [int(sentence["end_index"]) for sentence in get_sentence_boundaries(language, text)]
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001 - a panic in Rust is no Exception: https://pyo3.rs/main/doc/pyo3/panic/
        return [match.end() for match in _STOP.finditer(text)] + [len(text)]


def _footnoted(text: str) -> Iterator[int]:
    """Ends of sentences that sentencex does not see, since a footnote's figure stands right behind the stop."""
    return (match.end() for match in (_FOOTNOTE.finditer(text) if _MAY_BE_FOOTNOTE.search(text) else ()))


def _unbracketed(text: str, piece: Span) -> Iterator[Span]:
    """A sentence in brackets and what follows it, which sentencex takes for one: "(He agreed.) Then they left."."""
    start, end = piece
    match = _BRACKETED.match(text, start, end) if text.startswith("(", start) else None
    if match:
        yield start, match.end()
        yield match.end() + len(text[match.end() : end]) - len(text[match.end() : end].lstrip()), end
    else:
        yield piece


def _unquoted(text: str, piece: Span, language: str) -> Iterable[Span]:
    """The sentences inside a long quotation, which sentencex takes for one."""
    start, end = piece
    if end - start <= WITHIN_MARKS or _QUOTES.isdisjoint(text[start:end]):
        return (piece,)
    places = [at for at in range(start, end) if text[at] not in _QUOTES]
    ends = _ends("".join(text[at] for at in places), language)
    return _pieces(text, (places[bound - 1] + 1 for bound in ends if bound), piece)


def _pieces(text: str, bounds: Iterable[int], within: Span) -> Iterator[Span]:
    """The parts of a span of the text between the bounds, without white space round them, empty ones left out."""
    at, end = within
    for bound in chain(bounds, (end,)):
        if piece := text[at:bound].strip():
            begin = text.index(piece, at)
            yield begin, begin + len(piece)
        at = max(at, bound)


def _joined(text: str, pieces: Iterable[Span], known: Cues) -> list[Span]:
    """The pieces, those joined that only make sense together."""
    sentences: list[Span] = []
    for start, end in pieces:
        if sentences and _belongs(text, sentences[-1], (start, end), known):
            sentences[-1] = (sentences[-1][0], end)
        else:
            sentences.append((start, end))
    return sentences


def _cited(text: str, pieces: Sequence[Span]) -> Iterator[Span]:
    """The pieces; a mark of citation at the start of one belongs to the one before: "… is so. [1] Others …"."""
    if not pieces:
        return
    heads = [0, *(_citation(text, piece) for piece in pieces[1:])]
    for (start, end), head, (following, _), further in zip(
        pieces, heads, [*pieces[1:], (0, 0)], [*heads[1:], 0], strict=True
    ):
        yield start + head, len(text[: following + further].rstrip()) if further else end


def _citation(text: str, piece: Span) -> int:
    """How many code points at the start of a piece are marks of citation before what begins with a capital letter."""
    match = None if text[piece[0]].isalpha() else _CITATION.match(text, *piece)
    return match.end() - match.start() if match else 0


def _belongs(text: str, left: Span, right: Span, known: Cues) -> bool:
    before, after = text[slice(*left)], text[slice(*right)]
    return (
        (len(before) <= ENUMERATOR and bool(_ENUMERATOR.fullmatch(before)))
        or _goes_on(after)
        or (left[1] == right[0] and _inside_token(text, right[0]))
        or (left[1] == right[0] and bool(_SAID_SO.match(text, left[1] - 1)))
        or _is_short_for(before, after, known)
        or _closes_soon(text, left)
    )


def _goes_on(after: str) -> bool:
    """Whether words are none, or begin as no sentence does."""
    if after[0].isalpha() and after[0].isupper():  # as nearly all do
        return False
    return not _WORD.search(after) or bool(_CONTINUES.match(after) and not _CAMEL.match(after))


def _is_short_for(before: str, after: str, known: Cues) -> bool:
    """Whether the stop at the end of the left part belongs to a short form; sentencex knows few but English ones."""
    if before[-2:-1].isdecimal() and known.before_ordinals and (counted := _ORDINAL.search(before)):
        return counted[1].lower() in known.before_ordinals
    last = _LAST_WORD.search(before, max(len(before) - SHORT_FORM, 0))
    short = known.before_figures | known.before_names if after[0].isdecimal() else known.before_names
    return bool(
        (last and last[0] in short)
        or (before[-2:-1].isdecimal() and _DATE_ON.match(after) and _DATE.search(before[-15:]))
    )


def _inside_token(text: str, at: int) -> bool:
    """Whether an address, a hashtag or a number reaches across this place."""
    if _NUMBER.match(text, max(at - 2, 0)):
        return True
    before = _RUN_BEFORE.search(text[max(at - WITHIN_TOKEN, 0) : at])
    after = _RUN.match(text, at, at + WITHIN_TOKEN)
    return bool(before and after and _TOKEN.fullmatch(before[0] + after[0]))


def _closes_soon(text: str, left: Span) -> bool:
    """Whether a mark is open at the end of this sentence, and closed before the sentence grows out of hand."""
    start, end = left
    stack = unclosed(text[start:end]) if end - start < WITHIN_MARKS else ""
    if not stack:
        return False
    for mark in _marks(text, end, start + WITHIN_MARKS):
        stack = _after(stack, mark)
        if not stack:
            return True
    return False
