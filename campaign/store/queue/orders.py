"""What a person does to deliveries. Each order is one transaction, signed in the event log, or not done at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from campaign.errors import StateError
from campaign.reasons import Reason
from campaign.states import FROZEN, State
from campaign.store.events import Act, Note, record
from campaign.store.models import Delivery, Variant
from campaign.store.queue.changing import change, change_selected, require
from campaign.store.values import Selection


@dataclass(frozen=True, slots=True)
class NewTime:
    """A slot for a delivery: the moment, and the wall time and zone it was chosen by."""

    scheduled_for: datetime
    wall: str
    zone: str


def approve(connection: Connection, selection: Selection, act: Act) -> list[int]:
    """Queues what was proposed; the ids."""
    return _order(connection, selection, [State.PROPOSED], State.QUEUED, act, "approved", {"reason": None})


def hold(connection: Connection, selection: Selection, act: Act, reason: Reason) -> list[int]:
    """Keeps queued deliveries back until they are released; the ids."""
    values = {"reason": reason.to_json()}
    return _order(connection, selection, [State.QUEUED], State.HELD, act, "held", values)


def release(connection: Connection, selection: Selection, act: Act) -> list[int]:
    """Queues what was held; the ids."""
    return _order(connection, selection, [State.HELD], State.QUEUED, act, "released", {"reason": None})


def cancel(connection: Connection, selection: Selection, act: Act) -> list[int]:
    """Takes deliveries out of the queue for good; the ids."""
    was = [State.PROPOSED, State.QUEUED, State.HELD, State.FAILED]
    return _order(connection, selection, was, State.CANCELLED, act, "cancelled", {})


def retry(connection: Connection, selection: Selection, act: Act) -> list[int]:
    """Queues what failed or was missed once more, with a new budget of attempts, due now; the ids."""
    values = {"reason": None, "spent": 0, "due_at": act.at}
    return _order(connection, selection, [State.FAILED, State.MISSED], State.QUEUED, act, "retried", values)


def resolve(connection: Connection, selection: Selection, act: Act, url: str | None) -> list[int]:
    """Settles what is in doubt by a person's word: out, at this address, or (None) not out, so due again."""
    if url is None:
        values: dict[str, Any] = {"reason": None, "spent": 0, "due_at": act.at}
        return _order(connection, selection, [State.IN_DOUBT], State.QUEUED, act, "resolved: not out", values)
    values = {"reason": None, "remote_url": url, "published_at": act.at}
    return _order(connection, selection, [State.IN_DOUBT], State.PUBLISHED, act, "resolved: out", values)


def move(connection: Connection, times: Mapping[int, NewTime], act: Act) -> list[int]:
    """Gives deliveries new slots. Raises `NotFound`, or `StateError` where one is on its way or over."""
    was = [State.PROPOSED, State.QUEUED, State.HELD, State.MISSED]
    require_open(connection, list(times), was, "moved")
    for key, time in times.items():
        connection.execute(
            update(Delivery)
            .where(Delivery.id == key, Delivery.state.in_(was))
            .values(scheduled_for=time.scheduled_for, wall=time.wall, zone=time.zone, due_at=time.scheduled_for)
        )
    notes = [
        Note("moved", delivery_id=key, details={"to": time.scheduled_for.isoformat()}) for key, time in times.items()
    ]
    record(connection, act, notes)
    return sorted(times)


def edit(connection: Connection, key: int, text: str, length: int, act: Act) -> None:
    """Replaces a delivery's text; an approval that was given to the old text is void."""
    require_open(connection, [key], [State.PROPOSED, State.QUEUED, State.HELD, State.FAILED], "edited")
    variant = select(Delivery.variant_id).where(Delivery.id == key).scalar_subquery()
    connection.execute(update(Variant).where(Variant.id == variant).values(text=text, length=length, edited=True))
    # The text is part of the key's promise: a platform that remembers the old key must not answer with the old post.
    connection.execute(
        update(Delivery).where(Delivery.id == key).values(revision=Delivery.revision + 1, platform_key=None)
    )
    change(connection, State.QUEUED, State.PROPOSED, [Delivery.id == key])
    record(connection, act, [Note("edited", delivery_id=key)])


def require_open(connection: Connection, ids: Sequence[int], was: Sequence[State], verb: str) -> None:
    """Refuses, in words, to touch a delivery whose text may be on its way. Raises `NotFound` or `StateError`."""
    rows = connection.execute(select(Delivery.id, Delivery.state).where(Delivery.id.in_(ids)))
    for row in rows:
        if State(row.state) in FROZEN:
            raise StateError(row.id, row.state, verb, "it may be on its way, so its text and time are frozen")
        if State(row.state) not in was:
            raise StateError(row.id, row.state, verb)
    require(connection, ids, was, State.QUEUED)


def _order(
    connection: Connection,
    selection: Selection,
    was: Sequence[State],
    to: State,
    act: Act,
    kind: str,
    values: Mapping[str, Any],
) -> list[int]:
    ids = change_selected(connection, selection, was, to, values)
    record(connection, act, [Note(kind, delivery_id=key) for key in ids])
    return ids
