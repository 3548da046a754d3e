"""Whether deliveries agree with their history: what a report counts is their own state, which no seal is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import ColumnElement, Connection, select

from campaign.states import State
from campaign.store.models import Attempt, Delivery, Event

#: What the log says of a delivery that is out without an attempt that says so: it was looked up, or a person saw it.
_SEEN = ("found there", "resolved: out")
#: After these a delivery has the slot that the log says (`campaign.store.queue.orders.give_times`).
MOVED = ("moved", "swapped", "re-spaced", "moved back")


@dataclass(frozen=True, slots=True)
class Disagreeing:
    """A delivery that is not what its history says."""

    delivery: int
    state: str
    remote_url: str | None


def unfounded(connection: Connection) -> Disagreeing | None:
    """The first that says it is out, there, though no attempt brought it there and nobody saw it there."""
    here = Attempt.remote_url.is_not_distinct_from(Delivery.remote_url)
    return _first(connection, Delivery.state == State.PUBLISHED, ~_came_out(here), ~_told(*_SEEN))


def denied(connection: Connection) -> Disagreeing | None:
    """The first that says it is not out, though an attempt of it is; unless it was edited before the receipt came."""
    return _first(connection, Delivery.state != State.PUBLISHED, _came_out(), ~_told("edited"))


def elsewhere(connection: Connection) -> Disagreeing | None:
    """The first whose slot is not the one that it was given last; of what was never moved the log says none."""
    for key, times in groupby(connection.execute(_TIMES), lambda row: row.id):
        *_, last = times
        if datetime.fromisoformat(last.to) != last.scheduled_for:
            return Disagreeing(key, last.state, last.remote_url)
    return None


#: As many as there were moves: they are not all held at once.
_TIMES = (
    select(Delivery.id, Delivery.state, Delivery.remote_url, Delivery.scheduled_for)
    .add_columns(Event.details["to"].as_string().label("to"))
    .join(Event, Event.delivery_id == Delivery.id)
    .where(Event.kind.in_(MOVED))
    .order_by(Delivery.id, Event.id)
    .execution_options(yield_per=1_000)
)


def _first(connection: Connection, *where: ColumnElement[bool]) -> Disagreeing | None:
    found = select(Delivery.id, Delivery.state, Delivery.remote_url).where(*where).order_by(Delivery.id).limit(1)
    row = connection.execute(found).first()
    return Disagreeing(row.id, row.state, row.remote_url) if row else None


def _came_out(*where: ColumnElement[bool]) -> ColumnElement[bool]:
    of = (Attempt.delivery_id == Delivery.id, Attempt.outcome == State.PUBLISHED)
    return select(Attempt.id).where(*of, *where).correlate(Delivery).exists()


def _told(*kinds: str) -> ColumnElement[bool]:
    return select(Event.id).where(Event.delivery_id == Delivery.id, Event.kind.in_(kinds)).correlate(Delivery).exists()
