"""How long it takes to measure a post, as the cutter does it thousands of times for an article."""

from __future__ import annotations

import timeit
from collections.abc import Callable

from posts.compose import Frame, holds
from posts.measure import LIMITS, length

_ROUNDS, _REPEATS = 500, 7

_PLAIN = ("Sciatica is caused by pressure on the nerve, and massage therapy loosens the muscles. " * 3)[:200]
_TYPOGRAPHIC = _PLAIN.replace("is", "’s").replace(", ", " – ")
_TAIL = "\nhttps://example.com/blog/massage-therapy-for-sciatica\n#massagetherapyforsciatica"
_POSTS = {
    "ASCII": _PLAIN + _PLAIN[:50],
    "typographic": _TYPOGRAPHIC + _PLAIN[:50],
    "with link and tag": _TYPOGRAPHIC + _TAIL,
}


def run() -> list[tuple[str, float, str]]:
    """Name, value and unit of each figure: the best of some runs, in µs for a post of about 250 characters."""
    rows = []
    for kind in ("x", "bluesky", "mastodon", "linkedin", "threads"):
        limits = LIMITS[kind]
        for name, text in _POSTS.items():
            rows.append((f"length, {kind}, {name}", _microseconds(lambda t=text, m=limits: length(t, m)), "µs/post"))
        frame = Frame(limits, ("#massagetherapyforsciatica",), "https://example.com/blog/massage-therapy-for-sciatica")
        rows.append((f"holds, {kind}", _microseconds(lambda f=frame: holds(f, _TYPOGRAPHIC)), "µs/body"))
    return rows


def _microseconds(work: Callable[[], object]) -> float:
    work()  # compiles and fills the caches
    return min(timeit.repeat(work, number=_ROUNDS, repeat=_REPEATS)) / _ROUNDS * 1e6
