"""Weekly times as a marketer types them: ``clinic=mon-fri 09:00,17:30``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import time
from functools import lru_cache

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_GROUPS = {
    "daily": range(7),
    "everyday": range(7),
    "weekday": range(5),
    "weekdays": range(5),
    "weekend": range(5, 7),
    "weekends": range(5, 7),
}
#: "9:00", "09.00", "9am", "9:30 p.m."; the hour alone is a time only with am or pm.
_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?(?:\s*(?P<half>[ap])\.?m\.?)?", re.ASCII)
_EXAMPLE = 'write for example "mon-fri 09:00,17:30"'


class TimesError(ValueError):
    """A text that holds no weekly times; the message shows the part that is wrong, and an example."""


@dataclass(frozen=True, slots=True)
class WeeklyTimes:
    """Times of day on some days of every week, for one account or for all. ``str()`` is what `parse` reads back."""

    #: The account's name; None: for every account that has no times of its own.
    account: str | None
    #: 0 is Monday, as in `datetime.date.weekday`.
    weekdays: frozenset[int]
    #: Wall times, to the minute, ascending.
    times: tuple[time, ...]

    def __post_init__(self) -> None:
        """Refuses times that would never come: a plan would look for them without end."""
        if not self.weekdays or not self.times or not self.weekdays <= frozenset(range(7)):
            raise TimesError(f"Weekly times need a weekday and a time of day: {_EXAMPLE}.")

    def __str__(self) -> str:
        name = "" if self.account is None else f"{self.account}="
        return f"{name}{_say_days(self.weekdays)} {','.join(f'{at:%H:%M}' for at in self.times)}"


# A campaign's times are read for each of its accounts, on each page that shows free times.
@lru_cache(maxsize=1024)
def parse(text: str) -> WeeklyTimes:
    """Reads ``[ACCOUNT=]DAYS TIMES``. Raises `TimesError`.

    Days are names or ranges ("mon,wed", "sat-mon" over the weekend) or "daily", "weekdays", "weekends"; times are
    "9:00", "17:30" or "9am".
    """
    name, named, rest = text.rpartition("=")
    digit = re.search(r"\d", rest)
    days, clocks = (rest[: digit.start()], rest[digit.start() :]) if digit else (rest, "")
    if named and not name.strip():
        raise TimesError(
            f'"{text}" names no account before the "=": leave the "=" out, or put the account\'s name there.'
        )
    if not clocks:
        raise TimesError(f'"{text}" names no time of day: {_EXAMPLE}.')
    if not days.strip():
        raise TimesError(f'"{text}" names no weekday: write for example "daily {clocks}".')
    weekdays = frozenset(day for part in days.split(",") for day in _days(part, text))
    times = {_time(part, text) for part in re.split(r"[,\s]+(?=\d)", clocks.strip())}
    return WeeklyTimes(name.strip() if named else None, weekdays, tuple(sorted(times)))


def of_account(account: str, times: Iterable[WeeklyTimes]) -> tuple[WeeklyTimes, ...]:
    """The times that an account keeps: those that name it; if there are none, those that name nobody."""
    times = tuple(times)
    own = tuple(weekly for weekly in times if weekly.account == account)
    return own or tuple(weekly for weekly in times if weekly.account is None)


def clock(text: str) -> time:
    """One time of day: "9:00", "17:30", "9am". Raises `TimesError`."""
    return _time(text, text)


def _days(part: str, text: str) -> Iterable[int]:
    """The weekdays of one part between commas: a word for several, a range, or one day."""
    word = "".join(part.split()).lower()
    if word in _GROUPS:
        return _GROUPS[word]
    # A dash may come from a word processor as an en dash.
    first, dash, last = part.replace("–", "-").partition("-")
    start = _day(first, part, text)
    end = _day(last, part, text) if dash else start
    return [day % 7 for day in range(start, start + (end - start) % 7 + 1)]


def _day(word: str, part: str, text: str) -> int:
    """The day that two or more first letters name; "tues" and "mondays" too."""
    name = word.strip().lower()
    for number, day in enumerate(_DAYS):
        if len(name) >= 2 and f"{day}s".startswith(name):
            return number
    raise TimesError(f'"{word.strip() or part.strip() or ","}" in "{text}" is no weekday: {_EXAMPLE}.')


def _time(part: str, text: str) -> time:
    """One time of day, on the clock of 24 hours or with am and pm."""
    found = _CLOCK.fullmatch(part.strip().lower())
    if found and (found["minute"] or found["half"]):
        hour, minute = int(found["hour"]), int(found["minute"] or 0)
        hours = range(1, 13) if found["half"] else range(24)
        if hour in hours and minute < 60:
            return time(_hour_of_day(hour, found["half"]), minute)
    raise TimesError(f'"{part.strip()}" in "{text}" is no time of day: {_EXAMPLE}.')


def _hour_of_day(hour: int, half: str | None) -> int:
    """0 to 23; 12am is midnight, 12pm is noon."""
    return hour if half is None else hour % 12 + (12 if half == "p" else 0)


def _say_days(weekdays: frozenset[int]) -> str:
    """The shortest usual text: "daily", a range for three days and more, else each day."""
    if len(weekdays) == 7:
        return "daily"
    short = [day[:3] for day in _DAYS]
    parts: list[tuple[int, str]] = []
    for run in _runs(weekdays):
        if len(run) >= 3:
            parts.append((run[0], f"{short[run[0]]}-{short[run[-1]]}"))
        else:
            parts.extend((day, short[day]) for day in run)
    return ",".join(text for _, text in sorted(parts))


def _runs(weekdays: frozenset[int]) -> Iterator[list[int]]:
    """Days that follow each other, Sunday followed by Monday; not for a whole week, which has no first day."""
    for start in sorted(weekdays):
        if (start - 1) % 7 not in weekdays:
            run = [start]
            while (run[-1] + 1) % 7 in weekdays:
                run.append((run[-1] + 1) % 7)
            yield run
