"""One pass of publishing on demand."""

from __future__ import annotations

from dataclasses import replace

from campaign.app import App
from campaign.clock import Clock
from campaign.desk.stopping import halts
from campaign.errors import UsageError
from campaign.planning import moments
from campaign.publishing.lateness import settle_late
from campaign.publishing.reconciling import Looked
from campaign.rounds.summing import sum_up
from campaign.states import State
from campaign.store import history
from campaign.store.history import Filter
from campaign.store.reporting import days
from campaign.store.values import Delivery, Settlement


def due(app: App, now: str | None) -> list[Delivery]:
    """What a pass would go about: all that is due and may be sent, once what is too late is dealt with.

    Budgets and gaps may let less of it out. Nothing is changed.
    """
    app = _at(app, now)
    moment = app.clock.now()
    with app.store.write(dry_run=True) as connection:
        settle_late(connection, app.act())
        queued = history.deliveries(connection, Filter(states=[State.QUEUED]))
    silent = {(one.what, one.name) for one in halts(app)}
    return [
        one
        for one in queued
        if one.due_at is not None
        and one.due_at <= moment
        and not silent & {("everything", None), ("campaign", one.campaign), ("account", one.account)}
    ]


def tick(app: App, now: str | None) -> list[Settlement | Looked]:
    """Publishes and looks up what is due now, or as if it were ``now``; returns once all of it is settled.

    Then it does a part of what a worker does beside publishing: it seals the log, and sums up some days that can be.
    """
    app = _at(app, now)
    with app.store.write() as connection:
        # Others go by the clock on the wall, and read until then what is kept of days whose posts go out now.
        days.drop_begun(connection, app.clock.now())
    publisher = app.publisher()
    try:
        app.renewer(publisher.name).renew_due()
        settled = publisher.tick()
    finally:
        publisher.stop()
    app.sealer().go_round()
    next(filter(None, sum_up(app.store, app.clock.now())), 0)
    return settled


def _at(app: App, now: str | None) -> App:
    return app if now is None else replace(app, clock=_fixed(app.clock, now))


def _fixed(clock: Clock, text: str) -> Clock:
    try:
        now = moments.parse(text)
    except ValueError as error:
        raise UsageError(str(error)) from None
    if now.tzinfo is None:
        raise UsageError("--now needs a zone: write for example 2026-12-01T09:00+01:00.")
    return Clock(now=lambda: now, boottime=clock.boottime)
