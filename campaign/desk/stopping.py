"""The kill switch: everything stops before the next post, and goes on without a flood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from campaign.app import App
from campaign.reasons import Reason
from campaign.store import accounts, campaigns, switch


@dataclass(frozen=True, slots=True)
class Halt:
    """What does not speak now: everything, a campaign or an account; and since when, by whom and why."""

    what: str
    #: None for everything.
    name: str | None
    state: str
    reason: Reason | None


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
        all_of_it = switch.stopped(connection)
        found = [
            *([Halt("everything", None, "stopped", all_of_it)] if all_of_it else []),
            *(Halt("campaign", one.name, one.state, one.reason) for one in campaigns.campaigns(connection)),
            *(Halt("account", one.name, one.state, one.reason) for one in accounts.accounts(connection)),
        ]
    return [one for one in found if one.state not in ("active", "archived")]


def paused(app: App, code: str, why: str | None = None) -> Reason:
    """That a person lets something be silent: who, since when and why."""
    since = app.clock.now().replace(microsecond=0)
    return Reason(code, {"who": app.actor, "since": since.isoformat(), "why": why or "no reason given"})
