"""What became later than its campaign's grace: found, marked as missed, or given a new slot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, select

from campaign.reasons import Reason
from campaign.states import State
from campaign.store.conditions import among, is_in, listed
from campaign.store.events import Act, Note, record
from campaign.store.models import Account, Campaign, Delivery, Workspace
from campaign.store.queue.changing import change, locked
from campaign.store.queue.orders import NewTime, give_times
from campaign.store.values import was_due

_TOO_LATE = Reason("too_late")


@dataclass(frozen=True, slots=True)
class Overdue:
    """A queued delivery that is later than its campaign's grace."""

    id: int
    campaign_id: int
    account_id: int
    scheduled_for: datetime
    late: str


_SWITCHED_ON = select(Workspace.id).where(Workspace.state == "active")
_SPEAKING = select(Account.id).where(Account.state == "active", Account.workspace_id.in_(_SWITCHED_ON))
_STRICT = select(Campaign.id, Campaign.late, Campaign.grace_s).where(
    Campaign.state == "active", Campaign.late != "post"
)
_LATE = select(
    *(Delivery.id, Delivery.campaign_id, Delivery.account_id, Delivery.scheduled_for),
    *(Delivery.due_at, Delivery.reason),
).where(
    listed(Delivery.campaign_id, "campaigns"),
    Delivery.account_id.in_(_SPEAKING),
    is_in(State.QUEUED),
    # A thread is late as its head is; what has begun is brought to its end.
    Delivery.parent_id.is_(None),
    Delivery.scheduled_for < bindparam("before", type_=Delivery.scheduled_for.type),
    Delivery.due_at.is_not(None),
)


def overdue(connection: Connection, now: datetime) -> list[Overdue]:
    """What is queued and later than its campaign allows, in order of its slots.

    What is paused waits as it is: it is looked at when it may speak again.
    """
    found: list[Overdue] = []
    # Of many campaigns most have the same grace: one look for all of them.
    for grace_s, policies in _by_grace(connection).items():
        before = now - timedelta(seconds=grace_s)
        # What waits, for another try or for its account, grows late meanwhile; what a person sends begins anew.
        found += [
            Overdue(one.id, one.campaign_id, one.account_id, one.scheduled_for, policies[one.campaign_id])
            for one in connection.execute(_LATE, {"campaigns": list(policies), "before": before})
            if was_due(one.due_at, Reason.from_json(one.reason)) < before
        ]
    waiting = _waiting_for_money(connection, {one.account_id for one in found}, now)
    return sorted((one for one in found if one.account_id not in waiting), key=lambda one: (one.scheduled_for, one.id))


def _by_grace(connection: Connection) -> Mapping[int, Mapping[int, str]]:
    """Grace in seconds → the campaigns that have it, and what becomes of what is later."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for row in connection.execute(_STRICT):
        found[row.grace_s][row.id] = row.late
    return found


def _waiting_for_money(connection: Connection, accounts: Collection[int], now: datetime) -> set[int]:
    """Those of these accounts whose posts wait for another month: as little as paused ones can they help it."""
    if not accounts:
        return set()
    capped = select(Delivery.account_id, Delivery.reason).where(
        among(Delivery.account_id, accounts), is_in(State.QUEUED), Delivery.reason["code"].as_string() == "monthly_cap"
    )
    return {
        row.account_id
        for row in connection.execute(capped)
        if datetime.fromisoformat(row.reason["values"]["until"]) > now
    }


def miss(connection: Connection, ids: Sequence[int], act: Act, why: Reason = _TOO_LATE) -> list[int]:
    """Marks queued deliveries as missed; the ids."""
    gone = change(connection, State.QUEUED, State.MISSED, [among(Delivery.id, ids)], {"reason": why.to_json()})
    record(connection, act, [Note("missed", delivery_id=key) for key in gone])
    return gone


def respace(connection: Connection, times: Mapping[int, NewTime], act: Act) -> None:
    """Gives queued deliveries that are late their new slots; what is no longer queued keeps its own."""
    queued = [key for key, state in locked(connection, list(times)).items() if state is State.QUEUED]
    give_times(connection, {key: times[key] for key in queued}, act, "re-spaced")
