"""The plan as iCalendar (RFC 5545), for calendars of other programs.

Times are UTC, which every calendar turns into its reader's own time: a post is an instant, so no rule of daylight
saving has to travel with it. The wall time that a person chose stands in the description.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from campaign import __version__, reasons
from campaign.beginnings import beginning
from campaign.states import State
from campaign.store.values import Delivery

#: How long an event is drawn: a post takes no time, and some calendars do not show what takes none.
_SHOWN = timedelta(minutes=15)
_SUMMARY = 70
_SURE = (State.QUEUED, State.CLAIMED, State.SENDING, State.PUBLISHED)


def render(deliveries: Iterable[Delivery], now: datetime) -> str:
    """One event a delivery, known by the delivery's uid, so that a calendar that asks again finds it moved."""
    plan = Calendar()
    plan.add("prodid", f"-//hashtag campaign//{__version__}//EN")
    plan.add("version", "2.0")
    plan.add("method", "PUBLISH")
    plan.add("x-wr-calname", "Campaign")
    for one in deliveries:
        plan.add_component(_event(one, now))
    written: bytes = plan.to_ical()
    return written.decode()


def _event(one: Delivery, now: datetime) -> Event:
    event = Event()
    at = one.scheduled_for.astimezone(UTC)
    event.add("uid", one.uid)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", at)
    event.add("dtend", at + _SHOWN)
    # It keeps nobody busy.
    event.add("transp", "TRANSPARENT")
    event.add("status", _status(one.state))
    event.add("summary", f"{one.account}: {beginning(one.text, _SUMMARY)}")
    event.add("description", _description(one))
    event.add("categories", [one.campaign, str(one.state)])
    if one.remote_url:
        event.add("url", one.remote_url)
    return event


def _status(state: State) -> str:
    if state is State.CANCELLED:
        return "CANCELLED"
    return "CONFIRMED" if state in _SURE else "TENTATIVE"


def _description(one: Delivery) -> str:
    state = str(one.state).replace("_", " ")
    why = f" {reasons.words(one.reason)}." if one.reason else ""
    return f"{one.text}\n\n{one.wall.replace('T', ' ')} {one.zone} · {one.account} ({one.platform}) · {state}.{why}"
