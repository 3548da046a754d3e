"""Where a sentence that is too long for any post may end early, or be parted."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import replace

import regex

from posts.cut.cohesion import plain
from posts.cut.cues import Cues
from posts.cut.reading import Sentence
from posts.cut.sentences import unclosed

#: What is left of a trimmed sentence must be at least this long, in UTF-8 bytes: no main clause is shorter.
LEAST_BYTES = 60

#: No platform takes more code points than this; no gap beyond it need be tried.
MOST_PART = 20_000

_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
#: Where a part may end: after white space, after a wide comma, or between signs of a script without spaces.
_GAP = regex.compile(rf"\s+|(?<=[，、；：])|(?<={_UNSPACED})(?={_UNSPACED})")
_PAUSE = regex.compile(r"[,;:،؛，、；：–—]\s*\Z")
_FIGURE = regex.compile(r"\p{Nd}")


def ends(sentence: Sentence, words: Cues) -> Iterator[int]:
    """Places in the article's text where the sentence may end early, the last first.

    None where a figure, a denial, a doubt, a condition or half of a quotation would get lost, none in a question, and
    none in a language whose words for these nobody has written down.
    """
    text = plain(sentence.text)
    if words.paired.match(text, sentence.connective) or text.rstrip("\"'”)").endswith("?"):
        return
    for match in sorted(words.clauses.finditer(text), key=lambda match: -match.start()):
        at = match.start()
        lost = text[at:]
        if _FIGURE.search(lost) or any(kept.search(lost) for kept in (words.negations, words.hedges, words.conditions)):
            return
        if len(text[:at].encode()) >= LEAST_BYTES and not unclosed(text[:at]):
            yield sentence.start + at


def parts(sentence: Sentence, fits: Callable[[str], bool]) -> list[Sentence]:
    """A sentence in parts that fit, for a thread, which says everything; whole where one word of it does not fit.

    Each part ends at a comma or the like if that leaves it half full, else between words.
    """
    text, at, found = sentence.text, 0, list[Sentence]()
    while at < len(text):
        end = _end(text, at, fits)
        if not end:
            return [sentence]
        piece = text[at:end].rstrip()
        begin = sentence.start + at
        found.append(replace(sentence, start=begin, end=begin + len(piece), text=piece))
        at = end
    return [found[0], *(replace(part, item=False, points_back=True, connective=0) for part in found[1:])]


def _end(text: str, at: int, fits: Callable[[str], bool]) -> int:
    """Where the part that begins at ``at`` ends: at a gap or at the end; 0 where a word is too long."""
    if len(text) - at <= MOST_PART and fits(text[at:]):
        return len(text)
    gaps = [match.end() for match in _GAP.finditer(text, at + 1, at + MOST_PART)]
    room = bisect_left(gaps, True, key=lambda end: not fits(text[at:end].rstrip()))
    if not room:
        return 0
    furthest = gaps[room - 1]
    pauses = (end for end in reversed(gaps[:room]) if 2 * (end - at) > furthest - at and _PAUSE.search(text, at, end))
    return next(pauses, furthest)
