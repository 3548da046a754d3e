"""Facts about one installation, gathered for `campaign.health`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from campaign import machine
from campaign.app import App
from campaign.errors import CampaignError
from campaign.health import Facts
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
    )


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
