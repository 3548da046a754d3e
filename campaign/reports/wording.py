"""A cell as people read it: one wording for every form that is text. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, tzinfo
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from campaign.naming import platform_name
from campaign.reports.document import Cell, Document, Kind, Money

#: What is not known.
NONE = "–"
#: English whatever the process's locale is, and at hand: a chart of a year names each of its days.
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WORKED_OUT = frozenset({Kind.COUNT, Kind.NUMBER, Kind.SHARE, Kind.SECONDS, Kind.MONEY})


def said(cell: Cell, kind: Kind, zone: str) -> str:
    """The cell in words; moments in ``zone``, unless the cell itself is in another."""
    if cell is None:
        return NONE
    if isinstance(cell, str):
        # A total calls itself “all” under a column of whatever kind.
        return platform_name(cell) if kind is Kind.PLATFORM else cell
    if isinstance(cell, datetime):
        return moment(cell, zone)
    return _SAID[kind](cell)


def facts(document: Document) -> tuple[tuple[str, str], ...]:
    """What every form says of a document before its numbers: of which days they are, by whose clocks, and of when."""
    period = document.period
    days = f"{day(period.first)} – {day(period.last)}" if period.days > 1 else day(period.first)
    return (
        ("Period", f"{days} ({period.days} day{'s' if period.days > 1 else ''})"),
        ("Zone", f"{document.zone}, unless another stands beside a time"),
        ("Numbers from", f"{moment(document.made_at, document.zone)} {document.zone}"),
        ("Seal", document.seal or "nothing is sealed yet"),
    )


def is_number(kind: Kind) -> bool:
    """Whether a column's cells stand below each other by their digits."""
    return kind in _WORKED_OUT


def seconds(value: float, numbers: Callable[[float], str] = str) -> str:
    """A delay as one reads it: 12 ms, 3.4 s, 5 min, 2 h."""
    for unit, size in (("h", 3600.0), ("min", 60.0), ("s", 1.0)):
        if value >= size:
            tenths = round(value / size, 1)
            return f"{numbers(int(tenths) if tenths.is_integer() else tenths)} {unit}"
    return f"{value * 1000:.0f} ms"


def moment(at: datetime, zone: str) -> str:
    """A moment's wall time; with its distance to UTC where clocks show it twice, and with its zone if it is another."""
    local = in_zone(at, zone)
    words = f"{day(local)}, {local.hour:02}:{local.minute:02}{f':{local.second:02}' if local.second else ''}"
    if local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset():
        words += f" (UTC{local.isoformat()[-6:]})"
    own = zone_of(at.tzinfo, zone)
    return words if own == zone else f"{words} {own}"


def in_zone(at: datetime, zone: str) -> datetime:
    """The moment on the clocks by which it is shown."""
    return at.astimezone(ZoneInfo(zone_of(at.tzinfo, zone)))


def zone_of(clocks: tzinfo | None, zone: str) -> str:
    """By whose clocks a moment is shown: its own zone's, if it is more than an instant of UTC; else the document's."""
    return getattr(clocks, "key", None) or zone


def day(on: date) -> str:
    """A day with its weekday."""
    return f"{_DAYS[on.weekday()]} {short_day(on)}"


def short_day(on: date) -> str:
    """A day where there is little room: 1 Dec 2026."""
    return f"{on.day} {short_month(on)}"


def month(first: date) -> str:
    """A month by its first day."""
    return f"{_MONTHS[first.month - 1]} {first.year}"


def short_month(first: date) -> str:
    """A month where there is little room: Dec 2026."""
    return f"{_SHORT[first.month - 1]} {first.year}"


def money(value: Money) -> str:
    """An amount with its currency; parts of a cent are shown where there are some."""
    whole, rest = divmod(abs(value.micros), 1_000_000)
    parts = f"{rest:06}".rstrip("0").ljust(2, "0")
    return f"{'−' if value.micros < 0 else ''}{whole:,}.{parts} {value.currency}"


def number(value: float) -> str:
    """A number with at most two places behind the point."""
    return f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"


def share(value: float) -> str:
    """Of a whole: 25 %."""
    return f"{value * 100:.1f}".removesuffix(".0") + " %"


_SAID: Mapping[Kind, Callable[[Any], str]] = MappingProxyType(
    {
        Kind.COUNT: number,
        Kind.NUMBER: number,
        Kind.SHARE: share,
        Kind.SECONDS: seconds,
        Kind.MONEY: money,
        Kind.DATE: day,
        Kind.MONTH: month,
    }
)
