"""Logins that failed of late, which say who has to wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Integer, cast, delete, func, insert, or_, select, text

from campaign.store.models import LoginTry

#: How long a failed login counts.
COUNTS_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Tries:
    """How many logins failed within `COUNTS_FOR`: of this name from this address, of the name, from the address."""

    both: int
    name: int
    address: int


def count(connection: Connection, name_sha256: str, address: str, now: datetime) -> Tries:
    """How many there were. On PostgreSQL too, who asks next waits until this transaction is over."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE login_tries IN SHARE ROW EXCLUSIVE MODE"))
    named, from_there = LoginTry.name_sha256 == name_sha256, LoginTry.address == address
    row = connection.execute(
        select(
            *(func.coalesce(func.sum(cast(one, Integer)), 0) for one in (named & from_there, named, from_there))
        ).where(LoginTry.at > now - COUNTS_FOR, or_(named, from_there))
    ).one()
    return Tries(row[0], row[1], row[2])


def add(connection: Connection, name_sha256: str, address: str, at: datetime) -> None:
    """One more, counted before it is looked at, so that many at once are many; those that count no more are dropped."""
    connection.execute(delete(LoginTry).where(LoginTry.at <= at - COUNTS_FOR))
    connection.execute(insert(LoginTry).values(name_sha256=name_sha256, address=address, at=at))


def forgive(connection: Connection, name_sha256: str, address: str) -> None:
    """Who has got in has not guessed."""
    mine = (LoginTry.name_sha256 == name_sha256, LoginTry.address == address)
    connection.execute(delete(LoginTry).where(*mine))
