"""Time zones by their IANA names, and the nearest name for one that does not exist."""

from __future__ import annotations

from contextlib import suppress
from difflib import get_close_matches
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

#: Names that files of zones have besides: each machine's own zone, and that of one on which none was set.
NO_PLACES = frozenset({"localtime", "Factory"})


class ZoneError(ValueError):
    """A name that no time zone has; the message suggests the nearest."""


def named(name: str) -> ZoneInfo:
    """The zone of that IANA name ("Europe/London"). Raises `ZoneError`."""
    if name not in NO_PLACES:
        with suppress(KeyError, ValueError, OSError):  # unknown; no name at all ("../x"); a folder ("Europe")
            return ZoneInfo(name)
    nearest = _nearest(name)
    advice = f'did you mean "{nearest}"?' if nearest else 'write a name such as "Europe/London".'
    raise ZoneError(f'There is no time zone "{name}": {advice}')


@cache
def all_names() -> tuple[str, ...]:
    """The names that people choose from: places and UTC, without the aliases that only old systems use."""
    places = {
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    }
    return ("UTC", *sorted(name for name in available_timezones() if name.partition("/")[0] in places))


def _nearest(name: str) -> str | None:
    """The zone whose name, or whose city, is most like what was typed."""
    typed = "_".join(name.split()).casefold()
    spelled = {"utc": "UTC"}
    # No Etc/GMT+2 for "GMT+2": POSIX signs mean the opposite of what people mean.
    for zone in sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/")):
        spelled[zone.casefold()] = zone
        spelled.setdefault(zone.rpartition("/")[2].casefold(), zone)
    close = get_close_matches(typed, spelled, n=1, cutoff=0.7)
    return spelled[close[0]] if close else None
