"""How long proposals waited for whom, what still waits, and what came of the others. Pure.

::

    a delivery's log ─read→ its approvals, each with its wait; what voided them; whether it waits now, and since when
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import chain

from campaign.reports.document import Chart, Column, Document, Kind, Section, Shape, Table
from campaign.reports.figures import nearest_rank
from campaign.reports.period import Period
from campaign.store.reporting.approvals import Beyond, Story

#: After these an edit voids an approval; after those it does not, since the delivery is not in the queue.
_INTO_THE_QUEUE = frozenset({"approved", "released", "retried", "resolved: not out", "taken back"})
_OUT_OF_IT = frozenset({"held", "failed", "missed", "cancelled"})


@dataclass(frozen=True, slots=True)
class Approval:
    """One approval, and how long was waited for it."""

    delivery: int
    campaign: str
    account: str
    by: str
    at: datetime
    #: From when it was proposed, or proposed again: its approval became void, or it had been cancelled.
    waited_s: float
    #: Whether its slot had passed by then, so that it took a later one.
    too_late: bool


@dataclass(frozen=True, slots=True)
class Turned:
    """What else was done to a proposal: "sent back", "voided" by an edit or a person's second thought, "cancelled"."""

    what: str
    delivery: int
    campaign: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal that waits now."""

    delivery: int
    campaign: str
    account: str
    text: str
    since: datetime
    waits_s: float
    slot: datetime
    #: Whether its slot has passed: once approved it takes a later one.
    past: bool
    #: Whether it waits for a change of its text first.
    sent_back: bool


@dataclass(frozen=True, slots=True)
class Waits:
    """How long approvals took, in seconds: half of them no longer than ``p50_s``."""

    #: Whose; None for all together.
    by: str | None
    number: int
    p50_s: float
    p95_s: float
    most_s: float


@dataclass(frozen=True, slots=True)
class Approvals:
    """What became of proposals in a period."""

    campaign: str | None
    period: Period
    made_at: datetime
    #: In the order in which they were given.
    approved: tuple[Approval, ...]
    turned: tuple[Turned, ...]
    #: Since the longest first.
    waiting: tuple[Waiting, ...]
    #: All together first, if there are any, then by approver.
    waits: tuple[Waits, ...]

    def turned_by(self, what: str) -> int:
        """How often this was done to a proposal."""
        return sum(one.what == what for one in self.turned)

    @property
    def waits_now(self) -> int:
        """How many wait."""
        return len(self.waiting)

    @property
    def waits_past(self) -> int:
        """How many of them wait though their slots have passed."""
        return sum(one.past for one in self.waiting)

    @property
    def too_late(self) -> int:
        """How many went past their slots while they waited, and were approved all the same."""
        return sum(one.too_late for one in self.approved)


@dataclass(frozen=True, slots=True)
class Begun(Approvals):
    """The same, with a list of what waits that only begins: as much of it as a page shows."""

    #: What waits and is not listed.
    beyond: Beyond

    @property
    def waits_now(self) -> int:
        """How many wait."""
        return len(self.waiting) + self.beyond.number

    @property
    def waits_past(self) -> int:
        """How many of them wait though their slots have passed."""
        return sum(one.past for one in self.waiting) + self.beyond.past


def begun(campaign: str | None, period: Period, stories: Sequence[Story], beyond: Beyond, made_at: datetime) -> Begun:
    """As `build`, of stories that are not all."""
    found = build(campaign, period, stories, made_at)
    return Begun(**{one.name: getattr(found, one.name) for one in fields(found)}, beyond=beyond)


def build(campaign: str | None, period: Period, stories: Sequence[Story], made_at: datetime) -> Approvals:
    """Reads the logs; what happened outside the period is read, and not counted."""
    read = [line for one in stories for line in _read(one, made_at)]
    since, until = period.begins_at, period.ends_at
    given = (one for one in read if isinstance(one, Approval) and since <= one.at < until)
    approved = sorted(given, key=lambda one: (one.at, one.delivery))
    turned = [one for one in read if isinstance(one, Turned) and since <= one.at < until]
    waiting = [one for one in read if isinstance(one, Waiting)]
    return Approvals(
        campaign=campaign,
        period=period,
        made_at=made_at,
        approved=tuple(approved),
        turned=tuple(sorted(turned, key=lambda one: (one.at, one.delivery))),
        waiting=tuple(sorted(waiting, key=lambda one: (one.since, one.delivery))),
        waits=tuple(_waits(approved)),
    )


def _read(story: Story, now: datetime) -> Iterator[Approval | Turned | Waiting]:
    """What one delivery's log tells, from its first line to its last."""
    since, queued, proposed = story.made_at, False, True
    respaced = {one.at for one in story.happened if one.kind == "re-spaced"}
    before = ""
    for one in story.happened:
        if one.kind == "approved":
            waited = max((one.at - since).total_seconds(), 0)
            late = one.at in respaced
            yield Approval(story.delivery, story.campaign, story.account, one.by, one.at, waited, late)
        elif one.kind == "sent back" or (one.kind == "cancelled" and proposed):
            yield Turned(one.kind, story.delivery, story.campaign, one.by, one.at)
        elif one.kind == "proposed again" or (one.kind == "edited" and queued):
            if not proposed:
                yield Turned("voided", story.delivery, story.campaign, one.by, one.at)
            since, queued, proposed = one.at, False, True
        # What was missed is queued by another time too.
        if one.kind in _INTO_THE_QUEUE or (one.kind, before) == ("moved", "missed"):
            queued, proposed = True, False
        elif one.kind in _OUT_OF_IT:
            queued = False
        before = one.kind
    if story.waits:
        yield _waiting(story, since, now)


def _waiting(story: Story, since: datetime, now: datetime) -> Waiting:
    return Waiting(
        delivery=story.delivery,
        campaign=story.campaign,
        account=story.account,
        text=story.text,
        since=since,
        waits_s=max((now - since).total_seconds(), 0),
        slot=story.scheduled_for,
        past=story.scheduled_for < now,
        sent_back=story.sent_back,
    )


def _waits(approved: Sequence[Approval]) -> Iterator[Waits]:
    by: dict[str, list[float]] = defaultdict(list)
    for one in approved:
        by[one.by].append(one.waited_s)
    if by:
        yield _wait(None, list(chain.from_iterable(by.values())))
    for name in sorted(by):
        yield _wait(name, by[name])


def _wait(by: str | None, seconds: list[float]) -> Waits:
    ascending = sorted(seconds)
    return Waits(by, len(ascending), nearest_rank(ascending, 50), nearest_rank(ascending, 95), ascending[-1])


# -- as it is read


def document(value: Approvals) -> Document:
    """The report as it is read."""
    return Document(
        key="approvals",
        title=f"Approvals of {value.campaign}" if value.campaign else "Approvals",
        period=value.period,
        zone=value.period.zone,
        made_at=value.made_at,
        formulas=(
            "Waited = from when a post was proposed, or proposed again, until it was approved.",
            "Past its slot = approved after its time had come, so that it took a later one.",
            "What waits now is all that waits, whatever the period.",
        ),
        sections=(_summary(value), _approvers(value), _waiting_section(value), _approved(value), _turned(value)),
        about=value.campaign or "",
    )


def _summary(value: Approvals) -> Section:
    columns = tuple(
        Column(name, Kind.COUNT)
        for name in (
            "Approved",
            "Past its slot",
            "Sent back",
            "Voided",
            "Cancelled",
            "Waits now",
            "Waits past its slot",
        )
    )
    turned = [value.turned_by(what) for what in ("sent back", "voided", "cancelled")]
    row = (len(value.approved), value.too_late, *turned, value.waits_now, value.waits_past)
    note = "Voided: approved, and then its text was changed, or the approval taken back. Cancelled: while it waited."
    return Section("summary", "What became of proposals", Table(columns, [row]), note)


def _approvers(value: Approvals) -> Section:
    columns = (
        *(Column("Approver"), Column("Approved", Kind.COUNT), Column("Half within", Kind.SECONDS)),
        *(Column("95 % within", Kind.SECONDS), Column("Most", Kind.SECONDS)),
    )
    rows = [(one.by or "All", one.number, one.p50_s, one.p95_s, one.most_s) for one in value.waits]
    chart = Chart(Shape.BARS, ("Approver",), ("Half within", "95 % within"))
    note = "" if rows else "Nothing was approved in this period."
    return Section("approvers", "How long was waited", Table(columns, rows[1:], rows[0] if rows else None), note, chart)


def _waiting_section(value: Approvals) -> Section:
    columns = (
        *(Column("Post", Kind.COUNT), Column("Campaign"), Column("Account"), Column("Since", Kind.MOMENT)),
        *(Column("Waits", Kind.SECONDS), Column("Slot", Kind.MOMENT), Column("For"), Column("Text")),
    )
    rows = [
        (*(one.delivery, one.campaign, one.account, one.since, one.waits_s, one.slot), _for(one), one.text)
        for one in value.waiting
    ]
    return Section("waiting", "What waits now", Table(columns, rows), "" if rows else "Nothing waits for approval.")


def _for(one: Waiting) -> str:
    what = "a change" if one.sent_back else "approval"
    return f"{what}, its slot has passed" if one.past else what


def _approved(value: Approvals) -> Section:
    columns = (
        *(Column("Approved", Kind.MOMENT), Column("Approver"), Column("Post", Kind.COUNT), Column("Campaign")),
        *(Column("Account"), Column("Waited", Kind.SECONDS), Column("Past its slot")),
    )
    rows = [
        (one.at, one.by, one.delivery, one.campaign, one.account, one.waited_s, "yes" if one.too_late else "no")
        for one in value.approved
    ]
    note = "" if rows else "Nothing was approved in these days."
    return Section("approved", "Each approval", Table(columns, rows), note)


def _turned(value: Approvals) -> Section:
    columns = (
        Column("When", Kind.MOMENT),
        Column("What"),
        Column("Who"),
        Column("Post", Kind.COUNT),
        Column("Campaign"),
    )
    rows = [(one.at, one.what, one.by, one.delivery, one.campaign) for one in value.turned]
    note = "" if rows else "Nothing was sent back, voided or cancelled."
    return Section("turned", "Sent back, voided, cancelled", Table(columns, rows), note)
