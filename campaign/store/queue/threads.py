"""Threads: each part waits, queued and without a due time, until the part that it answers is out.

What becomes of a part moves those behind it, in the same transaction: out, the next one is due; stopped, the rest is
held; queued again, the rest waits again. So a worker may die at any moment, and no part is forgotten.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, select, update

from campaign.reasons import Reason
from campaign.states import State
from campaign.store import heads
from campaign.store.conditions import among, is_in
from campaign.store.models import Delivery
from campaign.store.queue.shifting import shift
from campaign.store.tables import aliased

#: States of a part behind which nothing goes on by itself.
_STOPS = frozenset({State.FAILED, State.MISSED, State.HELD, State.CANCELLED})
#: The codes of the reasons of what is held behind one of them: it goes on by itself, or a person lets it.
STOPPED, CUT = "thread_stopped", "thread_cut"
_before = aliased(Delivery)


def follow(connection: Connection, to: State, moved: Sequence[int]) -> None:
    """Lets the threads of these deliveries, which have just come to this state, follow them."""
    if to not in _STOPS | {State.PUBLISHED, State.QUEUED} or not (ids := _in_threads(connection, moved)):
        return
    # All parts of a thread are in one line.
    heads.moved_by(connection, ids)
    match to:
        case State.PUBLISHED:
            _make_due(connection, [Delivery.parent_id.in_(ids)])
        case State.QUEUED:
            _take_up(connection, ids)
        case _:
            _stop(connection, ids, to)


def rest_of(connection: Connection, ids: Sequence[int], *while_: ColumnElement[bool]) -> dict[int, list[int]]:
    """Part → the parts behind it, in their order, up to the first that does not meet the conditions."""
    chain = (
        select(Delivery.parent_id.label("part"), Delivery.id.label("behind"))
        .where(among(Delivery.parent_id, ids), *while_)
        .cte(recursive=True)
    )
    further = select(chain.c.part, Delivery.id).join(chain, Delivery.parent_id == chain.c.behind).where(*while_)
    everything = chain.union_all(further)
    found: dict[int, list[int]] = defaultdict(list)
    for row in connection.execute(select(everything.c.part, everything.c.behind).order_by(everything.c.behind)):
        found[row.part].append(row.behind)
    return found


def let_wait(connection: Connection, ids: Sequence[int]) -> None:
    """Takes from parts whose turn has not come whatever due time they were given."""
    not_out = select(_before.id).where(_before.id == Delivery.parent_id, _before.state != State.PUBLISHED)
    waiting = [among(Delivery.id, ids), not_out.correlate(Delivery).exists()]
    connection.execute(update(Delivery).where(*waiting).values(due_at=None))


def _in_threads(connection: Connection, ids: Sequence[int]) -> list[int]:
    """Those that are of a thread: of most deliveries none. One of which nothing else is left waits for no turn."""
    if not ids:
        return []
    return sorted(
        connection.scalars(select(Delivery.id).where(among(Delivery.id, ids), Delivery.thread_id.is_not(None)))
    )


def _make_due(connection: Connection, which: Sequence[ColumnElement[bool]]) -> None:
    """Parts whose turn has come are due at their thread's time, which is past: at once, before all that comes later."""
    turn_to_come = [*which, is_in(State.QUEUED), Delivery.due_at.is_(None)]
    connection.execute(update(Delivery).where(*turn_to_come).values(due_at=Delivery.scheduled_for))


def _take_up(connection: Connection, ids: Sequence[int]) -> None:
    """What was queued again waits for its turn, and so does what was held behind it."""
    still = _stop_again(connection, ids)
    free = [one for one in ids if one not in still]
    held = (is_in(State.HELD), Delivery.reason["code"].as_string() == STOPPED)
    rest = {key for parts in rest_of(connection, free, *held).values() for key in parts}
    shift(connection, State.HELD, State.QUEUED, [among(Delivery.id, sorted(rest))], {"reason": None})
    everything = [*free, *rest]
    let_wait(connection, everything)
    out = select(_before.id).where(_before.id == Delivery.parent_id, _before.state == State.PUBLISHED)
    turn = Delivery.parent_id.is_(None) | out.correlate(Delivery).exists()
    _make_due(connection, [among(Delivery.id, everything), turn])


def _stop_again(connection: Connection, ids: Sequence[int]) -> set[int]:
    """Holds those of these again that are behind a part that stands still, and all behind them; which those are."""
    behind_one = (
        select(Delivery.id, Delivery.parent_id)
        .join(_before, _before.id == Delivery.parent_id)
        .where(among(Delivery.id, ids), among(_before.state, sorted(_STOPS)))
    )
    before = {row.id: row.parent_id for row in connection.execute(behind_one)}
    held = {key: [key, *rest_of(connection, [key]).get(key, [])] for key in before}
    for key, parts in held.items():
        _hold(connection, parts, before[key])
    return {part for parts in held.values() for part in parts}


def _stop(connection: Connection, ids: Sequence[int], to: State) -> None:
    """Holds what is behind these; what answered a part that was cancelled answers the one before that."""
    behind = rest_of(connection, ids)
    for key in ids:
        _hold(connection, behind.get(key, []), key)
    if to is State.CANCELLED:
        # The last first: what answered two of them that followed each other answers what was before both.
        for key in reversed(ids):
            above = select(_before.parent_id).where(_before.id == key).scalar_subquery()
            answers = [Delivery.parent_id == key, Delivery.state != State.CANCELLED]
            connection.execute(update(Delivery).where(*answers).values(parent_id=above))


def _hold(connection: Connection, ids: Sequence[int], stopped: int) -> None:
    """Holds those of these parts that are queued, and says behind which one."""
    state = connection.scalar(select(Delivery.state).where(Delivery.id == stopped))
    code = CUT if state == State.CANCELLED else STOPPED
    reason = Reason(code, {"delivery": str(stopped), "state": str(state)})
    shift(connection, State.QUEUED, State.HELD, [among(Delivery.id, ids)], {"reason": reason.to_json(), "due_at": None})
