"""As much of a text as tells which it is, for lists, lines and letters that have no room for all of it."""

from __future__ import annotations

import re

#: Control letters, and those that turn what follows them around: no reader sees them.
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
#: A word longer than this is broken: what has no spaces would lose most of its room otherwise.
_WORD = 20
#: Where words end with a mark, the ellipsis takes its place.
_MARKS = " .,;:!?…–—-"


def beginning(text: str, most: int) -> str:
    """The text on one line if it has no more than ``most`` code points; else whole words of it, and an ellipsis."""
    line = " ".join(_HIDDEN.sub(" ", text).split())
    if len(line) <= most:
        return line
    cut = line[:most]
    words = cut.rsplit(" ", 1)[0] if " " in cut[-_WORD:] else cut[:-1]
    return f"{words.rstrip(_MARKS)}…"
