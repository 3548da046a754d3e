"""What may or may not be out is taken up, asked about and resolved, as `campaign.doubt` decides.

::

    take_doubts(now) ─→ Doubt ─→ before ─→ platform.find(Message) ─→ after ─→ Looked ─→ resolve ─→ rows
                                    └─ the same key again ─────────────────────↗

`ask` runs on a thread of the publisher's crew, where platforms are spoken to; `Reconciler` is where the database is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import assert_never

from campaign.clock import Clock
from campaign.doubt import SOON, Absent, Again, Ask, Found, Later, Leave, Unseen, Verdict, Ways, after, before
from campaign.errors import CampaignError
from campaign.publishing import retry
from campaign.publishing.messages import message
from campaign.publishing.pacing import Candidate, pace_again
from campaign.reasons import Reason
from campaign.states import State
from campaign.store import accounts as account_rows
from campaign.store import queue
from campaign.store.database import Store, Transaction
from campaign.store.events import Act
from campaign.store.values import Account, Doubt, Intent
from posts.errors import PostsError, RateLimited, Unauthorized
from posts.platforms.base import Platform


@dataclass(frozen=True, slots=True)
class Looked:
    """What is to become of a doubt, and what else was learned on the way."""

    doubt: Doubt
    verdict: Verdict
    #: New secrets, where the login was refused and could be renewed.
    secrets: Mapping[str, str] | None = None
    #: Why the account is to be held, where it could not.
    refused: Reason | None = None

    @property
    def delivery(self) -> int:
        """The delivery's id."""
        return self.doubt.claimed.id

    @property
    def to(self) -> State:
        """Where the delivery goes."""
        match self.verdict:
            case Found():
                return State.PUBLISHED
            case Absent():
                return State.QUEUED
            case Again():
                return State.SENDING
            case Later() | Leave():
                return State.IN_DOUBT
            case never:
                assert_never(never)

    @property
    def remote_url(self) -> str | None:
        """Where it was found."""
        return self.verdict.receipt.url if isinstance(self.verdict, Found) else None


def ask(doubt: Doubt, platform: Platform, owner: Account, now: Callable[[], datetime]) -> Looked:
    """Decides what to do about a doubt, asking the platform where that is needed; never raises."""
    try:
        return _asked(doubt, platform, owner, now)
    except Unauthorized as error:
        return _refused(doubt, platform, owner, error, now())
    except Exception as error:  # noqa: BLE001 - a stranger's too: what cannot be asked now is asked later
        until = error.until if isinstance(error, RateLimited) else None
        return Looked(doubt, _later(doubt, now(), until))


@dataclass
class Reconciler:
    """The doubts that a worker has in hand. Not shared between threads: its methods are called by one."""

    store: Store
    clock: Clock
    name: str
    #: How long a doubt is in hand before it is another's.
    lease: timedelta
    platform: Callable[[Account], Platform]
    #: Who is being asked, by the delivery.
    asking: dict[int, tuple[Platform, Account]] = field(default_factory=dict)
    #: When the next doubt is to be taken up, as far as is known here.
    next_look: datetime | None = None
    #: A worker that stops sends nothing more.
    stopping: bool = False

    def take_up(self, free: int, speaking: Collection[int]) -> list[tuple[Doubt, Platform, Account]]:
        """Takes doubts whose time has come in hand, ``free`` at most, none of accounts that speak in this process."""
        now = self.clock.now()
        if free <= 0:
            return []
        with self.store.read() as connection:
            self.next_look = queue.next_look(connection)
        if self.next_look is None or self.next_look > now:
            return []
        with self.store.write() as connection:
            doubts = queue.take_doubts(connection, now, free, self.name, now + self.lease, besides=speaking)
            owners = account_rows.by_id(connection, {one.claimed.account_id for one in doubts})
            self.next_look = queue.next_look(connection)
        taken = [(one, self._opened(owners[one.claimed.account_id]), owners[one.claimed.account_id]) for one in doubts]
        # Where the account cannot be opened, the doubt is another's once the lease is over.
        ready = [(doubt, platform, owner) for doubt, platform, owner in taken if platform]
        self.asking |= {doubt.claimed.id: (platform, owner) for doubt, platform, owner in ready}
        return ready

    def resolve(self, connection: Transaction, looked: Sequence[Looked]) -> list[Intent]:
        """Writes down what became of doubts; what the same key is to be sent again for comes back."""
        act = Act(f"worker {self.name}", self.clock.now())
        self.expect(one.verdict.at for one in looked if isinstance(one.verdict, Later))
        return [intent for one in looked if (intent := self._carry_out(connection, one, act))]

    def are_due(self) -> bool:
        """Whether a doubt's time has come, as far as is known here."""
        return self.next_look is not None and self.next_look <= self.clock.now()

    def expect(self, times: Iterable[datetime | None]) -> None:
        """Remembers when the next of the doubts is to be taken up, of which these have just been written down."""
        coming = [at for at in [*times, self.next_look] if at is not None and at > self.clock.now()]
        self.next_look = min(coming, default=None)

    def _opened(self, owner: Account) -> Platform | None:
        try:
            return self.platform(owner)
        except (CampaignError, PostsError):
            return None

    def _carry_out(self, connection: Transaction, looked: Looked, act: Act) -> Intent | None:
        doubt, soon = looked.doubt, act.at + SOON
        _, owner = self.asking[looked.delivery]
        match looked.verdict:
            case Found(receipt):
                # Another delivery may have claimed that post meanwhile: then it is looked for once more.
                if not queue.found(connection, doubt, receipt, act):
                    queue.look_later(connection, doubt, soon)
            case Absent():
                queue.proven_absent(connection, doubt, Reason("proven_absent", {"platform": owner.platform}), act)
            case Later(at, was_looked_for):
                queue.look_later(connection, doubt, at, looked=was_looked_for)
            case Leave(reason):
                queue.leave_to_a_person(connection, doubt, reason, act)
            case Again():
                return self._send_again(connection, doubt, act.at)
            case never:
                assert_never(never)
        return None

    def _send_again(self, connection: Transaction, doubt: Doubt, now: datetime) -> Intent | None:
        """The intent to send the same key again; None where it may not be sent now: then it is taken up later."""
        platform, owner = self.asking[doubt.claimed.id]
        # A stranger's adapter may be older than this attribute.
        candidate = Candidate(doubt.claimed, owner, getattr(platform, "budgets", ()))
        free_at = pace_again(connection, candidate, now)
        key = None if self.stopping or free_at else _key(doubt, platform, now)
        if key and (again := queue.send_again(connection, doubt, key, now, now + self.lease, self.name)):
            return again
        queue.look_later(connection, doubt, free_at or now + SOON)
        self.expect([free_at])
        return None


def unresolved(decision: retry.Decision, said: Mapping[str, str]) -> Reason:
    """Why a delivery is still in doubt after the same key was sent again, and that was no success."""
    match decision:
        case retry.InDoubt(reason):
            return reason
        case retry.Fail(Reason("rejected")):
            return Reason("again_refused", said)
        case _:
            return Reason("again_failed", said)


def _asked(doubt: Doubt, platform: Platform, owner: Account, now: Callable[[], datetime]) -> Looked:
    key = _key(doubt, platform, now())
    if key is None:
        return Looked(doubt, Leave(Reason("key_unknown")))
    ways = _ways(platform)
    step = before(doubt.case, ways, now())
    if not isinstance(step, Ask):
        return Looked(doubt, step)
    try:
        receipt = platform.find(message(doubt.claimed, key, owner, platform), doubt.case.since, doubt.besides)
    except NotImplementedError:
        return Looked(doubt, after(doubt.case, ways, Unseen.UNREADABLE, now()))
    return Looked(doubt, after(doubt.case, ways, receipt or Unseen.NOT_THERE, now()))


def _ways(platform: Platform) -> Ways:
    return Ways(platform.kind, platform.honours_key, platform.key_lasts, platform.key_rests, platform.lag)


def _key(doubt: Doubt, platform: Platform, now: datetime) -> str | None:
    """The key of its attempts; where none is known, the one that they must have had, or None if that cannot be told."""
    if doubt.key is not None:
        return doubt.key
    made = platform.key_for(doubt.claimed.key, now)
    return made if made == platform.key_for(doubt.claimed.key, doubt.case.first_at) else None


def _later(doubt: Doubt, now: datetime, until: datetime | None = None) -> Later:
    # What `after` says of it is the same for every platform.
    nothing = Ways("", honours_key=False, key_lasts=None, key_rests=timedelta(0), lag=timedelta(0))
    later = after(doubt.case, nothing, Unseen.UNREACHABLE, now)
    assert isinstance(later, Later)
    return Later(max(later.at, until)) if until else later


def _refused(doubt: Doubt, platform: Platform, owner: Account, error: Unauthorized, now: datetime) -> Looked:
    """The login is renewed where it can be; else the account is held, and the doubt waits for it."""
    try:
        secrets = platform.refresh()
    except Exception:  # noqa: BLE001 - what cannot be renewed is held
        secrets = None
    said = {"platform": error.platform, "said": error.said, "account": owner.name}
    held = None if secrets else Reason("unauthorized", said)
    return Looked(doubt, Later(now + SOON), secrets=secrets, refused=held)
