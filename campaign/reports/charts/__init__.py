"""Charts as SVG, out of Jinja2 templates: a section's table drawn, for a page, a print and a mail alike. Pure.

Every mark has its colour as an attribute, by which it is seen where no stylesheet is; and a class, by which a page
gives it the colours of its own light or dark.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from campaign.reports.charts.bars import bars
from campaign.reports.charts.columns import columns
from campaign.reports.charts.heat import heat
from campaign.reports.charts.model import ENOUGH, Drawn, drawn
from campaign.reports.charts.scale import width
from campaign.reports.document import Cell, Section, Shape

#: Colours that are told apart by people who see fewer, and in grey (https://jfly.uni-koeln.de/color/).
COLOURS = ("#0f6b5c", "#c4661f", "#2b5f9e", "#a8447e", "#6b6f1d", "#5a6268")
_PLAN = {Shape.BARS: bars, Shape.COLUMNS: columns, Shape.HEAT: heat}
WIDTH = 720
#: What XML cannot hold.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def draw(section: Section, rows: Sequence[tuple[Cell, ...]], zone: str, wide: float = WIDTH) -> str:
    """The section's chart of these rows; empty without one. Raises `ValueError` for a column that is not there."""
    if section.chart is None:
        return ""
    data = drawn(section, section.chart, rows, zone)
    plan = None if data.is_empty else _PLAN[section.chart.shape](data, wide)
    name = section.chart.shape.value if plan else "nothing"
    shown = {"data": data, "plan": plan, "key": section.key, "said": _summary(data)}
    svg = _templates().get_template(f"{name}.svg").render(shown, width=wide, colours=COLOURS, enough=ENOUGH)
    return _UNWRITABLE.sub("", svg)


def described(section: Section, rows: Sequence[tuple[Cell, ...]], zone: str) -> str:
    """What a person who does not see the section's chart is told of it; empty without one."""
    return _summary(drawn(section, section.chart, rows, zone)) if section.chart else ""


def _summary(data: Drawn) -> str:
    """What a person who does not see the chart is told of it; its numbers are in the table beside it."""
    if data.is_empty:
        return "There is nothing to draw."
    parts = []
    for one in data.series:
        most = one.most
        top = max((number for number, value in enumerate(one.values) if value.at == most), default=0)
        parts.append(f"{one.name}: the most is {one.values[top].words} ({data.name(top)[:80]})")
    return f"{len(data.along)} values. {'; '.join(parts)}."


def _px(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("campaign.reports.charts"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["px"] = _px
    environment.globals["text_width"] = width
    return environment
