"""Bars that lie, so that long names have room: a group for each row, a bar for each column. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from campaign.reports.charts.model import Drawn
from campaign.reports.charts.scale import Scale, counted, shortened, timed, width
from campaign.reports.document import Kind

SIZE = 12
_BAR, _BETWEEN, _LEGEND, _FOOT = 16, 10, 26, 26
#: More rows than these are not told apart; the table has them all.
MOST = 30


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, and what stands at its end."""

    y: float
    length: float | None
    words: str
    series: int
    sure: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The bars of one row."""

    name: str
    whole: str
    y: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """Where everything is."""

    height: float
    left: float
    room: float
    top: float
    bottom: float
    scale: Scale
    groups: tuple[Group, ...]
    legend: bool
    left_out: int


def bars(data: Drawn, wide: float) -> Bars:
    """Places the bars."""
    shown = range(min(len(data.along), MOST))
    many = len(data.series)
    left = min(max((width(data.name(row), SIZE) for row in shown), default=0) + 16, wide * 0.3)
    ends = max(width(value.words, SIZE) for one in data.series for value in one.values[:MOST])
    room = wide - left - min(ends + 14, wide * 0.3)
    scale = scale_of(data)
    left_out = len(data.along) - len(shown)
    legend = many > 1 or data.has_unsure
    top = _LEGEND if legend or left_out else 6.0
    step = many * _BAR + (many - 1) * 2 + _BETWEEN
    bottom = top + len(shown) * step
    groups = tuple(_group(data, row, top + row * step, left, room, scale) for row in shown)
    return Bars(
        height=bottom + _FOOT,
        left=left,
        room=room,
        top=top,
        bottom=bottom,
        scale=scale,
        groups=groups,
        legend=legend,
        left_out=left_out,
    )


def scale_of(data: Drawn) -> Scale:
    """The ticks for what is drawn."""
    kind = data.series[0].kind
    return timed(data.most) if kind is Kind.SECONDS else counted(data.most, whole=kind is Kind.COUNT)


def _group(data: Drawn, row: int, y: float, left: float, room: float, scale: Scale) -> Group:
    drawn = tuple(
        Bar(
            y=y + _BETWEEN / 2 + number * (_BAR + 2),
            length=None if value.at is None else max(scale.place(value.at, room), 0.0),
            words=value.words,
            series=number,
            sure=value.sure,
        )
        for number, value in enumerate(one.values[row] for one in data.series)
    )
    name = data.name(row)
    middle = (drawn[0].y + drawn[-1].y + _BAR) / 2
    return Group(shortened(name, SIZE, left - 14), name[:500], middle, drawn)
