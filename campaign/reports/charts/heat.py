"""A week as 7 × 24 cells, from Monday on; what stands on too little is grey, what nobody measured is empty. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from campaign.reports.charts.model import Drawn, Value

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LEFT, _TOP, _HIGH, _FOOT = 40.0, 22.0, 26.0, 34.0
#: Steps of colour, from little to much.
STEPS = 5


@dataclass(frozen=True, slots=True)
class Hour:
    """One cell: step 0 is grey; None is empty."""

    x: float
    y: float
    step: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Heat:
    """Where everything is."""

    height: float
    left: float
    top: float
    cell: float
    high: float
    hours: tuple[Hour, ...]
    days: tuple[tuple[float, str], ...]
    steps: int
    bottom: float


def heat(data: Drawn, wide: float) -> Heat:
    """Places the cells."""
    cell = (wide - _LEFT - 2) / 24
    values = {_hour(along): value for along, value in zip(data.along, data.series[0].values, strict=True)}
    most = max((one.at for one in values.values() if one.at is not None and one.sure), default=0.0)
    hours = tuple(
        Hour(_LEFT + hour * cell, _TOP + day * _HIGH, _step(found, most), _words(day, hour, found))
        for day in range(7)
        for hour in range(24)
        for found in [values.get((day, hour))]
    )
    bottom = _TOP + 7 * _HIGH
    days = tuple((_TOP + (number + 0.5) * _HIGH, name) for number, name in enumerate(DAYS))
    return Heat(bottom + _FOOT, _LEFT, _TOP, cell, _HIGH, hours, days, STEPS, bottom)


def _hour(along: tuple[object, ...]) -> tuple[int, int]:
    day, hour = along
    return (DAYS.index(day[:3]) if isinstance(day, str) else int(str(day))), int(str(hour))


def _step(found: Value | None, most: float) -> int | None:
    if found is None or found.at is None:
        return None
    if not found.sure:
        return 0
    return 1 if most <= 0 else min(int(found.at / most * STEPS) + 1, STEPS)


def _words(day: int, hour: int, found: Value | None) -> str:
    what = "–" if found is None else found.words
    few = ", on fewer than three" if found is not None and found.at is not None and not found.sure else ""
    return f"{DAYS[day]} {hour:02}:00: {what}{few}"
