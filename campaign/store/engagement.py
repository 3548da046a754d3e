"""How posts did, as their snapshots say. Nothing here writes, and no platform is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select

from campaign.store.conditions import listed
from campaign.store.models import Snapshot as Kept
from posts.platforms.base import Figures


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A published post's figures at one age."""

    #: For which age of the post, in seconds; and when it was taken, which may be somewhat later.
    age_s: int
    taken_at: datetime
    #: True: the platform did not have the post any more, and said nothing else.
    gone: bool
    figures: Figures


_NAMES = tuple(one.name for one in fields(Figures))
_COLUMNS = (Kept.delivery_id, Kept.age_s, Kept.taken_at, Kept.gone, *(getattr(Kept, name) for name in _NAMES))
_ALL = select(*_COLUMNS).where(listed(Kept.delivery_id, "ids")).order_by(Kept.delivery_id, Kept.age_s)
_PLACED = (
    select(
        *_COLUMNS,
        func.row_number()
        .over(partition_by=Kept.delivery_id, order_by=(Kept.taken_at.desc(), Kept.age_s.desc()))
        .label("place"),
    )
    .where(listed(Kept.delivery_id, "ids"), Kept.taken_at <= bindparam("as_of", type_=Kept.taken_at.type))
    .subquery()
)
_LATEST = select(_PLACED).where(_PLACED.c.place == 1)


def snapshots(connection: Connection, ids: Sequence[int]) -> dict[int, list[Snapshot]]:
    """All that were taken of these deliveries, each delivery's by age; one that has none is left out."""
    found: dict[int, list[Snapshot]] = defaultdict(list)
    for row in connection.execute(_ALL, {"ids": list(ids)}) if ids else ():
        found[row.delivery_id].append(_snapshot(row))
    return dict(found)


def latest(connection: Connection, ids: Sequence[int], as_of: datetime) -> dict[int, Snapshot]:
    """The last that was taken of each of these deliveries until then: what was taken later changes no report."""
    rows = connection.execute(_LATEST, {"ids": list(ids), "as_of": as_of}) if ids else ()
    return {row.delivery_id: _snapshot(row) for row in rows}


def _snapshot(row: Row[Any]) -> Snapshot:
    return Snapshot(row.age_s, row.taken_at, row.gone, Figures(**{name: getattr(row, name) for name in _NAMES}))
