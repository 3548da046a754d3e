"""Names for those outside: whatever leaves the program is known by its uid, and inside by its id or its name."""

from __future__ import annotations

from collections.abc import Sequence

from campaign.app import App
from campaign.errors import NotFound
from campaign.store import uids


def deliveries(app: App, wanted: Sequence[str]) -> tuple[int, ...]:
    """The ids of these deliveries, in their order. Raises `NotFound` for the first that there is not."""
    with app.store.read() as connection:
        found = uids.ids_of(connection, wanted)
    for uid in wanted:
        if uid not in found:
            raise NotFound("delivery", uid)
    return tuple(found[uid] for uid in wanted)


def uids_of(app: App, ids: Sequence[int]) -> list[str]:
    """By what those outside name these deliveries, in their order."""
    with app.store.read() as connection:
        found = uids.of_deliveries(connection, ids)
    return [found[key] for key in ids]


def campaign(app: App, uid: str) -> str:
    """The name of a campaign. Raises `NotFound`."""
    with app.store.read() as connection:
        return uids.campaign(connection, uid)


def account(app: App, uid: str) -> str:
    """The name of an account. Raises `NotFound`."""
    with app.store.read() as connection:
        return uids.account(connection, uid)
