"""Short links: where one leads, and the clicks that were counted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from campaign.app import App
from campaign.shortlinks import is_code
from campaign.store import clicks
from campaign.store.clicks import Target


def target(app: App, code: str) -> Target | None:
    """Where a short link leads; None where there is none of that code."""
    if not is_code(code):
        return None
    with app.store.read() as connection:
        return clicks.target(connection, code)


def add(app: App, counted: Mapping[tuple[int, datetime], int]) -> None:
    """Writes clicks down: (delivery, when the hour began) → how many. Raises `StoreError`."""
    with app.store.write() as connection:
        clicks.add(connection, counted)
