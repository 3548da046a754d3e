"""Columns that stand on the rows, one for each series: how something went from day to day. Pure.

They stand in one another, of one colour, each narrower than the one around it, and all but the last pale: what came of
a plan fills it as far as it came. What is not known has no column.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from campaign.reports.charts.bars import SIZE, scale_of
from campaign.reports.charts.model import Drawn, Series
from campaign.reports.charts.scale import Scale, shortened, thinned, width
from campaign.reports.document import Kind
from campaign.reports.wording import short_day, short_month

_HIGH, _LEGEND, _FOOT, _LABEL = 200, 26, 30, 86
#: More rows than these are drawn in one stroke, and nothing is said of where somebody points at.
_TOLD = 62
#: Of its row's room, how much a column takes, and the most in pixels; of the column around it, how much one takes.
_FULL, _MOST, _WITHIN = 0.72, 40.0, 0.5
#: What is narrower, in pixels, is hardly seen, or written as no width at all.
_LEAST = 0.5
_PALE = 0.4


@dataclass(frozen=True, slots=True)
class Column:
    """One of them: where it begins on the left, and where its top is."""

    x: float
    y: float
    sure: bool
    #: What is said where somebody points at it: of which row, and what.
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Layer:
    """The columns of a series."""

    name: str
    #: In pixels.
    wide: float
    opacity: float
    #: Empty where there are too many to point at.
    columns: tuple[Column, ...]
    #: All of them as one path of SVG then, else empty.
    outline: str


@dataclass(frozen=True, slots=True)
class Columns:
    """Where everything is."""

    height: float
    left: float
    right: float
    top: float
    bottom: float
    scale: Scale
    layers: tuple[Layer, ...]
    labels: tuple[tuple[float, str], ...]
    legend: bool


def columns(data: Drawn, wide: float) -> Columns:
    """Places the columns."""
    scale = scale_of(data)
    left = max(width(data.tick(one), SIZE) for one in scale.ticks) + 12
    right = wide - 14
    top = _LEGEND if len(data.series) > 1 or data.has_unsure else 10.0
    step = (right - left) / len(data.along)
    middles = [left + step * (row + 0.5) for row in range(len(data.along))]
    return Columns(
        height=top + _HIGH + _FOOT,
        left=left,
        right=right,
        top=top,
        bottom=top + _HIGH,
        scale=scale,
        layers=tuple(_layer(number, data, middles, step, top, scale) for number in range(len(data.series))),
        labels=_labels(data, middles, left, right),
        legend=top == _LEGEND,
    )


def _layer(number: int, data: Drawn, middles: list[float], step: float, top: float, scale: Scale) -> Layer:
    series, bottom = data.series[number], top + _HIGH
    wide = max(min(step * _FULL, _MOST) * _WITHIN**number, _LEAST)
    stand = [(row, bottom - scale.place(one.at, _HIGH)) for row, one in enumerate(series.values) if one.at]
    told = len(data.along) <= _TOLD
    return Layer(
        name=series.name,
        wide=wide,
        opacity=1 if number == len(data.series) - 1 else _PALE,
        # Only those that are pointed at are put into words.
        columns=tuple(_column(series, data, row, middles[row] - wide / 2, y) for row, y in stand) if told else (),
        outline="" if told else "".join(_stroke(middles[row] - wide / 2, y, wide, bottom) for row, y in stand),
    )


def _stroke(x: float, y: float, wide: float, bottom: float) -> str:
    return f"M{x:.1f} {bottom:g}V{y:.1f}h{wide:.1f}V{bottom:g}z"


def _column(series: Series, data: Drawn, row: int, x: float, y: float) -> Column:
    value = series.values[row]
    return Column(x, y, value.sure, data.name(row)[:200], value.words)


def _labels(data: Drawn, middles: list[float], left: float, right: float) -> tuple[tuple[float, str], ...]:
    """The middle of each, and its words: so that the first and the last stay inside."""
    found = []
    for at in thinned(len(middles), int((right - left) // (_LABEL * 1.5))):
        first = data.along[at][0]
        words = _dated(first, data.kinds[0]) if isinstance(first, date) else data.name(at)
        words = shortened(words, SIZE, _LABEL - 6)
        half = width(words, SIZE) / 2
        found.append((min(max(middles[at], left + half), right - half), words))
    return tuple(found)


def _dated(on: date, kind: Kind) -> str:
    """Shorter than it is said elsewhere, so that it fits."""
    return short_month(on) if kind is Kind.MONTH else short_day(on)
