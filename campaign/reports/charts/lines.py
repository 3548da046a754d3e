"""Lines along the rows, one for each column; a value that is not known leaves a gap. Pure.

Where values are equal one line goes over the other: so each is wider than those that come after it, and all but the
last are pale. Both are seen then, without colours too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from campaign.reports.charts.bars import SIZE, scale_of
from campaign.reports.charts.model import Drawn, Series
from campaign.reports.charts.scale import Scale, shortened, thinned, width
from campaign.reports.document import Kind

_HIGH, _LEGEND, _FOOT, _LABEL = 200, 26, 30, 86
#: More points than these are a line without dots.
_DOTS = 62
#: How thick the last line is, and by how much each one before it is thicker.
_THICK, _THICKER = 2, 4
_PALE = 0.4


class Point(NamedTuple):
    """A value's place: of these there may be hundreds."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Dot:
    """A value's place, and what is said where somebody points at it."""

    x: float
    y: float
    words: str
    name: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A series: its runs without a gap, and its dots."""

    name: str
    #: In pixels.
    thick: int
    opacity: float
    runs: tuple[tuple[Point, ...], ...]
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Where everything is."""

    height: float
    left: float
    right: float
    top: float
    bottom: float
    scale: Scale
    lines: tuple[Line, ...]
    labels: tuple[tuple[float, str, str], ...]
    legend: bool


def lines(data: Drawn, wide: float) -> Lines:
    """Places the lines."""
    scale = scale_of(data)
    left = max(width(data.tick(one), SIZE) for one in scale.ticks) + 12
    right = wide - 14
    top = _LEGEND if len(data.series) > 1 or data.has_unsure else 10.0
    bottom = top + _HIGH
    count = len(data.along)
    xs = (
        [(left + right) / 2] if count == 1 else [left + 6 + (right - left - 12) * i / (count - 1) for i in range(count)]
    )
    return Lines(
        height=bottom + _FOOT,
        left=left,
        right=right,
        top=top,
        bottom=bottom,
        scale=scale,
        lines=tuple(_line(number, data, xs, bottom, scale) for number in range(len(data.series))),
        labels=_labels(data, xs, right - left),
        legend=top == _LEGEND,
    )


def _line(number: int, data: Drawn, xs: list[float], bottom: float, scale: Scale) -> Line:
    series, over = data.series[number], len(data.series) - number - 1

    def dot(row: int) -> Dot:
        value = series.values[row]
        return Dot(*place(row), value.words, data.name(row)[:200], value.sure)

    def place(row: int) -> Point:
        return Point(xs[row], bottom - scale.place(series.values[row].at or 0.0, _HIGH))

    runs = _runs(series)
    shown = sum(map(len, runs)) <= _DOTS
    return Line(
        name=series.name,
        thick=_THICK + over * _THICKER,
        opacity=_PALE if over else 1,
        runs=tuple(tuple(map(place, run)) for run in runs),
        # Only those that are shown are put into words.
        dots=tuple(dot(row) for run in runs for row in run if shown or len(run) == 1),
    )


def _runs(series: Series) -> list[list[int]]:
    """The rows whose values are known, those that follow each other together."""
    runs: list[list[int]] = [[]]
    for row, value in enumerate(series.values):
        if value.at is None:
            runs.append([])
        else:
            runs[-1].append(row)
    return [run for run in runs if run]


def _labels(data: Drawn, xs: list[float], room: float) -> tuple[tuple[float, str, str], ...]:
    """Place, words, and how they stand to it: so that the first and the last stay inside."""
    found = []
    for at in thinned(len(xs), int(room // (_LABEL * 1.5))):
        stands = "middle" if len(xs) == 1 else "start" if at == 0 else "middle" if at < len(xs) - 1 else "end"
        first = data.along[at][0]
        words = _dated(first, data.kinds[0]) if isinstance(first, date) else data.name(at)
        found.append((xs[at], shortened(words, SIZE, _LABEL - 6), stands))
    return tuple(found)


def _dated(on: date, kind: Kind) -> str:
    """Shorter than it is said elsewhere, so that it fits."""
    return f"{on:%b %Y}" if kind is Kind.MONTH else f"{on.day} {on:%b %Y}"
