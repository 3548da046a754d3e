"""What may or may not be out: taken in hand one an account, looked up by the worker, and resolved by what it saw.

Whoever has a doubt in hand holds a lease on it and a fence, as on a claim; its account speaks no other word meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, or_, select, update

from campaign.doubt import RESTORED, Case
from campaign.reasons import Reason
from campaign.states import State
from campaign.store.conditions import among, is_in
from campaign.store.events import Act, Note, record
from campaign.store.models import Account, Attempt, Campaign, Delivery, Workspace
from campaign.store.queue.changing import change
from campaign.store.queue.claiming import claimed, present_key
from campaign.store.queue.intending import begin_attempts
from campaign.store.queue.speaking import MAY_SPEAK, with_speakers
from campaign.store.reporting import days
from campaign.store.tables import aliased
from campaign.store.values import Claimed, Doubt, Intent

if TYPE_CHECKING:
    from posts.platforms.base import Receipt


def next_look(connection: Connection) -> datetime | None:
    """When the next doubt is to be taken up; what only a person can resolve does not count."""
    found: datetime | None = connection.scalar(_NEXT_LOOK)
    return found


def take_doubts(
    connection: Connection, now: datetime, limit: int, worker: str, until: datetime, *, besides: Collection[int] = ()
) -> list[Doubt]:
    """Takes up to ``limit`` doubts whose time has come in hand until then: one an account, none of ``besides``.

    An account that anybody speaks for just now is passed over, and one whose login was refused or is being renewed.
    """
    ids = _not_renewed(connection, _first_of_each_account(connection, now, besides)[:limit])
    if not ids:
        return []
    in_hand = {"claimed_by": worker, "claimed_until": until, "fence": Delivery.fence + 1}
    connection.execute(update(Delivery).where(among(Delivery.id, ids), is_in(State.IN_DOUBT)).values(in_hand))
    known = {row.id: row for row in connection.execute(_cases(ids))}
    return [_doubt(connection, one, known[one.id], now) for one in claimed(connection, ids)]


def found(connection: Connection, doubt: Doubt, receipt: Receipt, act: Act) -> bool:
    """It is out; False where another delivery has claimed that post meanwhile, or we have lost hold of it."""
    other = aliased(Delivery)
    taken = select(other.id).where(
        other.account_id == doubt.claimed.account_id,
        other.remote_id == receipt.remote_id,
        other.id != doubt.claimed.id,
    )
    values = {
        "reason": None,
        "remote_id": receipt.remote_id,
        "remote_url": receipt.url,
        "ref": dict(receipt.ref),
        "published_at": receipt.at,
    }
    return _resolve(connection, doubt, State.PUBLISHED, values, act, "found there", ~taken.exists())


def proven_absent(connection: Connection, doubt: Doubt, reason: Reason, act: Act) -> bool:
    """It is not out: due since it was tried, so that after an outage its campaign's grace holds for it too."""
    values = {"reason": reason.to_json(), "due_at": doubt.case.last_at}
    return _resolve(connection, doubt, State.QUEUED, values, act, "proven absent")


def look_later(connection: Connection, doubt: Doubt, at: datetime, *, looked: bool = False) -> None:
    """It stays in doubt and is let go of, to be taken up again then; ``looked``: it was looked for and not seen."""
    _keep(connection, doubt, {"due_at": at, "looks": Delivery.looks + int(looked)})


def leave_to_a_person(connection: Connection, doubt: Doubt, reason: Reason, act: Act) -> None:
    """It stays in doubt until a person says whether it is out."""
    if _keep(connection, doubt, {"due_at": None, "reason": reason.to_json()}):
        days.forget(connection, [doubt.claimed.id])
        record(connection, act, [Note("left to a person", delivery_id=doubt.claimed.id, details=reason.to_json())])


def send_again(
    connection: Connection, doubt: Doubt, key: str, now: datetime, deadline: datetime, worker: str
) -> Intent | None:
    """The intent to send the same key again; None where it may not speak any more, or we have lost hold of it.

    The caller commits before it sends.
    """
    one = doubt.claimed
    values = {"claimed_until": deadline, "attempts": Delivery.attempts + 1, "platform_key": key}
    speaks = Delivery.id.in_(with_speakers(select(Delivery.id)).where(Delivery.id == one.id, _may_speak()))
    if not change(connection, State.IN_DOUBT, State.SENDING, [*_ours(doubt), speaks], values):
        return None
    attempt = begin_attempts(connection, [(one, key)], now, deadline, worker)[one.id]
    record(connection, Act(f"worker {worker}", now), [Note("sent again under its key", delivery_id=one.id)])
    return Intent(attempt, one.attempts + 1, one, key, deadline, again=True)


def _waiting() -> list[ColumnElement[bool]]:
    return [is_in(State.IN_DOUBT), Delivery.due_at.is_not(None), Delivery.claimed_by.is_(None)]


#: Made once: each pass of a worker asks for it.
_NEXT_LOOK = select(func.min(Delivery.due_at)).where(*_waiting())


def _first_of_each_account(connection: Connection, now: datetime, besides: Collection[int]) -> list[int]:
    speaking = aliased(Delivery)
    spoken_for = select(speaking.id).where(speaking.account_id == Delivery.account_id, speaking.claimed_by.is_not(None))
    held = select(Account.id).where(Account.state == "held")
    due = (
        select(Delivery.id, Delivery.account_id)
        .where(*_waiting(), Delivery.due_at <= now, ~spoken_for.exists(), Delivery.account_id.not_in(held))
        .order_by(Delivery.due_at, Delivery.id)
        .with_for_update(skip_locked=True)
    )
    first: dict[int, int] = {}
    for row in connection.execute(due):
        if row.account_id not in besides:
            first.setdefault(row.account_id, row.id)
    return list(first.values())


def _not_renewed(connection: Connection, ids: Sequence[int]) -> list[int]:
    """Those whose account's login nobody renews, nor begins to before they are in hand."""
    free = (
        select(Delivery.id)
        .join(Account, Account.id == Delivery.account_id)
        .where(among(Delivery.id, ids), Account.renewing_by.is_(None))
        .with_for_update(read=True, of=Account)
    )
    kept = set(connection.scalars(free)) if ids else set()
    return [one for one in ids if one in kept]


def _may_speak() -> ColumnElement[bool]:
    """Its switches are on, and it is its turn: after a restore all parts of a thread may be in doubt at once."""
    before = aliased(Delivery)
    out = select(before.id).where(before.id == Delivery.parent_id, before.state == State.PUBLISHED)
    return and_(MAY_SPEAK, or_(Delivery.parent_id.is_(None), out.correlate(Delivery).exists()))


def _cases(ids: Sequence[int]) -> Select[Any]:
    """What the attempts under the present key tell, and whether it may speak. Where none is known, its slot tells.

    Other keys were those of other texts: what a backup remembers as queued may have been tried, and edited since.
    """
    last = aliased(Attempt)
    under = (Attempt.delivery_id == Delivery.id) & (Attempt.key == present_key())
    newest = select(func.max(Attempt.id)).where(under).correlate(Delivery)
    return (
        with_speakers(
            select(
                *(Delivery.id, Delivery.looks, Delivery.reason, last.key, last.price, _may_speak().label("may_speak")),
                *(Delivery.parent_id, Campaign.late, Campaign.grace_s),
                func.coalesce(func.min(Attempt.started_at), Delivery.scheduled_for).label("first_at"),
                func.coalesce(last.ended_at, last.started_at, Delivery.scheduled_for).label("last_at"),
                func.coalesce(func.max(Attempt.deadline_at), Delivery.scheduled_for).label("over_at"),
            )
        )
        .outerjoin(last, last.id == newest.scalar_subquery())
        .outerjoin(Attempt, under)
        .where(among(Delivery.id, ids))
        .group_by(Delivery.id, last.id, Account.id, Campaign.id, Workspace.id)
    )


def _doubt(connection: Connection, one: Claimed, row: Row[Any], now: datetime) -> Doubt:
    reason = Reason.from_json(row.reason)
    since = reason.values.get("since") if reason and reason.code == RESTORED else None
    case = Case(
        # Of those after the backup nothing is known.
        first_at=min(row.first_at, datetime.fromisoformat(since)) if since else row.first_at,
        last_at=row.last_at,
        over_at=row.over_at,
        looks=row.looks,
        may_speak=bool(row.may_speak),
        # A thread that has begun is brought to its end.
        is_late=row.late != "post" and not row.parent_id and one.scheduled_for < now - timedelta(seconds=row.grace_s),
        code=reason.code if reason else "",
    )
    # The same key makes no other post: what is sent again costs what the first did, once.
    return Doubt(one._replace(price=row.price), case, row.key, _others(connection, one, case.since))


def _others(connection: Connection, one: Claimed, since: datetime) -> frozenset[str]:
    """The account's posts since then that are other deliveries' own: by their receipts, or a person's word."""
    rows = connection.execute(
        select(Delivery.remote_id, Delivery.remote_url).where(
            Delivery.account_id == one.account_id,
            Delivery.id != one.id,
            is_in(State.PUBLISHED),
            Delivery.published_at >= since,
        )
    )
    # A person gives an address; its last part is the id, on X and on Mastodon.
    return frozenset(
        row.remote_id or str(row.remote_url).partition("?")[0].rstrip("/").rpartition("/")[2] for row in rows
    )


def _ours(doubt: Doubt) -> list[ColumnElement[bool]]:
    return [Delivery.id == doubt.claimed.id, Delivery.fence == doubt.claimed.fence]


def _resolve(
    connection: Connection,
    doubt: Doubt,
    to: State,
    values: Mapping[str, Any],
    act: Act,
    kind: str,
    *where: ColumnElement[bool],
) -> bool:
    let_go = {"claimed_by": None, "fence": Delivery.fence + 1}
    if not change(connection, State.IN_DOUBT, to, [*_ours(doubt), *where], {**values, **let_go}):
        return False
    record(connection, act, [Note(kind, delivery_id=doubt.claimed.id)])
    return True


def _keep(connection: Connection, doubt: Doubt, values: Mapping[str, Any]) -> bool:
    """Lets go of a doubt that stays one. Whoever does has lost hold of it: its account may speak again meanwhile."""
    let_go = {"claimed_by": None, "fence": Delivery.fence + 1}
    still = update(Delivery).where(*_ours(doubt), is_in(State.IN_DOUBT)).values({**values, **let_go})
    return connection.execute(still).rowcount == 1
