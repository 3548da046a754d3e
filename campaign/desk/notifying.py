"""Telling people by hand: whether notices reach them, and what there is to tell, for where no worker does it."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from campaign.app import App
from campaign.errors import ConfigError
from campaign.health import Finding
from campaign.notices import wording
from campaign.notices.telling import say, teller
from campaign.notices.ways import Way, opened
from campaign.watching import troubles


@dataclass(frozen=True, slots=True)
class Tried:
    """One way, and how sending by it went."""

    way: str
    ok: bool
    words: str


def try_out(app: App, *, dry_run: bool = False) -> list[Tried]:
    """Sends a letter now, by every way. Raises `ConfigError` where there is none."""
    ways = _ways(app)
    if dry_run:
        return [Tried(way.name, True, "would be told") for way in ways]
    letter = wording.trial(socket.gethostname())
    said = [(way.name, say(way, letter)) for way in ways]
    return [Tried(name, words is None, words or "told") for name, words in said]


def tell(app: App, findings: Sequence[Finding]) -> bool:
    """Tells people at once what they have not been told, and what these findings show; True where a letter left.

    For cron. What was told in the last minutes, or is to wait for the end of the quiet time, waits for the next call.
    """
    _ways(app)
    telling = teller(app)
    telling.begin()
    troubles.note(app, findings)
    at_once = replace(telling.pace(), gather=timedelta(0))
    return replace(telling, pace=lambda: at_once).tell()


def _ways(app: App) -> list[Way]:
    if found := opened(app):
        return found
    raise ConfigError("Nobody is named who is to be told: see [notices] in config.toml.", key="notices")
