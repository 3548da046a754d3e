"""A post that waits for its time goes out at once: its time is now, by a person's word."""

from __future__ import annotations

from campaign.app import App
from campaign.errors import NotFound, Refused
from campaign.planning import zones
from campaign.planning.slots import Slot
from campaign.store import history, queue
from campaign.store.database import Transaction
from campaign.store.history import Filter
from campaign.store.values import Delivery
from campaign.timetable import new_time


def now_in(app: App, zone: str) -> Slot:
    """Just now, as the clocks of a zone show it."""
    now, home = app.clock.now(), zones.named(zone)
    return Slot(now, now.astimezone(home).replace(tzinfo=None), home.key)


def send_now(app: App, key: int, *, dry_run: bool = False) -> Delivery:
    """Lets a queued delivery go out now; what is behind it in a thread follows, one part after the other.

    Its campaign's gap does not hold it back, since a person says so; budgets, caps and whatever is paused or stopped
    do. Raises `NotFound`, `StateError` for what is not queued, `Refused` for a part of a thread.
    """
    with app.store.write(dry_run=dry_run) as connection:
        found = _one(connection, key)
        if found.parent_id is not None:
            raise Refused("A part of a thread goes out with the part before it: send the thread's first post now.")
        queue.send_now(connection, key, new_time(now_in(app, found.zone)), app.act())
        return _one(connection, key)


def _one(connection: Transaction, key: int) -> Delivery:
    found = history.deliveries(connection, Filter(ids=[key]))
    if not found:
        raise NotFound("delivery", key, "`campaign queue` shows them.")
    return found[0]
