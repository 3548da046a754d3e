"""How attempts end: settled by their worker, or rescued when it died."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, exists, func, select, update

from campaign.reasons import Reason
from campaign.states import TRANSITIONS, State
from campaign.store import heads
from campaign.store.batches import Batch, Change
from campaign.store.conditions import ON_THE_WAY, among, at_rest, is_in, is_still, on_the_way
from campaign.store.events import Act, Note, record
from campaign.store.models import Account, Attempt, Delivery, Variant
from campaign.store.queue.changing import change
from campaign.store.queue.leases import FENCES
from campaign.store.queue.threads import follow
from campaign.store.reporting import days
from campaign.store.tables import aliased
from campaign.store.values import Intent, Settlement, fingerprint

#: A post during whose sending the worker died this often is not tried again by itself.
DEADLY = 3
#: States that a late receipt ends.
_OVERTAKEN = [was for was, to in TRANSITIONS if to is State.PUBLISHED]

_RECEIPT = ("reason", "remote_id", "remote_url", "ref", "published_at")
_settled = Batch(
    *(Delivery.id, Delivery.fence, Delivery.state, Delivery.due_at, Delivery.spent),
    *(getattr(Delivery, name) for name in _RECEIPT),
)
_SETTLE = Change(
    update(Delivery)
    .where(Delivery.id == _settled["id"], is_still(State.SENDING), Delivery.fence == _settled["fence"])
    .values(
        spent=Delivery.spent + _settled["spent"],
        looks=0,
        claimed_by=None,
        **_settled.fields("state", "due_at", *_RECEIPT),
    ),
    _settled,
    Delivery.id,
)
#: What somebody has to look at, by the kind of its event. A login that was refused is told once, as its account's.
_TOLD = {State.FAILED: "failed", State.IN_DOUBT: "in doubt"}
_ENDED = ("ended_at", "outcome", "status", "reason", "remote_id", "remote_url")
_ended = Batch(Attempt.id, Attempt.delivery_id, Attempt.fence, *(getattr(Attempt, name) for name in _ENDED))
_END = Change(
    update(Attempt)
    # By its delivery and fence too: where a backup was put back since, another attempt may have the number.
    .where(
        Attempt.id == _ended["id"],
        Attempt.delivery_id == _ended["delivery_id"],
        Attempt.fence == _ended["fence"],
    )
    .values(_ended.fields(*_ENDED)),
    _ended,
    Attempt.id,
)


def settle(connection: Connection, settlements: Sequence[Settlement], act: Act) -> list[Settlement]:
    """Writes how attempts ended; those whose delivery was no longer ours come back, written to the attempt only.

    The rest of a thread follows in the same transaction, and what a person may have to see to is in the log too. What
    comes late still counts: see `_late`.
    """
    if not settlements:
        return []
    # Deliveries before attempts, as a rescue does, and in the order of ids, so that none waits for another in a circle.
    in_order = sorted(settlements, key=lambda one: one.intent.claimed.id)
    settled = _SETTLE.count(connection, [_delivery_row(one) for one in in_order])
    _END.count(connection, [_attempt_row(one) for one in in_order])
    heads.moved(connection, {one.intent.claimed.account_id for one in settlements if one.to is State.QUEUED})
    lost = [] if settled == len(settlements) else _not_ours(connection, settlements)
    for one in settlements:
        if one.intent.claimed.in_thread and one.to is not State.QUEUED and one not in lost:
            follow(connection, one.to, [one.intent.claimed.id])
    days.forget(connection, [one.intent.claimed.id for one in lost])
    for one in lost:
        _late(connection, one)
    # What is sent again under its key was in doubt before: nobody need be told anew.
    told = [one for one in in_order if one.to in _TOLD and one not in lost and not one.intent.again]
    record(connection, act, map(_note, told))
    # After every delivery, as whoever takes up doubts does: one of ours may be among theirs by now.
    _keep_quiet(connection, settlements)
    return lost


def _keep_quiet(connection: Connection, settlements: Sequence[Settlement]) -> None:
    """Writes down until when platforms asked accounts to wait, whatever becomes of the posts they were asked for."""
    asked = {one.intent.claimed.account_id: one.quiet_until for one in settlements if one.quiet_until}
    for key, until in sorted(asked.items()):
        # No change of what an adapter is opened by.
        unchanged = {"quiet_until": until, "revision": Account.revision}
        connection.execute(update(Account).where(Account.id == key).values(unchanged))


def try_settling(connection: Connection) -> None:
    """Asks what the end of every attempt asks, of none."""
    _SETTLE.try_out(connection)
    _END.try_out(connection)


def _note(one: Settlement) -> Note:
    claimed = one.intent.claimed
    details = one.reason.to_json() if one.reason else {}
    return Note(_TOLD[one.to], account_id=claimed.account_id, delivery_id=claimed.id, details=details)


def _late(connection: Connection, one: Settlement) -> None:
    """What a worker that lost its claim has to say still counts, where it proves something.

    A receipt: it is out, wherever the delivery is by now, so that nobody sends it again. Surely not accepted: if no
    other attempt is in doubt, nothing of it is; unless a backup was put back since, which may not know of all attempts.
    """
    key = one.intent.claimed.id
    let_go = {"claimed_by": None, "fence": Delivery.fence + 1}
    if one.to is State.PUBLISHED:
        received = dict(zip(_RECEIPT, _receipt(one), strict=True))
        ended = [
            found
            for was in _OVERTAKEN
            for found in change(connection, was, State.PUBLISHED, _same_text(one), {**received, **let_go})
        ]
        # Not that of another text, which may be on its way.
        _close(connection, ended, Reason("overtaken"))
    elif one.to is not State.IN_DOUBT:
        doubtful = aliased(Attempt)
        others = select(doubtful.id).where(doubtful.delivery_id == Delivery.id, doubtful.outcome == State.IN_DOUBT)
        reason = one.reason.to_json() if one.reason else None
        values = {"reason": reason, "due_at": one.due_at or one.ended_at, **let_go}
        known = Delivery.fence < one.intent.claimed.fence + FENCES // 2
        change(connection, State.IN_DOUBT, State.QUEUED, [Delivery.id == key, known, ~others.exists()], values)


def _same_text(one: Settlement) -> list[ColumnElement[bool]]:
    """The delivery, unless it was edited since: what is out is not what it says now."""
    claimed = one.intent.claimed
    unedited = select(Variant.id).where(
        Variant.id == Delivery.variant_id, Variant.text_sha256 == fingerprint(claimed.text)
    )
    return [Delivery.id == claimed.id, unedited.exists()]


def _close(connection: Connection, ids: Sequence[int], reason: Reason) -> None:
    """Ends the attempts of which nobody waits for the answer any more."""
    if ids:
        connection.execute(
            update(Attempt)
            .where(among(Attempt.delivery_id, ids), Attempt.outcome.is_(None))
            .values(outcome=State.IN_DOUBT, reason=reason.to_json())
        )


def still_open(connection: Connection, intents: Sequence[Intent], worker: str) -> list[Intent]:
    """Those of a worker's intents that are there and unsettled: what a commit came to that gave no answer."""
    if not intents:
        return []
    ids = [one.attempt_id for one in intents]
    ours = select(Attempt.id).where(among(Attempt.id, ids), Attempt.worker == worker, Attempt.outcome.is_(None))
    found = set(connection.scalars(ours))
    return [one for one in intents if one.attempt_id in found]


def _attempt_row(one: Settlement) -> Sequence[Any]:
    """In the order of `_ended`."""
    intent, reason = one.intent, one.reason.to_json() if one.reason else None
    ended = (one.ended_at, one.to, one.status, reason, one.remote_id, one.remote_url)
    return (intent.attempt_id, intent.claimed.id, intent.claimed.fence, *ended)


def _delivery_row(one: Settlement) -> Sequence[Any]:
    """In the order of `_settled`."""
    assert (State.SENDING, one.to) in TRANSITIONS
    claimed = one.intent.claimed
    due_at = one.due_at or claimed.due_at
    return (claimed.id, claimed.fence, one.to, due_at, int(one.spends), *_receipt(one))


def _receipt(one: Settlement) -> Sequence[Any]:
    """In the order of `_RECEIPT`."""
    reason = one.reason.to_json() if one.reason else None
    return (reason, one.remote_id, one.remote_url, dict(one.ref), one.published_at)


def _not_ours(connection: Connection, settlements: Sequence[Settlement]) -> list[Settlement]:
    ids = [one.intent.claimed.id for one in settlements]
    rows = connection.execute(select(Delivery.id, Delivery.state, Delivery.fence).where(among(Delivery.id, ids)))
    now = {row.id: (row.state, row.fence) for row in rows}
    # What was queued after a backup that was put back since is not there any more.
    return [one for one in settlements if now.get(one.intent.claimed.id) != (one.to, one.intent.claimed.fence)]


def _expired(now: Any) -> Sequence[ColumnElement[bool]]:  # noqa: ANN401 - a moment, or a parameter
    """Claimed or being sent, by one whose lease ran out."""
    # The states of both, in the words of the index on leases: SQLite takes it for nothing less.
    return is_in(State.CLAIMED, State.SENDING), Delivery.claimed_until < now


def _looked_up(now: Any) -> Sequence[ColumnElement[bool]]:  # noqa: ANN401 - as above
    """Being looked up by such a one."""
    return is_in(State.IN_DOUBT), Delivery.claimed_by.is_not(None), Delivery.claimed_until < now


_NOW = bindparam("now", type_=Delivery.claimed_until.type)
_ABANDONED = select(exists().where(*_expired(_NOW)) | exists().where(*_looked_up(_NOW)))


def is_any_abandoned(connection: Connection, now: datetime) -> bool:
    """Whether there is anything that `rescue` would take back."""
    return bool(connection.scalar(_ABANDONED, {"now": now}))


def rescue(connection: Connection, act: Act) -> tuple[list[int], list[int]]:
    """Takes back what leases that ran out were on: the ids back in the queue, and those now in doubt.

    What was claimed and never sent goes back; what was being sent may be out, so it is in doubt, to be looked up at
    once; what was being looked up is to be looked up again.
    """
    expired = _expired(act.at)
    fenced = {"fence": Delivery.fence + 1, "claimed_by": None}
    back = change(connection, State.CLAIMED, State.QUEUED, expired, fenced)
    reason = Reason("worker_died")
    connection.execute(update(Delivery).where(*_looked_up(act.at)).values(fenced))
    doubtful = fenced | {"reason": reason.to_json(), "due_at": act.at, "looks": 0}
    doubted = change(connection, State.SENDING, State.IN_DOUBT, expired, doubtful)
    _close(connection, doubted, reason)
    deadly = _leave_the_deadly(connection, doubted)
    notes = [Note("claim rescued", delivery_id=key) for key in back]
    notes += [Note("in doubt", delivery_id=key, details=reason.to_json()) for key in doubted]
    record(connection, act, notes + [Note("left to a person", delivery_id=key) for key in deadly])
    return back, doubted


def _leave_the_deadly(connection: Connection, doubted: Sequence[int]) -> list[int]:
    """A post during whose sending a worker died again and again may be why: only a person goes on with it."""
    tried = select(Attempt.delivery_id, Attempt.reason).where(among(Attempt.delivery_id, doubted))
    deaths = Counter(row.delivery_id for row in connection.execute(tried) if _code(row.reason) == "worker_died")
    deadly = [key for key, count in deaths.items() if count >= DEADLY]
    if deadly:
        reason = Reason("deadly", {"times": str(DEADLY)}).to_json()
        connection.execute(update(Delivery).where(among(Delivery.id, deadly)).values(due_at=None, reason=reason))
    return deadly


def _code(reason: Mapping[str, Any] | None) -> str | None:
    return reason["code"] if reason else None


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
    """How many deliveries are in each state, of one campaign or (None) of all."""
    if campaign_id is None:
        row = connection.execute(_OF_ALL).one()
    else:
        row = connection.execute(_OF_CAMPAIGN, {"campaign_id": campaign_id}).one()
    return {state: count for state, count in zip(State, row, strict=True) if count}


def _each_state(*of_it: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Each state counted by itself, in an index alone: grouped, PostgreSQL would read every row of the table."""
    counted = select(func.count()).select_from(Delivery)
    return select(*(counted.where(is_in(state), *(of_it or [_indexed(state)])).scalar_subquery() for state in State))


def _indexed(state: State) -> ColumnElement[bool]:
    return on_the_way() if state in ON_THE_WAY else at_rest()


_OF_ALL, _OF_CAMPAIGN = _each_state(), _each_state(Delivery.campaign_id == bindparam("campaign_id"))
