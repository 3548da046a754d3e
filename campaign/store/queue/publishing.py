"""The worker's way through the queue: claim, write the intent, settle; and rescue what a dead worker left behind."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
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

from campaign.reasons import Reason
from campaign.states import TRANSITIONS, State
from campaign.store.conditions import among, is_in
from campaign.store.events import Act, Note, record
from campaign.store.models import Account, Attempt, Campaign, Delivery, Variant
from campaign.store.queue.changing import change
from campaign.store.values import Claimed, Intent, Settlement


def _heads(now: datetime | None, busy: Sequence[int]) -> Select[tuple[int | None]]:
    """The first delivery in line of each account that may speak: due by ``now``, or (None) whenever it is due.

    One look into the index for each account: its cost does not grow with what an account has waiting (only with what
    paused campaigns have in front), and no account stands in another's way. The one place that says what is due.
    """
    # Said of the paused ones, since PostgreSQL would make a join of “in” and sort all that waits.
    paused = select(Campaign.id).where(Campaign.state != "active")
    head = (
        select(Delivery.id)
        .where(
            Delivery.account_id == Account.id,
            is_in(State.QUEUED),
            Delivery.due_at <= now if now else Delivery.due_at.is_not(None),
            Delivery.campaign_id.not_in(paused),
        )
        .order_by(Delivery.due_at, Delivery.id)
        .limit(1)
        .correlate(Account)
        .scalar_subquery()
    )
    return select(head).where(Account.state == "active", Account.id.not_in(busy))


def next_due(connection: Connection, *, busy: Sequence[int] = ()) -> datetime | None:
    """When the next delivery falls due that may be claimed; ``busy`` are accounts that speak just now."""
    heads = _heads(None, busy).scalar_subquery()
    found: datetime | None = connection.scalar(select(func.min(Delivery.due_at)).where(Delivery.id.in_(heads)))
    return found


def claim_due(
    connection: Connection, now: datetime, limit: int, worker: str, until: datetime, *, busy: Sequence[int] = ()
) -> list[Claimed]:
    """Takes up to ``limit`` due deliveries for one worker until its lease ends: one an account, the longest due first.

    ``busy`` are the accounts that this worker speaks for just now: their posts keep their order.
    """
    heads = _heads(now, busy).scalar_subquery()
    rows = select(Delivery.id).where(Delivery.id.in_(heads), is_in(State.QUEUED))
    rows = rows.order_by(Delivery.due_at, Delivery.id).limit(limit)
    # On PostgreSQL two workers pass each other by; SQLite's writers take turns anyway and ignore the clause.
    ids = list(connection.scalars(rows.with_for_update(skip_locked=True)))
    if not ids:
        return []
    taken = change(
        connection,
        State.QUEUED,
        State.CLAIMED,
        [among(Delivery.id, ids)],
        {"fence": Delivery.fence + 1, "claimed_by": worker, "claimed_until": until},
    )
    return _claimed(connection, taken)


def _claimed(connection: Connection, ids: Sequence[int]) -> list[Claimed]:
    rows = connection.execute(
        select(
            *(Delivery.id, Delivery.uid, Delivery.revision, Delivery.platform_key, Delivery.account_id),
            *(Delivery.fence, Delivery.attempts, Delivery.spent, Delivery.scheduled_for, Delivery.due_at),
            *(Variant.text, Variant.link, Variant.language),
        )
        .join(Variant, Variant.id == Delivery.variant_id)
        .where(among(Delivery.id, ids))
        .order_by(Delivery.due_at, Delivery.id)
    )
    return [
        Claimed(
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
        )
        for row in rows
    ]


def intend(
    connection: Connection, claims: Sequence[tuple[Claimed, str]], now: datetime, deadline: datetime, worker: str
) -> list[Intent]:
    """Writes the intents of claims, each with its platform's key; only those that are still ours come back.

    The caller commits before it sends: an attempt that is not in the database is never made.
    """
    if not claims:
        return []
    mine = set(
        change(
            connection,
            State.CLAIMED,
            State.SENDING,
            _still([one for one, _ in claims]),
            {"attempts": Delivery.attempts + 1, "claimed_until": deadline},
        )
    )
    ours = [(one, key) for one, key in claims if one.id in mine]
    _keep_keys(connection, ours)
    rows = [_attempt(one, key, now, deadline, worker) for one, key in ours]
    statement = insert(Attempt).returning(Attempt.id, sort_by_parameter_order=True)
    ids: list[int] = list(connection.scalars(statement, rows)) if rows else []
    return [
        Intent(attempt_id=attempt, number=one.attempts + 1, claimed=one, key=key, deadline_at=deadline)
        for attempt, (one, key) in zip(ids, ours, strict=True)
    ]


def _still(claims: Sequence[Claimed]) -> list[ColumnElement[bool]]:
    """These deliveries, where nobody has claimed them since."""
    fences = tuple_(Delivery.id, Delivery.fence).in_([(one.id, one.fence) for one in claims])
    # SQLite looks into no index for a pair: the ids by themselves lead it to the rows.
    return [among(Delivery.id, [one.id for one in claims]), fences]


def _keep_keys(connection: Connection, claims: Sequence[tuple[Claimed, str]]) -> None:
    rows = [{"key_of": one.id, "made": key} for one, key in claims if key != one.platform_key]
    if rows:
        statement = update(Delivery).where(Delivery.id == bindparam("key_of")).values(platform_key=bindparam("made"))
        connection.execute(statement, rows)


def _attempt(one: Claimed, key: str, now: datetime, deadline: datetime, worker: str) -> dict[str, Any]:
    return {
        "delivery_id": one.id,
        "number": one.attempts + 1,
        "key": key,
        "text_sha256": hashlib.sha256(one.text.encode()).hexdigest(),
        "worker": worker,
        "fence": one.fence,
        "due_at": one.due_at,
        "started_at": now,
        "deadline_at": deadline,
    }


def settle(connection: Connection, settlements: Sequence[Settlement]) -> list[Settlement]:
    """Writes how attempts ended; those whose delivery was no longer ours come back, written to the attempt only.

    A receipt that comes late, after the rescue put the delivery in doubt, still proves that it is out.
    """
    if not settlements:
        return []
    # Deliveries before attempts, as a rescue does, so that the two never wait for each other.
    _settle_deliveries(connection, settlements)
    _end_attempts(connection, settlements)
    lost = _not_ours(connection, settlements)
    for one in lost:
        if one.to is State.PUBLISHED:
            change(connection, State.IN_DOUBT, State.PUBLISHED, [Delivery.id == one.intent.claimed.id], _receipt(one))
    return lost


def _end_attempts(connection: Connection, settlements: Sequence[Settlement]) -> None:
    names = ("ended_at", "outcome", "status", "reason", "remote_id", "remote_url")
    values: dict[str, Any] = {name: bindparam(f"_{name}") for name in names}
    statement = update(Attempt).where(Attempt.id == bindparam("attempt")).values(values)
    rows = [
        {
            "attempt": one.intent.attempt_id,
            "_ended_at": one.ended_at,
            "_outcome": one.to,
            "_status": one.status,
            "_reason": one.reason.to_json() if one.reason else None,
            "_remote_id": one.remote_id,
            "_remote_url": one.remote_url,
        }
        for one in settlements
    ]
    connection.execute(statement, rows)


_SETTLED = ("state", "reason", "due_at", "remote_id", "remote_url", "ref", "published_at", "claimed_by")


def _settle_deliveries(connection: Connection, settlements: Sequence[Settlement]) -> None:
    values: dict[str, Any] = {name: bindparam(f"_{name}") for name in _SETTLED}
    values["spent"] = Delivery.spent + bindparam("_spends")
    statement = (
        update(Delivery)
        .where(
            Delivery.id == bindparam("delivery"),
            Delivery.state == State.SENDING,
            Delivery.fence == bindparam("_fence"),
        )
        .values(values)
    )
    in_order = sorted(settlements, key=lambda one: one.intent.claimed.id)
    connection.execute(statement, [_settled(one) for one in in_order])


def _settled(one: Settlement) -> dict[str, Any]:
    assert (State.SENDING, one.to) in TRANSITIONS
    claimed = one.intent.claimed
    return {
        "delivery": claimed.id,
        "_fence": claimed.fence,
        "_state": one.to,
        "_due_at": one.due_at or claimed.due_at,
        "_claimed_by": None,
        "_spends": int(one.spends),
    } | {f"_{name}": value for name, value in _receipt(one).items()}


def _receipt(one: Settlement) -> Mapping[str, Any]:
    return {
        "reason": one.reason.to_json() if one.reason else None,
        "remote_id": one.remote_id,
        "remote_url": one.remote_url,
        "ref": dict(one.ref),
        "published_at": one.published_at,
    }


def _not_ours(connection: Connection, settlements: Sequence[Settlement]) -> list[Settlement]:
    ids = [one.intent.claimed.id for one in settlements]
    rows = connection.execute(select(Delivery.id, Delivery.state, Delivery.fence).where(among(Delivery.id, ids)))
    now = {row.id: (row.state, row.fence) for row in rows}
    return [one for one in settlements if now[one.intent.claimed.id] != (one.to, one.intent.claimed.fence)]


def release_claims(connection: Connection, claims: Sequence[Claimed], reason: Reason | None = None) -> None:
    """Gives back what was claimed and not sent; with a reason, holds it instead."""
    if not claims:
        return
    to = State.HELD if reason else State.QUEUED
    values = {"fence": Delivery.fence + 1, "claimed_by": None, "reason": reason.to_json() if reason else None}
    change(connection, State.CLAIMED, to, _still(claims), values)


def rescue(connection: Connection, act: Act) -> tuple[list[int], list[int]]:
    """Takes back what leases that ran out were on: the ids back in the queue, and those now in doubt.

    What was claimed and never sent goes back; what was being sent may be out, so it is in doubt.
    """
    # The states of both, in the words of the index on leases: SQLite takes it for nothing less.
    expired = [is_in(State.CLAIMED, State.SENDING), Delivery.claimed_until < act.at]
    fenced = {"fence": Delivery.fence + 1, "claimed_by": None}
    back = change(connection, State.CLAIMED, State.QUEUED, expired, fenced)
    reason = Reason("worker_died")
    doubted = change(connection, State.SENDING, State.IN_DOUBT, expired, fenced | {"reason": reason.to_json()})
    if doubted:
        connection.execute(
            update(Attempt)
            .where(among(Attempt.delivery_id, doubted), Attempt.outcome.is_(None))
            .values(outcome=State.IN_DOUBT, reason=reason.to_json())
        )
    notes = [Note("claim rescued", delivery_id=key) for key in back]
    record(connection, act, notes + [Note("in doubt", delivery_id=key) for key in doubted])
    return back, doubted


def hold_account(connection: Connection, account_id: int, reason: Reason, act: Act) -> int:
    """Holds an account whose login was refused, once, and with it all that it has queued; how many rows."""
    held = connection.execute(
        update(Account)
        .where(Account.id == account_id, Account.state == "active")
        .values(state="held", reason=reason.to_json())
    )
    if held.rowcount == 0:
        return 0
    rows = change(
        connection, State.QUEUED, State.HELD, [Delivery.account_id == account_id], {"reason": reason.to_json()}
    )
    record(connection, act, [Note("account held", account_id=account_id, details=reason.to_json())])
    return len(rows)


def count_states(connection: Connection, campaign_id: int | None = None) -> dict[State, int]:
    """How many deliveries are in each state."""
    rows = select(Delivery.state, func.count()).group_by(Delivery.state)
    if campaign_id is not None:
        rows = rows.where(Delivery.campaign_id == campaign_id)
    return {State(state): count for state, count in connection.execute(rows)}
