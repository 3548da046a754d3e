"""What a worker is about to send is written down before it is sent: the row goes to `sending`, and gets an attempt.

PostgreSQL is asked once for all of it: each way there and back, and each plan, is time by which a post goes out later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, insert, null, select, update
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate

from campaign.states import TRANSITIONS, State
from campaign.store import heads
from campaign.store.batches import Batch, Change
from campaign.store.conditions import is_still, listed
from campaign.store.models import Account, Attempt, Delivery
from campaign.store.queue.speaking import MAY_SPEAK, SWITCHES, with_speakers
from campaign.store.values import Claimed, Intent, fingerprint

assert (State.QUEUED, State.SENDING) in TRANSITIONS

_MAY_SPEAK = (
    with_speakers(select(Delivery.id))
    .where(listed(Delivery.id, "ids"), MAY_SPEAK, Account.renewing_by.is_(None))
    # Whoever stops one of these waits until our intent is there, and knows then that no other follows.
    .with_for_update(read=True, of=list(SWITCHES))
)
#: What an attempt is of, and what is the same for all of a pass.
_OF_EACH = (
    *(Attempt.delivery_id, Attempt.account_id, Attempt.number, Attempt.key, Attempt.text_sha256, Attempt.fence),
    *(Attempt.due_at, Attempt.price),
)
_OF_ALL = (Attempt.worker, Attempt.started_at, Attempt.deadline_at)


def _sending(intended: Batch, key: str) -> ReturningUpdate[int]:
    """What is still ours goes to `sending`; ``key``: what the batch calls a delivery's id."""
    return (
        update(Delivery)
        .where(Delivery.id == intended[key], Delivery.fence == intended["fence"] - 1, is_still(State.QUEUED))
        .values(
            state=State.SENDING,
            fence=intended["fence"],
            attempts=Delivery.attempts + 1,
            claimed_by=bindparam("worker"),
            claimed_until=bindparam("deadline_at"),
            platform_key=intended["platform_key"],
            # Why it waited for this try is over.
            reason=null(),
        )
        .returning(Delivery.id)
    )


def _trying(intended: Batch, *of: ColumnElement[bool]) -> ReturningInsert[int, int]:
    """An open attempt of each of these rows."""
    names = [one.key for one in _OF_EACH]
    rows = select(
        *(intended[name].label(name) for name in names), *(bindparam(one.key, type_=one.type) for one in _OF_ALL)
    ).where(*of)
    trying = insert(Attempt).from_select([*names, *(one.key for one in _OF_ALL)], rows)
    return trying.returning(Attempt.delivery_id, Attempt.id)


def _at_once() -> Change:
    """All of an intent as one statement: a switch that is off, or a delivery that is not ours, leaves nothing of it."""
    intended = Batch(*_OF_EACH, Delivery.platform_key)
    may_speak = _MAY_SPEAK.cte("may_speak")
    sending = _sending(intended, "delivery_id").where(
        listed(Delivery.id, "ids"), Delivery.id.in_(select(may_speak.c.id))
    )
    ours = sending.cte("ours")
    return Change(_trying(intended, intended["delivery_id"].in_(select(ours.c.id))), intended)


_intended, _tried = Batch(Delivery.id, Delivery.fence, Delivery.platform_key), Batch(*_OF_EACH)
#: SQLite's steps; the second is also how a doubt is sent again, on both.
_SENDING, _TRY = Change(_sending(_intended, "id"), _intended), Change(_trying(_tried), _tried)
_AT_ONCE = _at_once()


def intend(
    connection: Connection, claims: Sequence[tuple[Claimed, str]], now: datetime, deadline: datetime, worker: str
) -> list[Intent]:
    """Writes the intents of claims, each with its platform's key; only those that are still ours come back.

    What was stopped since it was claimed stays in the queue. The caller commits before it sends: an attempt that is not
    in the database is never made.
    """
    if not claims:
        return []
    heads.spoken_for(connection, [one.account_id for one, _ in claims])
    write = _written_at_once if connection.dialect.name == "postgresql" else _written
    begun = write(connection, claims, {"worker": worker, "started_at": now, "deadline_at": deadline})
    return [
        Intent(attempt_id=begun[one.id], number=one.attempts + 1, claimed=one, key=key, deadline_at=deadline)
        for one, key in claims
        if one.id in begun
    ]


def _written_at_once(
    connection: Connection, claims: Sequence[tuple[Claimed, str]], of_all: Mapping[str, Any]
) -> dict[int, int]:
    # In the order of ids, as everybody locks.
    rows = sorted((*_attempt(one, key), _made(one, key)) for one, key in claims)
    return dict(_AT_ONCE.returned(connection, rows, **of_all))


def _written(
    connection: Connection, claims: Sequence[tuple[Claimed, str]], of_all: Mapping[str, Any]
) -> dict[int, int]:
    """The same step by step: SQLite changes nothing within another statement, and is asked in no time."""
    may_speak = set(connection.scalars(_MAY_SPEAK, {"ids": [one.id for one, _ in claims]}).all())
    rows = [(one.id, one.fence, _made(one, key)) for one, key in claims if one.id in may_speak]
    until = {"worker": of_all["worker"], "deadline_at": of_all["deadline_at"]}
    ours = {key for (key,) in _SENDING.returned(connection, rows, **until)}
    return dict(_TRY.returned(connection, [_attempt(*pair) for pair in claims if pair[0].id in ours], **of_all))


def _made(one: Claimed, key: str) -> str | None:
    """The key as the platform wants it; None where that is the delivery's own."""
    return None if key == one.key else key


def begin_attempts(
    connection: Connection, claims: Sequence[tuple[Claimed, str]], now: datetime, deadline: datetime, worker: str
) -> dict[int, int]:
    """Writes an open attempt of each of these, with its key: delivery → attempt."""
    rows = [_attempt(*pair) for pair in claims]
    return dict(_TRY.returned(connection, rows, worker=worker, started_at=now, deadline_at=deadline))


def _attempt(one: Claimed, key: str) -> tuple[Any, ...]:
    """In the order of `_OF_EACH`."""
    return one.id, one.account_id, one.attempts + 1, key, fingerprint(one.text), one.fence, one.due_at, one.price


def try_intending(connection: Connection, now: datetime) -> None:
    """Asks all that an intent asks, of none."""
    of_all = {"worker": "", "started_at": now, "deadline_at": now}
    if connection.dialect.name == "postgresql":
        _AT_ONCE.try_out(connection, **of_all)
    else:
        connection.scalars(_MAY_SPEAK, {"ids": []}).all()
        _SENDING.try_out(connection, worker="", deadline_at=now)
        _TRY.try_out(connection, **of_all)
