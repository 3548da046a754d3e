"""What campaigns' posts came to over some days: what is kept of them, and the rest counted now.

All accounts together, or account by account.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from campaign.store.reporting import days
from campaign.store.reporting.counting import counted, planned
from campaign.store.reporting.days import Span
from campaign.store.reporting.placing import OwnDay
from campaign.store.reporting.sums import Sums, added, months_within
from campaign.store.reporting.totals import Total, Whole, joined, joined_wholes, total_of

#: So many posts are counted at once: of more, PostgreSQL would wait for us to read the answer, and take us for gone.
MOST = 20_000
#: So few days are not parted, whatever is in them.
SHORT = 31


def summed(connection: Connection, wanted: Mapping[int, Sequence[Span]], now: datetime) -> dict[int, dict[int, Sums]]:
    """Campaign's id → account's id → its sums over these days of the campaign, which follow each other.

    Exact, and of one moment where the transaction is: what is kept of days and larger units, and the rest counted.
    """
    return _summed(connection, days.read(connection, wanted, now), wanted)


def totals(
    connection: Connection, wanted: Mapping[int, Sequence[Span]], told: str, zones: Mapping[int, str], now: datetime
) -> dict[int, Total]:
    """Campaign's id → the same of all accounts together: of many accounts it is read much sooner.

    Each `days.DAY` is told by itself; where no more than each `days.MONTH` of its zone has to be, less is read.
    """
    kept = days.totals(connection, wanted, told, now)
    found = {key: list(units.values()) for key, units in kept.items()}
    if told == days.MONTH:
        few = [
            OwnDay(key, *month)
            for key, gaps in _gaps(kept, wanted).items()
            for gap in gaps
            for month in months_within(*gap, zones[key])
        ]
        rest = _in_few(connection, few, kept, wanted)
    else:
        rest = fresh(connection, _rest(kept, wanted))
    for span, counted_now in rest:
        found[span.campaign_id].append(total_of(counted_now))
    return {key: joined(several) for key, several in found.items()}


def wholes(connection: Connection, wanted: Mapping[int, Sequence[Span]], now: datetime) -> dict[int, Whole]:
    """The same without single days and each account's part."""
    kept = days.wholes(connection, wanted, now)
    found = {key: list(units.values()) for key, units in kept.items()}
    few = [OwnDay(key, *gap) for key, gaps in _gaps(kept, wanted).items() for gap in gaps]
    for span, counted_now in _in_few(connection, few, kept, wanted):
        found[span.campaign_id].append(total_of(counted_now).whole())
    return {key: joined_wholes(several) for key, several in found.items()}


def totals_of(
    connection: Connection, wanted: Mapping[int, Sequence[Span]], account: int, now: datetime
) -> dict[int, Total]:
    """The totals of one account."""
    of_it = _summed(connection, days.read_one(connection, wanted, account, now), wanted)
    return {key: total_of({account: of[account]} if account in of else {}) for key, of in of_it.items()}


def _summed(
    connection: Connection,
    kept: Mapping[int, Mapping[Span, Mapping[int, Sums]]],
    wanted: Mapping[int, Sequence[Span]],
) -> dict[int, dict[int, Sums]]:
    """Campaign's id → account's id → what is kept and what is counted now."""
    found: dict[int, dict[int, list[Sums]]] = {key: defaultdict(list) for key in wanted}
    for campaign_id, units in kept.items():
        for parts in units.values():
            _put(found[campaign_id], parts)
    for day, counted_now in fresh(connection, _rest(kept, wanted)):
        _put(found[day.campaign_id], counted_now)
    return {key: {account: added(several) for account, several in parts.items()} for key, parts in found.items()}


def _rest(kept: Mapping[int, Mapping[Span, object]], wanted: Mapping[int, Sequence[Span]]) -> dict[int, Sequence[Span]]:
    """The days that are not kept."""
    return {key: days.outside(kept[key], spans) for key, spans in wanted.items()}


def _gaps(kept: Mapping[int, Mapping[Span, object]], wanted: Mapping[int, Sequence[Span]]) -> dict[int, list[Span]]:
    """The same as few spans as there can be."""
    return {key: days.between(kept[key], spans) for key, spans in wanted.items()}


def _put(found: Mapping[int, list[Sums]], parts: Mapping[int, Sums]) -> None:
    for account, one in parts.items():
        found[account].append(one)


def fresh(connection: Connection, wanted: Mapping[int, Sequence[Span]]) -> Iterator[tuple[OwnDay, Mapping[int, Sums]]]:
    """Those of these days that have a post, counted now, each with account → sums; a few statements for all of them."""
    every = [OwnDay(key, *span) for key, spans in wanted.items() for span in spans]
    if len(every) <= SHORT:
        return _by_span(connection, [every])
    return _by_span(connection, _parts(every, planned(connection, every), SHORT))


def _in_few(
    connection: Connection,
    few: Sequence[OwnDay],
    kept: Mapping[int, Mapping[Span, object]],
    wanted: Mapping[int, Sequence[Span]],
) -> Iterator[tuple[OwnDay, Mapping[int, Sums]]]:
    """As `fresh`, of what is not kept, in few spans; day by day where one has more posts than are counted at once.

    Each span, account and state comes as a row of its own: of a year ahead, by days, there are tens of thousands.
    """
    numbers = planned(connection, few) if few else {}
    if max(numbers.values(), default=0) > MOST:
        return fresh(connection, _rest(kept, wanted))
    return _by_span(connection, _parts(few, numbers, 1))


def _by_span(connection: Connection, parts: Iterable[Sequence[OwnDay]]) -> Iterator[tuple[OwnDay, Mapping[int, Sums]]]:
    for part in parts:
        found: dict[int, dict[int, Sums]] = defaultdict(dict)
        for (place, account), one in counted(connection, part).items():
            found[place][account] = one
        yield from ((part[place], of) for place, of in sorted(found.items()))


def _parts(every: Sequence[OwnDay], numbers: Mapping[int, int], least: int) -> Iterator[Sequence[OwnDay]]:
    """The spans from the first that has a post to the last, as many at a time as may be counted at once, or ``least``.

    ``numbers`` are those of the posts of each, by its place.
    """
    part: list[OwnDay] = []
    held = 0
    for place in range(min(numbers, default=0), max(numbers, default=-1) + 1):
        number = numbers.get(place, 0)
        if len(part) >= least and held + number > MOST:
            yield part
            part, held = [], 0
        part.append(every[place])
        held += number
    if part:
        yield part
