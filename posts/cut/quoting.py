"""Quotations that go over several sentences: what is said inside one is somebody's word, in every post."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from posts.cut.sentences import unclosed

#: The mark that closes a quotation that was opened with this one.
CLOSING = {"“": "”", "„": "“", "«": "»", "»": "«", "「": "」", "『": "』", '"': '"'}


def quoted(pieces: Sequence[str], *, quote: bool = False, goes_on: bool = False) -> Iterator[tuple[str, str]]:
    """For each sentence of one paragraph the quotation marks that are open before it and behind it, or nothing.

    A straight mark that nothing closes means inches, or nothing; it quotes nobody. ``quote``: the paragraph is set off
    as a quotation; without marks of its own all of it is in curly ones. ``goes_on``: the next paragraph begins with a
    straight mark, so that one that nothing closes here opens a quotation of both.
    """
    whole = " ".join(pieces)
    if not any(mark in whole for mark in CLOSING):
        yield from [("“", "“") if quote else ("", "")] * len(pieces)
        return
    lone = '"' in unclosed(whole) and not goes_on
    stack, before = "", ""
    for piece in pieces:
        stack = unclosed(piece, stack)
        marks = [mark for mark in stack if mark in CLOSING and not (mark == '"' and lone)]
        behind = marks[-1] if marks else ""
        yield before, behind
        before = behind
