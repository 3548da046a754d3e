"""What a campaign's posts came to over some days: what is kept of them, and the rest counted now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from sqlalchemy import Connection

from campaign.store.reporting import days
from campaign.store.reporting.counting import Stretch, counted, planned
from campaign.store.reporting.days import Span
from campaign.store.reporting.sums import Sums, added

#: So many posts are counted at once: of more, PostgreSQL would wait for us to read the answer, and take us for gone.
MOST = 20_000
#: So few days are not parted, whatever is in them.
SHORT = 31


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
    """These days counted now, each with account → sums; with few statements for each gap between them."""
    for gap in _adjoining(wanted):
        for part in _parts(connection, campaign_id, gap):
            found: dict[int, dict[int, Sums]] = defaultdict(dict)
            for (place, account), one in counted(connection, _stretch(campaign_id, part)).items():
                found[place][account] = one
            yield from ((day, found[place]) for place, day in enumerate(part) if place in found)


def _adjoining(wanted: Sequence[Span]) -> list[list[Span]]:
    """Days that follow each other without a gap."""
    runs: list[list[Span]] = []
    for begin, end in wanted:
        if runs and runs[-1][-1][1] == begin:
            runs[-1].append((begin, end))
        else:
            runs.append([(begin, end)])
    return runs


def _parts(connection: Connection, campaign_id: int, run: Sequence[Span]) -> Iterator[Sequence[Span]]:
    """The run, halved as long as there is too much in it to be counted at once; nothing of it that is empty."""
    number = planned(connection, _stretch(campaign_id, run))
    if number > MOST and len(run) > SHORT:
        half = len(run) // 2
        yield from _parts(connection, campaign_id, run[:half])
        yield from _parts(connection, campaign_id, run[half:])
    elif number:
        yield run


def _stretch(campaign_id: int, run: Sequence[Span]) -> Stretch:
    return Stretch(campaign_id, (*(begin for begin, _ in run), run[-1][1]))
