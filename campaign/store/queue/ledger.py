"""What accounts have tried of late, by the attempts: what rates are counted by.

An attempt stands there before it is made, so no worker that dies and no other worker escapes the count.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, literal_column, or_, select, union_all

from campaign.states import State
from campaign.store.conditions import among
from campaign.store.models import Account, Attempt, Delivery

#: Outcomes after which a post may be out; an open attempt is one too.
_MAY_BE_OUT = (State.PUBLISHED, State.IN_DOUBT)


@dataclass(frozen=True, slots=True)
class Look:
    """Some of the latest attempts of an account: the newest ``skip`` left out, then ``take`` of them."""

    #: An account's id; or a platform's name, for all of its accounts together.
    whose: int | str
    #: None that began then or earlier (aware).
    after: datetime
    skip: int
    take: int
    #: Whether attempts count too from which surely no post came.
    tries: bool


def latest(connection: Connection, looks: Sequence[Look]) -> list[list[datetime]]:
    """When the attempts began that each look is for, the newest first; all in one statement."""
    found: list[list[datetime]] = [[] for _ in looks]
    if not looks:
        return found
    names = ("whose", "after", "skip", "take")
    values = {f"{name}_{number}": getattr(look, name) for number, look in enumerate(looks) for name in names}
    shapes = tuple((isinstance(look.whose, str), look.tries) for look in looks)
    for row in connection.execute(_statement(shapes), values):
        found[row.number].append(row.started_at)
    for moments in found:
        moments.sort(reverse=True)
    return found


def spent(connection: Connection, accounts: Collection[int], since: datetime, until: datetime) -> int:
    """What the attempts of these accounts from ``since`` to before ``until`` have cost, or may have, in millionths."""
    found = select(func.coalesce(func.sum(Attempt.price), 0)).where(
        Attempt.account_id.in_(accounts), Attempt.started_at >= since, Attempt.started_at < until, is_charged()
    )
    return int(connection.scalar(found) or 0)


def is_charged() -> ColumnElement[bool]:
    """An attempt is out, on its way, or in doubt: one in doubt no longer is, once its delivery is known not to be out.

    A doubt that was found absent stays one in the log of attempts; its delivery went on, to the queue or to another
    attempt. Where it was found, its delivery is published by it.
    """
    latest = select(Delivery.id).where(
        Delivery.id == Attempt.delivery_id,
        Delivery.attempts == Attempt.number,
        among(Delivery.state, _MAY_BE_OUT),
    )
    sure = or_(Attempt.outcome.is_(None), Attempt.outcome == State.PUBLISHED)
    return or_(sure, (Attempt.outcome == State.IN_DOUBT) & latest.correlate(Attempt).exists())


def alone(connection: Connection, platforms: Collection[str]) -> None:
    """Lets nobody else count what the accounts of these platforms have tried together, until the transaction ends."""
    # Two workers that speak for two accounts would not see each other's attempts: of those who count, one waits. On
    # SQLite writers take turns anyway.
    if platforms and connection.dialect.name == "postgresql":
        of = Account.platform.in_(platforms)
        connection.execute(select(Account.id).where(of).order_by(Account.id).with_for_update(key_share=True))


def accounts_of(connection: Connection, platform: str) -> list[int]:
    """The accounts of a platform."""
    return list(connection.scalars(select(Account.id).where(Account.platform == platform)))


@cache
def _statement(shapes: tuple[tuple[bool, bool], ...]) -> Any:  # noqa: ANN401 - a union, whose type says nothing
    """The statement for so many looks: made once for each shape, since making it costs more than running it."""
    return union_all(*(_one(number, *shape) for number, shape in enumerate(shapes)))


def _one(number: int, of_platform: bool, every: bool) -> Select[tuple[int, datetime]]:
    """Reads no more than what lies in the span, out of the index on attempts, or on those of an account."""
    started, whose = Attempt.started_at, f"whose_{number}"
    theirs = select(Account.id).where(Account.platform == bindparam(whose))
    where = [
        Attempt.account_id.in_(theirs) if of_platform else Attempt.account_id == bindparam(whose),
        started > bindparam(f"after_{number}", type_=started.type),
    ]
    if not every:
        where.append(or_(Attempt.outcome.is_(None), among(Attempt.outcome, _MAY_BE_OUT)))
    newest = select(started).where(*where).order_by(started.desc())
    some = newest.offset(bindparam(f"skip_{number}")).limit(bindparam(f"take_{number}")).subquery()
    return select(literal_column(str(number)).label("number"), some.c.started_at)
