"""What is said, and what came of it: posts, the queue, its attempts, the log; and the workers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnClause, ForeignKey, Index, UniqueConstraint, text

from campaign.store.tables import Base, has, own_id, points_to

# Of an index on some rows only SQLite's words are said here. PostgreSQL's are the same, and in the migrations: to say
# them here too would load its dialect, which is 3.5 MB in each process of who has no PostgreSQL.


class Post(Base):
    """One short piece: spans and edits inside one cut of an article, or what a person wrote."""

    __tablename__ = "posts"
    __table_args__ = (
        # What a campaign says of an article, and what it said last.
        Index("ix_posts_of_article", "article_id", "campaign_id", "id"),
        Index("ix_posts_rewritten", "id", "rewriter", sqlite_where=text("rewriter IS NOT NULL")),
    )
    id: ColumnClause[int] = own_id()
    uid: ColumnClause[str] = has(unique=True)
    campaign_id: ColumnClause[int] = points_to("campaigns.id", index=True)
    article_id: ColumnClause[int | None] = points_to("articles.id")
    #: Its place in its cut, from 1.
    number: ColumnClause[int]
    #: How many parts its thread has; None for a post that stands alone.
    of: ColumnClause[int | None]
    body: ColumnClause[str]
    #: ``[start, end]`` each, and ``[op, start, end, text]`` each: offsets into the article's text.
    spans: ColumnClause[list[Any]]
    edits: ColumnClause[list[Any]]
    score: ColumnClause[float]
    #: cut, rewritten, or person.
    origin: ColumnClause[str]
    #: What a rewriter made of the body; None where the post says the body itself.
    rewritten: ColumnClause[str | None]
    #: The name of that rewriter.
    rewriter: ColumnClause[str | None]


class Variant(Base):
    """A post's composed text for one account."""

    __tablename__ = "variants"
    __table_args__ = (
        UniqueConstraint("post_id", "account_id"),
        # Whether the account says the same elsewhere.
        Index("ix_variants_said", "account_id", "text_sha256"),
    )
    id: ColumnClause[int] = own_id()
    post_id: ColumnClause[int] = points_to("posts.id")
    account_id: ColumnClause[int] = points_to("accounts.id")
    text: ColumnClause[str]
    text_sha256: ColumnClause[str]
    #: In the account's own measure.
    length: ColumnClause[int]
    link: ColumnClause[str | None]
    language: ColumnClause[str | None]
    #: True once a person changed the text.
    edited: ColumnClause[bool] = has(default=False)


class Delivery(Base):
    """One variant for one account at one time: the queue's row. Only `campaign.store.queue` writes its state."""

    __tablename__ = "deliveries"
    __table_args__ = (
        # What waits, account by account: who is first in a line is looked for here, and written down (`Head`). On
        # SQLite the last two columns spare that the look at the row. PostgreSQL takes in a whole page of an index at
        # each look, so there a thin one costs half as much, with the one row behind it.
        Index(
            "ix_deliveries_line",
            *("account_id", "scheduled_for", "id", "due_at", "campaign_id"),
            sqlite_where=text("state = 'queued'"),
            info={"only_on": "sqlite"},
        ),
        Index(
            "ix_deliveries_head",
            *("account_id", "scheduled_for", "id"),
            sqlite_where=text("state = 'queued' AND due_at IS NOT NULL"),
            info={"only_on": "postgresql"},
        ),
        # Who speaks just now, so that nobody else speaks for that account.
        Index(
            "ix_deliveries_speaking",
            "account_id",
            sqlite_where=text("claimed_by IS NOT NULL"),
        ),
        # What is in doubt, by when it is to be looked up.
        Index(
            "ix_deliveries_doubt",
            "due_at",
            sqlite_where=text("state = 'in_doubt'"),
        ),
        Index(
            "ix_deliveries_lease",
            "claimed_until",
            sqlite_where=text("state IN ('claimed', 'sending')"),
        ),
        # What pages show and count, state by state in order of time. What a worker has in hand is left out, since that
        # is found by its lease: a post on its way out leaves this index and comes back, and does not move within it.
        Index(
            "ix_deliveries_state",
            "state",
            "scheduled_for",
            "id",
            "account_id",
            sqlite_where=text("state NOT IN ('claimed', 'sending')"),
        ),
        # What answers a post of its thread. Most deliveries are of no thread: with all of them in it, SQLite looked for
        # an account's posts that answer none along this index, through the whole queue.
        Index(
            "ix_deliveries_thread",
            "parent_id",
            sqlite_where=text("parent_id IS NOT NULL"),
        ),
        # All parts of a thread, those too that nothing answers any more.
        Index("ix_deliveries_parts", "thread_id", sqlite_where=text("thread_id IS NOT NULL")),
        # What was withdrawn, by when: few are, and some of them have to be paid.
        Index("ix_deliveries_withdrawn", "withdrawn_at", sqlite_where=text("withdrawn_at IS NOT NULL")),
        # The account spares who counts a campaign's posts by account the look at each of them.
        Index("ix_deliveries_campaign", "campaign_id", "state", "scheduled_for", "account_id"),
        Index("ix_deliveries_account", "account_id", "scheduled_for"),
    )
    id: ColumnClause[int] = own_id()
    #: The key: made at enqueue, the same for every attempt.
    uid: ColumnClause[str] = has(unique=True)
    campaign_id: ColumnClause[int] = points_to("campaigns.id")
    account_id: ColumnClause[int] = points_to("accounts.id")
    variant_id: ColumnClause[int] = points_to("variants.id", index=True)
    state: ColumnClause[str]
    #: The slot, moved only by a person or by re-spacing; and the wall time and zone it was chosen by.
    scheduled_for: ColumnClause[datetime]
    wall: ColumnClause[str]
    zone: ColumnClause[str]
    #: When it may be claimed: moves with retries; in doubt, when it is to be looked up. None while a thread's earlier
    #: part is not out, and where only a person can tell.
    due_at: ColumnClause[datetime | None]
    #: The part of its thread that goes before.
    parent_id: ColumnClause[int | None] = points_to("deliveries.id")
    #: Its thread: the id of the part that began it. It stays when that one is cancelled, and links change.
    thread_id: ColumnClause[int | None]
    #: Whether a person wants it said although the account has said it before.
    repeats: ColumnClause[bool] = has(default=False, server_default=text("false"))
    #: How often it was looked for, and not seen, since it came in doubt.
    looks: ColumnClause[int] = has(default=0, server_default=text("0"))
    revision: ColumnClause[int] = has(default=0)
    #: The key as the platform wants it, made before the first attempt; None where that is the delivery's own.
    platform_key: ColumnClause[str | None]
    fence: ColumnClause[int] = has(default=0)
    #: Who has it in hand, until when: to send it, or to look it up.
    claimed_by: ColumnClause[str | None]
    claimed_until: ColumnClause[datetime | None]
    #: How many attempts there were, and how many of them count against the budget.
    attempts: ColumnClause[int] = has(default=0)
    spent: ColumnClause[int] = has(default=0)
    #: Why it is where it is: ``{"code": …, "values": {…}}``, worded when shown.
    reason: ColumnClause[dict[str, Any] | None]
    #: In which state it was cancelled; None where that is not known.
    was: ColumnClause[str | None]
    remote_id: ColumnClause[str | None]
    remote_url: ColumnClause[str | None]
    ref: ColumnClause[dict[str, Any] | None]
    published_at: ColumnClause[datetime | None]
    #: When a person withdrew it: it stays published, and is no longer there.
    withdrawn_at: ColumnClause[datetime | None]


class Head(Base):
    """The first delivery in an account's line, which is claimed next. Only `campaign.store.heads` writes it.

    A table of its own, of nothing else: a claim reads all of it, and each claim writes some of it.
    """

    __tablename__ = "heads"
    account_id: ColumnClause[int] = has(ForeignKey("accounts.id"), primary_key=True, autoincrement=False)
    #: None while nothing waits; and when it is due. It points to a delivery, which nobody ever deletes: to have the
    #: database look at that too would cost each claim a look more.
    delivery_id: ColumnClause[int | None]
    due_at: ColumnClause[datetime | None]


class Attempt(Base):
    """One try of a delivery: the intent, committed before the call, and the outcome, after it."""

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("delivery_id", "number"),
        # What an account has tried of late: what its rate budgets are counted by.
        Index("ix_attempts_account", "account_id", "started_at"),
        # What had a price, by when it was to be paid.
        Index("ix_attempts_priced", "started_at", sqlite_where=text("price IS NOT NULL")),
        Index(
            "uq_attempts_open",
            "delivery_id",
            unique=True,
            sqlite_where=text("outcome IS NULL"),
        ),
    )
    id: ColumnClause[int] = own_id()
    delivery_id: ColumnClause[int] = points_to("deliveries.id")
    account_id: ColumnClause[int] = points_to("accounts.id")
    number: ColumnClause[int]
    key: ColumnClause[str]
    text_sha256: ColumnClause[str]
    worker: ColumnClause[str]
    fence: ColumnClause[int]
    #: When the slot was, when the call began, by when it had to end, and when it did.
    due_at: ColumnClause[datetime]
    started_at: ColumnClause[datetime] = has(index=True)
    deadline_at: ColumnClause[datetime]
    ended_at: ColumnClause[datetime | None]
    #: None while open; then the state that the delivery went to.
    outcome: ColumnClause[str | None]
    status: ColumnClause[int | None]
    reason: ColumnClause[dict[str, Any] | None]
    remote_id: ColumnClause[str | None]
    remote_url: ColumnClause[str | None]
    #: What its platform takes if it is out, in millionths of a US dollar; None where it takes nothing.
    price: ColumnClause[int | None]


class Event(Base):
    """Who did what when; only ever added to."""

    __tablename__ = "events"
    __table_args__ = (
        # What was done to proposals, by when.
        Index(
            "ix_events_of_proposals",
            *("at", "delivery_id"),
            sqlite_where=text("kind IN ('approved', 'sent back', 'edited', 'cancelled', 'proposed again')"),
        ),
    )
    id: ColumnClause[int] = own_id()
    at: ColumnClause[datetime]
    actor: ColumnClause[str]
    kind: ColumnClause[str]
    campaign_id: ColumnClause[int | None]
    account_id: ColumnClause[int | None]
    delivery_id: ColumnClause[int | None] = has(index=True)
    details: ColumnClause[dict[str, Any]]


class WorkerRow(Base):
    """A worker's heartbeat."""

    __tablename__ = "workers"
    id: ColumnClause[str] = has(primary_key=True)
    host: ColumnClause[str]
    pid: ColumnClause[int]
    started_at: ColumnClause[datetime]
    heartbeat_at: ColumnClause[datetime]
    version: ColumnClause[str]
    #: None while it runs; when it stopped cleanly.
    stopped_at: ColumnClause[datetime | None]
