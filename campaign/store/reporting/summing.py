"""What a campaign's posts came to over some days: what is kept of them, and the rest counted now."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from campaign.store.reporting import days
from campaign.store.reporting.counting import Stretch, counted
from campaign.store.reporting.days import Span
from campaign.store.reporting.sums import Sums, added


@dataclass(frozen=True, slots=True)
class Summed:
    """What came of the posts of some days: day → account's id → sums. Days without a post are left out."""

    parts: Mapping[Span, Mapping[int, Sums]]

    def only(self, account: int) -> Summed:
        """The same of one account."""
        return Summed({day: {account: parts[account]} for day, parts in self.parts.items() if account in parts})

    def accounts(self) -> dict[int, Sums]:
        """All days together, by account."""
        found: dict[int, list[Sums]] = defaultdict(list)
        for parts in self.parts.values():
            for account, one in parts.items():
                found[account].append(one)
        return {account: added(parts) for account, parts in found.items()}

    def days(self) -> dict[datetime, Mapping[str, int]]:
        """All accounts together: when a day begins → its counts, named as in `Sums`."""
        found: dict[datetime, Mapping[str, int]] = {}
        for (begin, _), parts in self.parts.items():
            counts: Counter[str] = Counter()
            for one in parts.values():
                counts.update(one.counts)
            found[begin] = counts
        return found


def summed(connection: Connection, campaign_id: int, wanted: Sequence[Span]) -> Summed:
    """The sums of these days, which follow each other; exact, and of one moment where the transaction is."""
    there = days.read(connection, campaign_id, wanted)
    rest = [day for day in wanted if day not in there]
    return Summed({**there, **dict(fresh(connection, campaign_id, rest))})


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
