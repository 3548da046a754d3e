"""Durations as a marketer types them: ``2h``, ``30m``, ``1h30m``, ``2d``."""

from __future__ import annotations

import re
from datetime import timedelta

#: Largest first, each at most once. Six digits keep every sum far inside what a timedelta holds.
_DURATION = re.compile(
    r"\s*(?:(?P<weeks>\d{1,6})\s*w(?:eeks?)?)?"
    r"\s*(?:(?P<days>\d{1,6})\s*d(?:ays?)?)?"
    r"\s*(?:(?P<hours>\d{1,6})\s*h(?:ours?)?)?"
    r"\s*(?:(?P<minutes>\d{1,6})\s*m(?:in(?:ute)?s?)?)?"
    r"\s*(?:(?P<seconds>\d{1,6})\s*s(?:ec(?:ond)?s?)?)?"
    r"\s*(?:(?P<milliseconds>\d{1,6})\s*ms)?\s*",
    re.ASCII | re.IGNORECASE,
)
_UNITS = {"d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1_000, "ms": 1}


_LONGEST = timedelta(days=3653)


class DurationError(ValueError):
    """A text that holds no duration; the message shows it, and an example."""


def parse(text: str) -> timedelta:
    """Reads weeks, days, hours, minutes, seconds and milliseconds, in that order: "1h30m", "2 days", "500ms".

    Raises `DurationError`.
    """
    found = _DURATION.fullmatch(text)
    given = {unit: int(number) for unit, number in found.groupdict().items() if number} if found else {}
    if not given:
        raise DurationError(f'"{text}" is no duration: write for example "2h", "30m", "1h30m" or "2d".')
    duration = timedelta(**given)
    if duration > _LONGEST:
        raise DurationError(f'"{text}" is too long: ten years are the most.')
    return duration


def text(duration: timedelta) -> str:
    """The duration in whole milliseconds as `parse` reads it back: "1d2h", "0s". It must not be negative."""
    rest = duration // timedelta(milliseconds=1)
    if rest < 0:
        raise ValueError(f"{duration!r} is negative: only how long something takes can be written.")
    parts = []
    for unit, size in _UNITS.items():
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"
