"""What all accounts came to together, and of each what reports on all of them show: much less than its sums. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from campaign.states import State
from campaign.store.reporting.sums import FIGURES, Sums, added

#: What is known of each account too.
BY_ACCOUNT = (
    *(*State, "late", "withdrawn", "gone", "attempts", "tried"),
    *(*FIGURES, "clicks", "measured", "seen", "engaged"),
)


class Part(NamedTuple):
    """What one account came to: those of its counts that are in `BY_ACCOUNT`, and how late its posts were."""

    counts: dict[str, int]
    lateness: dict[int, int]

    def of(self, name: str) -> int:
        """This count; 0 where nobody told it."""
        return self.counts.get(name, 0)


@dataclass(frozen=True, slots=True)
class Total:
    """The sums of all accounts together, and each account's part, told in pairs as `Sums.days` are."""

    sums: Sums
    #: Those counts that are in `BY_ACCOUNT`: an account's id and its number, in turns. An account may come again.
    counts: Mapping[str, Sequence[int]]
    #: An account's id, how late, and so many of its posts, in turns.
    lateness: Sequence[int]

    def parts(self) -> dict[int, Part]:
        """Account's id → its part."""
        found: dict[int, Part] = defaultdict(lambda: Part({}, {}))
        for name, told in self.counts.items():
            for account, number in zip(told[::2], told[1::2], strict=True):
                counts = found[account].counts
                counts[name] = counts.get(name, 0) + number
        for account, late, number in zip(self.lateness[::3], self.lateness[1::3], self.lateness[2::3], strict=True):
            lateness = found[account].lateness
            lateness[late] = lateness.get(late, 0) + number
        return dict(found)

    def accounts(self) -> set[int]:
        """The ids of those that have a part: each of their posts is in some state."""
        return {account for state in State for account in self.counts.get(state, ())[::2]}

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        counts = {name: list(told) for name, told in self.counts.items()}
        return {"sums": self.sums.to_json(), "n": counts, "late": list(self.lateness)}

    @staticmethod
    def from_json(kept: Mapping[str, Any]) -> Total:
        """As it was kept."""
        return Total(Sums.from_json(kept["sums"]), kept["n"], kept["late"])


def total_of(parts: Mapping[int, Sums]) -> Total:
    """The total of these accounts' sums."""
    counts: dict[str, list[int]] = defaultdict(list)
    lateness: list[int] = []
    for account, one in parts.items():
        for name in BY_ACCOUNT:
            if name in one.counts:
                counts[name] += account, one.counts[name]
        for late, number in one.lateness.items():
            lateness += account, late, number
    return Total(added(parts.values()), counts, lateness)


def joined(several: Sequence[Total]) -> Total:
    """The total of all of these together."""
    counts: dict[str, list[int]] = defaultdict(list)
    lateness: list[int] = []
    for one in several:
        for name, told in one.counts.items():
            counts[name] += told
        lateness += one.lateness
    return Total(added(one.sums for one in several), counts, lateness)
