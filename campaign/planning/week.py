"""A week as a grid: which times of day each weekday has. To and from the texts that a marketer types."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time

from campaign.planning import times
from campaign.planning.times import WeeklyTimes


@dataclass(frozen=True, slots=True)
class Week:
    """The times of day of each weekday, Monday first; ascending, none twice, to the minute."""

    days: tuple[tuple[time, ...], ...] = ((),) * 7

    def __post_init__(self) -> None:
        """Refuses what is no week."""
        if len(self.days) != 7 or any(list(day) != sorted(set(day)) for day in self.days):
            raise ValueError(f"{self.days!r} is no week: it has seven days, the times of each ascending.")

    def __bool__(self) -> bool:
        """Whether there is any time in it."""
        return any(self.days)


def of_days(days: Iterable[Iterable[time]]) -> Week:
    """The week of these seven days, their times in any order."""
    return Week(tuple(tuple(sorted(set(day))) for day in days))


def of_texts(texts: Sequence[str]) -> Week:
    """The week that these texts ("mon-fri 09:00,17:30") say together. Raises `times.TimesError`."""
    weekly = [times.parse(text) for text in texts]
    return of_days([clock for one in weekly if day in one.weekdays for clock in one.times] for day in range(7))


def texts(week: Week) -> tuple[str, ...]:
    """The shortest usual texts that say the week, one for all days that have the same times; none for an empty one."""
    alike: dict[tuple[time, ...], set[int]] = {}
    for day, clocks in enumerate(week.days):
        if clocks:
            alike.setdefault(clocks, set()).add(day)
    return tuple(str(WeeklyTimes(None, frozenset(days), clocks)) for clocks, days in alike.items())
