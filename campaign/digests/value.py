"""A digest as a value: for each campaign its figures and what needs a person, out of its report. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from campaign.reasons import Voice, clause, words
from campaign.reports.document import Cell, Document, Section
from campaign.reports.period import Period
from campaign.states import MEANINGS, State
from campaign.store.speaking import Halt
from campaign.store.values import Delivery

#: What is told of a campaign's posts, by the columns of its report's accounts.
FIGURES = ("Published", "Late", "Failed", "Missed", "In doubt", "Waiting")
_DRAWN = ("Planned", *FIGURES)
#: What a person has to look at, the worst first: what still stands so, whenever it was …
STANDING = (State.IN_DOUBT, State.HELD)
#: … and what came to that in the days of the digest.
PASSED = (State.FAILED, State.MISSED)
_ORDER = (State.IN_DOUBT, State.FAILED, State.HELD, State.MISSED)
#: How many kinds of trouble, of the best posts, and rows of a chart are told of a campaign.
_TROUBLES, _BEST, _ROWS = 6, 3, 10


@dataclass(frozen=True, slots=True)
class Trouble:
    """Posts that came to the same for the same reason."""

    state: State
    count: int
    #: What happened and what to do, in a sentence; of many, the last one's.
    sentence: str


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is still to go out of a campaign by itself."""

    count: int
    #: The slots of the first and of the last; None: nothing is queued.
    first: datetime | None
    last: datetime | None
    #: How many posts wait for somebody's approval.
    proposed: int


@dataclass(frozen=True, slots=True)
class Best:
    """A post that did well, as its report says."""

    account: str
    text: str
    engagements: int
    url: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """What a digest tells of one campaign."""

    campaign: str
    #: Its hashtags.
    about: str
    #: By whose clocks its days are.
    zone: str
    #: active, paused or archived.
    state: str
    #: How many posts became what, by the names of `FIGURES`; without those that its report does not have.
    figures: dict[str, int]
    troubles: tuple[Trouble, ...]
    ahead: Ahead
    best: tuple[Best, ...]
    #: How its figures are counted.
    formulas: tuple[str, ...]
    #: The section whose chart is shown, with as many rows as that shows; None: there is nothing to draw.
    chart: Section | None
    #: Its report's page, and where its troubles are; None as long as nobody said how people reach the dashboard.
    url: str | None
    queue_url: str | None

    @property
    def is_quiet(self) -> bool:
        """Whether nothing happened, and nothing needs a person."""
        return not self.troubles and not any(self.figures.values())


@dataclass(frozen=True, slots=True)
class Silence:
    """What does not speak when the digest is made, though it is to speak again."""

    #: everything, campaign or account.
    what: str
    #: None for everything.
    name: str | None
    #: stopped, paused or held.
    state: str
    #: Why, since when, and what lets it go on, as it goes on behind a dash; empty where nobody said.
    why: str


@dataclass(frozen=True, slots=True)
class Digest:
    """What happened in some days."""

    period: Period
    #: When its numbers were read.
    made_at: datetime
    parts: tuple[Part, ...]
    #: The names of campaigns that were too many to be told of one by one.
    more: tuple[str, ...]
    #: The head of the sealed log; None where nothing is sealed yet.
    seal: str | None
    #: Everything first, then what was not paused by a person.
    silent: tuple[Silence, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened in any campaign, and nothing needs a person."""
        return not self.more and not self.silent and all(part.is_quiet for part in self.parts)

    def total(self, name: str) -> int:
        """Such a figure of all campaigns together."""
        return sum(part.figures.get(name, 0) for part in self.parts)

    def standing(self, state: State) -> int:
        """How many posts of all campaigns are in a state that a person has to look at."""
        return sum(one.count for part in self.parts for one in part.troubles if one.state is state)


def figures(report: Document) -> dict[str, int]:
    """How many posts became what, as the sum of the report's accounts says."""
    accounts = section(report, "accounts")
    if accounts is None or accounts.table.total is None:
        return {}
    total = dict(zip(_names(accounts), accounts.table.total, strict=True))
    return {name: value for name in FIGURES if isinstance(value := total.get(name), int)}


def troubles(deliveries: Iterable[Delivery], voice: Voice) -> tuple[Trouble, ...]:
    """What is alike said once, and counted; the worst first."""
    alike: dict[tuple[State, str], list[Delivery]] = defaultdict(list)
    for one in deliveries:
        alike[one.state, one.reason.code if one.reason else ""].append(one)
    found = [Trouble(state, len(same), _sentence(same[-1], voice)) for (state, _), same in alike.items()]
    return tuple(sorted(found, key=lambda one: (_ORDER.index(one.state), -one.count)))[:_TROUBLES]


def silences(halts: Iterable[Halt], zone: str, voice: Voice) -> tuple[Silence, ...]:
    """What does not speak, in words; times in this zone."""
    found = (
        Silence(one.what, one.name, one.state, clause(one.reason, zone, voice) if one.reason else "") for one in halts
    )
    return tuple(sorted(found, key=lambda one: (one.name is not None, one.state == "paused")))


def best(report: Document) -> tuple[Best, ...]:
    """The posts that did best, where the report measures that."""
    found = section(report, "best")
    rows = islice(found.table.rows, _BEST) if found else ()
    named = (dict(zip(_names(found), row, strict=True)) for row in rows if found)
    return tuple(
        Best(str(one["Account"]), str(one["Text"]), engaged, _text(one.get("Link")))
        for one in named
        if isinstance(engaged := one.get("Engagements"), int)
    )


def chart(report: Document, days: int) -> Section | None:
    """What is drawn: of several days each of them, of one its accounts; with as many rows as can be told apart."""
    found = section(report, "days" if days > 1 else "accounts")
    if found is None or found.chart is None:
        return None
    rows = tuple(islice(found.table.rows, 31 if days > 1 else _ROWS))
    # Posts alone: beside them what people did with them would be on another scale.
    shown = tuple(name for name in found.chart.of if name in _DRAWN)
    drawn = replace(found, table=replace(found.table, rows=rows, total=None), chart=replace(found.chart, of=shown))
    return drawn if _says_something(drawn) else None


def section(report: Document, key: str) -> Section | None:
    """The section of that key."""
    return next((one for one in report.sections if one.key == key), None)


def _says_something(drawn: Section) -> bool:
    """Whether there is more than one thing in it, and not all of it is nothing."""
    shown = [_names(drawn).index(name) for name in drawn.chart.of] if drawn.chart else []
    rows = tuple(drawn.table.rows)
    return len(rows) > 1 and any(row[place] for row in rows for place in shown)


def _names(of: Section) -> Sequence[str]:
    return [column.name for column in of.table.columns]


def _text(cell: Cell) -> str | None:
    return cell if isinstance(cell, str) else None


def _sentence(one: Delivery, voice: Voice) -> str:
    return f"{words(one.reason, one.zone, voice)}." if one.reason else MEANINGS[one.state]
