"""Which edition of the digest was sent last, and whose turn it is to send the next.

A turn is taken before anything is sent, and given back with the edition written down: whoever dies between has not
sent it, or has without saying so, and then it is sent once more. None is passed over for that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Update, insert, or_, select, update
from uuid_utils import uuid7

from campaign.store.models import Digest

#: Nobody puts sending off for longer, so a later time was written by a clock that was set back since.
LONGEST = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Sent:
    """How far the digest is. Times are aware UTC."""

    uid: str
    last_at: datetime
    try_after: datetime
    failing_since: datetime | None
    failing_why: str | None


_COLUMNS = (Digest.uid, Digest.last_at, Digest.try_after, Digest.failing_since, Digest.failing_why)


def begin(connection: Connection, now: datetime) -> None:
    """From now on there are editions, if there were none; what was to go out before is not sent."""
    if sent(connection) is None:
        # The row has one id, so that of two who begin at once one is refused.
        connection.execute(insert(Digest).values(id=1, uid=str(uuid7()), last_at=now, try_after=now))


def sent(connection: Connection) -> Sent | None:
    """How far it is; None where no worker has begun."""
    row = connection.execute(select(*_COLUMNS)).first()
    return Sent(**row._mapping) if row else None  # noqa: SLF001 - that is its public name


def take_turn(connection: Connection, seen: Sent, now: datetime, until: datetime) -> bool:
    """Takes it upon oneself to send what follows ``seen``, until then; False where another has, or is at it."""
    free = or_(Digest.try_after <= now, Digest.try_after > now + LONGEST)
    return _changed(connection, _after(seen, free).values(try_after=until))


def keep(connection: Connection, seen: Sent, at: datetime, now: datetime) -> bool:
    """The edition of that time is sent; False where another has sent it meanwhile."""
    kept = _after(seen).values(last_at=at, try_after=now, failing_since=None, failing_why=None)
    return _changed(connection, kept)


def put_off(connection: Connection, seen: Sent, since: datetime, until: datetime, why: str) -> None:
    """It could not be sent, for the first time at ``since``: nobody tries again before then."""
    connection.execute(_after(seen).values(try_after=until, failing_since=since, failing_why=why))


def _after(seen: Sent, *more: ColumnElement[bool]) -> Update:
    return update(Digest).where(Digest.last_at == seen.last_at, *more)


def _changed(connection: Connection, statement: Any) -> bool:  # noqa: ANN401 - an update with its values
    return connection.execute(statement).rowcount > 0
