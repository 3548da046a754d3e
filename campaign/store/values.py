"""What goes into the store and what comes out of it: frozen, and free of SQLAlchemy."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

from campaign.doubt import Case
from campaign.reasons import Reason
from campaign.states import State

Json: TypeAlias = Mapping[str, Any]
NOTHING: Json = MappingProxyType({})

# What is made anew for every post that goes out is a named tuple here: a frozen dataclass of so many fields takes four
# times as long to make, and they were a sixth of all that a post costs.


def fingerprint(text: str) -> str:
    """What tells whether two texts are the same, to the letter: their SHA-256 in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Account:
    """One login on one platform. ``secrets`` stay encrypted until an adapter is opened."""

    id: int
    uid: str
    name: str
    platform: str
    server: str | None
    options: Mapping[str, str]
    secrets: bytes | None = field(repr=False)
    state: str
    reason: Reason | None
    created_at: datetime
    #: Counts its changes.
    revision: int
    #: A person's own cap: so many posts in any hour; None for none.
    per_hour: int | None = None
    #: Whom the platform took it for when it was connected; None for a login that a person typed.
    who: str | None = None

    @property
    def grammar(self) -> str:
        """The platform by whose rules its texts are read: another one's, for a feed that keeps another's limits."""
        return self.options.get("limits", self.platform)


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account as a person adds it."""

    name: str
    platform: str
    server: str | None
    options: Mapping[str, str]
    secrets: bytes | None = field(repr=False)
    per_hour: int | None = None
    who: str | None = None


@dataclass(frozen=True, slots=True)
class Connecting:
    """An account's login that somebody is away to give; ``kept`` is sealed."""

    account: str
    platform: str
    server: str | None
    options: Mapping[str, str]
    per_hour: int | None
    #: Where the platform sends people back to, or shows the code.
    redirect: str
    kept: bytes = field(repr=False)
    #: Who asked.
    actor: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Published:
    """A published delivery's post, as its platform knows it."""

    account_id: int
    #: None where a person said that it is out.
    remote_id: str | None
    remote_url: str | None
    ref: Json | None
    published_at: datetime | None
    withdrawn_at: datetime | None
    #: Whether parts of its thread are still to go out.
    followed: bool


@dataclass(frozen=True, slots=True)
class Speaker:
    """An account that speaks in a campaign: when, and by which template."""

    account: Account
    #: Weekly times as a marketer types them; empty with a compressed schedule.
    times: tuple[str, ...]
    #: None for the default template.
    template: str | None = None


def was_due(due_at: datetime, reason: Reason | None) -> datetime:
    """When a delivery would have been due, had its account been free to speak."""
    before = reason.values.get("was_due") if reason else None
    return datetime.fromisoformat(before) if before else due_at


def least_gap(gap_s: int, every_s: float | None) -> timedelta:
    """The least time between two posts of an account: a compressed schedule says itself how close they may be."""
    return timedelta(seconds=min(gap_s, every_s or gap_s))


@dataclass(frozen=True, slots=True)
class Terms:
    """What a campaign runs by; `campaign change` replaces them."""

    hashtags: tuple[str, ...]
    timezone: str
    start: datetime | None
    until: datetime | None
    late: str
    grace_s: int
    gap_s: int
    every_s: float | None
    #: Where the hashtags stand: "end", or "inline" where the post says their words.
    tags_at: str = "end"
    #: Whether links say from where they were followed (``utm_``), and whether they are our own short ones.
    tracked: bool = False
    short_links: bool = False


@dataclass(frozen=True, slots=True)
class Campaign:
    """A named run of posts."""

    id: int
    uid: str
    name: str
    terms: Terms
    state: str
    speakers: tuple[Speaker, ...]
    created_at: datetime
    #: Why it is paused.
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class NewPost:
    """A post to be kept, in its place in its cut."""

    number: int
    body: str
    spans: tuple[tuple[int, int], ...] = ()
    edits: tuple[tuple[str, int, int, str], ...] = ()
    score: float = 0.0
    #: "cut", "rewritten" or "person".
    origin: str = "cut"
    #: What a rewriter made of the body, and its name; both texts are kept.
    rewritten: str | None = None
    rewriter: str | None = None
    #: How many parts its thread has, of which it is the ``number``-th; None for a post that stands alone.
    of: int | None = None

    @property
    def said(self) -> str:
        """What goes out: the rewritten text where there is one, else the body."""
        return self.body if self.rewritten is None else self.rewritten


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """A post's variant for one account at one time, to be queued. ``post`` is its place in the list of posts."""

    post: int
    account_id: int
    text: str
    length: int
    link: str | None
    language: str | None
    scheduled_for: datetime
    wall: str
    zone: str
    state: State
    #: The place in the list of deliveries of the part of its thread that goes before.
    after: int | None = None
    #: Where its link leads, if that is a short one of ours, which ends with this code.
    code: str | None = None
    target: str | None = None


class Claimed(NamedTuple):
    """A delivery that a worker has taken, with all that its call needs."""

    id: int
    key: str
    platform_key: str | None
    account_id: int
    #: Which state of its account this goes with: `Account.revision`.
    account_revision: int
    text: str
    link: str | None
    language: str | None
    fence: int
    attempts: int
    #: Attempts that count against the budget.
    spent: int
    scheduled_for: datetime
    due_at: datetime
    #: Why it was put back into the queue, if it was.
    reason: Reason | None
    #: The campaign's own hashtag.
    tag: str = ""
    #: The receipt's ``ref`` of the post that it answers.
    reply_to: Json | None = None
    #: Whether it is a part of a thread: others may wait for it, also such as join it while it is being sent.
    in_thread: bool = False
    #: The least time between two posts of an account in its campaign.
    gap: timedelta = timedelta(0)
    #: What its platform takes for it, in millionths of a US dollar; None: nothing.
    price: int | None = None
    #: Until when its platform asks its account to wait, if it does or did.
    quiet_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delay:
    """A claim that is not sent yet: it stays in the queue, due at ``until`` (aware)."""

    claimed: Claimed
    until: datetime
    #: None where it waits for nothing any more.
    reason: Reason | None


class Intent(NamedTuple):
    """An attempt that is committed and may now be sent, until its deadline."""

    attempt_id: int
    number: int
    claimed: Claimed
    key: str
    deadline_at: datetime
    #: Whether an earlier attempt under this key may be out: then only a receipt ends the doubt.
    again: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """A delivery in doubt that a worker has taken in hand to resolve."""

    claimed: Claimed
    case: Case
    #: The key of its attempts; None where none of them is known.
    key: str | None
    #: Ids of posts of its account that are other deliveries' own.
    besides: frozenset[str]


class Settlement(NamedTuple):
    """How an attempt ended, and where its delivery goes."""

    intent: Intent
    to: State
    ended_at: datetime
    reason: Reason | None = None
    status: int | None = None
    #: When it may be claimed again, for a delivery that goes back to the queue.
    due_at: datetime | None = None
    #: Whether the attempt counts against the budget.
    spends: bool = True
    #: Whether its account is held too, since its login was refused.
    holds_account: bool = False
    #: Until when its platform asked its account to wait.
    quiet_until: datetime | None = None
    remote_id: str | None = None
    remote_url: str | None = None
    ref: Json = NOTHING
    published_at: datetime | None = None

    @property
    def delivery(self) -> int:
        """The delivery's id."""
        return self.intent.claimed.id


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row of the queue as a person sees it."""

    id: int
    uid: str
    campaign: str
    account: str
    platform: str
    state: State
    text: str
    length: int
    #: The post's place in its cut, and what it says of its article.
    post: int
    spans: tuple[tuple[int, int], ...]
    article_id: int | None
    scheduled_for: datetime
    wall: str
    zone: str
    due_at: datetime | None
    reason: Reason | None
    remote_url: str | None
    published_at: datetime | None
    edited: bool
    #: The post as it was cut: what a rewritten post is held against.
    body: str
    #: The name of the rewriter that said the post anew, None for one that is said as it was cut.
    rewriter: str | None
    #: The part of its thread that goes before, and how many parts the thread has; None for what stands alone.
    parent_id: int | None
    of: int | None
    #: When a person withdrew it.
    withdrawn_at: datetime | None = None
    #: By what those outside name its campaign, its account, the part before it and its article.
    campaign_uid: str = ""
    account_uid: str = ""
    parent_uid: str | None = None
    article_uid: str | None = None


@dataclass(frozen=True, slots=True)
class Repetition:
    """Another delivery by which an account says the text of a delivery, to the letter."""

    delivery: int
    other: int
    state: State
    #: When it went out, or was sent; of what waits, its slot.
    at: datetime


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One line of history: an attempt with what it was an attempt of."""

    id: int
    number: int
    delivery: int
    campaign: str
    account: str
    platform: str
    text: str
    zone: str
    scheduled_for: datetime
    #: When this try was due: its slot, or what a retry was told to wait for.
    due_at: datetime
    started_at: datetime
    ended_at: datetime | None
    #: The state that the delivery went to; None while the call is on its way.
    outcome: State | None
    status: int | None
    reason: Reason | None
    remote_url: str | None
    rewriter: str | None
    #: When the post that came of it was withdrawn.
    withdrawn_at: datetime | None = None
    #: When it was seen that the post is not there any more, though nobody here withdrew it.
    gone_at: datetime | None = None
    #: By what those outside name the delivery.
    delivery_uid: str = ""


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """A worker, and when it was last heard of."""

    id: str
    host: str
    pid: int
    started_at: datetime
    heartbeat_at: datetime
    version: str
    stopped_at: datetime | None


@dataclass(frozen=True, slots=True)
class Selection:
    """Which deliveries a person means: these ids, or all of a campaign, or (neither) all there are."""

    ids: tuple[int, ...] = ()
    campaign_id: int | None = None
    #: Whether these ids are all: else a thread's first part stands for those behind it too.
    alone: bool = False
