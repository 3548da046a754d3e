"""Where short links lead, and how often people followed them: by the hour, and nothing of who they were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from campaign.store.conditions import among
from campaign.store.conflicts import insert
from campaign.store.models import Clicks, Delivery, Redirect
from campaign.store.reporting import days


@dataclass(frozen=True, slots=True)
class Target:
    """Where a short link leads, and whose it is."""

    delivery: int
    url: str


def target(connection: Connection, code: str) -> Target | None:
    """Where a code leads, whatever became of its delivery; None for one that there is not."""
    found = connection.execute(select(Redirect.delivery_id, Redirect.target).where(Redirect.code == code)).first()
    return Target(*found) if found else None


def leads_to(connection: Connection, delivery: int) -> str | None:
    """Where the short link of a delivery leads; None where it has none."""
    found: str | None = connection.scalar(select(Redirect.target).where(Redirect.delivery_id == delivery))
    return found


def add(connection: Connection, counted: Mapping[tuple[int, datetime], int]) -> None:
    """Adds clicks, each number to its delivery and the hour that begins then.

    What a backup that was put back does not know is counted for nobody.
    """
    known = set(connection.scalars(select(Delivery.id).where(among(Delivery.id, {key for key, _ in counted}))))
    # In the order of keys, so that of two who add none waits for the other in a circle.
    those = [(key, hour, number) for (key, hour), number in sorted(counted.items()) if key in known]
    if those:
        rows = [{"delivery_id": key, "hour": hour, "number": number} for key, hour, number in those]
        new = insert(connection, Clicks)
        more = {"number": Clicks.number + new.excluded.number}
        connection.execute(new.on_conflict_do_update(index_elements=["delivery_id", "hour"], set_=more), rows)
        days.forget(connection, {key for key, _, _ in those})
