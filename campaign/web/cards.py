"""Posts in the cells of a calendar. In Python: a week has hundreds of them, and a template takes twice as long."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from campaign.beginnings import beginning
from campaign.desk.calendar import Cell
from campaign.states import State
from campaign.store.cells import Entry
from campaign.store.values import Delivery
from campaign.web.rendering import status, wall, worded

#: How much of a text tells which post it is, in code points.
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Cards:
    """How a calendar's page shows its posts: in times of its zone, on a clock of so many hours."""

    zone: str
    hours: int
    #: The post that the page puts the focus on.
    about: int | None
    #: Where a day is shown by itself, but for the day.
    of_day: str
    #: How days and numbers are said.
    day: Callable[[date], str]
    number: Callable[[float], str]

    def cell(self, cell: Cell, day: date, moving: Collection[State]) -> Markup:
        """A cell's posts, of which those in the states ``moving`` can be moved, and the way to its day's others."""
        entries = "".join(self._entry(one, moves=one.state in moving) for one in cell.deliveries)
        others = self._others(cell.more, day) if cell.more else ""
        return Markup(f'<ul class="entries">\n{entries}</ul>\n{others}')  # noqa: S704 - both are markup

    def move_link(self, one: Delivery | Entry, kind: str = "move") -> Markup:
        """Where a post is moved: a dialog where there is JavaScript."""
        zone = "" if one.zone == self.zone else f' data-zone="{escape(one.zone)}"'
        return Markup(  # noqa: S704 - what is not our own is escaped
            f'<a class="{kind}" href="/queue/{one.id}" data-move="{one.id}" data-wall="{escape(one.wall)}"{zone}>'
            f'{worded("Move…")}<span class="unseen"> {worded("post")} {one.id}</span></a>\n'
        )

    def _entry(self, one: Entry, *, moves: bool) -> str:
        moves = moves and one.parent_id is None
        drag, focus = ' draggable="true"' if moves else "", " autofocus" if one.id == self.about else ""
        part = f"{one.post}/{one.of} " if one.of else ""
        own = "" if one.zone == self.zone else f'<span class="zone">{self._at(one, one.zone)} {escape(one.zone)}</span>'
        return (
            f'<li class="entry {one.state}" id="post-{one.id}"{drag}><a href="/queue/{one.id}"{focus}>'
            f'<span class="first">{self._at(one, self.zone)} {status(one.state)}</span>\n'
            f'<b>{escape(one.account)}</b> <span class="words">{part}{escape(beginning(one.text, _SHOWN))}</span>\n'
            f"{own}</a>\n{self.move_link(one) if moves else ''}</li>\n"
        )

    def _others(self, count: int, day: date) -> str:
        before, after = _link(self.of_day, day, self.day(day))
        return f"{before}{escape(self.number(count))}{after}"

    def _at(self, one: Entry, zone: str) -> str:
        return wall(one.scheduled_for.astimezone(ZoneInfo(zone)), self.hours)


@lru_cache(maxsize=64)
def _link(of_day: str, day: date, said: str) -> tuple[str, str]:
    """The link to a day, before and after the number of its other posts: in a week each stands in up to 24 cells."""
    on_day = f'<span class="unseen"> {worded("on %(day)s", day=said)}</span>'
    return f'<a class="others" href="{escape(of_day)}{day}">+', f" {worded('more')}{on_day}</a>"
