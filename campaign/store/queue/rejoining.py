"""Parts that were cancelled come back into their places in their threads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, select, update

from campaign.errors import StateError
from campaign.reasons import Reason
from campaign.states import State
from campaign.store import heads
from campaign.store.conditions import among, is_in
from campaign.store.models import Delivery, Post, Variant
from campaign.store.queue.changing import locked
from campaign.store.queue.threads import CUT, STOPPED, let_wait
from campaign.store.reporting import days

#: What is out, or may be: nothing is put before it any more.
_BEGUN = frozenset({State.CLAIMED, State.SENDING, State.IN_DOUBT, State.PUBLISHED})


class _Part(NamedTuple):
    """A part of a thread as it is now."""

    id: int
    thread_id: int
    parent_id: int | None
    state: str
    scheduled_for: datetime
    wall: str
    zone: str
    withdrawn_at: datetime | None


def lock(connection: Connection, ids: Sequence[int]) -> None:
    """Lets nobody else change these, nor any part of their threads, until the transaction ends.

    All at once, and so in the order in which everybody locks: to lock those before a part after it is a deadlock
    with who takes back another one.
    """
    locked(connection, [*ids, *connection.scalars(select(Delivery.id).where(_of_threads(ids)))])


def rejoin(connection: Connection, back: Mapping[int, State]) -> None:
    """Links these cancelled parts into their threads, at their threads' times, before they are brought to these states.

    What is held because one of them was cancelled goes on once that one does. Raises `StateError` where a part behind
    one of them may be out, or one before it was withdrawn. They are locked by then.
    """
    for parts in _threads(connection, back):
        coming = [part for part in parts if part.id in back]
        _refuse_where_the_thread_is_over(parts, coming)
        days.forget(connection, [part.id for part in coming])
        for part, parent in zip(parts, [None, *(part.id for part in parts)], strict=False):
            if part.parent_id != parent:
                connection.execute(update(Delivery).where(Delivery.id == part.id).values(parent_id=parent))
        _take_its_time(connection, coming, next((part for part in parts if part.id not in back), coming[0]))
        ids = [part.id for part in parts]
        for part in coming:
            _let_follow(connection, part.id, back[part.id], ids)
        let_wait(connection, ids)
        heads.moved_by(connection, ids)


def _threads(connection: Connection, back: Mapping[int, State]) -> list[list[_Part]]:
    """The threads of these, without what stays cancelled, each in its order."""
    every = (
        select(
            *(Delivery.id, Delivery.thread_id, Delivery.parent_id, Delivery.state),
            *(Delivery.scheduled_for, Delivery.wall, Delivery.zone, Delivery.withdrawn_at),
        )
        .join(Variant, Variant.id == Delivery.variant_id)
        .join(Post, Post.id == Variant.post_id)
        .where(_of_threads(list(back)))
        .order_by(Delivery.thread_id, Post.number, Delivery.id)
    )
    parts = [_Part._make(row) for row in connection.execute(every)]
    there = [part for part in parts if part.id in back or part.state != State.CANCELLED]
    return [list(thread) for _, thread in groupby(there, key=attrgetter("thread_id"))]


def _of_threads(ids: Sequence[int]) -> ColumnElement[bool]:
    """The delivery is a part of a thread of which one of these is a part."""
    theirs = select(Delivery.thread_id).where(among(Delivery.id, ids)).correlate(None)
    return Delivery.thread_id.is_not(None) & Delivery.thread_id.in_(theirs)


def _refuse_where_the_thread_is_over(parts: Sequence[_Part], coming: Sequence[_Part]) -> None:
    """Nothing goes out behind what it precedes, nor in answer to what is there no more."""
    first, last = coming[0], coming[-1]
    if any(State(part.state) in _BEGUN for part in parts[parts.index(first) :]):
        why = "a part behind it in its thread is out already, or may be"
    elif any(part.withdrawn_at for part in parts[: parts.index(last)]):
        why = "a part before it in its thread was withdrawn"
    else:
        return
    raise StateError(first.id, State.CANCELLED, "taken back", why)


def _take_its_time(connection: Connection, coming: Sequence[_Part], other: _Part) -> None:
    """A thread goes out at one time: it may have been moved meanwhile."""
    ids = [part.id for part in coming]
    time = {"scheduled_for": other.scheduled_for, "wall": other.wall, "zone": other.zone}
    connection.execute(update(Delivery).where(among(Delivery.id, ids)).values(**time, due_at=other.scheduled_for))
    days.forget(connection, ids)


def _let_follow(connection: Connection, key: int, state: State, parts: Sequence[int]) -> None:
    """What is held since this one was cancelled, or comes back to that, is so as long as this one stands still."""
    cut = [Delivery.reason["code"].as_string() == CUT, Delivery.reason["values"]["delivery"].as_string() == str(key)]
    reason = Reason(STOPPED, {"delivery": str(key), "state": state.value})
    held = update(Delivery).where(among(Delivery.id, parts), is_in(State.HELD, State.CANCELLED), *cut)
    changed = held.values(reason=reason.to_json()).returning(Delivery.id)
    # A part may have a day of its own: it was moved without those before it.
    days.forget(connection, list(connection.scalars(changed)))
