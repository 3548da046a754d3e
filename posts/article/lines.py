"""Lines that a typewriter, a mail program or a typesetter broke become paragraphs again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

#: What a sentence may end with, and the quotes and brackets that may follow.
ENDS = re.compile("[.!?…。！？｡؟।]['\"”’»)\\]」』）]*$")
#: A line of this many characters was not broken by hand: every such line is a paragraph.
_WIDEST_WRAP = 120
_CJK = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
_HYPHENATED = re.compile(r"([^\W\d_]{2,40})-$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def words(lines: Iterable[str]) -> frozenset[str]:
    """The words that stand whole on these lines, without case: how a document writes them when no line end is near."""
    return frozenset(word for line in lines for word in _WORD.findall(line.casefold()))


def paragraphs(lines: Sequence[str], width: int, known: frozenset[str]) -> list[str]:
    """The paragraphs of adjacent lines. ``width`` is the longest line of their text, ``known`` its `words`.

    A line end is soft where the next word would not have fitted, or where it lies within a sentence; a line that
    ends early, after a full stop or before a capital letter, ends its paragraph.
    """
    blocks: list[list[str]] = []
    for line in lines:
        if blocks and _is_soft(blocks[-1][-1], line, width):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return [joined(block, known) for block in blocks]


def _is_soft(line: str, following: str, width: int) -> bool:
    if following[:1].islower() and not ENDS.search(line[-_TAIL:]):
        return True
    if width > _WIDEST_WRAP:
        return False
    first = 1 if _CJK.match(following) else len(following.split(maxsplit=1)[0])
    return len(line) + 1 + first > width


def joined(lines: Sequence[str], known: frozenset[str], *, typeset: bool = False) -> str:
    """Lines as one. A word that was hyphenated is made whole; between CJK signs there is no space.

    ``typeset`` says that a hyphen at a line's end was most likely put there by the line end (PDF); otherwise it is
    taken to be the word's own. What the document itself writes (``known``) decides first.
    """
    parts: list[str] = []
    for line in map(str.strip, lines):
        if parts:
            kept, glue = _seam(parts[-1], line, known, typeset=typeset)
            parts[-1] = kept
            parts.append(glue)
        parts.append(line)
    return "".join(parts)


def _seam(before: str, line: str, known: frozenset[str], *, typeset: bool) -> tuple[str, str]:
    """What stays of the line before, and what stands between it and the next."""
    cut = _HYPHENATED.search(before[-_TAIL:])
    if cut and line[:1].islower():
        rest = _WORD.findall(line[:_TAIL])[0]
        word, own = f"{cut[1]}{rest}".casefold(), f"{cut[1]}-{rest}".casefold()
        whole = word in known or (typeset and own not in known)
        return (before[:-1] if whole else before), ""
    return before, "" if _CJK.match(before[-1:]) and _CJK.match(line) else " "


#: No word or run of closing quotes is longer.
_TAIL = 50
