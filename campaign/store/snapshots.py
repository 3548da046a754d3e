"""Taking snapshots: which published posts have reached an age, and what was seen of them then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, ScalarSelect, func, select

from campaign.ages import window
from campaign.reasons import Reason
from campaign.states import State
from campaign.store.conditions import is_in
from campaign.store.conflicts import insert
from campaign.store.events import Act, Note, record
from campaign.store.models import Account, Attempt, Delivery, Snapshot
from campaign.store.reporting import days
from posts.platforms.base import Figures, Receipt

#: A platform's clock may differ from ours, by which attempts are found.
_SKEW = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Due:
    """A published post that has reached an age at which it was not looked at yet."""

    delivery: int
    campaign_id: int
    account_id: int
    age: timedelta
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Taken:
    """What was seen of it; None: the platform does not have it any more."""

    due: Due
    figures: Figures | None


def due(connection: Connection, account_id: int, age: timedelta, now: datetime, most: int) -> list[Due]:
    """An account's posts that are of this age now and have no snapshot of it, the oldest first.

    Found by when they were sent, since every attempt is indexed by its account and time: however many there are, no
    more are read than were sent within a quarter of the age. What was withdrawn or is gone is not looked at again.
    """
    since, until = window(age, now)
    seen = select(Snapshot.id).where(Snapshot.delivery_id == Delivery.id, (Snapshot.age_s == _s(age)) | Snapshot.gone)
    statement = (
        select(
            *(Delivery.id, Delivery.campaign_id, Delivery.published_at),
            *(Delivery.remote_id, Delivery.remote_url, Delivery.ref),
        )
        .join(Attempt, Attempt.delivery_id == Delivery.id)
        .where(
            *(Attempt.account_id == account_id, Attempt.started_at > since - _SKEW),
            Attempt.started_at <= until + _SKEW,
            *(is_in(State.PUBLISHED), Delivery.published_at > since, Delivery.published_at <= until),
            *(Delivery.remote_id.is_not(None), Delivery.withdrawn_at.is_(None)),
            ~seen.correlate(Delivery).exists(),
        )
        .order_by(Attempt.started_at, Attempt.id)
        .limit(most)
    )
    # One that was tried twice is there twice.
    rows = {row.id: row for row in connection.execute(statement)}
    return [Due(row.id, row.campaign_id, account_id, age, _receipt(row)) for row in rows.values()]


def keep(connection: Connection, taken: Sequence[Taken], act: Act) -> list[int]:
    """Writes down what was seen, and tells in the log what is gone; the ids of those deliveries that had none yet.

    Each age of a post is kept once, whoever comes second.
    """
    if not taken:
        return []
    rows = [_row(one, act.at) for one in taken]
    made = insert(connection, Snapshot).values(rows).on_conflict_do_nothing().returning(Snapshot.delivery_id)
    kept = set(connection.scalars(made))
    days.forget(connection, kept)
    gone = [one for one in taken if one.figures is None and one.due.delivery in kept]
    record(connection, act, [_gone(one.due) for one in gone])
    return sorted(kept)


def of_account(connection: Connection, account_id: int, since: datetime) -> int:
    """How many were taken of an account's posts since then."""
    return _number(connection, since, _owner() == account_id)


def of_platform(connection: Connection, platform: str, since: datetime, until: datetime) -> int:
    """How many were taken of the posts on a platform from then on, and before the other time."""
    theirs = _owner().in_(select(Account.id).where(Account.platform == platform))
    return _number(connection, since, theirs & (Snapshot.taken_at < until))


def _number(connection: Connection, since: datetime, whose: ColumnElement[bool]) -> int:
    return connection.scalar(select(func.count()).select_from(Snapshot).where(Snapshot.taken_at >= since, whose)) or 0


def _owner() -> ScalarSelect[int]:
    """A snapshot's account, looked up one by one: joined, a planner would read all posts of the account first."""
    return select(Delivery.account_id).where(Delivery.id == Snapshot.delivery_id).correlate(Snapshot).scalar_subquery()


def _receipt(row: Any) -> Receipt:  # noqa: ANN401 - a row
    return Receipt(row.remote_id, row.remote_url, row.published_at, row.ref or {})


def _row(one: Taken, at: datetime) -> Mapping[str, Any]:
    figures = asdict(one.figures or Figures())
    return {
        "delivery_id": one.due.delivery,
        "age_s": _s(one.due.age),
        "taken_at": at,
        "gone": one.figures is None,
        **figures,
    }


def _gone(one: Due) -> Note:
    """Whom people are told of: a post that somebody else took away."""
    reason = Reason("gone", {"link": one.receipt.url or one.receipt.remote_id})
    return Note("gone", one.campaign_id, one.account_id, one.delivery, reason.to_json())


def _s(age: timedelta) -> int:
    return int(age.total_seconds())
