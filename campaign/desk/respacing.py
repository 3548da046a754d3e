"""What joins the queue after its time has passed gets another one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from campaign.reasons import Reason
from campaign.store import campaigns, history, queue
from campaign.store.database import Transaction
from campaign.store.events import Act
from campaign.store.history import Filter
from campaign.timetable import new_time, timetable


def respace_past(connection: Transaction, ids: Sequence[int], act: Act) -> list[int]:
    """What just joined the queue and should have gone out already takes the next free times, in order.

    Those for which the campaign has no time left come back; they are marked as missed.
    """
    if not ids:
        return []
    left: list[int] = []
    past: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for one in history.deliveries(connection, Filter(ids=ids, until=act.at)):
        # A thread goes with its head; what of it was begun goes on at once.
        if one.parent_id is None:
            past[one.campaign][one.account].append(one.id)
    for name, lanes in past.items():
        campaign = campaigns.campaign(connection, name)
        moving = [key for lane in lanes.values() for key in lane]
        planned = timetable(connection, campaign, lanes, act.at, moving=moving).planned
        times = {one.index: new_time(one.slot) for one in planned}
        queue.respace(connection, times, act)
        left += [key for key in moving if key not in times]
    queue.miss(connection, left, act, Reason("time_passed"))
    return left
