"""A worker takes what is due, and writes down what it is about to send.

The statements are made once, when this is imported: making them anew would cost more than running them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
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
from campaign.store.conditions import among, is_in
from campaign.store.models import Account, Attempt, Campaign, Delivery, Variant, Workspace
from campaign.store.queue.changing import change
from campaign.store.values import Claimed, Delay, Intent, fingerprint, least_gap

assert {(State.QUEUED, State.CLAIMED), (State.CLAIMED, State.SENDING)} <= set(TRANSITIONS)


def _heads() -> Select[tuple[int | None]]:
    """The first delivery in line of each account that may speak and that nobody speaks for just now.

    One look into the index for each account: its cost does not grow with what an account has waiting (only with what
    paused campaigns have in front), and no account stands in another's way. The first is the first by its slot, also
    while it waits for another try: an account keeps its order, and a platform that is away is asked for one post, not
    for all of them. The one place that says what is next.
    """
    # Said of the paused ones, since PostgreSQL would make a join of “in” and sort all that waits.
    paused = select(Campaign.id).where(Campaign.state != "active")
    head = (
        select(Delivery.id)
        .where(
            Delivery.account_id == Account.id,
            is_in(State.QUEUED),
            Delivery.due_at.is_not(None),
            Delivery.campaign_id.not_in(paused),
        )
        .order_by(Delivery.scheduled_for, Delivery.id)
        .limit(1)
        .correlate(Account)
        .scalar_subquery()
    )
    spoken_for = aliased(Delivery)
    speaking = (
        select(spoken_for.id)
        .where(spoken_for.account_id == Account.id, among(spoken_for.state, [State.CLAIMED, State.SENDING]))
        .correlate(Account)
    )
    running = select(Workspace.id).where(Workspace.state == "active")
    return select(head).where(Account.state == "active", Account.workspace_id.in_(running), ~speaking.exists())


_NEXT_DUE = select(func.min(Delivery.due_at)).where(Delivery.id.in_(_heads().scalar_subquery()))
_DUE = (
    select(Delivery.id)
    .where(
        Delivery.id.in_(_heads().scalar_subquery()),
        is_in(State.QUEUED),
        Delivery.due_at <= bindparam("now", type_=Delivery.due_at.type),
    )
    .order_by(Delivery.due_at, Delivery.id)
    .limit(bindparam("most"))
    # On PostgreSQL two workers pass each other by; SQLite's writers take turns anyway and ignore the clause.
    .with_for_update(skip_locked=True)
)
_CLAIM = (
    update(Delivery)
    .where(Delivery.id.in_(bindparam("ids", expanding=True)), is_in(State.QUEUED))
    .values(
        state=State.CLAIMED,
        fence=Delivery.fence + 1,
        claimed_by=bindparam("worker"),
        claimed_until=bindparam("until"),
    )
)
_CLAIMED = (
    select(
        *(Delivery.id, Delivery.uid, Delivery.revision, Delivery.platform_key, Delivery.account_id),
        *(Delivery.fence, Delivery.attempts, Delivery.spent, Delivery.scheduled_for, Delivery.due_at, Delivery.reason),
        *(Variant.text, Variant.link, Variant.language, Campaign.gap_s, Campaign.every_s),
    )
    .join(Variant, Variant.id == Delivery.variant_id)
    .join(Campaign, Campaign.id == Delivery.campaign_id)
    .where(Delivery.id.in_(bindparam("ids", expanding=True)))
    .order_by(Delivery.due_at, Delivery.id)
)
_STILL_OURS = (
    select(Delivery.id, Delivery.fence)
    .where(Delivery.id.in_(bindparam("ids", expanding=True)), Delivery.state == State.CLAIMED)
    .order_by(Delivery.id)
    .with_for_update()
)
_MAY_SPEAK = (
    select(Delivery.id)
    .join(Account, Account.id == Delivery.account_id)
    .join(Campaign, Campaign.id == Delivery.campaign_id)
    .join(Workspace, Workspace.id == Account.workspace_id)
    .where(
        Delivery.id.in_(bindparam("ids", expanding=True)),
        *(switch.state == "active" for switch in (Account, Campaign, Workspace)),
    )
    # Whoever stops one of these waits until our intent is there, and knows then that no other follows.
    .with_for_update(read=True, of=[Account, Campaign, Workspace])
)
_SENDING = (
    update(Delivery)
    .where(Delivery.id == bindparam("delivery"), Delivery.state == State.CLAIMED)
    .values(
        state=State.SENDING,
        attempts=Delivery.attempts + 1,
        claimed_until=bindparam("deadline"),
        platform_key=bindparam("made"),
    )
)
_GIVEN_BACK: dict[str, Any] = {"fence": Delivery.fence + 1, "claimed_by": None}
_INTENT = insert(Attempt).returning(Attempt.id, sort_by_parameter_order=True)


def next_due(connection: Connection) -> datetime | None:
    """When the next delivery falls due that may be claimed; an account that is spoken for just now does not count."""
    found: datetime | None = connection.scalar(_NEXT_DUE)
    return found


def claim_due(connection: Connection, now: datetime, limit: int, worker: str, until: datetime) -> list[Claimed]:
    """Takes up to ``limit`` due deliveries for one worker until its lease ends: one an account, the longest due first.

    An account that anybody speaks for just now is passed over: its posts keep their order.
    """
    ids = list(connection.scalars(_DUE, {"now": now, "most": limit}))
    if not ids:
        return []
    # The rows are locked: nobody can have taken one between.
    connection.execute(_CLAIM, {"ids": ids, "worker": worker, "until": until})
    return [_claimed(row) for row in connection.execute(_CLAIMED, {"ids": ids})]


def _claimed(row: Any) -> Claimed:  # noqa: ANN401 - a row of `_CLAIMED`
    return Claimed(
        id=row.id,
        # An edit makes another promise, so it gets another key.
        key=f"{row.uid}-{row.revision}" if row.revision else row.uid,
        platform_key=row.platform_key,
        account_id=row.account_id,
        text=row.text,
        link=row.link,
        language=row.language,
        fence=row.fence,
        attempts=row.attempts,
        spent=row.spent,
        scheduled_for=row.scheduled_for,
        due_at=row.due_at,
        reason=Reason.from_json(row.reason),
        gap=least_gap(row.gap_s, row.every_s),
    )


def intend(
    connection: Connection, claims: Sequence[tuple[Claimed, str]], now: datetime, deadline: datetime, worker: str
) -> list[Intent]:
    """Writes the intents of claims, each with its platform's key; only those that are still ours come back.

    What was stopped since it was claimed is given back. The caller commits before it sends: an attempt that is not in
    the database is never made.
    """
    if not claims:
        return []
    named = {"ids": [one.id for one, _ in claims]}
    fences = {row.id: row.fence for row in connection.execute(_STILL_OURS, named)}
    may_speak = set(connection.scalars(_MAY_SPEAK, named))
    release_claims(connection, [one for one, _ in claims if one.id not in may_speak])
    ours = [(one, key) for one, key in claims if fences.get(one.id) == one.fence and one.id in may_speak]
    if not ours:
        return []
    connection.execute(_SENDING, [{"delivery": one.id, "deadline": deadline, "made": key} for one, key in ours])
    ids = connection.scalars(_INTENT, [_attempt(one, key, now, deadline, worker) for one, key in ours])
    return [
        Intent(attempt_id=attempt, number=one.attempts + 1, claimed=one, key=key, deadline_at=deadline)
        for attempt, (one, key) in zip(ids, ours, strict=True)
    ]


def _attempt(one: Claimed, key: str, now: datetime, deadline: datetime, worker: str) -> dict[str, Any]:
    return {
        "delivery_id": one.id,
        "account_id": one.account_id,
        "number": one.attempts + 1,
        "key": key,
        "text_sha256": fingerprint(one.text),
        "worker": worker,
        "fence": one.fence,
        "due_at": one.due_at,
        "started_at": now,
        "deadline_at": deadline,
    }


def release_claims(connection: Connection, claims: Sequence[Claimed], reason: Reason | None = None) -> None:
    """Gives back what was claimed and not sent; with a reason, holds it instead."""
    if not claims:
        return
    why: dict[str, Any] = {"reason": reason.to_json()} if reason else {}
    change(connection, State.CLAIMED, State.HELD if reason else State.QUEUED, _still(claims), _GIVEN_BACK | why)


def put_off(connection: Connection, delays: Sequence[Delay]) -> None:
    """Gives back what may not be sent yet, due when it may, with the reason.

    Its account waits with it: who is behind in the line is not tried before its head.
    """
    for one in sorted(delays, key=lambda one: one.claimed.id):
        values: dict[str, Any] = {"due_at": one.until, "reason": one.reason.to_json()}
        change(connection, State.CLAIMED, State.QUEUED, _still([one.claimed]), _GIVEN_BACK | values)


def _still(claims: Sequence[Claimed]) -> list[ColumnElement[bool]]:
    """These deliveries, where nobody has claimed them since."""
    fences = tuple_(Delivery.id, Delivery.fence).in_([(one.id, one.fence) for one in claims])
    # SQLite looks into no index for a pair: the ids by themselves lead it to the rows.
    return [among(Delivery.id, [one.id for one in claims]), fences]
