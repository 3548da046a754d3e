"""What a set of deliveries came to, in sums that can be added: those of days make those of months. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from heapq import nlargest, nsmallest
from typing import Any, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from campaign.states import State

_Key = TypeVar("_Key")

#: What platforms tell of a post; all but the impressions are engagements.
ENGAGEMENTS = ("likes", "replies", "reposts", "quotes", "bookmarks")
FIGURES = ("impressions", *ENGAGEMENTS)
#: How many of the best and of the weakest posts are known.
ENDS = 5
_SECOND = 1_000
#: Longer than any, so that its first day leads into the next.
_MONTH = timedelta(days=31)


class Rank(NamedTuple):
    """How a post did."""

    delivery: int
    engagements: int
    #: 0 where its platform does not tell.
    impressions: int


#: What is known of each single day too; ``engagements`` are all that people did with its posts.
BY_DAY = (*State, "engagements", "clicks")


@dataclass(frozen=True, slots=True)
class Sums:
    """Counts by their names, and what else is needed to say how it went.

    The names: a state's own; ``late``, ``withdrawn``; ``attempts``, ``tried`` (deliveries that had one), ``waits``
    (first tries that were due after their slot) and ``waited_s``; ``why STATE CODE``, ``answer OUTCOME CODE`` and
    ``event KIND``; a figure's own, ``clicks``, ``measured``, ``gone``; ``seen`` (posts whose impressions are known),
    and ``engaged`` (these posts' engagements). A name that is missing was told by nobody, which is not the same as 0.
    """

    counts: Mapping[str, int]
    #: How late the published posts were, as `told_ms` tells it → so many of them.
    lateness: Mapping[int, int]
    #: The last delivery of each ``why`` and ``answer``: its reason is the example.
    latest: Mapping[str, int]
    #: The best and the weakest posts among others, so that those of any union are known.
    ranked: Sequence[Rank]
    #: What is in `BY_DAY`, day by day: when it begins, in seconds since 1970, and its number, in turns. A day may come
    #: more than once; where months are enough, a month may come instead of its days.
    days: Mapping[str, Sequence[int]]

    def of(self, *names: str) -> int:
        """The sum of these counts."""
        return sum(self.counts.get(name, 0) for name in names)

    def to_json(self) -> dict[str, Any]:
        """As it is kept: short, since a report reads many."""
        return {
            "n": dict(self.counts),
            "late": in_pairs(self.lateness),
            "last": dict(self.latest),
            "posts": list(self.ranked),
            "days": {name: list(pairs) for name, pairs in self.days.items()},
        }

    @staticmethod
    def from_json(kept: Mapping[str, Any]) -> Sums:
        """As it was kept."""
        late, ranked = kept["late"], [Rank(*one) for one in kept["posts"]]
        return Sums(kept["n"], dict(zip(late[::2], late[1::2], strict=True)), kept["last"], ranked, kept["days"])


def added(parts: Iterable[Sums]) -> Sums:
    """The sums of all of these together."""
    counts: dict[str, int] = {}
    lateness: dict[int, int] = {}
    latest: dict[str, int] = {}
    ranked: list[Rank] = []
    days: dict[str, list[int]] = {}
    for part in parts:
        add(counts, part.counts)
        add(lateness, part.lateness)
        ranked += part.ranked
        for name, delivery in part.latest.items():
            latest[name] = max(delivery, latest.get(name, 0))
        for name, pairs in part.days.items():
            days.setdefault(name, []).extend(pairs)
    return Sums(counts, lateness, latest, ends(ranked), days)


def in_months(days: Mapping[str, Sequence[int]], zone: str) -> dict[str, list[int]]:
    """The months of these days, which are days of that zone, told in the same way: when each begins, and its number."""
    begun: dict[int, int] = {}
    clocks = ZoneInfo(zone)
    for at in set().union(*(pairs[::2] for pairs in days.values())):
        month = datetime.fromtimestamp(at, clocks).replace(day=1, hour=0, minute=0, second=0, fold=0)
        begun[at] = int(month.timestamp())
    return {
        name: in_pairs(by_key([one for at, number in by_key(pairs).items() for one in (begun[at], number)]))
        for name, pairs in days.items()
    }


def months_within(begin: datetime, end: datetime, zone: str) -> Iterator[tuple[datetime, datetime]]:
    """From when to when each month of that zone is, or what is of it between the two."""
    clocks = ZoneInfo(zone)
    while begin < end:
        month = begin.astimezone(clocks).date().replace(day=1)
        after = datetime.combine((month + _MONTH).replace(day=1), time(), clocks).astimezone(UTC)
        yield begin, min(after, end)
        begin = after


def by_key(pairs: Sequence[int]) -> dict[int, int]:
    """What pairs tell, those of the same key added up."""
    found: dict[int, int] = {}
    known = found.get
    for key, number in zip(pairs[::2], pairs[1::2], strict=True):
        found[key] = known(key, 0) + number
    return found


def in_pairs(told: Mapping[int, int]) -> list[int]:
    """The same told as pairs: each key and its number, in turns."""
    return [one for pair in told.items() for one in pair]


def add(total: dict[_Key, int], more: Mapping[_Key, int]) -> None:
    """Adds to each number of a total. `collections.Counter` does so more slowly, and a report has a quarter million."""
    known = total.get
    for key, number in more.items():
        total[key] = known(key, 0) + number


def told_ms(delay_us: int) -> int:
    """How a delay is told: in whole milliseconds below a second, in whole seconds from there on."""
    milliseconds = max(delay_us, 0) // 1_000
    return milliseconds if milliseconds < _SECOND else milliseconds // _SECOND * _SECOND


def best(ranked: Sequence[Rank], most: int = ENDS) -> list[Rank]:
    """The best first: by engagement rate where impressions are known of any, else by engagements."""
    return nlargest(most, comparable(ranked), key=_worth)


def weakest(ranked: Sequence[Rank], most: int = ENDS) -> list[Rank]:
    """The weakest first: the same order the other way round."""
    return nsmallest(most, comparable(ranked), key=_worth)


def ends(ranked: Sequence[Rank]) -> list[Rank]:
    """Those of which the best and the weakest of any union are made."""
    return sorted({*best(ranked), *weakest(ranked)})


def comparable(ranked: Sequence[Rank]) -> Sequence[Rank]:
    """Those that one order goes for: where a rate is known of some, the others have no place among them."""
    return [one for one in ranked if one.impressions] or ranked


def _worth(one: Rank) -> tuple[float, int, int]:
    value = one.engagements / one.impressions if one.impressions else one.engagements
    # Of two that did alike the earlier one is better, so that the order is always the same.
    return value, one.engagements, -one.delivery
