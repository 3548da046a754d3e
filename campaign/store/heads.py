"""Who is first in each account's line, and when that one is due: written down, so that a claim looks into no line.

An account's line is what is queued for it and has a due time, by its slots; what paused campaigns have in it does not
count. Whoever changes what stands in a line says whose it is, in the transaction of the change, and the end of that
transaction writes these heads anew, each with one look into the index on what is queued.

That is done last of all, and each head is locked before it is looked for. So nobody who holds one waits for anything
else, and of two who change the same line the second sees what the first has done. So does a claim: where another was
quicker, as only PostgreSQL's writers can be, it sees that its account is spoken for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from sqlalchemy import Connection, Row, ScalarSelect, Select, Update, func, outerjoin, select, tuple_, update

from campaign.errors import Overtaken
from campaign.states import State
from campaign.store import conflicts
from campaign.store.conditions import is_in, listed
from campaign.store.models import Account, Campaign, Delivery, Head
from campaign.store.tables import aliased

#: Under what a connection keeps whose lines its transaction has changed.
_MOVED = "campaign_moved"


@dataclass(slots=True)
class _Moved:
    """Whose lines a transaction has changed: those of these accounts, and of the accounts of these deliveries."""

    accounts: set[int] = field(default_factory=set)
    deliveries: set[int] = field(default_factory=set)
    everybody: bool = False
    #: For which of these accounts it speaks itself.
    spoken_for: set[int] = field(default_factory=set)


def begin(connection: Connection) -> None:
    """Nothing has moved yet: the connection may remember what another transaction took back."""
    connection.info.pop(_MOVED, None)


def moved(connection: Connection, accounts: Collection[int]) -> None:
    """Something is queued, or is queued no more, or has another time, in the lines of these accounts."""
    if accounts:
        _of(connection).accounts.update(accounts)


def spoken_for(connection: Connection, accounts: Collection[int]) -> None:
    """The first in the lines of these accounts is being sent, so it waits there no more."""
    moved(connection, accounts)
    _of(connection).spoken_for.update(accounts)


def moved_by(connection: Connection, deliveries: Collection[int]) -> None:
    """The same in the lines in which these deliveries are, or were."""
    if deliveries:
        _of(connection).deliveries.update(deliveries)


def all_moved(connection: Connection) -> None:
    """Every line may have another head: what does not count in it is another."""
    _of(connection).everybody = True


def not_written_down(connection: Connection) -> list[int]:
    """The accounts whose heads the end of this transaction writes down: until then nobody is claimed by them."""
    seen: _Moved | None = connection.info.get(_MOVED)
    if seen is None:
        return []
    if seen.everybody:
        return list(connection.scalars(select(Head.account_id)))
    if seen.deliveries:
        theirs = connection.scalars(_THEIRS, {"deliveries": list(seen.deliveries)})
        seen.accounts.update(theirs)
        seen.deliveries.clear()
    return sorted(seen.accounts)


def write_down(connection: Connection) -> None:
    """Writes down who is first now in every line that the transaction has changed. To be called last of all.

    Raises `Overtaken` where it speaks for an account for which somebody else does.
    """
    if accounts := not_written_down(connection):
        lines = {"accounts": accounts}
        if connection.dialect.name == "postgresql":
            connection.execute(_HELD, lines)
            _refuse_second_voices(_of(connection), connection.execute(_TOLD, lines).all())
        else:
            connection.execute(_WRITTEN, lines)
    begin(connection)


def _refuse_second_voices(seen: _Moved, voices: Iterable[Row[int, int]]) -> None:
    """Two may each see another first in a line that is changed between them; the second gives way."""
    if any(many > 1 and account in seen.spoken_for for account, many in voices):
        raise Overtaken


def try_writing_down(connection: Connection) -> None:
    """Asks what the end of nearly every transaction asks, of none."""
    if connection.dialect.name == "postgresql":
        connection.execute(_HELD, {"accounts": []}).close()
        connection.execute(_TOLD, {"accounts": []}).close()
    else:
        connection.execute(_WRITTEN, {"accounts": []})


def wrong(connection: Connection) -> list[int]:
    """The accounts whose heads are not written down as they are, after a look into every line.

    There are none, unless somebody else than this release has written to the queue, or has added an account.
    """
    return list(connection.scalars(_WRONG))


def mend(connection: Connection, accounts: Collection[int]) -> None:
    """Has the heads of these accounts, which were found `wrong`, written down at the end of the transaction."""
    if accounts:
        # Of two who sweep at the same moment the second finds them there.
        added = conflicts.insert(connection, Head).from_select(["account_id"], _LACKING)
        connection.execute(added.on_conflict_do_nothing())
        moved(connection, accounts)


def _of(connection: Connection) -> _Moved:
    return cast("_Moved", connection.info.setdefault(_MOVED, _Moved()))


def _first() -> Select[int, datetime | None]:
    """The first delivery in the line of a row of `Head`, and when it is due.

    The first is the first by its slot, also while it waits for another try: an account keeps its order, and a platform
    that is away is asked for one post, not for all of them.
    """
    # Said of the paused ones, since PostgreSQL would make a join of “in” and sort all that waits.
    paused = select(Campaign.id).where(Campaign.state != "active")
    counts = (is_in(State.QUEUED), Delivery.due_at.is_not(None), Delivery.campaign_id.not_in(paused))
    line = select(Delivery.id, Delivery.due_at).where(*counts, Delivery.account_id == Head.account_id)
    return line.order_by(Delivery.scheduled_for, Delivery.id).limit(1).correlate(Head)


def _written() -> Update:
    head = tuple_(Head.delivery_id, Head.due_at)
    return update(Head).where(listed(Head.account_id, "accounts")).values({head: _first().scalar_subquery()})


def _voices() -> ScalarSelect[int]:
    """How many speak for the account of a row of `Head`."""
    speaking = select(func.count()).where(Delivery.account_id == Head.account_id, Delivery.claimed_by.is_not(None))
    return speaking.correlate(Head).scalar_subquery()


def _wrong() -> Select[int]:
    told = aliased(Delivery)
    # Not joined, so that no planner may walk along all deliveries for it.
    due_at = select(told.due_at).where(told.id == Head.delivery_id).correlate(Head).scalar_subquery()
    found = _first().with_only_columns(Delivery.id).scalar_subquery()
    other = Head.delivery_id.is_distinct_from(found) | Head.due_at.is_distinct_from(due_at)
    heads = outerjoin(Account, Head, Head.account_id == Account.id)
    return select(Account.id).select_from(heads).where(Head.account_id.is_(None) | other)


def _lacking() -> Select[int]:
    """The accounts that have no head."""
    there = select(Head.account_id).where(Head.account_id == Account.id).correlate(Account)
    return select(Account.id).where(~there.exists())


_THEIRS = select(Delivery.account_id).where(listed(Delivery.id, "deliveries")).distinct()
_HELD = select(Head.account_id).where(listed(Head.account_id, "accounts")).order_by(Head.account_id).with_for_update()
_WRITTEN = _written()
_TOLD = _WRITTEN.returning(Head.account_id, _voices())
_WRONG, _LACKING = _wrong(), _lacking()
