"""What a calendar's cells hold: how many deliveries, and the first of them. Nothing here writes.

Both are looks into the indexes, of each state between each two edges: so none is read but those that are shown, however
many there are. Windows over all of them take ten times as long.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Subquery, func, select, union_all

from campaign.states import State
from campaign.store.conditions import ON_THE_WAY, among, among_given, moments
from campaign.store.history import Filter, along_account, along_index
from campaign.store.models import Account, Delivery, Post, Variant


@dataclass(frozen=True, slots=True)
class Entry:
    """What a cell shows of a delivery: a third of what there is to know of one, at a third of its price."""

    id: int
    state: State
    scheduled_for: datetime
    wall: str
    zone: str
    #: The part of its thread that goes before; None for a first part, and for what is no thread's.
    parent_id: int | None
    account: str
    text: str
    #: Its post's place in the cut, from 1; and how many parts its thread has.
    post: int
    of: int | None


_Walk = Select[*tuple[Any, ...]]
_Narrowed = tuple[tuple[State, ...], frozenset[str]]


def counts(connection: Connection, wanted: Filter, edges: Sequence[datetime]) -> tuple[list[int], list[State]]:
    """How many deliveries there are between each edge and the next; and in which states there may be any of them."""
    (states, given), values = _asked(wanted, edges)
    rows = connection.execute(_counted(states, given), values).all()
    there = [some for some, *counted in zip(_together(states, given), *rows, strict=True) if any(counted)]
    return list(map(sum, rows)), [state for some in there for state in some]


def firsts(connection: Connection, wanted: Filter, edges: Sequence[datetime], most: int) -> list[int]:
    """The ids of the first so many between each edge and the next, in no order."""
    narrowed, values = _asked(wanted, edges)
    rows = connection.execute(_placed(*narrowed, most), values).all()
    return [key for row in rows for key in row if key is not None]


def entries(connection: Connection, ids: Sequence[int]) -> list[Entry]:
    """These deliveries, in the order in which they are to go out."""
    rows = connection.execute(_ENTRIES, {"ids": ids}).all()
    return [Entry(key, State(state), *rest) for key, state, *rest in rows]


_ENTRIES = (
    select(
        *(Delivery.id, Delivery.state, Delivery.scheduled_for, Delivery.wall, Delivery.zone, Delivery.parent_id),
        *(Account.name, Variant.text, Post.number, Post.of),
    )
    .join(Variant, Variant.id == Delivery.variant_id)
    .join(Post, Post.id == Variant.post_id)
    .join(Account, Account.id == Delivery.account_id)
    .where(among_given(Delivery.id, "ids"))
    .order_by(Delivery.scheduled_for, Delivery.id)
)


def _asked(wanted: Filter, edges: Sequence[datetime]) -> tuple[_Narrowed, dict[str, Any]]:
    given = {name: value for name in ("campaign", "account") if (value := getattr(wanted, name)) is not None}
    return (tuple(wanted.states or State), frozenset(given)), given | {"edges": edges}


def _cells() -> Subquery:
    """Where each cell begins and ends; the last edge only ends."""
    edge = moments("edges").c.value
    place, end = func.row_number().over(order_by=edge), func.lead(edge).over(order_by=edge)
    return select(place.label("place"), edge.label("begin"), end.label("end")).subquery()


# Kept, since to make such a statement costs more than to run it.


@lru_cache(maxsize=64)
def _counted(states: tuple[State, ...], given: frozenset[str]) -> Select[*tuple[Any, ...]]:
    cells = _cells()
    each = [one.with_only_columns(func.count()).scalar_subquery() for one in _walks(cells, states, given)]
    return select(*each).where(cells.c.end.is_not(None)).order_by(cells.c.place)


@lru_cache(maxsize=64)
def _placed(states: tuple[State, ...], given: frozenset[str], most: int) -> Select[*tuple[Any, ...]]:
    cells = _cells()
    walks = _walks(cells, states, given)
    chosen = [_chosen(cells, walks, place) for place in range(most)]
    return select(*chosen).where(cells.c.end.is_not(None))


def _chosen(cells: Subquery, walks: Sequence[_Walk], place: int) -> ColumnElement[int]:
    """The id of the delivery in this place of a cell: of each walk as many as it takes, and of these that one."""
    begun = [one.order_by(*one.selected_columns[::-1]).limit(place + 1).subquery() for one in walks]
    found = union_all(*map(select, begun)).subquery()
    one = select(found.c.id).order_by(found.c.scheduled_for, found.c.id).limit(1).offset(place)
    return one.correlate(cells).scalar_subquery().label(f"id_{place}")


def _walks(cells: Subquery, states: Sequence[State], given: frozenset[str]) -> list[_Walk]:
    """A walk for each group of states that are looked for together."""
    return [_in_cell(_walk(some, given), cells) for some in _together(states, given)]


def _together(states: Sequence[State], given: frozenset[str]) -> list[list[State]]:
    """Each state that is at rest has a walk of its own; an account's index leads past nobody else's, whatever state."""
    if "account" in given:
        return [list(states)]
    moving = [state for state in states if state in ON_THE_WAY]
    return [*([state] for state in states if state not in ON_THE_WAY), *([moving] if moving else [])]


def _walk(states: Sequence[State], given: frozenset[str]) -> _Walk:
    found = select(Delivery.id, Delivery.scheduled_for)
    if "account" in given:
        return found.where(*along_account(states, given))
    if states[0] not in ON_THE_WAY:
        return found.where(*along_index(states, given))
    # No index leads along them by time: they are looked for once, not once a cell.
    moving = found.add_columns(Delivery.state).where(*along_index(ON_THE_WAY, given))
    few = moving.cte("few").prefix_with("MATERIALIZED")
    return select(few.c.id, few.c.scheduled_for).where(among(few.c.state, states))


def _in_cell(walk: _Walk, cells: Subquery) -> _Walk:
    time = walk.selected_columns.scheduled_for
    return walk.where(cells.c.begin <= time, time < cells.c.end).correlate(cells)
