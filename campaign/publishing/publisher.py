"""One pass of the worker: what is due is claimed, written down, sent and settled.

::

    claim_due(now) ─→ intend ─→ platform.publish(Message) ─→ Receipt | PlatformError
        ─→ retry.decide ─→ Decision ─→ settle ─→ rows

The intent is committed before the call and the outcome after it, so a worker that dies between leaves a delivery in
doubt, never one that is sent twice; `campaign.publishing.reconciling` ends the doubt. Database work happens on the
thread that calls `Publisher`; calls to platforms happen on its crew's threads, one at a time for each account, whoever
works, so that an account's posts keep their order.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from campaign import preflight
from campaign.clock import Clock
from campaign.errors import CampaignError, Overtaken
from campaign.pricing import Tariff
from campaign.publishing.calling import Answer, Call, Caller, Calls, Hiring, Question
from campaign.publishing.crew import Crew
from campaign.publishing.lateness import settle_late
from campaign.publishing.outcomes import Outcome, carried_out, ended, was_renewed
from campaign.publishing.pacing import Candidate, pace
from campaign.publishing.reconciling import Looked, Reconciler
from campaign.publishing.spending import hold_back, too_dear
from campaign.reasons import Reason
from campaign.states import State
from campaign.store import accounts as account_rows
from campaign.store import heads, queue, sealing
from campaign.store.database import Store, Transaction
from campaign.store.events import Act
from campaign.store.values import Account, Claimed, Intent, Settlement
from posts.errors import PostsError
from posts.platforms.base import Platform

#: How long a claim stands before it is another's. Longer than any call: `posts.wire` ends each request after 30 s, and
#: the longest way, a login that is refused, renewed and tried again, takes five of them.
LEASE = timedelta(minutes=5)
#: What has been due for longer than this may be too late: it is looked at before it is claimed.
LONG_DUE = timedelta(seconds=30)
#: How long a worker that stops waits for the calls that are on their way: less than systemd waits for it.
STOP_S = 75.0


@dataclass
class Publisher:
    """A worker's hands. Not shared between threads: its methods are called by one."""

    store: Store
    clock: Clock
    open_platform: Callable[[Account], Platform]
    seal: Callable[[Mapping[str, str]], bytes]
    jitter: Callable[[], float]
    threads: int = 8
    #: The least time between two posts of an account that say the same; zero does not look.
    repeat: timedelta = timedelta(0)
    #: What posts cost, and what a month may.
    tariff: Tariff = field(default_factory=Tariff)
    #: Why a text must not go out for what its links lead to; asked on the threads that make the calls.
    linked: Callable[[str], Reason | None] = lambda _: None
    name: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}")
    #: Called from another thread when there is something to be collected.
    notify: Callable[[], None] = lambda: None
    #: Who makes the calls.
    hire: Hiring = Crew

    def __post_init__(self) -> None:
        self._caller = Caller(self.clock, self.jitter, self.linked)
        self._calls = Calls(self._caller, self.threads, self.notify, self.hire)
        #: What is on its way, by its attempt.
        self._busy: dict[int, Intent] = {}
        self.doubts = Reconciler(self.store, self.clock, self.name, LEASE, self._platform)
        self._unsettled: list[Answer] = []
        #: Written down, perhaps: the database gave no answer, so nothing of it was sent.
        self._unsent: list[Intent] = []
        self._accounts: dict[int, Account] = {}
        self._platforms: dict[int, tuple[Account, Platform]] = {}
        #: Whose turn it was seen to be next, and whether that may still be so.
        self._ahead: Sequence[queue.Turn] = ()
        self._looked = False
        #: Whether the last claim took as many as it could, so that there are likely more.
        self._more = False

    @property
    def in_flight(self) -> int:
        """Calls that have not been settled."""
        return len(self._busy) + len(self.doubts.asking)

    def is_idle(self, ahead: timedelta) -> bool:
        """Whether nothing is on its way, nor due within so long as far as it was seen; from any thread."""
        due = _first(self._ahead)
        return not self.in_flight and (due is None or due > self.clock.now() + ahead)

    def kind_of(self, account_id: int) -> str:
        """The platform of an account that was spoken for."""
        return self._platforms[account_id][0].platform

    def act(self) -> Act:
        """The worker's signature."""
        return Act(f"worker {self.name}", self.clock.now())

    def make_ready(self) -> None:
        """Asks once, of none, what nearly every post asks, and opens the adapters of those whose turn comes next.

        So the first post is not kept waiting by what is loaded, made and planned only once.
        """
        self.next_due()
        with self.store.write(dry_run=True) as connection:
            now = self.clock.now()
            queue.try_claiming(connection, now)
            queue.try_saying(connection, now)
            queue.try_intending(connection, now)
            queue.try_settling(connection)
            heads.try_writing_down(connection)
            owners = account_rows.by_id(connection, {turn.account for turn in self._ahead})
        self._accounts |= owners
        for owner in owners.values():
            # What cannot be opened is dealt with by its claim.
            with suppress(CampaignError, PostsError):
                self._platform(owner)

    def sweep(self) -> int:
        """Takes back what dead workers left, and deals with what has become too late; how many are in doubt now."""
        act = self.act()
        # Most often there is nothing, and nobody who writes has to wait while that is found out. Who only looks has to
        # ask by themselves whether the database was moved.
        with self.store.read() as connection:
            sealing.refuse_sealed(connection, self.store.name())
            misled = heads.wrong(connection)
            if not (misled or queue.is_any_abandoned(connection, act.at) or queue.overdue(connection, act.at)):
                return 0
        with self.store.write() as connection:
            heads.mend(connection, misled)
            _, doubted = queue.rescue(connection, act)
            settle_late(connection, act)
        return len(doubted)

    def look_up(self) -> int:
        """Takes up the doubts whose time has come, for the threads that are free, and asks; how many."""
        speaking = {one.claimed.account_id for one in self._busy.values()}
        taken = self.doubts.take_up(self.threads - self.in_flight, speaking)
        self._calls.make([Question(*one) for one in taken])
        return len(taken)

    def next_due(self) -> datetime | None:
        """When there is something to claim; an account that is spoken for now does not count.

        As it was seen last where no thread is free: whichever call ends first has it looked at anew.
        """
        if not self._looked and self.in_flight < self.threads:
            self._ahead = self.store.glance(queue.next_turns)
            self._looked = True
        return _first(self._ahead)

    def start(self) -> int:
        """Claims what is due for the threads that are free, and sends it off; how many were claimed."""
        free, now = self.threads - self.in_flight, self.clock.now()
        if free <= 0 or not (self._more or self._is_due(now)):
            return 0
        before = self._unsent
        if not self._more and now - (_first(self._ahead) or now) > LONG_DUE:
            # By itself, since a claim passes over lines that its own transaction has changed.
            with self.store.write() as connection:
                settle_late(connection, self.act())
        try:
            with self.store.write() as connection:
                claimed, calls = self._begin(connection, free, now)
        except Overtaken:
            self._unsent, self._more = before, True
            return self.start()
        self._unsent = before
        self._send(calls)
        return claimed

    def _begin(self, connection: Transaction, free: int, now: datetime) -> tuple[int, list[Call]]:
        """Claims as much as may be and writes its intents; how much it was, and what to call once that is committed."""
        self._looked, boot_deadline = False, self._boot_deadline()
        claims = queue.claim_due(connection, now, free)
        owners = self._owners(connection, claims)
        said = self._said(connection, claims, now)
        ready = [
            one
            for claim in claims
            if (one := self._prepare(connection, claim, owners[claim.account_id], now, said.get(claim.id)))
        ]
        pairs = self._let_through(connection, ready, owners, now)
        intents = queue.intend(connection, pairs, now, now + LEASE, self.name)
        self._unsent = [*self._unsent, *intents]
        # What is back in line to be dealt with as late is, before anything else.
        self._more = len(claims) == free and len(pairs) == len(ready)
        platforms = {claim.id: (platform, owners[claim.account_id]) for claim, _, platform in ready}
        return len(claims), [Call(intent, *platforms[intent.claimed.id], boot_deadline) for intent in intents]

    def _is_due(self, now: datetime) -> bool:
        """Whether there is something to claim. What was seen coming and is due now needs no second look."""
        seen = _first(self._ahead)
        self._looked = self._looked and seen is not None and seen <= now
        due = self.next_due()
        return due is not None and due <= now

    def collect(self, wait_s: float | None = 0) -> list[Answer]:
        """What has come back; waits for the first as told, None without end."""
        return self._calls.collect(wait_s)

    def settle(self, answers: Sequence[Answer]) -> list[Settlement | Looked]:
        """Decides what has come back means and writes it down, in one transaction.

        What is known to be due is claimed in the same one, and sent after it: half as many commits. Raises `StoreError`
        where the database fails; the answers are kept then, and written by the next call, which claims nothing. Intents
        whose commit gave no answer are looked for, and taken back where they are there.
        """
        goes_on = self._more and not (self._unsettled or self._unsent or self.doubts.are_due())
        self._unsettled += answers
        try:
            return self._settle(goes_on=goes_on)
        except Overtaken:
            self._unsent = []
            return self._settle(goes_on=False)

    def _settle(self, *, goes_on: bool) -> list[Settlement | Looked]:
        if not self._unsettled and not self._unsent:
            return []
        looked = [one for one in self._unsettled if isinstance(one, Looked)]
        came_back = [one for one in self._unsettled if isinstance(one, Outcome)]
        boot_deadline = self._boot_deadline()
        with self.store.write() as connection:
            unsent = queue.still_open(connection, self._unsent, self.name)
            outcomes = [*came_back, *(Outcome(intent, self.clock.now()) for intent in unsent)]
            settlements = [self._settlement(outcome) for outcome in outcomes]
            queue.settle(connection, settlements, self.act())
            logins = _logins(outcomes, settlements, looked)
            for login in logins:
                self._keep_login(connection, *login)
            again = self.doubts.resolve(connection, looked)
            free = self.threads - self.in_flight + len(self._unsettled) - len(again)
            # Nobody speaks with a login before it is committed; and who counts what accounts share locks all of theirs,
            # so nobody does who has locked one of them.
            alone = bool(logins) or any(one.quiet_until for one in settlements)
            _, calls = self._begin(connection, free, self.clock.now()) if goes_on and not alone else (0, [])
        for outcome in came_back:
            del self._busy[outcome.intent.attempt_id]
        asked = {one.delivery: self.doubts.asking.pop(one.delivery) for one in looked}
        self._unsettled, self._unsent = [], []
        self._send([*(Call(one, *asked[one.claimed.id], boot_deadline) for one in again), *calls])
        self.doubts.expect(one.due_at for one in settlements if one.to is State.IN_DOUBT)
        return [*settlements, *looked]

    def tick(self) -> list[Settlement | Looked]:
        """One whole pass: sweeps, resolves doubts, and publishes until nothing is due and nothing is on its way."""
        self.sweep()
        return self.work()

    def work(self) -> list[Settlement | Looked]:
        """A pass without the sweep."""
        settled: list[Settlement | Looked] = []
        while self.look_up() or self.start() or self.in_flight:
            if self.in_flight:
                settled += self.settle(self.collect(wait_s=None))
        return settled

    def stop(self, wait_s: float = STOP_S) -> list[Settlement | Looked]:
        """Ends: what has not begun goes back, what is on its way is waited for and settled, so many seconds at most.

        What is `in_flight` after that is in doubt once its lease is over.
        """
        self.doubts.stopping, self._more = True, False
        # What is due is another worker's now: nothing of ours waits for it.
        self._ahead = ()
        self._calls.stop()
        end = self.clock.boottime() + wait_s
        settled = self.settle(self.collect())
        while self.in_flight and (left := end - self.clock.boottime()) > 0:
            settled += self.settle(self.collect(wait_s=left))
        return settled

    # -- before the call

    def _owners(self, connection: Transaction, claims: Sequence[Claimed]) -> Mapping[int, Account]:
        """The accounts of claims; only those that are new or have changed are read."""
        stale = {
            one.account_id
            for one in claims
            if one.account_id not in self._accounts or self._accounts[one.account_id].revision != one.account_revision
        }
        if stale:
            self._accounts |= account_rows.by_id(connection, stale)
        return self._accounts

    def _said(self, connection: Transaction, claims: Sequence[Claimed], now: datetime) -> Mapping[int, Reason]:
        """Which of the claims the account said a short while ago, and when: in one look for the whole pass."""
        if not self.repeat:
            return {}
        found = queue.said(connection, [one.id for one in claims], now - self.repeat)
        reasons = {key: preflight.of_repetitions(now, others, self.repeat) for key, others in found.items()}
        return {key: reason for key, reason in reasons.items() if reason}

    def _prepare(
        self, connection: Transaction, claim: Claimed, owner: Account, now: datetime, reason: Reason | None
    ) -> tuple[Claimed, str, Platform] | None:
        """The claim with its platform's key and its adapter, which asks nobody.

        Held where there is a reason already, or the account is unusable.
        """
        try:
            platform = self._platform(owner)
            key = claim.platform_key or platform.key_for(claim.key, now)
        except (CampaignError, PostsError) as error:
            reason = Reason("account_unusable", {"account": owner.name, "words": str(error)})
            # With all that it has queued, once: not one post after the other.
            queue.hold_account(connection, owner.id, reason, self.act())
        price = self.tariff.of_post(owner.platform, claim.text, now)
        reason = reason or too_dear(owner.platform, price, self.tariff)
        if reason:
            queue.hold_claim(connection, claim, reason)
            return None
        return claim._replace(price=price) if price else claim, key, platform

    def _let_through(
        self,
        connection: Transaction,
        ready: Sequence[tuple[Claimed, str, Platform]],
        owners: Mapping[int, Account],
        now: datetime,
    ) -> list[tuple[Claimed, str]]:
        """The claims, each with its key, whose accounts may speak now; the others are put off."""
        candidates = [
            # A stranger's adapter may be older than this attribute.
            Candidate(claim, owners[claim.account_id], getattr(platform, "budgets", ()))
            for claim, _, platform in ready
        ]
        put_off = pace(connection, candidates, now)
        waiting = {one.claimed.id for one in put_off}
        put_off += hold_back(connection, [one for one in candidates if one.claimed.id not in waiting], self.tariff, now)
        queue.put_off(connection, put_off)
        waiting = {one.claimed.id for one in put_off}
        return [(claim, key) for claim, key, _ in ready if claim.id not in waiting]

    def _platform(self, owner: Account) -> Platform:
        """The account's adapter, opened once and again whenever the account changes."""
        known = self._platforms.get(owner.id)
        if known is None or known[0].revision != owner.revision:
            known = owner, self.open_platform(owner)
            self._platforms[owner.id] = known
        return known[1]

    def _boot_deadline(self) -> float:
        """Until when a call may begin that is written down now."""
        return self.clock.boottime() + LEASE.total_seconds() / 2

    def _send(self, calls: Sequence[Call]) -> None:
        """Makes calls whose intents are committed."""
        self._busy |= {one.intent.attempt_id: one.intent for one in calls}
        self._calls.make(calls)

    # -- after the call

    def _settlement(self, outcome: Outcome) -> Settlement:
        if outcome.receipt or outcome.unfit or outcome.error is None:
            return ended(outcome)
        refreshed = outcome.secrets is None or was_renewed(outcome.intent)
        owner, _ = self._platforms[outcome.intent.claimed.account_id]
        return carried_out(
            outcome, self._caller.decision(outcome.intent, outcome.error, owner.name, refreshed=refreshed)
        )

    def _keep_login(
        self, connection: Transaction, account: int, secrets: Mapping[str, str] | None, refused: Reason | None
    ) -> None:
        if secrets is not None:
            account_rows.set_secrets(connection, {account: self.seal(secrets)}, self.act())
        if refused is not None:
            queue.hold_account(connection, account, refused, self.act())


def _first(ahead: Sequence[queue.Turn]) -> datetime | None:
    return ahead[0].at if ahead else None


def _logins(
    outcomes: Iterable[Outcome], settlements: Iterable[Settlement], looked: Iterable[Looked]
) -> list[tuple[int, Mapping[str, str] | None, Reason | None]]:
    """The accounts whose logins changed: with new secrets, or with the reason why they are refused."""
    sent = [
        (one.intent.claimed.account_id, one.secrets, settled.reason if settled.holds_account else None)
        for one, settled in zip(outcomes, settlements, strict=True)
    ]
    asked = [(one.doubt.claimed.account_id, one.secrets, one.refused) for one in looked]
    return [login for login in [*sent, *asked] if login[1:] != (None, None)]
