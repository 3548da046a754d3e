"""What all accounts came to together, and of each what reports on all of them show: much less than its sums. Pure.

It is kept in three parts, of which a report reads those that it shows: the whole, each account's part, and the days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, NamedTuple

from campaign.states import State
from campaign.store.reporting.sums import FIGURES, Sums, added, by_key, in_pairs

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
class Whole:
    """The sums of all accounts together, without single days, and whose they are."""

    sums: Sums
    #: The ids of those that have any; one may come again.
    accounts: Sequence[int]

    @staticmethod
    def from_json(whole: Mapping[str, Any]) -> Whole:
        """As `Total.to_json` wrote it."""
        return Whole(Sums.from_json(whole["sums"]), whole["accounts"])


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
            for account, number in by_key(told).items():
                found[account].counts[name] = number
        for account, late, number in zip(self.lateness[::3], self.lateness[1::3], self.lateness[2::3], strict=True):
            lateness = found[account].lateness
            lateness[late] = lateness.get(late, 0) + number
        return dict(found)

    def accounts(self) -> set[int]:
        """The ids of those that have a part: each of their posts is in some state."""
        return {account for state in State for account in self.counts.get(state, ())[::2]}

    def short(self) -> Total:
        """The same, with each account and each day told once."""
        late = ((key, *pair) for key, part in self.parts().items() for pair in part.lateness.items())
        whole = replace(self.sums, days=_each_once(self.sums.days))
        return Total(whole, _each_once(self.counts), list(chain.from_iterable(late)))

    def whole(self) -> Whole:
        """It without days and parts."""
        return Whole(replace(self.sums, days={}), sorted(self.accounts()))

    def to_json(self) -> dict[str, Any]:
        """As it is kept: a column's name → what it holds."""
        whole = self.whole()
        counts = {name: list(told) for name, told in self.counts.items()}
        return {
            "whole": {"sums": whole.sums.to_json(), "accounts": list(whole.accounts)},
            "parts": {"n": counts, "late": list(self.lateness)},
            "by_day": {name: list(pairs) for name, pairs in self.sums.days.items()},
        }

    @staticmethod
    def from_json(whole: Mapping[str, Any], parts: Mapping[str, Any], by_day: Mapping[str, Sequence[int]]) -> Total:
        """As it was kept; with its months for its days, where these are enough."""
        return Total(Sums.from_json({**whole["sums"], "days": by_day}), parts["n"], parts["late"])


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
    together = added(parts.values())
    # A day once, and not once an account: reports of many campaigns read thousands.
    return Total(replace(together, days=_each_once(together.days)), counts, lateness)


def joined(several: Sequence[Total]) -> Total:
    """The total of all of these together."""
    counts: dict[str, list[int]] = defaultdict(list)
    lateness: list[int] = []
    for one in several:
        for name, told in one.counts.items():
            counts[name] += told
        lateness += one.lateness
    return Total(added(one.sums for one in several), counts, lateness)


def joined_wholes(several: Sequence[Whole]) -> Whole:
    """The same without days and parts."""
    return Whole(added(one.sums for one in several), [key for one in several for key in one.accounts])


def _each_once(told: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
    return {name: in_pairs(by_key(pairs)) for name, pairs in told.items()}
