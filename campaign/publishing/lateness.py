"""What became too late is treated as its campaign says: posted all the same, missed, or given a new slot."""

from __future__ import annotations

from collections import defaultdict

from campaign.store import campaigns, queue
from campaign.store.database import Transaction
from campaign.store.events import Act
from campaign.store.queue import Overdue
from campaign.store.values import Campaign
from campaign.timetable import new_time, timetable


def settle_late(connection: Transaction, act: Act) -> None:
    """Finds what is later than its campaign's grace, and re-spaces it or marks it as missed."""
    late = queue.overdue(connection, act.at)
    if not late:
        return
    by_campaign: dict[int, list[Overdue]] = defaultdict(list)
    for one in late:
        by_campaign[one.campaign_id].append(one)
    for campaign in campaigns.campaigns(connection):
        rows = by_campaign.get(campaign.id, [])
        if campaign.terms.late == "respace":
            _respace(connection, campaign, rows, act)
        else:
            queue.miss(connection, [one.id for one in rows], act)


def _respace(connection: Transaction, campaign: Campaign, late: list[Overdue], act: Act) -> None:
    """Next free slots, in the order they had; what finds none before the campaign's end is missed."""
    names = {speaker.account.id: speaker.account.name for speaker in campaign.speakers}
    posts: dict[str, list[int]] = defaultdict(list)
    for one in late:
        posts[names.get(one.account_id, "")].append(one.id)
    ids = [one.id for one in late]
    planned = timetable(connection, campaign, posts, act.at, moving=ids).planned
    times = {one.index: new_time(one.slot) for one in planned}
    queue.respace(connection, times, act)
    queue.miss(connection, [key for key in ids if key not in times], act)
