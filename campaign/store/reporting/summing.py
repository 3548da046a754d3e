"""What a campaign's posts came to over some days: what is kept of them, and the rest counted now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from sqlalchemy import Connection

from campaign.store.reporting import days
from campaign.store.reporting.counting import Stretch, counted
from campaign.store.reporting.days import Span
from campaign.store.reporting.sums import Sums, added

#: So many days are counted at once: of more, PostgreSQL would wait for us to read the answer, and take us for gone.
LONGEST = 31


def summed(connection: Connection, campaign_id: int, wanted: Sequence[Span]) -> dict[int, Sums]:
    """Account's id → its sums over these days, which follow each other.

    Exact, and of one moment where the transaction is: kept months, kept days outside them, and the rest counted.
    """
    found: dict[int, list[Sums]] = defaultdict(list)
    kept = days.read(connection, campaign_id, wanted)
    rest = days.outside(kept, wanted)
    for _, parts in chain(kept.items(), fresh(connection, campaign_id, rest)):
        for account, one in parts.items():
            found[account].append(one)
    return {account: added(several) for account, several in found.items()}


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
    """Days that follow each other without a gap, no more than `LONGEST`."""
    runs: list[list[Span]] = []
    for begin, end in wanted:
        if runs and runs[-1][-1][1] == begin and len(runs[-1]) < LONGEST:
            runs[-1].append((begin, end))
        else:
            runs.append([(begin, end)])
    return runs
