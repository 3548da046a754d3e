"""How published posts did: shown by the snapshots there are, taken where they are due, and what taking them costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from campaign.app import App
from campaign.desk import deliveries
from campaign.errors import Refused
from campaign.naming import platform_name
from campaign.pricing import dollars
from campaign.rounds.counting import adapter_of
from campaign.states import State
from campaign.store import accounts, engagement
from campaign.store.engagement import Snapshot
from campaign.store.history import Filter
from campaign.store.snapshots import Due, Taken
from campaign.store.values import Delivery
from posts.platforms.base import Figures


@dataclass(frozen=True, slots=True)
class Engaged:
    """A published post, and how it did at each age at which it was looked at."""

    delivery: Delivery
    snapshots: tuple[Snapshot, ...]


def engaged(app: App, campaign: str | None, account: str | None, most: int) -> list[Engaged]:
    """The latest published posts, the newest first. Raises `NotFound` for a campaign that there is not."""
    wanted = Filter(campaign=campaign, account=account, states=[State.PUBLISHED], limit=most, newest_first=True)
    found = deliveries.listed(app, wanted)
    kept = snapshots_of(app, [one.id for one in found])
    return [Engaged(one, kept.get(one.id, ())) for one in found]


def snapshots_of(app: App, ids: Sequence[int]) -> dict[int, tuple[Snapshot, ...]]:
    """All that were taken of these deliveries, each delivery's by age; one that has none is left out."""
    with app.store.read() as connection:
        return {key: tuple(found) for key, found in engagement.snapshots(connection, ids).items()}


@dataclass(frozen=True, slots=True)
class Look:
    """A post that was looked at, or would be."""

    delivery: int
    age_s: int
    #: None where it is gone; of a dry run nothing is known.
    figures: Figures | None
    gone: bool


def take(app: App, *, dry_run: bool = False) -> list[Look]:
    """Takes the snapshots that are due now, as the worker does by itself; a dry run asks no platform.

    Raises `Refused` where the settings want none.
    """
    if not app.config.reports.engagement:
        raise Refused("Nobody is to read how posts did: say engagement = true under [reports] in config.toml first.")
    counter = app.counter(app.actor)
    if dry_run:
        return [Look(one.delivery, _seconds(one), None, gone=False) for one in counter.all_due()]
    return [_looked(one) for group in counter.take_due() for one in group]


def said(app: App) -> list[str]:
    """What is read, and what that costs, a sentence for each platform that there are accounts on."""
    with app.store.read() as connection:
        platforms = {one.platform for one in accounts.accounts(connection)}
    if not app.config.reports.engagement:
        return ["Engagement: not read, as [reports] in config.toml says."]
    return [_said(app, one) for one in sorted(platforms) if adapter_of(one)]


def _said(app: App, platform: str) -> str:
    counter, name = app.counter(app.actor), platform_name(platform)
    price, cap = counter.price(platform), app.config.reports.money.get(platform, 0)
    if not price:
        return f"Engagement on {name}: read an hour, a day, a week and thirty days after a post; that costs nothing."
    each = f"reading a post costs {dollars(price)} each time, at most four times"
    if not cap:
        return f"Engagement on {name}: not read, since {each}; [reports] {platform}_reads_per_month sets a sum for it."
    used = cap - counter.left(platform)
    return f"Engagement on {name}: {each}; {dollars(used)} of {dollars(cap)} are used this month."


def _looked(one: Taken) -> Look:
    return Look(one.due.delivery, _seconds(one.due), one.figures, gone=one.figures is None)


def _seconds(one: Due) -> int:
    return int(one.age.total_seconds())
