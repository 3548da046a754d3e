"""Calls that a page makes to its reader, told by its links: "Apply for health care.", "Find a clinic near you."

A block that is one link, or links in a row, names another page; in a post its link is gone, and it says nothing. A
list after "…:" stays whole, whatever its items are: they finish its sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from posts.article.canonical import fold
from posts.article.draft import Piece
from posts.article.lines import ENDS
from posts.article.model import ITEMS, Kind

_ROW = re.compile(r"\s*[|·•/»>]\s*")
#: Where a sentence may begin; no sentence's last words are looked for further back.
_STOP = re.compile(r"[.!?…。！？][\"'”’)]?\s*")
_WITHIN, _TRIES = 250, 3
_LEAD_INS = (":", "：")


def without(pieces: Sequence[Piece], links: frozenset[str], calls: Callable[[str], bool]) -> list[Piece]:
    """The pieces less what only calls for a click. ``calls`` says whether a text that is a link does so in words."""
    said = frozenset(map(fold, links))
    kept: list[Piece] = []
    for start, end in _runs(pieces):
        run = pieces[start:end]
        if run[0].kind in ITEMS:
            led = bool(kept) and kept[-1].text.endswith(_LEAD_INS)
            kept += run if led else _items(run, said, calls)
        elif not _is_call(run[0], pieces[end : end + 1], said, calls):
            kept += run
    return [_unglued(piece, said, calls) for piece in kept]


def _runs(pieces: Sequence[Piece]) -> Iterator[tuple[int, int]]:
    """Lists as a whole, all other pieces one by one."""
    start = 0
    while start < len(pieces):
        end = start + 1
        while end < len(pieces) and pieces[start].kind in ITEMS and pieces[end].kind in ITEMS:
            end += 1
        yield start, end
        start = end


def _items(run: Sequence[Piece], said: frozenset[str], calls: Callable[[str], bool]) -> list[Piece]:
    """A list without its calls; nothing of it, where it is all links: the way through a site."""
    linked = [_is_linked(piece.text, said) for piece in run]
    if all(linked) and len(run) > 1 and not any(ENDS.search(piece.text) and not calls(piece.text) for piece in run):
        return []
    return [piece for piece, link in zip(run, linked, strict=True) if not (link and calls(piece.text))]


def _is_call(piece: Piece, following: Sequence[Piece], said: frozenset[str], calls: Callable[[str], bool]) -> bool:
    """Whether a paragraph is a link that calls, or a mere label; a label over a paragraph may be its heading."""
    if piece.kind is not Kind.PARAGRAPH or not _is_linked(piece.text, said):
        return False
    heads = (
        fold(piece.text) in said
        and bool(following)
        and following[0].kind is Kind.PARAGRAPH
        and len(following[0].text) > len(piece.text)
    )
    return calls(piece.text) or not (ENDS.search(piece.text) or heads)


def _is_linked(text: str, said: frozenset[str]) -> bool:
    parts = [part for part in _ROW.split(text) if fold(part)]
    return fold(text) in said or (len(parts) > 1 and all(fold(part) in said for part in parts))


def _unglued(piece: Piece, said: frozenset[str], calls: Callable[[str], bool]) -> Piece:
    """The piece without a call behind its last sentence."""
    if piece.kind not in {Kind.PARAGRAPH, *ITEMS}:
        return piece
    text, start = piece.text, max(len(piece.text) - _WITHIN, 0)
    stops = [stop.end() for stop in _STOP.finditer(text, start) if stop.end() < len(text)]
    for at in stops[-_TRIES:]:
        if fold(text[at:]) in said and calls(text[at:]):
            return _unglued(replace(piece, text=text[:at].rstrip()), said, calls)
    return piece
