"""How far each campaign is: counted in one look into the index on (campaign, state, slot). Nothing here writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from campaign.states import State
from campaign.store import models
from campaign.store.conditions import at_rest, is_in

#: What is still to go out by itself.
_COMING = (State.QUEUED, State.CLAIMED, State.SENDING)
#: Every page asks this: to make it costs as much as to run it.
_PROPOSED = select(func.count()).select_from(models.Delivery).where(is_in(State.PROPOSED), at_rest())


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of a campaign's posts are in each state, and when its first and last that are queued go out."""

    states: Mapping[State, int]
    next: datetime | None
    #: When its queue has run dry; None: it has already.
    dry: datetime | None

    def of(self, *states: State) -> int:
        """How many are in one of these."""
        return sum(self.states.get(state, 0) for state in states)


def tallies(connection: Connection, campaign_id: int | None = None) -> dict[int, Tally]:
    """Campaign id → its tally; a campaign without a post has none. Of one campaign, or (None) of all."""
    row = models.Delivery
    counted = select(
        row.campaign_id,
        row.state,
        func.count().label("number"),
        func.min(row.scheduled_for).label("first"),
        func.max(row.scheduled_for).label("last"),
    ).group_by(row.campaign_id, row.state)
    if campaign_id is not None:
        counted = counted.where(row.campaign_id == campaign_id)
    found: dict[int, dict[State, tuple[int, datetime, datetime]]] = {}
    for one in connection.execute(counted):
        found.setdefault(one.campaign_id, {})[State(one.state)] = (one.number, one.first, one.last)
    return {key: _tally(states) for key, states in found.items()}


def count_proposed(connection: Connection) -> int:
    """How many posts wait for somebody's approval, of all campaigns; counted in the index on states."""
    return connection.scalar(_PROPOSED) or 0


def _tally(states: Mapping[State, tuple[int, datetime, datetime]]) -> Tally:
    coming = [states[state] for state in _COMING if state in states]
    return Tally(
        states={state: states[state][0] for state in State if state in states},
        next=min((first for _, first, _ in coming), default=None),
        dry=max((last for _, _, last in coming), default=None),
    )
