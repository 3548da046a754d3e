"""A worker takes what is due, and writes down what it is about to send.

The statements are made once, when this is imported: making them anew would cost more than running them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    func,
    insert,
    select,
    tuple_,
    update,
)
from sqlalchemy.orm import aliased

from campaign.reasons import Reason
from campaign.states import TRANSITIONS, State
from campaign.store.batches import Batch
from campaign.store.conditions import among, is_in, listed
from campaign.store.models import Account, Attempt, Campaign, Delivery, Variant, Workspace
from campaign.store.queue.changing import change
from campaign.store.queue.speaking import MAY_SPEAK, SWITCHES, with_speakers
from campaign.store.values import Claimed, Delay, Intent, fingerprint, least_gap

assert {(State.QUEUED, State.CLAIMED), (State.CLAIMED, State.SENDING)} <= set(TRANSITIONS)


def _line(what: Any) -> Select[Any]:  # noqa: ANN401 - a mapped column
    """``what`` of the first delivery in an account's line.

    The first is the first by its slot, also while it waits for another try: an account keeps its order, and a platform
    that is away is asked for one post, not for all of them.
    """
    # Said of the paused ones, since PostgreSQL would make a join of “in” and sort all that waits.
    paused = select(Campaign.id).where(Campaign.state != "active")
    waits = (Delivery.due_at.is_not(None), Delivery.campaign_id.not_in(paused))
    in_line = select(what).where(is_in(State.QUEUED), *waits).order_by(Delivery.scheduled_for, Delivery.id)
    return in_line.limit(1)


def _heads(what: Any) -> Select[Any]:  # noqa: ANN401 - a mapped column
    """``what`` of the first in each account's line, of those that may speak and that nobody speaks for just now.

    One look into the index for each account: its cost does not grow with what an account has waiting (only with what
    paused campaigns have in front), and no account stands in another's way. The one place that says what is next.
    """
    spoken_for = aliased(Delivery)
    speaking = select(spoken_for.id).where(spoken_for.account_id == Account.id, spoken_for.claimed_by.is_not(None))
    running = select(Workspace.id).where(Workspace.state == "active")
    head = _line(what).where(Delivery.account_id == Account.id).correlate(Account).scalar_subquery()
    return select(head.label("head")).where(
        Account.state == "active",
        Account.renewing_by.is_(None),
        Account.workspace_id.in_(running),
        ~speaking.correlate(Account).exists(),
    )


_NEXT_DUE = select(func.min(_heads(Delivery.due_at).subquery().c.head))
# Materialized, since either planner would look for the heads once more for each place that they are used in.
_HEADS = _heads(Delivery.id).cte("heads").prefix_with("MATERIALIZED")
#: The heads of the lines that are due, the longest first.
_DUE = (
    select(Delivery.id)
    .join(_HEADS, _HEADS.c.head == Delivery.id)
    .where(is_in(State.QUEUED), Delivery.due_at <= bindparam("now", type_=Delivery.due_at.type))
    .order_by(Delivery.due_at, Delivery.id)
    .limit(bindparam("most"))
    # On PostgreSQL two workers pass each other by; SQLite's writers take turns anyway and ignore the clause.
    .with_for_update(skip_locked=True, of=Delivery)
)
_CLAIM = (
    update(Delivery)
    .where(listed(Delivery.id, "ids"), is_in(State.QUEUED))
    .values(
        state=State.CLAIMED,
        fence=Delivery.fence + 1,
        claimed_by=bindparam("worker"),
        claimed_until=bindparam("until"),
    )
)
#: The part of a thread that went before, and one that waits.
_before, _after = aliased(Delivery), aliased(Delivery)
_CLAIMED = (
    select(
        *(Delivery.id, Delivery.uid, Delivery.revision, Delivery.platform_key, Delivery.account_id),
        *(Delivery.fence, Delivery.attempts, Delivery.spent, Delivery.scheduled_for, Delivery.due_at, Delivery.reason),
        *(Variant.text, Variant.link, Variant.language, Campaign.hashtags, _before.ref.label("reply_to")),
        *(Account.revision.label("account_revision"), Campaign.gap_s, Campaign.every_s, Delivery.parent_id),
        select(_after.id).where(_after.parent_id == Delivery.id).correlate(Delivery).exists().label("leads"),
    )
    .join(Variant, Variant.id == Delivery.variant_id)
    .join(Campaign, Campaign.id == Delivery.campaign_id)
    .join(Account, Account.id == Delivery.account_id)
    .outerjoin(_before, _before.id == Delivery.parent_id)
    .where(listed(Delivery.id, "ids"))
    .order_by(Delivery.due_at, Delivery.id)
)
_MAY_SPEAK = (
    with_speakers(select(Delivery.id))
    .where(listed(Delivery.id, "ids"), MAY_SPEAK, Account.renewing_by.is_(None))
    # Whoever stops one of these waits until our intent is there, and knows then that no other follows.
    .with_for_update(read=True, of=list(SWITCHES))
)
_intended = Batch(Delivery.id, Delivery.fence, Delivery.platform_key)
_SENDING = (
    update(Delivery)
    .where(Delivery.id == _intended["id"], Delivery.fence == _intended["fence"], Delivery.state == State.CLAIMED)
    .values(
        state=State.SENDING,
        attempts=Delivery.attempts + 1,
        claimed_until=bindparam("deadline"),
        platform_key=_intended["platform_key"],
    )
    .returning(Delivery.id)
)
_tried = Batch(
    *(Attempt.delivery_id, Attempt.account_id, Attempt.number, Attempt.key, Attempt.text_sha256, Attempt.fence),
    *(Attempt.due_at, Attempt.price),
)
#: What is the same for all of a batch.
_OF_ALL = (Attempt.worker, Attempt.started_at, Attempt.deadline_at)
_TRY = (
    insert(Attempt)
    .from_select(
        [*_tried.columns, *(one.key for one in _OF_ALL)],
        _tried.rows().add_columns(*(bindparam(one.key, type_=one.type) for one in _OF_ALL)),
    )
    .returning(Attempt.delivery_id, Attempt.id)
)
_GIVEN_BACK: dict[str, Any] = {"fence": Delivery.fence + 1, "claimed_by": None}


def next_due(connection: Connection) -> datetime | None:
    """When the next delivery falls due that may be claimed; an account that is spoken for just now does not count."""
    found: datetime | None = connection.scalar(_NEXT_DUE)
    return found


def claim_due(connection: Connection, now: datetime, limit: int, worker: str, until: datetime) -> list[Claimed]:
    """Takes up to ``limit`` due deliveries for one worker until its lease ends: one an account, the longest due first.

    An account that anybody speaks for just now is passed over: its posts keep their order. So is one whose login is
    being renewed.
    """
    ids = list(connection.scalars(_DUE, {"now": now, "most": limit}))
    if not ids:
        return []
    # The rows are locked: nobody can have taken one between.
    connection.execute(_CLAIM, {"ids": ids, "worker": worker, "until": until})
    return claimed(connection, ids)


def claimed(connection: Connection, ids: Sequence[int]) -> list[Claimed]:
    """These deliveries with all that a call needs, the longest due first."""
    return [_claimed(row) for row in connection.execute(_CLAIMED, {"ids": ids})]


def _claimed(row: Any) -> Claimed:  # noqa: ANN401 - a row of `_CLAIMED`
    return Claimed(
        id=row.id,
        key=own_key(row.uid, row.revision),
        platform_key=row.platform_key,
        account_id=row.account_id,
        account_revision=row.account_revision,
        text=row.text,
        link=row.link,
        language=row.language,
        fence=row.fence,
        attempts=row.attempts,
        spent=row.spent,
        scheduled_for=row.scheduled_for,
        due_at=row.due_at,
        reason=Reason.from_json(row.reason),
        tag=row.hashtags[0],
        # Where a person said that it is out, there is no receipt to answer.
        reply_to=row.reply_to or None,
        leads=row.leads,
        # A thread that was begun is ended without a pause.
        gap=least_gap(row.gap_s, row.every_s) if row.parent_id is None else timedelta(0),
    )


def own_key(uid: str, revision: int) -> str:
    """The delivery's own key. An edit makes another promise, so it gets another key."""
    return f"{uid}-{revision}" if revision else uid


def intend(
    connection: Connection, claims: Sequence[tuple[Claimed, str]], now: datetime, deadline: datetime, worker: str
) -> list[Intent]:
    """Writes the intents of claims, each with its platform's key; only those that are still ours come back.

    What was stopped since it was claimed is given back. The caller commits before it sends: an attempt that is not in
    the database is never made.
    """
    if not claims:
        return []
    may_speak = set(connection.scalars(_MAY_SPEAK, {"ids": [one.id for one, _ in claims]}))
    release_claims(connection, [one for one, _ in claims if one.id not in may_speak])
    # In the order of ids, as everybody locks.
    rows = sorted((one.id, one.fence, _made(one, key)) for one, key in claims if one.id in may_speak)
    ours = set(connection.scalars(_SENDING, {"rows": rows, "deadline": deadline}))
    begun = begin_attempts(connection, [pair for pair in claims if pair[0].id in ours], now, deadline, worker)
    return [
        Intent(attempt_id=begun[one.id], number=one.attempts + 1, claimed=one, key=key, deadline_at=deadline)
        for one, key in claims
        if one.id in ours
    ]


def _made(one: Claimed, key: str) -> str | None:
    """The key as the platform wants it; None where that is the delivery's own."""
    return None if key == one.key else key


def begin_attempts(
    connection: Connection, claims: Sequence[tuple[Claimed, str]], now: datetime, deadline: datetime, worker: str
) -> dict[int, int]:
    """Writes an open attempt of each of these, with its key: delivery → attempt."""
    rows = [
        (one.id, one.account_id, one.attempts + 1, key, fingerprint(one.text), one.fence, one.due_at, one.price)
        for one, key in claims
    ]
    of_all = {"worker": worker, "started_at": now, "deadline_at": deadline}
    return {row.delivery_id: row.id for row in connection.execute(_TRY, {"rows": rows, **of_all})}


def release_claims(connection: Connection, claims: Sequence[Claimed], reason: Reason | None = None) -> None:
    """Gives back what was claimed and not sent; with a reason, holds it instead."""
    if not claims:
        return
    why: dict[str, Any] = {"reason": reason.to_json()} if reason else {}
    change(connection, State.CLAIMED, State.HELD if reason else State.QUEUED, _still(claims), _GIVEN_BACK | why)


def put_off(connection: Connection, delays: Sequence[Delay]) -> None:
    """Gives back what may not be sent yet, due when it may, with the reason if there is one.

    Its account waits with it: who is behind in the line is not tried before its head.
    """
    for one in sorted(delays, key=lambda one: one.claimed.id):
        values: dict[str, Any] = {"due_at": one.until, "reason": one.reason and one.reason.to_json()}
        change(connection, State.CLAIMED, State.QUEUED, _still([one.claimed]), _GIVEN_BACK | values)


def _still(claims: Sequence[Claimed]) -> list[ColumnElement[bool]]:
    """These deliveries, where nobody has claimed them since."""
    fences = tuple_(Delivery.id, Delivery.fence).in_([(one.id, one.fence) for one in claims])
    # SQLite looks into no index for a pair: the ids by themselves lead it to the rows.
    return [among(Delivery.id, [one.id for one in claims]), fences]
