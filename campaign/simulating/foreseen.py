"""What a simulation showed, as a value: pure sums of what was planned before it and what stands after it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from campaign.planning import words
from campaign.planning.clocks import clock_changes
from campaign.planning.slots import resolve
from campaign.reasons import Reason
from campaign.reports.figures import ON_TIME
from campaign.states import State
from campaign.store.values import Delivery, Settlement, was_due

#: Why a post is put off although nothing is wrong with it, by the code of the reason.
PACED: Mapping[str, str] = MappingProxyType(
    {
        "budget": "what the platform takes of an account",
        "shared_budget": "what the platform takes of all accounts together",
        "hourly_cap": "the account's own cap",
        "spaced": "the gap between late posts",
    }
)


@dataclass(frozen=True, slots=True)
class Outing:
    """One post, and what became of it."""

    #: Its number; None for a post of an article that was only tried out.
    delivery: int | None
    account: str
    platform: str
    text: str
    state: State
    reason: Reason | None
    #: When it was to go out at first, and by which wall time; then when it was to at last, and when it did.
    planned_for: datetime
    wall: str
    zone: str
    scheduled_for: datetime
    published_at: datetime | None
    #: How often it was tried.
    tries: int

    @property
    def respaced(self) -> bool:
        """Whether it was too late for its time, and got another one."""
        return self.scheduled_for != self.planned_for

    @property
    def late_s(self) -> float:
        """How many seconds after its time it goes out; 0 where it does not."""
        return (self.published_at - self.scheduled_for).total_seconds() if self.published_at else 0.0


@dataclass(frozen=True, slots=True)
class Day:
    """What goes out on one day of the campaign's zone."""

    date: date
    #: Account → how many.
    posts: Mapping[str, int]
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Wait:
    """What an account's posts waited for, beyond their times."""

    account: str
    platform: str
    #: The code of the reason: a platform's budget, a person's cap, or the gap between late posts.
    code: str
    posts: int
    longest_s: float


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would happen to a campaign, from one moment to another."""

    campaign: str
    zone: str
    began_at: datetime
    ended_at: datetime
    #: How many posts end in which state.
    states: Mapping[State, int]
    days: tuple[Day, ...]
    #: What clocks that are set do to its times, in sentences.
    clocks: tuple[str, ...]
    waits: tuple[Wait, ...]
    #: In the order of their times.
    posts: tuple[Outing, ...]
    #: What a person should know first, in sentences.
    notes: tuple[str, ...] = ()

    def of(self, *states: State) -> list[Outing]:
        """The posts that end in these states."""
        return [one for one in self.posts if one.state in states]

    @property
    def late(self) -> list[Outing]:
        """The posts that go out, and not in time."""
        return [one for one in self.posts if one.late_s > ON_TIME.total_seconds()]

    @property
    def respaced(self) -> list[Outing]:
        """The posts that were too late, and got another time."""
        return [one for one in self.posts if one.respaced]

    @property
    def left(self) -> Mapping[tuple[State, str], list[Outing]]:
        """The posts that do not go out, by their state and the code of the reason."""
        found: dict[tuple[State, str], list[Outing]] = defaultdict(list)
        for one in self.posts:
            if one.state is not State.PUBLISHED:
                found[one.state, one.reason.code if one.reason else ""].append(one)
        return dict(sorted(found.items()))


def foreseen(
    campaign: str,
    zone: str,
    before: Sequence[Delivery],
    after: Sequence[Delivery],
    settled: Sequence[Settlement],
    period: tuple[datetime, datetime],
    *,
    known: int,
    notes: Sequence[str] = (),
) -> Foreseen:
    """Sums up a simulation of a campaign; deliveries up to the id ``known`` are real ones."""
    tries = Counter(one.delivery for one in settled)
    stands = {one.id: one for one in after}
    posts = tuple(_outing(one, stands[one.id], tries[one.id], known) for one in before)
    out = [one for one in posts if one.published_at is not None]
    last = max(
        [one.published_at for one in out if one.published_at] + [one.scheduled_for for one in posts], default=None
    )
    return Foreseen(
        campaign=campaign,
        zone=zone,
        began_at=period[0],
        ended_at=period[1],
        states=dict(sorted(Counter(one.state for one in posts).items())),
        days=tuple(_days(out, ZoneInfo(zone))),
        clocks=tuple(_clocks(posts, zone, period[0], last)),
        waits=tuple(_waits(settled, {one.id: one for one in before})),
        posts=posts,
        notes=tuple(notes),
    )


def _outing(was: Delivery, now: Delivery, tries: int, known: int) -> Outing:
    return Outing(
        delivery=was.id if was.id <= known else None,
        account=was.account,
        platform=was.platform,
        text=was.text,
        state=now.state,
        reason=now.reason,
        planned_for=was.scheduled_for,
        wall=now.wall,
        zone=now.zone,
        scheduled_for=now.scheduled_for,
        published_at=now.published_at,
        tries=tries,
    )


def _days(out: Iterable[Outing], zone: ZoneInfo) -> Iterable[Day]:
    days: dict[date, list[tuple[datetime, str]]] = defaultdict(list)
    for one in out:
        if one.published_at is not None:
            days[one.published_at.astimezone(zone).date()].append((one.published_at, one.account))
    for day, said in sorted(days.items()):
        counts = Counter(account for _, account in sorted(said))
        yield Day(day, dict(sorted(counts.items())), min(said)[0], max(said)[0])


def _clocks(posts: Iterable[Outing], zone: str, since: datetime, until: datetime | None) -> Iterable[str]:
    """Which days clocks are set, and each time that this moves or doubles."""
    if until is None:
        return
    for change in clock_changes(ZoneInfo(zone), since, until):
        yield words.clock_change(change, zone)
    slots = (resolve(datetime.fromisoformat(one.wall), ZoneInfo(one.zone)) for one in posts)
    yield from dict.fromkeys(note for slot in slots if (note := words.notable(slot)))


def _waits(settled: Iterable[Settlement], ours: Mapping[int, Delivery]) -> Iterable[Wait]:
    """By account and reason; each post counts once, with its longest wait."""
    found: dict[tuple[str, str, str], dict[int, timedelta]] = defaultdict(dict)
    for one in settled:
        claimed = one.intent.claimed
        if claimed.reason and claimed.reason.code in PACED:
            waited = claimed.due_at - was_due(claimed.due_at, claimed.reason)
            own = found[ours[claimed.id].account, ours[claimed.id].platform, claimed.reason.code]
            own[claimed.id] = max(waited, own.get(claimed.id, waited))
    for (account, platform, code), own in sorted(found.items()):
        yield Wait(account, platform, code, len(own), max(own.values()).total_seconds())
