"""Conditions whose values stand in the statement itself, where the planner of either database can see them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, bindparam

from campaign.states import State
from campaign.store.models import Delivery


def among(column: Any, values: Iterable[int | str]) -> ColumnElement[bool]:  # noqa: ANN401 - a mapped column
    """``column`` is one of these values, however many: PostgreSQL takes 65,535 parameters, SQLite 32,766.

    Only for what the program made itself: ids and states.
    """
    listed = bindparam(None, list(values), type_=column.type, expanding=True, literal_execute=True)
    found: ColumnElement[bool] = column.in_(listed)
    return found


def is_in(*states: State) -> ColumnElement[bool]:
    """The delivery is in one of these states; written out, so that a partial index on them is found.

    A parameter hides its value from a prepared plan: https://www.postgresql.org/docs/current/indexes-partial.html.
    """
    if len(states) > 1:
        return among(Delivery.state, states)
    only = bindparam(None, str(states[0]), type_=Delivery.state.type, literal_execute=True)
    return Delivery.state == only
