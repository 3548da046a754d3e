"""Lines that a typewriter, a mail program or a typesetter broke become paragraphs again."""

from __future__ import annotations

import re
from collections.abc import Sequence

#: What a sentence may end with, and the quotes and brackets that may follow.
ENDS = re.compile("[.!?…。！？｡؟।]['\"”’»)\\]」』）]*$")
#: A line of this many characters was not broken by hand: every such line is a paragraph.
_WIDEST_WRAP = 120
_CJK = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
_HYPHENATED = re.compile(r"([^\W\d_]{2,})-$")


def paragraphs(lines: Sequence[str], width: int) -> list[str]:
    """The paragraphs of adjacent lines. ``width`` is the longest line of the text that they stand in.

    A line end is soft where the next word would not have fitted, or where it lies within a sentence; a line that
    ends early, after a full stop or before a capital letter, ends its paragraph.
    """
    blocks: list[list[str]] = []
    for line in lines:
        if blocks and _is_soft(blocks[-1][-1], line, width):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    return [joined(block) for block in blocks]


def _is_soft(line: str, following: str, width: int) -> bool:
    if following[:1].islower() and not ENDS.search(line):
        return True
    if width > _WIDEST_WRAP:
        return False
    first = 1 if _CJK.match(following) else len(following.split(maxsplit=1)[0])
    return len(line) + 1 + first > width


def joined(lines: Sequence[str], *, typeset: bool = False) -> str:
    """Lines as one. A word that was hyphenated is made whole; between CJK signs there is no space.

    ``typeset`` says that a hyphen at a line's end was most likely put there by the line end (PDF); otherwise it is
    taken to be the word's own.
    """
    whole = "\n".join(lines).casefold()
    text = ""
    for line in map(str.strip, lines):
        text = _continued(text, line, whole, typeset=typeset) if text else line
    return text


def _continued(text: str, line: str, whole: str, *, typeset: bool) -> str:
    cut = _HYPHENATED.search(text)
    if cut and line[:1].islower():
        rest = re.match(r"[^\W\d_]+", line)
        word = (cut[1] + (rest[0] if rest else "")).casefold()
        own = f"{cut[1]}-{rest[0] if rest else ''}".casefold() in whole
        return text[:-1] + line if word in whole or (typeset and not own) else text + line
    if _CJK.match(text[-1:]) and _CJK.match(line):
        return text + line
    return f"{text} {line}"
