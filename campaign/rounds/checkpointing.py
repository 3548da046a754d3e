"""What SQLite has written into its log lately comes into the database's file, beside the worker's work.

Left to itself SQLite does so in whichever commit makes the log too long, and a post waits for that commit.
"""

from __future__ import annotations

from campaign.rounds.round import Rounds
from campaign.store.database import Store


class Checkpoints(Rounds):
    """A worker's rounds of it; PostgreSQL sees to its own."""

    def __init__(self, store: Store) -> None:
        super().__init__("checkpointing", wanted=store.is_sqlite)
        self._store = store

    def go_round(self) -> None:
        """All that the log holds."""
        self._store.checkpoint()
