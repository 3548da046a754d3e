"""Facts about one installation, gathered for `campaign.health`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from campaign import machine
from campaign.app import App
from campaign.errors import CampaignError
from campaign.health import Budget, Facts
from campaign.pricing import month_of
from campaign.store import accounts
from campaign.store.queue import ledger
from campaign.store.values import Account
from campaign.store.vitals import server_time, vitals
from posts.errors import PostsError
from posts.platforms import platform_class
from posts.platforms.base import Expiring


@dataclass(frozen=True, slots=True)
class _Login:
    """What can be known of an account's login without asking its platform."""

    ends: datetime | None = None
    trouble: str = ""


def gather(app: App) -> Facts:
    """Looks at the database, the machine and the logins; asks no platform. Raises `StoreError`."""
    with app.store.read() as connection:
        before, theirs, after = app.clock.now(), server_time(connection), app.clock.now()
        found = vitals(connection, after)
    logins = {one.name: _login(app, one) for one in found.accounts}
    return Facts(
        now=app.clock.now(),
        vitals=found,
        ahead_by=_ahead(before, theirs, after),
        clock_kept=machine.is_clock_kept(),
        disk=machine.disk(app.config.folder),
        logins_end={name: one.ends for name, one in logins.items() if one.ends},
        unusable={name: one.trouble for name, one in logins.items() if one.trouble},
        budgets=[*_of_posts(app), *_of_reads(app)],
    )


def _of_posts(app: App) -> Iterator[Budget]:
    """What posts have cost this month, where that is bounded; counted as publishing counts it."""
    now = app.clock.now()
    month = month_of(now)
    for platform, cap in app.tariff.caps.items():
        with app.store.read() as connection:
            owners = [one.id for one in accounts.accounts(connection) if one.platform == platform]
            used = ledger.spent(connection, owners, month.begins_at, month.ends_at) if owners else 0
        price = app.tariff.of_post(platform, "", now) or 0
        yield Budget(platform, "posts", used, cap, price, month.ends_at)


def _of_reads(app: App) -> Iterator[Budget]:
    """What reading posts has cost this month, where that costs something and somebody lets it."""
    counter, month = app.counter(app.actor), month_of(app.clock.now())
    for platform, cap in app.config.reports.money.items() if app.config.reports.engagement else ():
        if cap and (price := counter.price(platform)):
            yield Budget(platform, "reads", cap - counter.left(platform), cap, price, month.ends_at)


def _ahead(before: datetime, theirs: datetime | None, after: datetime) -> timedelta | None:
    """How far we are ahead of a server that was asked between the two; 0 where the question took longer than that."""
    if theirs is None:
        return None
    if before <= theirs <= after:
        return timedelta(0)
    return before - theirs if theirs < before else after - theirs


def _login(app: App, account: Account) -> _Login:
    """Opens no more than it must: of a thousand accounts most have a login that never ends."""
    try:
        app.open_secrets(account.secrets)
        if not hasattr(platform_class(account.platform), "expires_at"):
            return _Login()
        platform = app.open_platform(account)
    except (CampaignError, PostsError) as error:
        return _Login(trouble=str(error))
    return _Login(ends=platform.expires_at if isinstance(platform, Expiring) else None)
