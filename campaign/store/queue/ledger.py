"""What accounts have tried of late, by the attempts: what rates are counted by.

An attempt stands there before it is made, so no worker that dies and no other worker escapes the count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, or_, select

from campaign.states import State
from campaign.store.conditions import among, listed
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


class _Place(NamedTuple):
    """An attempt of an account: the one with ``skip`` newer ones before it, if it is not too old."""

    after: datetime
    skip: int
    tries: bool


def latest(connection: Connection, looks: Sequence[Look]) -> list[list[datetime]]:
    """When the attempts began that each look is for, the newest first.

    A statement for each kind of look, however many accounts it is for: see `_places`.
    """
    found: list[list[datetime]] = [
        _of_platform(connection, look) if isinstance(look.whose, str) else [] for look in looks
    ]
    for place, numbers in _places(looks):
        whose = {looks[number].whose for number in numbers}
        rows = connection.execute(_OF_ACCOUNTS[place.tries], {"accounts": sorted(whose), **place._asdict()})
        moments: dict[int | str, datetime | None] = {row[0]: row[1] for row in rows}
        for number in numbers:
            if moment := moments.get(looks[number].whose):
                found[number].append(moment)
    return found


def _places(looks: Sequence[Look]) -> list[tuple[_Place, list[int]]]:
    """Which attempts of accounts are looked for, the newest first, and the looks that each is for.

    An account has one post in a pass, so it is mostly one attempt of each account, in the same place for all of them.
    """
    alike: dict[_Place, list[int]] = defaultdict(list)
    for number, look in enumerate(looks):
        if not isinstance(look.whose, str):
            for skip in range(look.skip, look.skip + look.take):
                alike[_Place(look.after, skip, look.tries)].append(number)
    return sorted(alike.items())


def _of_platform(connection: Connection, look: Look) -> list[datetime]:
    # Whose an attempt is stands in its row. Where there are not so many of all platforms together, none need be read.
    if connection.scalar(_OF_ALL, {"after": look.after, "skip": look.skip}) is None:
        return []
    asked = {"platform": look.whose, "after": look.after, "skip": look.skip, "take": look.take}
    return list(connection.scalars(_OF_PLATFORM[look.tries], asked))


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


def _newest(*of: ColumnElement[bool], tries: bool) -> Select[datetime]:
    """When attempts began, the newest first, without the first few: out of the index on attempts, or an account's."""
    where = [*of, Attempt.started_at > bindparam("after", type_=Attempt.started_at.type)]
    if not tries:
        where.append(or_(Attempt.outcome.is_(None), among(Attempt.outcome, _MAY_BE_OUT)))
    return select(Attempt.started_at).where(*where).order_by(Attempt.started_at.desc()).offset(bindparam("skip"))


def _nth_of_accounts(*, tries: bool) -> Select[int, datetime | None]:
    """The attempt in one place of each account."""
    nth = _newest(Attempt.account_id == Account.id, tries=tries).limit(1).correlate(Account).scalar_subquery()
    return select(Account.id, nth).where(listed(Account.id, "accounts"))


def _some_of_platform(*, tries: bool) -> Select[datetime]:
    """The attempts of a platform's accounts together."""
    theirs = select(Account.id).where(Account.platform == bindparam("platform"))
    return _newest(Attempt.account_id.in_(theirs), tries=tries).limit(bindparam("take"))


_OF_ALL = _newest(tries=True).limit(1)
#: Made once, by whether all tries count.
_OF_ACCOUNTS = {tries: _nth_of_accounts(tries=tries) for tries in (False, True)}
_OF_PLATFORM = {tries: _some_of_platform(tries=tries) for tries in (False, True)}
