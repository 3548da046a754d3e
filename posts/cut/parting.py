"""Where a sentence is parted for a thread, which says everything: at a pause, else between words."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable

import regex

from posts.cut.cohesion import Opening, Tie
from posts.cut.sentence import Sentence

#: No platform takes more code points than this; no gap beyond it need be tried.
MOST_PART = 20_000

_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
#: Where a part may end: after white space, after a wide comma, or between signs of a script without spaces.
_GAP = regex.compile(rf"\s+|(?<=[，、；：])|(?<={_UNSPACED})(?={_UNSPACED})")
_PAUSE = regex.compile(r"[,;:،؛，、；：–—]\s*\Z")


def parts(sentence: Sentence, fits: Callable[[str], bool]) -> list[Sentence]:
    """A sentence in parts that fit; whole where one word of it does not fit.

    Each part ends at a comma or the like if that leaves it half full, else between words.
    """
    text, at, found = sentence.text, 0, list[Sentence]()
    while at < len(text):
        end = _end(text, at, fits)
        if not end:
            return [sentence]
        piece = text[at:end].rstrip()
        begin = sentence.start + at
        found.append(sentence._replace(start=begin, end=begin + len(piece), text=piece))
        at = end
    return [found[0], *(part._replace(item=False, opening=_GOES_ON) for part in found[1:])]


_GOES_ON = Opening(0, Tie.HANGS, opposes=False)


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
