"""An account's report: what it sent, and in which hours it does best."""

from __future__ import annotations

from datetime import date

from campaign.app import App
from campaign.reports.account import Account, Zone, best_of, build, document
from campaign.reports.document import Document
from campaign.reports.period import Period
from campaign.store import accounts
from campaign.store.database import Transaction
from campaign.store.reporting import account as rows


def account(app: App, name: str, first: date, last: date) -> tuple[Account, Document]:
    """What an account sent on these days of its zone, both included. Raises `NotFound`."""
    home = app.defaults.timezone
    with app.store.read() as connection:
        found = accounts.account(connection, name)
        zone = _zone(connection, found.id, home)
        period = Period(first, last, zone.name)
        posts = rows.posts(connection, found.id, period.begins_at, period.ends_at)
        best = rows.sent(connection, best_of(posts))
        unsent = rows.unsent(connection, found.id, period.begins_at, period.ends_at)
    value = build(name, found.platform, period, zone, posts, best=best, unsent=unsent, made_at=app.clock.now())
    return value, document(value)


def _zone(connection: Transaction, account_id: int, default: str) -> Zone:
    """An account has no zone: it has that of its campaigns, if they have one."""
    found = rows.zones(connection, account_id)
    if len(found) == 1:
        (only,) = found
        return Zone(only, f"Hours and days are those of {only}, the zone of its campaigns.")
    why = "its campaigns have several zones" if found else "it speaks in no campaign"
    return Zone(default, f"Hours and days are those of {default}, the zone of new campaigns here, since {why}.")
