"""The calendar: a month, a week or a list of what goes out, where posts are moved; and the plan for other calendars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from campaign.app import App
from campaign.desk import calendar, deliveries, looking
from campaign.errors import Refused
from campaign.planning.spans import EARLIEST, LATEST, Span, View, span
from campaign.sections import Defaults
from campaign.store.history import Filter
from campaign.store.values import Delivery
from campaign.web import flashes
from campaign.web.asking import Back, Desk, Number, Text, of_one_moment
from campaign.web.cards import Cards
from campaign.web.flashes import Flash, Undo, redirect
from campaign.web.locales import locale
from campaign.web.pages.filters import Wanted, cursor
from campaign.web.pages.queue import told
from campaign.web.rendering import page, query, templates_of, wall
from campaign.web.security.guards import subscribed

router = APIRouter()
_Days = list[tuple[date, list[Delivery]]]
#: Posts of a cell; the others are a link to their day. Rows of a page of the list.
_MOST, _ROWS = 3, 100
#: What other calendars are told: since when, until when, and how many posts.
_SINCE, _UNTIL, _FEED = timedelta(days=31), timedelta(days=366), 5000
_NOTES = {
    "moved": " Clocks skip that time on that day: it goes out as much later.",
    "first_of_two": " That time comes twice on that day: it goes out the first time.",
}


class Shown:
    """Which view of which posts the address asks for."""

    def __init__(
        self,
        wanted: Annotated[Wanted, Depends()],
        view: Annotated[str, Query()] = "",
        at: Annotated[str, Query(description="A day of what is shown; empty: today.")] = "",
    ) -> None:
        self.wanted = wanted
        self.values = {
            "view": view,
            "at": at,
            **{name: wanted.values[name] for name in ("campaign", "account", "state")},
        }

    def span(self, today: date, first_weekday: int) -> Span:
        """The days to show. Raises `Refused` for what cannot be read."""
        view, at = self.values["view"] or View.MONTH, self.values["at"]
        try:
            day = date.fromisoformat(at) if at else today
        except ValueError:
            raise Refused(f"“{at}” is no date: write it as 2026-12-01.") from None
        if view not in list(View) or not EARLIEST <= day <= LATEST:
            raise Refused("There is no such calendar: it shows a month, a week, a list or a day, of 1970 to 2199.")
        return span(View(view), day, first_weekday)


@router.get("/calendar")
@of_one_moment
def show(request: Request, desk: Desk, shown: Annotated[Shown, Depends()]) -> HTMLResponse:
    """The page."""
    names = looking.planned_by(desk)
    zones = names.campaigns
    zone = calendar.zone_of(zones, shown.values["campaign"] or None, desk.defaults.timezone)
    now = desk.clock.now().astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    days, wanted = (
        shown.span(now.date(), calendar.first_weekday(desk)),
        replace(shown.wanted.filter(zone), since=None, until=None),
    )
    cells: Mapping[datetime, calendar.Cell] = {}
    rows: _Days = []
    following = None
    if days.view in (View.MONTH, View.WEEK):
        cells = calendar.planned(desk, wanted, days, zone, _MOST, _about(request))
    else:
        rows, following = _listed(desk, wanted, days, ZoneInfo(zone))
    return page(
        request,
        desk,
        "calendar.html",
        cells=cells,
        cards=_cards(request, desk, shown, zone),
        rows=rows,
        next=cursor(following),
        shown=shown,
        span=days,
        now=now,
        today=now.date(),
        calendar_zone=zone,
        halts=names.halts,
        mixed=any(one != zone for one in zones.values()),
        campaigns=list(zones),
        accounts=names.accounts,
    )


@router.post("/calendar/move")
def move(
    desk: Desk,
    back: Back,
    key: Annotated[Number, Form(alias="id")],
    when: Text = "",
    day: Annotated[date | None, Form()] = None,
    at: Annotated[time | None, Form()] = None,
    zone: Text = "UTC",
) -> RedirectResponse:
    """Gives a post another time (its own wall time), or puts it on a day, at a time of day, of the calendar's zone."""

    def change() -> Flash:
        if not (when or day):
            raise Refused("Say when it is to go out.")
        moved = calendar.move(desk, key, when or calendar.Place(day or date.min, _quarter(at), zone))
        return _flash(moved, back, desk.defaults)

    return redirect(back, replace(told(change), about=key))


@router.get("/calendar.ics", dependencies=[Depends(subscribed)])
def feed(desk: Desk, wanted: Annotated[Wanted, Depends()]) -> Response:
    """The plan, for a calendar that subscribes to it: a month of what was and a year of what is to come."""
    # What knows calendar files takes four megabytes: only who follows the plan pays for it.
    from campaign.reports import ics  # noqa: PLC0415 - see above

    now = desk.clock.now()
    asked = replace(wanted.filter("UTC"), since=now - _SINCE, until=now + _UNTIL, limit=_FEED)
    return Response(ics.render(deliveries.listed(desk, asked), now), media_type="text/calendar; charset=utf-8")


def _cards(request: Request, desk: App, shown: Shown, zone: str) -> Cards:
    said = templates_of(desk).filters
    of_day = f"/calendar{query(shown.values, view=View.DAY, at='')}&at="
    return Cards(zone, desk.defaults.hours, _about(request), of_day, said["day"], said["number"])


def _about(request: Request) -> int | None:
    """The post that the message on this page is about: it has to be on it."""
    flash = flashes.take(request)
    return flash.about if flash else None


def _listed(desk: App, wanted: Filter, days: Span, home: ZoneInfo) -> tuple[_Days, tuple[datetime, int] | None]:
    """A page of the list, day by day, and after which delivery the next one begins."""
    edges = days.edges(home)
    asked = replace(wanted, states=wanted.states or calendar.SHOWN, since=edges[0], until=edges[-1], limit=_ROWS + 1)
    found = deliveries.listed(desk, asked)
    last = (found[_ROWS - 1].scheduled_for, found[_ROWS - 1].id) if len(found) > _ROWS else None
    by_day = groupby(found[:_ROWS], key=lambda one: one.scheduled_for.astimezone(home).date())
    return [(day, list(same)) for day, same in by_day], last


def _quarter(at: time | None) -> time | None:
    """The quarter of an hour that a time is in: nobody drags more precisely."""
    return at.replace(minute=at.minute // 15 * 15, second=0, microsecond=0) if at else None


def _flash(moved: calendar.Moved, back: str, shown: Defaults) -> Flash:
    after = moved.after
    at = datetime.fromisoformat(after.wall)
    undo = Undo("/calendar/move", {"id": str(after.id), "when": calendar.as_before(moved.before), "back": back})
    words = f"Post moved to {locale(shown.locale).day_of_week(at)} {wall(at, shown.hours)} {after.zone}."
    return Flash(words + (_NOTES[moved.note] if moved.note else ""), undo=undo)
