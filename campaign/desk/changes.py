"""What a page that stays open looks for."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime

from campaign.app import App
from campaign.store import changes, history


@dataclass(frozen=True, slots=True)
class Seen:
    """Two of these that are equal were seen with nothing between them."""

    rows: Hashable
    #: When a worker was last heard of.
    alive: datetime | None


def seen(app: App) -> Seen:
    """Looks once."""
    with app.store.read() as connection:
        workers = history.heartbeats(connection)
        return Seen(changes.mark(connection), workers[0].heartbeat_at if workers else None)
