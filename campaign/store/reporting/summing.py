"""What a campaign's posts came to over some days: what is kept of them, and the rest counted now."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from sqlalchemy import Connection

from campaign.store.reporting import days
from campaign.store.reporting.counting import Stretch, counted
from campaign.store.reporting.days import Span
from campaign.store.reporting.sums import Sums, added


@dataclass(frozen=True, slots=True)
class Summed:
    """What came of the posts of some days, seen in two ways."""

    #: By the account's id.
    accounts: Mapping[int, Sums]
    #: By when the day begins: its counts, named as in `Sums`. Days without a post are left out.
    days: Mapping[datetime, Mapping[str, int]]


def summed(connection: Connection, campaign_id: int, wanted: Sequence[Span]) -> Summed:
    """The sums of these days, which follow each other; exact, and of one moment where the transaction is."""
    accounts: dict[int, list[Sums]] = defaultdict(list)
    by_day: dict[datetime, Counter[str]] = defaultdict(Counter)
    there = days.read(connection, campaign_id, wanted)
    rest = [day for day in wanted if day not in there]
    for day, parts in chain(there.items(), fresh(connection, campaign_id, rest)):
        for account, one in parts.items():
            accounts[account].append(one)
            by_day[day[0]].update(one.counts)
    return Summed({account: added(parts) for account, parts in accounts.items()}, by_day)


def fresh(
    connection: Connection, campaign_id: int, wanted: Sequence[Span]
) -> Iterator[tuple[Span, Mapping[int, Sums]]]:
    """These days counted now, each with account → sums; with as few statements as there are gaps between them."""
    for run in _runs(wanted):
        stretch = Stretch(campaign_id, (*(begin for begin, _ in run), run[-1][1]))
        found: dict[int, dict[int, Sums]] = defaultdict(dict)
        for (place, account), one in counted(connection, stretch).items():
            found[place][account] = one
        yield from ((day, found[place]) for place, day in enumerate(run) if place in found)


def _runs(wanted: Sequence[Span]) -> list[list[Span]]:
    """Days that follow each other without a gap."""
    runs: list[list[Span]] = []
    for begin, end in wanted:
        if runs and runs[-1][-1][1] == begin:
            runs[-1].append((begin, end))
        else:
            runs.append([(begin, end)])
    return runs
