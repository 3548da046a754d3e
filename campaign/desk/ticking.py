"""One pass of publishing on demand."""

from __future__ import annotations

from dataclasses import replace

from campaign.app import App
from campaign.clock import Clock
from campaign.errors import Refused
from campaign.planning import moments
from campaign.reconciling import Looked
from campaign.store.values import Settlement


def tick(app: App, now: str | None) -> list[Settlement | Looked]:
    """Publishes and looks up what is due now, or as if it were ``now``; returns once all of it is settled."""
    app = app if now is None else replace(app, clock=_fixed(app.clock, now))
    publisher = app.publisher()
    try:
        return publisher.tick()
    finally:
        publisher.stop()


def _fixed(clock: Clock, text: str) -> Clock:
    try:
        now = moments.parse(text)
    except ValueError as error:
        raise Refused(str(error)) from None
    if now.tzinfo is None:
        raise Refused("--now needs a zone: write for example 2026-12-01T09:00+01:00.")
    return Clock(now=lambda: now, boottime=clock.boottime)
