"""From numbers to places on a chart. Pure."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass

#: How wide a letter is, as a part of the type's size: Latin on average, and what East Asian scripts and pictures take.
_NARROW, _WIDE = 0.56, 1.05
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
#: Lengths of time that people count in, in seconds.
_TIMES = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 21600, 43200, 86400)


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from 0 to its last tick."""

    ticks: tuple[float, ...]

    def place(self, value: float, length: float) -> float:
        """Where a value lies on an axis of that length."""
        return value / self.ticks[-1] * length


def counted(most: float, *, whole: bool = False, about: int = 5) -> Scale:
    """Round numbers from 0 to at least ``most``; ``whole`` ones where there are no halves of a thing."""
    if most <= 0:
        return Scale((0.0, 1.0))
    size = 10.0 ** math.floor(math.log10(most / about))
    step = next(one * size for one in _STEPS if one * size >= most / about * 0.999)
    return _to(most, max(math.ceil(step), 1) if whole else step)


def timed(most: float) -> Scale:
    """Seconds, in steps that people count time in."""
    if most < 2 or most > _TIMES[-1] * 4:
        return counted(most)
    return _to(most, next(one for one in _TIMES if one >= most / 4))


def _to(most: float, step: float) -> Scale:
    number = max(math.ceil(most / step - 1e-9), 1)
    return Scale(tuple(round(place * step, 10) for place in range(number + 1)))


def width(text: str, size: float) -> float:
    """About how wide a text is."""
    return sum(_ems(letter) for letter in text) * size


def shortened(text: str, size: float, most: float) -> str:
    """The text on one line, its end cut off where it would be wider than ``most``."""
    line = " ".join(text[:1000].split())
    if width(line, size) <= most:
        return line
    room = most - width("…", size)
    end = 0
    while end < len(line) and (room := room - _ems(line[end]) * size) >= 0:
        end += 1
    return line[:end].rstrip() + "…"


def _ems(letter: str) -> float:
    if unicodedata.combining(letter):
        return 0.0
    return _WIDE if unicodedata.east_asian_width(letter) in "WF" else _NARROW


def thinned(count: int, most: int) -> range:
    """Which of so many places are labelled, that no more than ``most`` are."""
    return range(0, count, max(math.ceil(count / max(most, 1)), 1))
