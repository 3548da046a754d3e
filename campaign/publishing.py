"""One pass of the worker: what is due is claimed, written down, sent and settled.

::

    claim_due(now) ─→ intend ─→ platform.publish(Message) ─→ Receipt | PlatformError
        ─→ retry.decide ─→ Decision ─→ settle ─→ rows

The intent is committed before the call and the outcome after it, so a worker that dies between leaves a delivery in
doubt, never one that is sent twice. Database work happens on the thread that calls `Publisher`; calls to platforms
happen on its pool, one at a time for each account, whoever works, so that an account's posts keep their order.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from queue import Empty, SimpleQueue

from campaign import preflight, retry
from campaign.clock import Clock
from campaign.errors import CampaignError
from campaign.lateness import settle_late
from campaign.pacing import Candidate, pace
from campaign.reasons import Reason
from campaign.states import State
from campaign.store import accounts as account_rows
from campaign.store import queue
from campaign.store.database import Store, Transaction
from campaign.store.events import Act
from campaign.store.values import Account, Claimed, Intent, Settlement
from posts.compose import facets
from posts.errors import PlatformError, PostsError
from posts.platforms.base import Message, Platform, Receipt

#: How long a claim stands before it is another's. Longer than any call: `posts.wire` ends each request after 30 s, and
#: the longest way, a login that is refused, renewed and tried again, takes five of them.
LEASE = timedelta(minutes=5)
#: What has been due for longer than this may be too late: it is looked at before it is claimed.
LONG_DUE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a call ended: a receipt, an error, or not made, for an unfit text or (none of them) a late deadline."""

    intent: Intent
    ended_at: datetime
    receipt: Receipt | None = None
    error: BaseException | None = None
    unfit: Reason | None = None
    #: New secrets, where the login was refused and could be renewed.
    secrets: Mapping[str, str] | None = None


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
    name: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}")
    #: Called from a pool's thread when an outcome is ready to be collected.
    notify: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        self._pool = ThreadPoolExecutor(self.threads, thread_name_prefix="publish")
        self._done: SimpleQueue[Outcome] = SimpleQueue()
        #: What is on its way, by its attempt.
        self._busy: dict[int, Intent] = {}
        self._unsettled: list[Outcome] = []
        #: Written down, perhaps: the database gave no answer, so nothing of it was sent.
        self._unsent: list[Intent] = []
        self._accounts: dict[int, Account] = {}
        self._platforms: dict[int, tuple[Account, Platform]] = {}
        #: What `next_due` saw, and whether that may still be so.
        self._upcoming: datetime | None = None
        self._looked = False
        #: Whether the last claim took as many as it could, so that there are likely more.
        self._more = False

    @property
    def in_flight(self) -> int:
        """Calls that have not been settled."""
        return len(self._busy)

    def kind_of(self, account_id: int) -> str:
        """The platform of an account that was spoken for."""
        return self._platforms[account_id][0].platform

    def act(self) -> Act:
        """The worker's signature."""
        return Act(f"worker {self.name}", self.clock.now())

    def sweep(self) -> None:
        """Takes back what dead workers left, and deals with what has become too late."""
        act = self.act()
        with self.store.write() as connection:
            queue.rescue(connection, act)
            settle_late(connection, act)

    def next_due(self) -> datetime | None:
        """When there is something to claim; an account that is spoken for now does not count."""
        if not self._looked:
            with self.store.read() as connection:
                self._upcoming = queue.next_due(connection)
            self._looked = True
        return self._upcoming

    def start(self) -> int:
        """Claims what is due for the threads that are free, and sends it off; how many were claimed."""
        free = self.threads - self.in_flight
        now = self.clock.now()
        if free <= 0 or not (self._more or self._is_due(now)):
            return 0
        self._looked = False
        boot_deadline = self.clock.boottime() + LEASE.total_seconds() / 2
        with self.store.write() as connection:
            if not self._more and now - (self._upcoming or now) > LONG_DUE:
                settle_late(connection, self.act())
            claims = queue.claim_due(connection, now, free, self.name, now + LEASE)
            owners = self._owners(connection, claims)
            said = self._said(connection, claims, now)
            ready = [
                one
                for claim in claims
                if (one := self._prepare(connection, claim, owners[claim.account_id], now, said.get(claim.id)))
            ]
            pairs = self._let_through(connection, ready, owners, now)
            intents = self._unsent = queue.intend(connection, pairs, now, now + LEASE, self.name)
        self._unsent = []
        self._more = len(claims) == free
        platforms = {claim.id: (platform, owners[claim.account_id]) for claim, _, platform in ready}
        for intent in intents:
            platform, owner = platforms[intent.claimed.id]
            self._busy[intent.attempt_id] = intent
            future = self._pool.submit(self._call, intent, platform, owner, boot_deadline)
            future.add_done_callback(partial(self._hand_in, intent))
        return len(claims)

    def _is_due(self, now: datetime) -> bool:
        """Whether there is something to claim. What was seen coming and is due now needs no second look."""
        self._looked = self._looked and self._upcoming is not None and self._upcoming <= now
        due = self.next_due()
        return due is not None and due <= now

    def collect(self, wait_s: float | None = 0) -> list[Outcome]:
        """The outcomes that are ready; waits for the first as long as told, None without end."""
        found: list[Outcome] = []
        try:
            found.append(self._done.get(timeout=wait_s) if wait_s != 0 else self._done.get_nowait())
            while True:
                found.append(self._done.get_nowait())
        except Empty:
            return found

    def settle(self, outcomes: Sequence[Outcome]) -> list[Settlement]:
        """Decides what the outcomes mean and writes it down, in one transaction.

        Raises `StoreError` where the database fails; the outcomes are kept then, and written by the next call. Intents
        whose commit gave no answer are looked for, and taken back where they are there.
        """
        self._unsettled += outcomes
        if not self._unsettled and not self._unsent:
            return []
        with self.store.write() as connection:
            unsent = queue.still_open(connection, self._unsent, self.name)
            outcomes = [*self._unsettled, *(Outcome(intent, self.clock.now()) for intent in unsent)]
            settlements = [self._decide(outcome) for outcome in outcomes]
            queue.settle(connection, settlements, self.act())
            for outcome, settlement in zip(outcomes, settlements, strict=True):
                account = outcome.intent.claimed.account_id
                if outcome.secrets is not None:
                    account_rows.set_secrets(connection, {account: self.seal(outcome.secrets)}, self.act())
                if settlement.to is State.HELD and settlement.reason and not outcome.unfit:
                    queue.hold_account(connection, account, settlement.reason, self.act())
        for outcome in self._unsettled:
            del self._busy[outcome.intent.attempt_id]
        self._unsettled, self._unsent = [], []
        return settlements

    def tick(self) -> list[Settlement]:
        """One whole pass: sweeps, then publishes until nothing is due and nothing is on its way."""
        self.sweep()
        settled: list[Settlement] = []
        while self.start() or self.in_flight:
            if self.in_flight:
                settled += self.settle(self.collect(wait_s=None))
        return settled

    def stop(self) -> list[Settlement]:
        """Waits for the calls that are on their way, settles them, and ends."""
        self._pool.shutdown(wait=True)
        return self.settle(self.collect())

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
        if reason:
            queue.release_claims(connection, [claim], reason)
            return None
        return claim, key, platform

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

    # -- the call, on the pool

    def _call(self, intent: Intent, platform: Platform, owner: Account, boot_deadline: float) -> Outcome:
        claimed = intent.claimed
        message = Message(
            key=intent.key,
            text=claimed.text,
            facets=facets(claimed.text, owner.grammar),
            link=claimed.link,
            language=claimed.language,
            # Where an account may not answer itself, the parts of a thread stand alone, with their numbers.
            reply_to=claimed.reply_to if claimed.reply_to and platform.answers_itself else None,
            options=owner.options,
        )
        # Here, since some servers must be asked for their limits, which no transaction waits for.
        if unfit := _unfit(claimed, platform):
            return Outcome(intent, self.clock.now(), unfit=unfit)
        # Checked as late as can be: past it another worker may hold the delivery.
        if self.clock.boottime() > boot_deadline:
            return Outcome(intent, self.clock.now())
        try:
            receipt = platform.publish(message)
        except Exception as error:  # noqa: BLE001 - a stranger's exception means that the post may be out
            return self._after_error(intent, platform, message, error)
        return Outcome(intent, self.clock.now(), receipt=receipt)

    def _after_error(self, intent: Intent, platform: Platform, message: Message, error: Exception) -> Outcome:
        """What can be asked of the platform at once: is it there already, can the login be renewed?"""
        receipt, secrets = None, None
        match self._decision(intent, error, refreshed=_renewed(intent)):
            case retry.LookUp():
                receipt = _look_up(platform, message, intent.claimed.scheduled_for)
            case retry.Refresh():
                secrets = _renew(platform)
        return Outcome(intent, self.clock.now(), receipt=receipt, error=error, secrets=secrets)

    def _hand_in(self, intent: Intent, future: Future[Outcome]) -> None:
        """Whatever a stranger's adapter did, its account is spoken for no longer."""
        error = future.exception()
        self._done.put(Outcome(intent, self.clock.now(), error=error) if error else future.result())
        self.notify()

    # -- after the call

    def _decision(self, intent: Intent, error: BaseException, *, refreshed: bool) -> retry.Decision:
        return retry.decide(
            error,
            attempt=intent.claimed.spent + 1,
            now=self.clock.now(),
            due=intent.claimed.due_at,
            jitter=self.jitter(),
            refreshed=refreshed,
            open_ended=intent.number > 1,
        )

    def _decide(self, outcome: Outcome) -> Settlement:
        if outcome.receipt is not None:
            return _published(outcome, outcome.receipt)
        if outcome.unfit is not None:
            return _settlement(outcome, State.HELD, outcome.unfit, spends=False)
        if outcome.error is None:
            return _settlement(outcome, State.QUEUED, Reason("not_sent"), due_at=outcome.ended_at, spends=False)
        refreshed = outcome.secrets is None or _renewed(outcome.intent)
        return _carried_out(outcome, self._decision(outcome.intent, outcome.error, refreshed=refreshed))


def _carried_out(outcome: Outcome, decision: retry.Decision) -> Settlement:
    match decision:
        case retry.Retry(at=at, reason=reason):
            return _settlement(outcome, State.QUEUED, reason, due_at=at)
        case retry.Wait(until=until, reason=reason):
            return _settlement(outcome, State.QUEUED, reason, due_at=until, spends=False)
        case retry.Refresh(reason=reason):
            return _settlement(outcome, State.QUEUED, reason, due_at=outcome.ended_at)
        case retry.HoldAccount(reason=reason):
            return _settlement(outcome, State.HELD, reason)
        case retry.Fail(reason=reason):
            return _settlement(outcome, State.FAILED, reason)
        case retry.InDoubt(reason=reason):
            return _settlement(outcome, State.IN_DOUBT, reason)
        case retry.LookUp(absent=absent):
            return _carried_out(outcome, absent)


def _published(outcome: Outcome, receipt: Receipt) -> Settlement:
    return Settlement(
        intent=outcome.intent,
        to=State.PUBLISHED,
        ended_at=outcome.ended_at,
        remote_id=receipt.remote_id,
        remote_url=receipt.url,
        ref=receipt.ref,
        published_at=receipt.at,
    )


def _settlement(
    outcome: Outcome, to: State, reason: Reason, *, due_at: datetime | None = None, spends: bool = True
) -> Settlement:
    status = outcome.error.status if isinstance(outcome.error, PlatformError) else None
    return Settlement(outcome.intent, to, outcome.ended_at, reason, status, due_at, spends)


def _unfit(claimed: Claimed, platform: Platform) -> Reason | None:
    """Why the text cannot go out as it is; a server that does not say its limits now judges the text itself."""
    try:
        limits = platform.limits()
    except Exception:  # noqa: BLE001 - a stranger's too: nothing was sent, so nothing is in doubt
        return None
    return preflight.of_text(claimed.text, claimed.tag, limits)


def _renewed(intent: Intent) -> bool:
    """Whether the login was renewed for this delivery already: a second refusal holds the account."""
    reason = intent.claimed.reason
    return reason is not None and reason.code == "unauthorized"


def _look_up(platform: Platform, message: Message, since: datetime) -> Receipt | None:
    try:
        return platform.find(message, since - timedelta(minutes=5))
    except Exception:  # noqa: BLE001 - where nothing can be learned, the decision stands as it is
        return None


def _renew(platform: Platform) -> Mapping[str, str] | None:
    try:
        return platform.refresh()
    except Exception:  # noqa: BLE001 - what cannot be renewed is held
        return None
