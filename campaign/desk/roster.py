"""All accounts at a glance: who each is, how its login stands, what it may say, and what it says next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from campaign.app import App
from campaign.desk import connecting
from campaign.desk.archiving import ARCHIVED
from campaign.desk.connecting import Standing
from campaign.errors import NotFound
from campaign.rounds.renewing import AHEAD
from campaign.store import campaigns
from campaign.store.lines import Line, lines
from posts.errors import PostsError
from posts.measure import LIMITS, Limits
from posts.platforms import platform_class
from posts.platforms.base import Budget


@dataclass(frozen=True, slots=True)
class Member:
    """One account."""

    standing: Standing
    #: What it may say, as its server said it (`asked`), or as its platform publishes it.
    limits: Limits
    asked: bool
    #: What its platform takes in which time.
    budgets: tuple[Budget, ...]
    #: What is queued for it; None where nothing is.
    line: Line | None
    #: The campaigns in which it speaks.
    campaigns: tuple[str, ...]

    @property
    def renewed_at(self) -> datetime | None:
        """When the worker renews its login, ahead of its end; None where that does not end."""
        return self.standing.ends_at - AHEAD if self.standing.ends_at else None


def roster(app: App) -> list[Member]:
    """All accounts, by name. No platform is asked."""
    with app.store.read() as connection:
        found, names = lines(connection), campaigns.spoken_in(connection, without=ARCHIVED)
    return [
        _member(app, one, found.get(one.account.id), tuple(names.get(one.account.id, ())))
        for one in connecting.standings(app)
    ]


def member(app: App, key: int) -> Member:
    """One of them. Raises `NotFound`."""
    found = next((one for one in roster(app) if one.standing.account.id == key), None)
    if found is None:
        raise NotFound("account", key, "It was removed, or never was.")
    return found


def _member(app: App, standing: Standing, line: Line | None, names: tuple[str, ...]) -> Member:
    account = standing.account
    known = app.known_limits.get((account.id, account.revision))
    limits = known or LIMITS.get(account.grammar, LIMITS["plain"])
    try:
        adapter = platform_class(account.platform)
    except PostsError:
        # Its package is not installed any more; the standing says so.
        return Member(standing, limits, False, (), line, names)
    return Member(standing, limits, known is not None, adapter.budgets, line, names)
