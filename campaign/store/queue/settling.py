"""How attempts end: settled by their worker, or rescued when it died."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from campaign.reasons import Reason
from campaign.states import TRANSITIONS, State
from campaign.store.conditions import among, is_in
from campaign.store.events import Act, Note, record
from campaign.store.models import Account, Attempt, Delivery
from campaign.store.queue.changing import change
from campaign.store.queue.threads import follow
from campaign.store.values import Intent, Settlement

_SETTLED = ("state", "reason", "due_at", "remote_id", "remote_url", "ref", "published_at", "claimed_by")
_SETTLE = (
    update(Delivery)
    .where(
        Delivery.id == bindparam("delivery"),
        Delivery.state == State.SENDING,
        Delivery.fence == bindparam("_fence"),
    )
    .values({"spent": Delivery.spent + bindparam("_spends")} | {name: bindparam(f"_{name}") for name in _SETTLED})
)
#: What somebody has to look at, by the kind of its event. A login that was refused is told once, as its account's.
_TOLD = {State.FAILED: "failed", State.IN_DOUBT: "in doubt"}
_ENDED = ("ended_at", "outcome", "status", "reason", "remote_id", "remote_url")
_END = (
    update(Attempt)
    # By its fence too: where a backup was put back since, another attempt may have the number.
    .where(Attempt.id == bindparam("attempt"), Attempt.fence == bindparam("_fence"))
    .values({name: bindparam(f"_{name}") for name in _ENDED})
)


def settle(connection: Connection, settlements: Sequence[Settlement], act: Act) -> list[Settlement]:
    """Writes how attempts ended; those whose delivery was no longer ours come back, written to the attempt only.

    The rest of a thread follows in the same transaction, and what a person may have to see to is in the log too. A
    receipt that comes late, after the rescue put the delivery in doubt, still proves that it is out.
    """
    if not settlements:
        return []
    # Deliveries before attempts, as a rescue does, and in the order of ids, so that none waits for another in a circle.
    in_order = sorted(settlements, key=lambda one: one.intent.claimed.id)
    settled = connection.execute(_SETTLE, [_settled(one) for one in in_order]).rowcount
    connection.execute(_END, [_ended(one) for one in in_order])
    lost = [] if settled == len(settlements) else _not_ours(connection, settlements)
    for one in settlements:
        if one.intent.claimed.leads and one.to is not State.QUEUED and one not in lost:
            follow(connection, one.to, [one.intent.claimed.id])
    for one in lost:
        if one.to is State.PUBLISHED:
            change(connection, State.IN_DOUBT, State.PUBLISHED, [Delivery.id == one.intent.claimed.id], _receipt(one))
    record(connection, act, [_note(one) for one in in_order if one.to in _TOLD and one not in lost])
    return lost


def _note(one: Settlement) -> Note:
    claimed = one.intent.claimed
    details = one.reason.to_json() if one.reason else {}
    return Note(_TOLD[one.to], account_id=claimed.account_id, delivery_id=claimed.id, details=details)


def still_open(connection: Connection, intents: Sequence[Intent], worker: str) -> list[Intent]:
    """Those of a worker's intents that are there and unsettled: what a commit came to that gave no answer."""
    if not intents:
        return []
    ids = [one.attempt_id for one in intents]
    ours = select(Attempt.id).where(among(Attempt.id, ids), Attempt.worker == worker, Attempt.outcome.is_(None))
    found = set(connection.scalars(ours))
    return [one for one in intents if one.attempt_id in found]


def _ended(one: Settlement) -> dict[str, Any]:
    return {
        "attempt": one.intent.attempt_id,
        "_fence": one.intent.claimed.fence,
        "_ended_at": one.ended_at,
        "_outcome": one.to,
        "_status": one.status,
        "_reason": one.reason.to_json() if one.reason else None,
        "_remote_id": one.remote_id,
        "_remote_url": one.remote_url,
    }


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
    record(connection, act, notes + [Note("in doubt", delivery_id=key, details=reason.to_json()) for key in doubted])
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
