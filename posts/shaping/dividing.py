"""One post becomes two: its spans are parted, and every edit stays with the words that it changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from posts.cut import Post, replay
from posts.errors import ShapeError
from posts.shaping.runs import Run, begun, edits, ended, parted, runs, spans

#: Scripts without spaces have no words that can be seen: there a post may end after any sign.
_LETTER = r"[[\p{L}\p{M}\p{N}_]--[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]]"
#: What is never parted: an address, a tag, a name of an account, a word with the signs inside it and behind it; else
#: one sign.
_UNIT = regex.compile(
    rf"(?:https?://\S+|[#＃@][\w.]*\w|{_LETTER}+(?:[’'.,‑-]{_LETTER}+)*|\X)[.,;:!?…\p{{Pe}}\p{{Pf}}、。，；：！？]*",
    regex.VERSION1 | regex.IGNORECASE,
)


def divided(text: str, post: Post, at: int) -> tuple[Post, Post]:
    """The post in two, parted at code point ``at`` of what it says. Raises `ShapeError` where a half says nothing.

    ``text`` is the article's. A place inside a word is taken for its start. Of what a person or a rewriter wrote both
    halves keep all of the body: whose words are whose cannot be told.
    """
    at = between_words(post.said, at)
    if post.rewritten is not None:
        left, right = post.rewritten[:at].strip(), post.rewritten[at:].strip()
        halves = replace(post, rewritten=left), replace(post, rewritten=right)
    else:
        before, behind = parted(list(runs(text, post)), at)
        halves = _post(text, post, ended(before)), _post(text, post, begun(behind))
    if not all(half.said for half in halves):
        raise ShapeError("A post is split inside of what it says: there one of the two would say nothing.")
    return halves


def between_words(said: str, at: int) -> int:
    """The place, or the start of the word or sign that it would part."""
    return next((one.start() for one in _UNIT.finditer(said) if one.start() < at < one.end()), at)


def first_unit(said: str) -> int:
    """Where the first word or sign ends: before that nothing is parted."""
    found = _UNIT.match(said)
    return found.end() if found else 0


def _post(text: str, post: Post, found: Sequence[Run]) -> Post:
    placed, changed = spans(found), edits(found)
    return replace(post, body=replay(text, placed, changed), spans=placed, edits=changed)
