"""How far each campaign is: each figure one look into the index on (campaign, state, slot). Nothing here writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, ScalarSelect, bindparam, exists, func, select

from campaign.states import MOVING, State
from campaign.store import models
from campaign.store.conditions import is_in


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
    asked = _TALLIES if campaign_id is None else _TALLIES.where(models.Campaign.id == campaign_id)
    found = {key: _tally(figures) for key, *figures in connection.execute(asked).all()}
    return {key: tally for key, tally in found.items() if tally.states}


def is_coming(connection: Connection, campaign_id: int) -> bool:
    """Whether something of the campaign may still go out, or be looked up, by itself."""
    return bool(connection.scalar(_IS_COMING, {"campaign": campaign_id}))


def look(figure: ColumnElement[Any], state: State) -> ScalarSelect[Any]:
    """A figure of a campaign's posts in one state: one look. Grouped, PostgreSQL would read every row of the table."""
    of_it = select(figure).select_from(models.Delivery).where(models.Delivery.campaign_id == models.Campaign.id)
    return of_it.where(is_in(state)).correlate(models.Campaign).scalar_subquery()


_THEIRS = models.Delivery.campaign_id == bindparam("campaign")
_IS_COMING = select(
    exists().where(_THEIRS, is_in(*MOVING))
    | exists().where(_THEIRS, is_in(State.IN_DOUBT), models.Delivery.due_at.is_not(None))
)
_SLOT = models.Delivery.scheduled_for
_TALLIES = select(
    models.Campaign.id,
    *(look(func.count(), state) for state in State),
    *(look(figure(_SLOT), state) for figure in (func.min, func.max) for state in MOVING),
)


def _tally(figures: Sequence[Any]) -> Tally:
    counts, slots = figures[: len(State)], figures[len(State) :]
    firsts, lasts = slots[: len(MOVING)], slots[len(MOVING) :]
    return Tally(
        states={state: count for state, count in zip(State, counts, strict=True) if count},
        next=min(filter(None, firsts), default=None),
        dry=max(filter(None, lasts), default=None),
    )
