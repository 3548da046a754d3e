"""When a campaign speaks, and until when. Nothing here writes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from campaign.states import MOVING, OPEN, State
from campaign.store.conditions import among
from campaign.store.models import Account, CampaignAccount, Delivery
from campaign.store.reporting.placing import since_1970

#: What is out, may be, or still means to go out.
_SPEAKS = (*sorted(OPEN), State.PUBLISHED, State.IN_DOUBT)


@dataclass(frozen=True, slots=True)
class Line:
    """What an account has queued in a campaign: how many posts, and when the first and the last of them go out."""

    account: str
    queued: int
    #: None where nothing is queued: that line has run dry.
    next: datetime | None
    dry: datetime | None


def spoken(connection: Connection, campaign_id: int, since: datetime, until: datetime) -> dict[str, list[int]]:
    """Account's name → its slots from ``since`` to before ``until``, in microseconds since 1970, in no order.

    One a post, since there may be very many; what was given up does not count.
    """
    posts = select(Delivery.account_id, since_1970(Delivery.scheduled_for)).where(
        *(Delivery.campaign_id == campaign_id, among(Delivery.state, _SPEAKS)),
        *(Delivery.scheduled_for >= since, Delivery.scheduled_for < until),
    )
    found: dict[int, list[int]] = defaultdict(list)
    for account, at in connection.execute(posts).all():
        found[account].append(at)
    names = {row.id: row.name for row in connection.execute(select(Account.id, Account.name))}
    return {names[account]: slots for account, slots in found.items()}


def lines(connection: Connection, campaign_id: int) -> list[Line]:
    """What each account that speaks in a campaign, or still has something queued there, has queued; by name."""
    at = Delivery.scheduled_for
    queued = (
        select(Account.name, func.count().label("number"), func.min(at).label("next"), func.max(at).label("dry"))
        .join(Delivery, Delivery.account_id == Account.id)
        .where(Delivery.campaign_id == campaign_id, among(Delivery.state, MOVING))
        .group_by(Account.name)
    )
    speakers = select(Account.name).join(CampaignAccount, CampaignAccount.account_id == Account.id)
    names = connection.scalars(speakers.where(CampaignAccount.campaign_id == campaign_id))
    found = {name: Line(name, 0, None, None) for name in names}
    found |= {row.name: Line(row.name, row.number, row.next, row.dry) for row in connection.execute(queued)}
    return [found[name] for name in sorted(found)]
