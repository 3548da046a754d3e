"""One cell as XML, by what its column holds; and the styles that cells turn out to need. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any
from xml.sax.saxutils import escape

from campaign.instants import DAY, Cells, Clock, Instants
from campaign.naming import platform_name
from campaign.reports.columns import each
from campaign.reports.document import Cell, Kind, Money
from campaign.reports.wording import in_zone

#: What Excel takes in one cell.
_MOST = 32_767
#: Day 0 of Excel's calendar, as it counts from March 1900 on.
_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a wall time, as all of Excel's are
_ZERO_AT = (_ZERO - datetime(1970, 1, 1)) // timedelta(microseconds=1)  # noqa: DTZ001 - as above
#: What XML cannot hold, and what would be read as such: Excel writes both as _xHHHH_.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")
_FORMATS = MappingProxyType(
    {
        Kind.COUNT: "#,##0",
        Kind.NUMBER: "#,##0.##",
        Kind.SHARE: "0.0%",
        Kind.SECONDS: '#,##0.0##" s"',
        Kind.DATE: "yyyy-mm-dd",
        Kind.MONTH: "mmmm yyyy",
    }
)


class Styles:
    """The styles of one workbook: number format and weight → its place in the list; 0 is plain."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, bool], int] = {("General", False): 0}

    def of(self, number_format: str, *, bold: bool = False) -> int:
        """The place of a style, which is there from now on."""
        return self.known.setdefault((number_format, bold), len(self.known))


def letters(column: int) -> str:
    """The name of a column: 0 is A, 26 is AA."""
    name = ""
    while column >= 0:
        column, letter = divmod(column, 26)
        name = chr(65 + letter) + name
        column -= 1
    return name


def column(
    kind: Kind, cells: Cells, name: str, first: int, zone: str, styles: Styles, *, bold: bool = False
) -> list[str]:
    """A column's cells below each other, from row ``first`` on; what is not known is no cell."""
    inside = _inside(kind, cells, zone, styles, bold)
    return ["" if cell is None else f'<c r="{name}{row}"{cell}</c>' for row, cell in enumerate(inside, start=first)]


def _inside(kind: Kind, cells: Cells, zone: str, styles: Styles, bold: bool) -> Iterable[str | None]:
    if isinstance(cells, Instants):
        return (None if one is None else _instant(*one, styles, bold) for one in cells.clocks())

    def write(cell: Any) -> str | None:  # noqa: ANN401 - any cell
        return None if cell is None else _WRITTEN[kind](cell, zone, styles, bold)

    # What is the same moment elsewhere is not written the same.
    return map(write, cells) if kind is Kind.MOMENT else each(write, cells)


def text(value: str, _zone: str, styles: Styles, bold: bool) -> str:
    """Text, never a formula; one that is too long for a cell ends with how long it is."""
    words = value if len(value) <= _MOST // 2 else _cut(value)
    # What is printed can be written; to ask that of a text costs a tenth of what the search does.
    if not words.isprintable() or "_x" in words:
        words = _UNWRITABLE.sub(lambda match: f"_x{ord(match[0]):04X}_", words)
    style = f' s="{styles.of("General", bold=True)}"' if bold else ""
    return f'{style} t="inlineStr"><is><t xml:space="preserve">{escape(words)}</t></is>'


def _platform(value: str, zone: str, styles: Styles, bold: bool) -> str:
    return text(platform_name(value), zone, styles, bold)


def _cut(value: str) -> str:
    """Excel counts as UTF-16 does."""
    units = value.encode("utf-16-le", "surrogatepass")
    if len(units) <= _MOST * 2:
        return value
    note = f" … (cut: it has {len(value):,} characters)"
    return units[: (_MOST - len(note)) * 2].decode("utf-16-le", "ignore") + note


def _number(value: object, style: int) -> str:
    return f' s="{style}"><v>{value}</v>'


def _figure(kind: Kind) -> Callable[[Any, str, Styles, bool], str]:
    def write(value: Cell, zone: str, styles: Styles, bold: bool) -> str:
        if isinstance(value, str):
            return text(value, zone, styles, bold)
        return _number(repr(value), styles.of(_FORMATS[kind], bold=bold))

    return write


def _money(value: Money | str, zone: str, styles: Styles, bold: bool) -> str:
    if isinstance(value, str):
        return text(value, zone, styles, bold)
    return _number(value.micros / 1_000_000, styles.of(f'#,##0.00####" {value.currency}"', bold=bold))


def _moment(value: datetime | str, zone: str, styles: Styles, bold: bool) -> str:
    """A wall time, since Excel knows no zones; its style says how far from UTC it is."""
    if isinstance(value, str):
        return text(value, zone, styles, bold)
    local = in_zone(value, zone)
    days = (local.replace(tzinfo=None) - _ZERO) / timedelta(days=1)
    return _number(repr(days), styles.of(_moments(local.isoformat()[-6:]), bold=bold))


def _instant(at: int, clock: Clock, styles: Styles, bold: bool) -> str:
    ahead, offset = clock
    return _number(repr((at + ahead - _ZERO_AT) / DAY), styles.of(_moments(offset[-6:]), bold=bold))


def _moments(offset: str) -> str:
    """How moments are shown that are so far from UTC."""
    return f'yyyy-mm-dd hh:mm:ss" {offset}"'


def _day(kind: Kind) -> Callable[[Any, str, Styles, bool], str]:
    def write(value: date | str, zone: str, styles: Styles, bold: bool) -> str:
        if isinstance(value, str):
            return text(value, zone, styles, bold)
        days = value.toordinal() - _ZERO.toordinal()
        return _number(days, styles.of(_FORMATS[kind], bold=bold))

    return write


_WRITTEN: Mapping[Kind, Callable[[Any, str, Styles, bool], str]] = MappingProxyType(
    {
        Kind.TEXT: text,
        Kind.LINK: text,
        Kind.PLATFORM: _platform,
        **{kind: _figure(kind) for kind in (Kind.COUNT, Kind.NUMBER, Kind.SHARE, Kind.SECONDS)},
        Kind.MONEY: _money,
        Kind.MOMENT: _moment,
        **{kind: _day(kind) for kind in (Kind.DATE, Kind.MONTH)},
    }
)
