"""What became of proposals, by the event log. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, CompoundSelect, Connection, Select, case, exists, func, select

from campaign.reasons import Reason
from campaign.states import State
from campaign.store import uids
from campaign.store.conditions import among, at_rest, is_in, listed
from campaign.store.models import Account, Campaign, Delivery, Event, Variant

#: What happens to proposals, and what brings a delivery in a state in which an edit voids no approval, or out of it.
_OF_PROPOSALS = ("approved", "sent back", "edited", "cancelled", "proposed again")
_TELLING = (
    *(*_OF_PROPOSALS, "taken back", "re-spaced"),
    *("held", "released", "failed", "missed", "retried", "resolved: not out"),
)
#: With what tells something only behind one of these: what was missed is queued once it is moved.
_KINDS = (*_TELLING, "moved")


class Happened(NamedTuple):
    """One line of a delivery's log."""

    kind: str
    by: str
    at: datetime


class Story(NamedTuple):
    """A delivery that was proposed, and all that happened to it, in order: of these there may be thousands."""

    delivery: int
    campaign: str
    account: str
    text: str
    scheduled_for: datetime
    made_at: datetime
    #: Whether it waits for approval now, and whether for a change first.
    waits: bool
    sent_back: bool
    happened: tuple[Happened, ...]


class Beyond(NamedTuple):
    """The proposals that wait beside those that are told as stories."""

    number: int
    #: How many of them wait though their slots have passed.
    past: int


def stories(connection: Connection, since: datetime, until: datetime, campaign: str | None = None) -> list[Story]:
    """The deliveries that wait for approval, or of whose approval something happened then, in the order of their ids.

    Of one campaign, or (None) of all.
    """
    waiting = select(Delivery.id).where(*_waiting(campaign))
    return _told(connection, _then(since, until).union_all(waiting.correlate(None)), campaign)


def first_stories(
    connection: Connection, since: datetime, until: datetime, campaign: str | None, most: int, now: datetime
) -> tuple[list[Story], Beyond]:
    """The same, but of those that wait and of which the log tells nothing only so many, the longest waiting.

    The others are only counted, by the database: of thousands, to read each one's id took most of a page's time.
    """
    past, which = case((Delivery.scheduled_for < now, 1), else_=0), _waiting(campaign)
    number, number_past = connection.execute(select(func.count(), func.sum(past)).where(*which)).one()
    logged = exists().where(Event.delivery_id == Delivery.id, Event.kind.in_(_TELLING)).correlate(Delivery)
    told: dict[int, int] = dict(connection.execute(select(Delivery.id, past).where(*which, logged)).all())
    # Among so many are as many of which nothing is told; their order is that of their uids' times.
    longest = select(Delivery.id, past).where(*which).order_by(func.substr(Delivery.uid, 1, uids.MADE), Delivery.id)
    first = connection.execute(longest.limit(most + len(told))).all()
    shown = told | dict([(key, is_past) for key, is_past in first if key not in told][:most])
    beyond = Beyond(number - len(shown), (number_past or 0) - sum(shown.values()))
    ids = select(Delivery.id).where(among(Delivery.id, list(shown))).correlate(None)
    return _told(connection, _then(since, until).union_all(ids), campaign), beyond


def _then(since: datetime, until: datetime) -> Select[Any]:
    """The deliveries of whose approval something happened then."""
    return select(Event.delivery_id).where(
        among(Event.kind, _OF_PROPOSALS), Event.at >= since, Event.at < until, Event.delivery_id.is_not(None)
    )


def _waiting(campaign: str | None) -> list[ColumnElement[bool]]:
    """The delivery waits for approval."""
    of_campaign = select(Campaign.id).where(Campaign.name == campaign).scalar_subquery()
    return [is_in(State.PROPOSED), at_rest(), *([Delivery.campaign_id == of_campaign] if campaign is not None else [])]


def _told(connection: Connection, ids: CompoundSelect[Any], campaign: str | None) -> list[Story]:
    """The stories of these deliveries, as far as they are of the campaign."""
    # Two looks into two indexes: for an “or” of them either database would read all deliveries.
    wanted: list[ColumnElement[bool]] = [Delivery.id.in_(ids)]
    if campaign is not None:
        wanted.append(Campaign.name == campaign)
    found = (
        select(
            *(Delivery.id, Delivery.uid, Delivery.state, Delivery.reason, Delivery.scheduled_for, Variant.text),
            *(Campaign.name, Account.name),
        )
        .join(Variant, Variant.id == Delivery.variant_id)
        .join(Campaign, Campaign.id == Delivery.campaign_id)
        .join(Account, Account.id == Delivery.account_id)
        .where(*wanted)
        .order_by(Delivery.id)
    )
    rows = connection.execute(found).all()
    logs = dict(_logs(connection, [row.id for row in rows]))
    return [
        Story(
            delivery=key,
            campaign=campaign_name,
            account=account,
            text=text,
            scheduled_for=slot,
            made_at=uids.made_at(uid),
            waits=state == State.PROPOSED,
            sent_back=bool((reason := Reason.from_json(why)) and reason.code == "sent_back"),
            happened=logs.get(key, ()),
        )
        # By their places: by names it took half as long again.
        for key, uid, state, why, slot, text, campaign_name, account in rows
    ]


def _logs(connection: Connection, deliveries: Sequence[int]) -> Iterator[tuple[int, tuple[Happened, ...]]]:
    """Delivery → its lines, of these deliveries."""
    found = (
        select(Event.delivery_id, Event.kind, Event.actor, Event.at)
        .where(listed(Event.delivery_id, "deliveries"), Event.kind.in_(_KINDS))
        .order_by(Event.delivery_id, Event.id)
    )
    for key, lines in groupby(connection.execute(found, {"deliveries": deliveries}), key=attrgetter("delivery_id")):
        yield key, tuple(Happened(one.kind, one.actor, one.at) for one in lines)
