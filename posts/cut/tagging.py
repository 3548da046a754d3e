"""Tags where a post says their words: "massage therapy" becomes "#MassageTherapy", if a campaign wants them inline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from operator import attrgetter

import regex

from posts import hashtags
from posts.compose import Frame
from posts.cut.model import Edit, Span, replay
from posts.hashtags.finding import folded

_WORD = regex.compile(r"[\p{L}\p{M}\p{Nd}]+(?:['’][\p{L}\p{M}]+)*")
#: What may stand between the words of one tag.
_GAP = regex.compile(r"[^\S\n]+|[-‐‑]")
#: A word next to these is a part of something longer: of an address, a name, a compound, a tag.
_BOUND_BEFORE = regex.compile(r"[\w/@#＃&.'’‐‑-]\Z")
_BOUND_AFTER = regex.compile(r"[_@/]|[-‐‑.'’&:]\w")
_UNSAID = regex.compile(r"[_'’]")


def tag_edits(text: str, spans: Sequence[Span], frame: Frame, taken: Sequence[Edit]) -> list[Edit]:
    """The edits that say the frame's tags inline: none unless the frame wants that.

    Each tag that would follow the post is said where its words stand first, once, if the platform then sees it there
    and every other tag as before. ``text`` is the article's; no edit leaves its span or overlaps one of ``taken``.
    """
    if frame.tags_at != "inline":
        return []
    placed: list[Edit] = []
    platform = frame.limits.platform
    for tag in frame.hashtags:
        free = list(_free(text, spans, tag, [*taken, *placed]))
        if not free:
            continue
        said = [found.text for found in hashtags.find(_body(text, spans, [*taken, *placed]), platform)]
        if tag in hashtags.within(frame.hashtags, frame.limits, said=said):
            edits = (Edit("tag", start, end, tag) for start, end in free)
            seen = (edit for edit in edits if _is_seen(text, spans, [*taken, *placed], edit, platform))
            placed += [edit for edit in [next(seen, None)] if edit]
    return placed


def _free(text: str, spans: Sequence[Span], tag: str, taken: Sequence[Edit]) -> Iterator[Span]:
    """Where the tag's words stand inside a span that no edit has changed there."""
    for start, end in _places(text, _letters(tag)):
        inside = any(first <= start and end <= last for first, last in spans)
        if inside and not any(edit.start < end and start < edit.end for edit in taken):
            yield start, end


def _is_seen(text: str, spans: Sequence[Span], taken: Sequence[Edit], edit: Edit, platform: str) -> bool:
    """Whether the platform sees one tag more with the edit than without, and it is the edit's."""
    before = sorted(folded(tag.text) for tag in hashtags.find(_body(text, spans, taken), platform))
    after = sorted(folded(tag.text) for tag in hashtags.find(_body(text, spans, [*taken, edit]), platform))
    return after == sorted([*before, folded(edit.text)])


def _body(text: str, spans: Sequence[Span], edits: Sequence[Edit]) -> str:
    return replay(text, tuple(spans), tuple(sorted(edits, key=attrgetter("start", "end"))))


# Asked for every possible post of an article: its words are gone through once a tag.
@lru_cache(maxsize=32)
def _places(text: str, letters: str) -> tuple[Span, ...]:
    """Where whole words that follow each other are these letters."""
    words = _words(text)
    return tuple(place for at in range(len(words)) for place in _from(text, words[at : at + len(letters)], letters))


@lru_cache(maxsize=2)
def _words(text: str) -> Sequence[tuple[int, int, str]]:
    return tuple((match.start(), match.end(), _letters(match[0])) for match in _WORD.finditer(text))


def _from(text: str, words: Sequence[tuple[int, int, str]], letters: str) -> Iterator[Span]:
    """The place that begins with the first of the words, if their letters are those."""
    start, last, rest = words[0][0], words[0][0], letters
    for begin, end, said in words:
        gap = text[last:begin]
        if not said or not rest.startswith(said) or (gap and not _GAP.fullmatch(gap)):
            return
        rest, last = rest[len(said) :], end
        if not rest:
            if not _BOUND_BEFORE.search(text[max(start - 1, 0) : start]) and not _BOUND_AFTER.match(text, last):
                yield start, last
            return


def _letters(words: str) -> str:
    return _UNSAID.sub("", folded(words))
