"""A report as one HTML file that needs nothing else: for a browser, a printer, or a mail."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from functools import cache, partial
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined

from campaign.reasons import words
from campaign.reports import ON_TIME, Report


def render(report: Report) -> str:
    """The report's page."""
    zone = ZoneInfo(report.zone)

    def local(moment: datetime | None) -> str:
        return f"{moment.astimezone(zone):%a %d %b %Y %H:%M:%S}" if moment else "–"

    in_zone = partial(words, zone=report.zone)
    template = _templates().get_template("report.html")
    on_time = int(ON_TIME.total_seconds())
    return template.render(report=report, tiles=asdict(report.counts), local=local, words=in_zone, on_time=on_time)


def seconds(value: float) -> str:
    """A delay as one reads it: 12 ms, 3.4 s, 5 min, 2 h."""
    for unit, size in (("h", 3600.0), ("min", 60.0), ("s", 1.0)):
        if value >= size:
            return f"{value / size:.1f}".removesuffix(".0") + f" {unit}"
    return f"{value * 1000:.0f} ms"


@cache
def _templates() -> Environment:
    loader = PackageLoader("campaign.reports")
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    environment.filters["seconds"] = seconds
    return environment
