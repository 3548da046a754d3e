"""The kill switch: everything stops before the next post, and goes on without a flood."""

from __future__ import annotations

from collections.abc import Sequence

from campaign.app import App
from campaign.reasons import Reason
from campaign.store import speaking, switch
from campaign.store.speaking import Halt
from campaign.store.values import Delivery


def stop(app: App, why: str | None, *, dry_run: bool = False) -> tuple[bool, Reason]:
    """Stops everything, before the next intent of any worker; whether it was running, and why it is stopped now."""
    reason = paused(app, "stopped_by_person", why)
    with app.store.write(dry_run=dry_run) as connection:
        return switch.stop(connection, reason, app.act()), switch.stopped(connection) or reason


def start(app: App, *, dry_run: bool = False) -> bool:
    """Lets everything go on; whether it was stopped. What fell due meanwhile is late by its campaign's own rule."""
    with app.store.write(dry_run=dry_run) as connection:
        return switch.start(connection, app.act())


def halts(app: App) -> Sequence[Halt]:
    """All that does not speak now and is to speak again, everything first."""
    with app.store.read() as connection:
        return speaking.halts(connection)


def halts_of(app: App, delivery: Delivery) -> Sequence[Halt]:
    """Those of its campaign and its account."""
    own = {("campaign", delivery.campaign), ("account", delivery.account)}
    return [one for one in halts(app) if (one.what, one.name) in own]


def paused(app: App, code: str, why: str | None = None, name: str | None = None) -> Reason:
    """That a person lets something be silent, of that ``name`` where it is not everything: who, since when and why."""
    since = app.clock.now().replace(microsecond=0)
    values = {"who": app.actor, "since": since.isoformat(), "why": why or "no reason given"}
    return Reason(code, values | ({"name": name} if name else {}))
