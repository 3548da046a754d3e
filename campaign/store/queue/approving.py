"""Approvals, given and taken back: the log keeps what each one changed, so that all of it can be given back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, case, null, select, update

from campaign.reasons import Reason
from campaign.states import MAY, State
from campaign.store.agreeing import MOVED
from campaign.store.conditions import among, is_in
from campaign.store.events import Act
from campaign.store.models import Delivery, Event, Variant
from campaign.store.queue.changing import IS_UNSURE, UNSURE, locked, selected
from campaign.store.queue.orders import NewTime, give_times, order, with_threads
from campaign.store.queue.threads import rest_of
from campaign.store.values import Selection

#: What the log calls it when a delivery has the slot again that an approval had taken from it.
_BACK = "moved back"


@dataclass(frozen=True, slots=True)
class _Approved:
    """The last approval of a delivery, as the log tells it."""

    at: datetime
    details: Mapping[str, Any]
    #: Whether the delivery has the slot that it got with it, since its own had passed.
    respaced: bool = False

    @property
    def slot(self) -> NewTime | None:
        """The slot to go back to; None where it is the same, or a person or the worker chose another one since."""
        slot = self.details.get("slot")
        return (
            NewTime(datetime.fromisoformat(slot["at"]), slot["wall"], slot["zone"]) if slot and self.respaced else None
        )

    def reason(self, text: str) -> Reason | None:
        """Why it waited. Who sent another text back is asked again; what a backup may not know stays said."""
        before = Reason.from_json(self.details.get("reason"))
        if before is None or text == self.details["text_sha256"]:
            return before
        return UNSURE if before.is_unsure else None


def approve(connection: Connection, selection: Selection, act: Act) -> list[int]:
    """Queues what was proposed; the ids. The log keeps of each which text was approved, and what is gone with that."""
    selection = _locked(connection, with_threads(connection, selection, MAY["approve"]))
    if not selection.ids:
        return []
    # Asked once they are locked: with the lock, PostgreSQL tells the text from before an edit for which it has waited.
    told = (
        select(Delivery.id, Delivery.reason, Delivery.scheduled_for, Delivery.wall, Delivery.zone, Variant.text_sha256)
        .join(Variant, Variant.id == Delivery.variant_id)
        .where(*selected(selection))
    )
    details = {row.id: _kept(row, act.at) for row in connection.execute(told)}
    return order(
        connection, selection, MAY["approve"], State.QUEUED, act, "approved", {"reason": None}, details=details
    )


def _locked(connection: Connection, selection: Selection) -> Selection:
    """What is to be approved, one by one and until the transaction ends: what is proposed meanwhile is not of it.

    In the order of their ids, as `order` locks them: so nobody waits for us for whom we wait.
    """
    waits = [] if selection.ids else [is_in(State.PROPOSED)]
    found = select(Delivery.id).where(*selected(selection), *waits).order_by(Delivery.id).with_for_update()
    ids = connection.scalars(found).all()
    # Of what was named `order` says which is not there.
    return Selection(selection.ids or tuple(ids), alone=True)


def _kept(row: Row[Any], now: datetime) -> dict[str, Any]:
    """What an approval's line in the log says."""
    why = {"reason": row.reason} if row.reason else {}
    # Of what is still to come an approval changes no slot.
    at = {"slot": {"at": row.scheduled_for.isoformat(), "wall": row.wall, "zone": row.zone}}
    return {"text_sha256": row.text_sha256, **why, **(at if row.scheduled_for <= now else {})}


def texts_of(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """The fingerprint of what each of these deliveries says, whose texts stay until the transaction ends."""
    locked(connection, ids)
    found = select(Delivery.id, Variant.text_sha256).join(Variant).where(among(Delivery.id, ids))
    return {row.id: row.text_sha256 for row in connection.execute(found)}


def propose(connection: Connection, selection: Selection, act: Act) -> list[int]:
    """Lets what was approved wait for approval again, as it did before; the ids.

    The note with which it was sent back is there again, and the slot that had passed, unless it has another one since.
    That a backup may not know it is out stays said.
    """
    why = case((IS_UNSURE, Delivery.reason), else_=null())
    ids = order(connection, selection, MAY["propose"], State.PROPOSED, act, "proposed again", {"reason": why})
    before = _approvals(connection, ids)
    _give_reasons_back(connection, before)
    slots = {key: slot for key, one in before.items() if (slot := one.slot)}
    give_times(connection, {key: slots[key] for key in _whole(connection, ids) if key in slots}, act, _BACK)
    return ids


def _approvals(connection: Connection, ids: Sequence[int]) -> dict[int, _Approved]:
    """Delivery → its last approval; what was queued at once has none."""
    found: dict[int, _Approved] = {}
    told = select(Event.delivery_id, Event.kind, Event.at, Event.details)
    told = told.where(among(Event.delivery_id, ids), Event.kind.in_(("approved", *MOVED)))
    for row in connection.execute(told.order_by(Event.id)):
        if row.kind == "approved":
            found[row.delivery_id] = _Approved(row.at, row.details)
        elif last := found.get(row.delivery_id):
            with_it = row.kind == "re-spaced" and row.at == last.at
            found[row.delivery_id] = _Approved(last.at, last.details, respaced=with_it)
    return found


def _give_reasons_back(connection: Connection, before: Mapping[int, _Approved]) -> None:
    sure = [among(Delivery.id, sorted(before)), Delivery.reason.is_(None)]
    texts = select(Delivery.id, Variant.text_sha256).join(Variant, Variant.id == Delivery.variant_id).where(*sure)
    found = {row.id: before[row.id].reason(row.text_sha256) for row in connection.execute(texts)}
    rows = [{"delivery": key, "why": reason.to_json()} for key, reason in found.items() if reason]
    if rows:
        statement = update(Delivery).where(Delivery.id == bindparam("delivery"))
        connection.execute(statement.values(reason=bindparam("why", type_=Delivery.reason.type)), rows)


def _whole(connection: Connection, ids: Iterable[int]) -> list[int]:
    """Those that are of no thread, or of one of which all that is left is among them: its parts stay together."""
    of_all = set(ids)
    first = select(Delivery.id).where(among(Delivery.id, sorted(of_all)), Delivery.parent_id.is_(None))
    heads = connection.scalars(first).all()
    behind = rest_of(connection, heads)
    threads = [(head, *behind.get(head, ())) for head in heads]
    return [part for parts in threads if of_all.issuperset(parts) for part in parts]
