"""What is notable about a plan, in sentences for a marketer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from campaign.planning import durations
from campaign.planning.clocks import ClockChange
from campaign.planning.plan import Unplanned
from campaign.planning.slots import Slot


def notable(slot: Slot) -> str | None:
    """What daylight saving did to the time a person chose; None where it is what it says."""
    chosen = f"{_clock(slot.wall)} on {_day(slot.wall)}"
    if slot.note == "moved":
        real = slot.at.astimezone(ZoneInfo(slot.zone))
        day = "" if real.date() == slot.wall.date() else f" on {_day(real)}"
        return f"{chosen} does not exist in {slot.zone}: it goes out at {_clock(real)}{day}"
    if slot.note == "first_of_two":
        return f"{chosen} comes twice in {slot.zone}: it goes out the first time"
    return None


def clock_change(change: ClockChange, zone: str) -> str:
    """What happens to the clocks of a zone, and when."""
    way = "forward" if change.by > timedelta(0) else "back"
    return f"{change.day:%a} {_day(change.day)}: clocks in {zone} go {way} by {durations.text(abs(change.by))}"


def shortfall(unplanned: Iterable[Unplanned]) -> list[str]:
    """One sentence for each account whose slots ended before its posts did."""
    counts = Counter(one.account for one in unplanned)
    return [
        f"{count} {'post' if count == 1 else 'posts'} for {account} found no free time before the campaign ends: "
        "give it more times or a later end"
        for account, count in counts.items()
    ]


def _clock(moment: datetime) -> str:
    return f"{moment:%H:%M}"


def _day(moment: date) -> str:
    return f"{moment.day} {moment:%B}"
