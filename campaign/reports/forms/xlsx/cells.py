"""One cell as XML, by what its column holds; and the styles that cells turn out to need. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from xml.sax.saxutils import escape

from campaign.reports.document import Cell, Kind, Money
from campaign.reports.wording import in_zone

#: What Excel takes in one cell.
_MOST = 32_767
#: Day 0 of Excel's calendar, as it counts from March 1900 on.
_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a wall time, as all of Excel's are
_DAY = timedelta(days=1)
#: What XML cannot hold, and what would be read as such: Excel writes both as _xHHHH_.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")
_FORMATS = MappingProxyType(
    {
        Kind.COUNT: "#,##0",
        Kind.NUMBER: "#,##0.##",
        Kind.SHARE: "0.0%",
        Kind.SECONDS: '#,##0.0##" s"',
        Kind.DATE: "yyyy-mm-dd",
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
    kind: Kind, values: Sequence[Any], name: str, first: int, zone: str, styles: Styles, *, bold: bool = False
) -> list[str]:
    """A column's cells below each other, from row ``first`` on; what is not known is no cell."""
    write = _WRITTEN[kind]
    if kind is Kind.MOMENT:
        # What is the same moment elsewhere is not written the same.
        inside = (None if value is None else write(value, zone, styles, bold) for value in values)
    else:
        known = {value: None if value is None else write(value, zone, styles, bold) for value in set(values)}
        inside = (known[value] for value in values)
    return ["" if cell is None else f'<c r="{name}{row}"{cell}</c>' for row, cell in enumerate(inside, start=first)]


def text(value: str, _zone: str, styles: Styles, bold: bool) -> str:
    """Text, never a formula; one that is too long for a cell ends with how long it is."""
    words = value if len(value) <= _MOST // 2 else _cut(value)
    if _UNWRITABLE.search(words):
        words = _UNWRITABLE.sub(lambda match: f"_x{ord(match[0]):04X}_", words)
    style = f' s="{styles.of("General", bold=True)}"' if bold else ""
    return f'{style} t="inlineStr"><is><t xml:space="preserve">{escape(words)}</t></is>'


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
    days = (local.replace(tzinfo=None) - _ZERO) / _DAY
    return _number(repr(days), styles.of(_moments(local.utcoffset()), bold=bold))


@lru_cache(maxsize=256)
def _moments(offset: timedelta) -> str:
    """How moments are shown that are so far from UTC."""
    return f'yyyy-mm-dd hh:mm:ss" {datetime.min.replace(tzinfo=timezone(offset)).isoformat()[-6:]}"'


def _date(value: date | str, zone: str, styles: Styles, bold: bool) -> str:
    if isinstance(value, str):
        return text(value, zone, styles, bold)
    days = value.toordinal() - _ZERO.toordinal()
    return _number(days, styles.of(_FORMATS[Kind.DATE], bold=bold))


_WRITTEN: Mapping[Kind, Callable[[Any, str, Styles, bool], str]] = MappingProxyType(
    {
        Kind.TEXT: text,
        Kind.LINK: text,
        **{kind: _figure(kind) for kind in (Kind.COUNT, Kind.NUMBER, Kind.SHARE, Kind.SECONDS)},
        Kind.MONEY: _money,
        Kind.MOMENT: _moment,
        Kind.DATE: _date,
    }
)
