"""What a person does to deliveries. Each order is one transaction, signed in the event log, or not done at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, bindparam, case, false, func, literal, null, select, update

from campaign.errors import NotFound, StateError
from campaign.reasons import Reason
from campaign.states import FROZEN, MAY, State
from campaign.store import heads
from campaign.store.conditions import among, is_in
from campaign.store.events import Act, Note, record
from campaign.store.models import Attempt, Delivery, Event, Variant
from campaign.store.queue.changing import IS_UNSURE, UNSURE, change, change_selected, locked, require, selected
from campaign.store.queue.rejoining import lock, rejoin
from campaign.store.queue.threads import CUT, STOPPED, let_wait, rest_of
from campaign.store.reporting import days
from campaign.store.values import Selection, fingerprint

if TYPE_CHECKING:
    from posts.platforms.base import Located


#: The reason of a delivery that leaves its place: why it waited in the queue is over then; why it is held is not.
_NOT_OF_THE_QUEUE = case((Delivery.state == State.QUEUED, null()), else_=Delivery.reason)
#: The codes of the reasons of what is held because its account was, and not by a person's word.
_BY_ACCOUNT = ("unauthorized", "account_unusable", "renewal_broken_off")
_WHY = Delivery.reason["code"].as_string()
#: Where what was cancelled comes back to → what the log calls it. What stands still comes first: so what joins the
#: queue after it sees whether it does so behind one of them.
_TAKEN_BACK: Mapping[State, str] = MappingProxyType(
    {
        State.PROPOSED: "proposed again",
        State.HELD: "taken back: held",
        State.FAILED: "taken back: failed",
        State.QUEUED: "taken back",
    }
)


@dataclass(frozen=True, slots=True)
class NewTime:
    """A slot for a delivery: the moment, and the wall time and zone it was chosen by."""

    scheduled_for: datetime
    wall: str
    zone: str


def send_back(connection: Connection, selection: Selection, act: Act, reason: Reason) -> list[int]:
    """Leaves proposed deliveries waiting, with what is to be changed first as their reason; the ids.

    That a backup may not know it is out stays said.
    """
    require(connection, selection.ids, MAY["send back"], "sent back")
    named = [among(Delivery.id, selection.ids), is_in(State.PROPOSED)]
    restored = connection.scalar(select(func.max(Event.at)).where(Event.kind == "restored")) or act.at
    why = case((IS_UNSURE, _json(reason.unsure_since(restored))), else_=_json(reason))
    connection.execute(update(Delivery).where(*named).values(reason=why))
    record(connection, act, [Note("sent back", delivery_id=key, details=reason.to_json()) for key in selection.ids])
    return sorted(selection.ids)


def hold(connection: Connection, selection: Selection, act: Act, reason: Reason) -> list[int]:
    """Keeps queued deliveries back until they are released; the ids."""
    values = {"reason": reason.to_json()}
    return order(connection, selection, MAY["hold"], State.HELD, act, "held", values)


def release(connection: Connection, selection: Selection, act: Act) -> list[int]:
    """Queues what was held; the ids. What was held since the account says the same elsewhere may now be said again."""
    again = [*selected(selection), is_in(State.HELD), _WHY == "said_before"]
    connection.execute(update(Delivery).where(*again).values(repeats=True))
    return order(connection, selection, MAY["release"], State.QUEUED, act, "released", {"reason": None})


def held_with_account(connection: Connection, account_id: int) -> list[int]:
    """What was held because its account was, and not by a person's word."""
    held = select(Delivery.id, Delivery.reason).where(Delivery.account_id == account_id, Delivery.state == State.HELD)
    return [row.id for row in connection.execute(held) if row.reason and row.reason["code"] in _BY_ACCOUNT]


def cancel(connection: Connection, selection: Selection, act: Act) -> list[int]:
    """Takes deliveries out of the queue; the ids. Each keeps in which state it was, and why it was held or failed."""
    values = {"was": Delivery.state, "reason": _NOT_OF_THE_QUEUE}
    return order(connection, selection, MAY["cancel"], State.CANCELLED, act, "cancelled", values)


def take_back(connection: Connection, ids: Sequence[int], act: Act, *, approved: bool) -> list[int]:
    """Puts cancelled deliveries back where they were, the parts of threads in their places; the ids.

    What was to go out by itself, queued or held by its thread alone, does so again if it counts as ``approved``, and
    else waits for approval; so does that of which nobody knows where it was. Raises `NotFound`; `StateError` where one
    is not cancelled, or would go out behind what it goes before in its thread. Here a thread's first part stands for
    itself alone.
    """
    ids = sorted(set(ids))
    lock(connection, ids)
    require(connection, ids, MAY["take back"], "taken back")
    by_thread = case((_WHY == STOPPED, True), else_=False).label("by_thread")
    was = connection.execute(select(Delivery.id, Delivery.was, by_thread).where(among(Delivery.id, ids)))
    back = {row.id: _back_to(State(row.was or State.PROPOSED), row.by_thread, approved=approved) for row in was}
    rejoin(connection, back)
    for to in _TAKEN_BACK:
        here = [key for key, state in back.items() if state is to]
        change(connection, State.CANCELLED, to, [among(Delivery.id, here)], {"was": None, "reason": _kept(to)})
    record(connection, act, [Note(_TAKEN_BACK[back[key]], delivery_id=key) for key in ids])
    return ids


def _back_to(was: State, by_thread: bool, *, approved: bool) -> State:
    goes_on = was is State.QUEUED or (was is State.HELD and by_thread)
    if not goes_on:
        return was
    # If its thread still stands, it is held by it as it joins the queue.
    return State.QUEUED if approved else State.PROPOSED


def _kept(to: State) -> ColumnElement[Any]:
    """The reason of what comes back to a state: what goes on is held by its thread no more."""
    over = false() if to is State.HELD else _WHY == STOPPED
    return case((over, null()), else_=Delivery.reason)


def retry(connection: Connection, selection: Selection, act: Act) -> list[int]:
    """Queues what failed or was missed once more, with a new budget of attempts, due now; the ids."""
    values = {"reason": None, "spent": 0, "due_at": act.at}
    return order(connection, selection, MAY["retry"], State.QUEUED, act, "retried", values)


def resolve(
    connection: Connection, selection: Selection, act: Act, url: str | None, located: Located | None = None
) -> list[int]:
    """Settles what is in doubt by a person's word: out, at this address, or (None) not out, so due again.

    ``located`` is what its platform says of the address; without it the post is known, but nothing can answer it.
    """
    require(connection, selection.ids, MAY["resolve"], "resolved")
    # Who looks it up just now has nothing more to say.
    let_go = {"reason": None, "claimed_by": None, "fence": Delivery.fence + 1}
    if url is None:
        values: dict[str, Any] = let_go | {"spent": 0, "due_at": act.at}
        return order(connection, selection, MAY["resolve"], State.QUEUED, act, "resolved: not out", values)
    # It went out when it was sent, not when somebody looked; where no attempt is known (a backup), when it was to.
    sent = select(func.max(Attempt.started_at)).where(Attempt.delivery_id == Delivery.id).correlate(Delivery)
    at = func.coalesce(sent.scalar_subquery(), Delivery.scheduled_for)
    known = {"remote_id": located.remote_id, "ref": dict(located.ref)} if located else {}
    values = let_go | known | {"remote_url": url, "published_at": at}
    return order(connection, selection, MAY["resolve"], State.PUBLISHED, act, "resolved: out", values)


def moved_by_a_person(connection: Connection, campaign_id: int) -> set[int]:
    """The campaign's deliveries whose time a person chose."""
    moved = select(Event.delivery_id).join(Delivery, Delivery.id == Event.delivery_id)
    return set(connection.scalars(moved.where(Delivery.campaign_id == campaign_id, Event.kind == "moved")))


def move(connection: Connection, times: Mapping[int, NewTime], act: Act, kind: str = "moved") -> list[int]:
    """Gives deliveries new slots; what was missed is queued for its new one.

    Raises `NotFound`, or `StateError` where one is on its way or over.
    """
    require_open(connection, list(times), MAY["swap" if kind == "swapped" else "move"], "moved")
    give_times(connection, times, act, kind)
    change(connection, State.MISSED, State.QUEUED, [among(Delivery.id, times)], {"reason": None})
    return sorted(times)


def send_now(connection: Connection, key: int, time: NewTime, act: Act) -> None:
    """Gives a queued delivery the time that it is now. Raises as `move`; what waits for approval is not queued."""
    require_open(connection, [key], MAY["send now"], "sent now")
    give_times(connection, {key: time}, act, "moved")


def give_times(connection: Connection, times: Mapping[int, NewTime], act: Act, kind: str) -> None:
    """Writes new slots, with an event of this kind each; the caller has made sure that the deliveries may have them.

    What is behind a part in its thread goes with it, unless it has a time of its own here.
    """
    if not times:
        return
    behind = rest_of(connection, list(times))
    times = {part: times[key] for key, parts in behind.items() for part in parts} | dict(times)
    values: dict[str, Any] = {name: bindparam(f"_{name}") for name in ("scheduled_for", "wall", "zone")}
    statement = update(Delivery).where(Delivery.id == bindparam("delivery"))
    rows = [
        {"delivery": key, "_scheduled_for": one.scheduled_for, "_wall": one.wall, "_zone": one.zone}
        for key, one in times.items()
    ]
    days.forget(connection, times)
    connection.execute(
        statement.values(values | {"due_at": values["scheduled_for"], "reason": _NOT_OF_THE_QUEUE}), rows
    )
    days.forget(connection, times)
    let_wait(connection, list(times))
    heads.moved_by(connection, times)
    notes = [Note(kind, delivery_id=key, details={"to": one.scheduled_for.isoformat()}) for key, one in times.items()]
    record(connection, act, notes)


def edit(connection: Connection, key: int, text: str, length: int, act: Act) -> None:
    """Replaces a delivery's text; an approval that was given to the old text is void.

    What is held until a person releases it stays so: who does that lets the new text go.
    """
    require_open(connection, [key], MAY["edit"], "edited")
    variant = select(Delivery.variant_id).where(Delivery.id == key).scalar_subquery()
    values = {"text": text, "text_sha256": fingerprint(text), "length": length, "edited": True}
    connection.execute(update(Variant).where(Variant.id == variant).values(values))
    # The text is part of the key's promise: a platform that remembers the old key must not answer with the old post.
    connection.execute(
        update(Delivery).where(Delivery.id == key).values(revision=Delivery.revision + 1, platform_key=None)
    )
    change(connection, State.QUEUED, State.PROPOSED, [Delivery.id == key])
    # What its thread or its account holds goes on with them, and nobody would read it again.
    goes_on = [Delivery.id == key, _WHY.in_((STOPPED, CUT, *_BY_ACCOUNT))]
    proposed = change(connection, State.HELD, State.PROPOSED, goes_on, {"reason": None})
    # Who sent it back is asked again by a new text, and warned again of what a backup may not know.
    why = case((IS_UNSURE, _json(UNSURE)), else_=null())
    connection.execute(update(Delivery).where(Delivery.id == key, _WHY == "sent_back").values(reason=why))
    kinds = ("edited", *(["proposed again"] if proposed else []))
    record(connection, act, [Note(kind, delivery_id=key) for kind in kinds])


def require_open(connection: Connection, ids: Sequence[int], was: Sequence[State], verb: str) -> None:
    """Refuses, in words, to touch a delivery whose text may be on its way. Raises `NotFound` or `StateError`."""
    found = locked(connection, ids)
    for key in ids:
        if key not in found:
            raise NotFound("delivery", key, "`campaign queue` shows them.")
        if found[key] in FROZEN:
            raise StateError(key, found[key], verb, "it may be on its way, so its text and time are frozen")
        if found[key] not in was:
            raise StateError(key, found[key], verb)


def _json(reason: Reason) -> ColumnElement[Any]:
    return literal(reason.to_json(), Delivery.reason.type)


def order(
    connection: Connection,
    selection: Selection,
    was: Sequence[State],
    to: State,
    act: Act,
    kind: str,
    values: Mapping[str, Any],
    *,
    details: Mapping[int, Mapping[str, Any]] = MappingProxyType({}),
) -> list[int]:
    """A person's order for what was selected, threads with it: moved, and written down; the ids.

    ``details`` is what the log keeps of some of them. Raises as `change_selected`.
    """
    selection = with_threads(connection, selection, was)
    ids = change_selected(connection, selection, was, to, values)
    record(connection, act, [Note(kind, delivery_id=key, details=details.get(key, {})) for key in ids])
    return ids


def with_threads(connection: Connection, selection: Selection, was: Sequence[State]) -> Selection:
    """A thread's head that is named stands for all of its thread that is in these states too, unless it is alone."""
    behind = rest_of(connection, selection.ids) if selection.ids and not selection.alone else {}
    if not behind:
        return selection
    heads = connection.scalars(select(Delivery.id).where(among(Delivery.id, behind), Delivery.parent_id.is_(None)))
    rest = {part for head in heads for part in behind[head]} - set(selection.ids)
    same = connection.scalars(select(Delivery.id).where(among(Delivery.id, rest), among(Delivery.state, was)))
    return Selection((*selection.ids, *same))
