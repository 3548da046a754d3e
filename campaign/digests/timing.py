"""When a digest goes out, and of which days it is. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import get_args
from zoneinfo import ZoneInfo

from campaign.planning.slots import resolve
from campaign.reports.period import Period
from campaign.sections import Digest, Weekday

_DAY = timedelta(days=1)
#: What was sent later than this was sent by a clock that was set back since: how far the digest is, is not known.
_FAR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often a digest goes out, and at which wall time."""

    #: How many days an edition covers: 1, or 7.
    days: int
    at: time
    #: On which day of the week, Monday is 0; None: on each.
    weekday: int | None
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Edition:
    """One digest: when it is to go out (aware UTC), and the days before that it covers."""

    at: datetime
    period: Period


def rhythm(wanted: Digest, home: str) -> Rhythm | None:
    """What the settings say, in the zone ``home`` where they name none; None: there is to be no digest."""
    if wanted.every == "never":
        return None
    weekly = wanted.every == "week"
    zone = ZoneInfo(wanted.timezone or home)
    weekday = get_args(Weekday).index(wanted.weekday) if weekly else None
    return Rhythm(7 if weekly else 1, time.fromisoformat(wanted.at), weekday, zone)


def due(wanted: Rhythm, last_at: datetime, now: datetime) -> Edition | None:
    """The edition that is to be sent now: the latest there should have been, unless it, or a later one, was sent."""
    found = latest(wanted, now)
    return found if found.at > last_at or last_at > now + _FAR else None


def latest(wanted: Rhythm, now: datetime) -> Edition:
    """The last one whose time has come."""
    today = now.astimezone(wanted.zone).date()
    days = (today - number * _DAY for number in count())
    return next(one for one in _editions(wanted, days) if one.at <= now)


def following(wanted: Rhythm, now: datetime) -> Edition:
    """The first one whose time is still to come."""
    today = now.astimezone(wanted.zone).date()
    days = (today + number * _DAY for number in count())
    return next(one for one in _editions(wanted, days) if one.at > now)


def before(days: int, now: datetime, zone: ZoneInfo) -> Period:
    """So many whole days before today."""
    return _period(now.astimezone(zone).date(), days, zone)


def _editions(wanted: Rhythm, days: Iterable[date]) -> Iterator[Edition]:
    for day in days:
        if wanted.weekday in (None, day.weekday()):
            # A wall time that the clocks skip is the next there is; of one that comes twice it is the first.
            at = resolve(datetime.combine(day, wanted.at), wanted.zone).at
            yield Edition(at, _period(day, wanted.days, wanted.zone))


def _period(day: date, days: int, zone: ZoneInfo) -> Period:
    return Period(day - days * _DAY, day - _DAY, zone.key)
