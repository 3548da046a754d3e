"""A worker takes what is due, and writes down what it is about to send: in one transaction, so that nobody ever sees
what is claimed and not yet being sent.

A claim is the lock on its rows, which lasts as long as the transaction; the first that is written of it is its intent,
or why it waits.
The statements are made once, when this is imported: making them anew would cost more than running them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    bindparam,
    case,
    cast,
    func,
    select,
    update,
)

from campaign.reasons import Reason
from campaign.states import State
from campaign.store import heads
from campaign.store.batches import Batch, Change
from campaign.store.conditions import is_still, listed, looked_up
from campaign.store.models import Account, Campaign, Delivery, Head, Variant, Workspace
from campaign.store.queue.changing import change
from campaign.store.reporting import days
from campaign.store.tables import aliased
from campaign.store.values import Claimed, Delay, least_gap

#: Of how many accounts it is seen ahead when it will be their turn.
_SEEN_AHEAD = 50
#: More than there are accounts.
_ALL = 1_000_000


def _heads(*what: Any) -> Select[Any]:  # noqa: ANN401 - columns
    """``what`` of the heads of the accounts that may speak and for which nobody speaks just now.

    Nothing but heads is looked at: the cost does not grow with what waits, and no account stands in another's way. The
    one place that says what is next.
    """
    spoken_for = aliased(Delivery)
    speaking = select(spoken_for.id).where(spoken_for.account_id == Head.account_id, spoken_for.claimed_by.is_not(None))
    running = select(Workspace.id).where(Workspace.state == "active")
    return (
        select(*what)
        .join(Account, Account.id == Head.account_id)
        .where(
            Head.due_at.is_not(None),
            Account.state == "active",
            Account.renewing_by.is_(None),
            Account.workspace_id.in_(running),
            ~speaking.correlate(Head).exists(),
        )
    )


def _next_turns() -> Select[Any]:
    """When it is whose turn, the first of all lines."""
    return _heads(Head.due_at, Head.account_id).order_by(Head.due_at, Head.account_id).limit(_SEEN_AHEAD)


def _due() -> Select[Any]:
    """The heads that are due, the longest first."""
    due = _heads(Head.delivery_id).where(Head.due_at <= _NOW, ~listed(Head.account_id, "moved"))
    # Either planner would begin with the queue.
    first = due.order_by(Head.due_at, Head.delivery_id).limit(bindparam("looked_at")).cte().prefix_with("MATERIALIZED")
    found = select(Delivery.id).join(first, looked_up(Delivery.id, first.c.delivery_id))
    still = found.where(is_still(State.QUEUED), Delivery.due_at <= _NOW)
    return still.order_by(Delivery.due_at, Delivery.id).limit(bindparam("most"))


_NOW = bindparam("now", type_=Delivery.due_at.type)
_NEXT_TURNS = _next_turns()
# On PostgreSQL two workers pass each other by; SQLite's writers take turns anyway and ignore the clause.
_DUE = _due().with_for_update(skip_locked=True, of=Delivery)
#: The part of a thread that went before.
_before = aliased(Delivery)
_CLAIMED = (
    select(
        *(Delivery.id, Delivery.uid, Delivery.revision, Delivery.platform_key),
        *(Delivery.account_id, Account.revision),
        # The next claim's number is known to its claim alone: it is written with the intent.
        *(
            Delivery.fence + bindparam("ahead"),
            Delivery.attempts,
            Delivery.spent,
            Delivery.scheduled_for,
            Delivery.due_at,
        ),
        *(Variant.text, Variant.link, Variant.language, Campaign.hashtags[0].as_string()),
        # Not joined: PostgreSQL would read all of a table that is not large for the few that answer anything.
        select(_before.ref).where(_before.id == Delivery.parent_id).correlate(Delivery).scalar_subquery(),
        *(Campaign.gap_s, Campaign.every_s, Delivery.parent_id, Delivery.thread_id),
        *(Delivery.reason, Account.quiet_until),
    )
    .join(Variant, Variant.id == Delivery.variant_id)
    .join(Campaign, Campaign.id == Delivery.campaign_id)
    .join(Account, Account.id == Delivery.account_id)
    .where(listed(Delivery.id, "ids"))
    .order_by(Delivery.due_at, Delivery.id)
)
_delayed = Batch(Delivery.id, Delivery.fence, Delivery.due_at, Delivery.reason)
_PUT_OFF = Change(
    update(Delivery)
    .where(Delivery.id == _delayed["id"], Delivery.fence == _delayed["fence"] - 1, is_still(State.QUEUED))
    .values(_delayed.fields("due_at", "reason")),
    _delayed,
    Delivery.id,
)


class Turn(NamedTuple):
    """Whose turn it will be, and when."""

    at: datetime
    account: int


def next_turns(connection: Connection) -> list[Turn]:
    """When the first lines fall due of those that may be claimed, the soonest first: not of all, if there are many.

    An account that is spoken for just now does not count.
    """
    return [Turn(at, account) for at, account in connection.execute(_NEXT_TURNS)]


def next_due(connection: Connection) -> datetime | None:
    """When the next delivery falls due that may be claimed."""
    return next((turn.at for turn in next_turns(connection)), None)


def claim_due(connection: Connection, now: datetime, limit: int) -> list[Claimed]:
    """Takes up to ``limit`` due deliveries until the transaction ends: one an account, the longest due first.

    An account that anybody speaks for just now is passed over: its posts keep their order. So is one whose login is
    being renewed, and one whose line this transaction has changed: who is first there is written down at its end.
    """
    asked = {"now": now, "moved": heads.not_written_down(connection), "most": limit}
    # The rows are locked: nobody can take one between. On PostgreSQL another may be about to claim the first, which are
    # passed over then; where none of these is to be had, we look behind them.
    looked_at = limit if connection.dialect.name == "sqlite" else 2 * limit
    ids = connection.scalars(_DUE, asked | {"looked_at": looked_at}).all()
    ids = ids or connection.scalars(_DUE, asked | {"looked_at": _ALL}).all()
    found = claimed(connection, ids, ahead=1) if ids else []
    # Where a clock was set back, what is due may have its slot in a day that is kept as one ahead.
    days.forget(connection, [one.id for one in found if one.scheduled_for > now])
    return found


def claimed(connection: Connection, ids: Sequence[int], *, ahead: int = 0) -> list[Claimed]:
    """These deliveries with all that a call needs, the longest due first; ``ahead``: how far their fence is to move."""
    return [_claimed(row) for row in connection.execute(_CLAIMED, {"ids": ids, "ahead": ahead}).all()]


def _claimed(row: Any) -> Claimed:  # noqa: ANN401 - a row of `_CLAIMED`
    # In the order of the columns: to ask a row for so many fields by name costs as much as to fetch it.
    key, uid, revision, platform_key, account, account_revision, *rest = row
    fence, attempts, spent, scheduled_for, due_at, *said = rest
    text, link, language, tag, reply_to, gap_s, every_s, parent, thread, reason, quiet_until = said
    return Claimed(
        id=key,
        key=own_key(uid, revision),
        platform_key=platform_key,
        account_id=account,
        account_revision=account_revision,
        text=text,
        link=link,
        language=language,
        fence=fence,
        attempts=attempts,
        spent=spent,
        scheduled_for=scheduled_for,
        due_at=due_at,
        reason=Reason.from_json(reason),
        tag=tag,
        # Where a person said that it is out, there is no receipt to answer.
        reply_to=reply_to or None,
        in_thread=thread is not None,
        # A thread that was begun is ended without a pause.
        gap=least_gap(gap_s, every_s) if parent is None else timedelta(0),
        quiet_until=quiet_until,
    )


def own_key(uid: str, revision: int) -> str:
    """The delivery's own key. An edit makes another promise, so it gets another key."""
    return f"{uid}-{revision}" if revision else uid


def present_key() -> ColumnElement[str]:
    """The key under which a delivery is sent next, or has been of late: its platform's, or its own."""
    own = case((Delivery.revision == 0, Delivery.uid), else_=Delivery.uid + "-" + cast(Delivery.revision, Text))
    return func.coalesce(Delivery.platform_key, own)


def try_claiming(connection: Connection, now: datetime) -> None:
    """Asks what every claim asks, of no delivery: so the first one need not wait for what is made only once."""
    connection.scalars(_DUE, {"now": now, "moved": [], "most": 0, "looked_at": 0}).all()
    claimed(connection, [])


def hold_claim(connection: Connection, claim: Claimed, reason: Reason) -> None:
    """Keeps back what was claimed and must not be sent, with all of its thread that is behind it."""
    ours = [Delivery.id == claim.id, Delivery.fence == claim.fence - 1]
    change(connection, State.QUEUED, State.HELD, ours, {"reason": reason.to_json()})


def put_off(connection: Connection, delays: Sequence[Delay]) -> None:
    """Lets what may not be sent yet wait until it may, with the reason if there is one.

    Its account waits with it: who is behind in the line is not tried before its head.
    """
    if delays:
        heads.moved(connection, [one.claimed.account_id for one in delays])
        in_order = sorted(delays, key=lambda one: one.claimed.id)
        _PUT_OFF.count(connection, [_delayed_row(one) for one in in_order])


def _delayed_row(one: Delay) -> Sequence[Any]:
    """In the order of `_delayed`."""
    return (one.claimed.id, one.claimed.fence, one.until, one.reason.to_json() if one.reason else None)
