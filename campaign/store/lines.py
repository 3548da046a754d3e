"""What waits for each account, summed out of the index on the lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from campaign.states import State
from campaign.store.conditions import is_in
from campaign.store.models import Delivery


@dataclass(frozen=True, slots=True)
class Line:
    """What is queued for one account."""

    next_at: datetime
    count: int


def lines(connection: Connection) -> Mapping[int, Line]:
    """The line of each account that has one, by the account's id; one statement for all of them."""
    first = func.min(Delivery.scheduled_for)
    rows = connection.execute(
        select(Delivery.account_id, first.label("next_at"), func.count().label("queued"))
        .where(is_in(State.QUEUED))
        .group_by(Delivery.account_id)
    )
    return {row.account_id: Line(row.next_at, row.queued) for row in rows}
