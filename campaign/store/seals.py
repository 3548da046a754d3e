"""The seals of the log, the rows that they are of, and the keys that they were made with."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, Text, bindparam, cast, func, insert, select, text, update

from campaign import seals
from campaign.errors import StoreError
from campaign.seals import Log, Seal
from campaign.states import State
from campaign.store import conflicts, models
from campaign.store.models import Attempt, Delivery, Event, SealKey, Variant

_STREAM = {"yield_per": 1_000}
#: How long a writer on PostgreSQL may have to wait because we wait for the others.
_WAIT = text("SET LOCAL lock_timeout = '200ms'")

_EVENT = (Event.id, Event.at, Event.actor, Event.kind)
_ABOUT = (Event.campaign_id, Event.account_id, Event.delivery_id, cast(Event.details, Text).label("details"))
_INTENT = (
    *(Attempt.id, Attempt.delivery_id, Attempt.account_id, Attempt.number, Attempt.key, Attempt.text_sha256),
    *(Attempt.worker, Attempt.fence, Attempt.due_at, Attempt.started_at, Attempt.deadline_at, Attempt.price),
)
_ANSWER = (
    *(Attempt.ended_at, Attempt.outcome, Attempt.status, cast(Attempt.reason, Text).label("reason")),
    *(Attempt.remote_id, Attempt.remote_url),
)
_TABLES: Mapping[Log, type[Event | Attempt]] = {Log.EVENTS: Event, Log.ATTEMPTS: Attempt}
#: Where a row has JSON. It is read as text, since it may have been changed into what is none; and parsed, since the
#: databases space it differently.
_JSON: Mapping[Log, int] = {Log.EVENTS: len(_EVENT) + 3, Log.ATTEMPTS: len(_INTENT) + 3}
_COLUMNS: Mapping[Log, tuple[Any, ...]] = {Log.EVENTS: (*_EVENT, *_ABOUT), Log.ATTEMPTS: (*_INTENT, *_ANSWER)}
#: Made once: each report says the last seal.
_LAST = select(models.Seal.id, models.Seal.mac, models.Seal.at).order_by(models.Seal.id.desc()).limit(1)
_FIRST_AT = select(models.Seal.at).order_by(models.Seal.id).limit(1)


@dataclass(frozen=True, slots=True)
class Head:
    """The last seal, which stands for all before it."""

    number: int
    mac: str
    #: When it was made; and the first of all.
    at: datetime
    since: datetime

    @property
    def short(self) -> str:
        """As much of it as is printed: 64 bits, which nobody can meet by trying without the key."""
        return self.mac[:16]


@dataclass(frozen=True, slots=True)
class Sent:
    """What a published delivery says now, beside the hash of what was sent."""

    attempt: int
    delivery: int
    text_sha256: str
    #: None: it is gone.
    text: str | None


@dataclass(frozen=True, slots=True)
class About:
    """What a row of a log is about, as far as it still says so."""

    what: str
    at: datetime
    by: str
    delivery: int | None
    campaign: str | None
    account: str | None


def head(connection: Connection) -> Head | None:
    """The last seal; None where nothing is sealed yet."""
    last = connection.execute(_LAST).first()
    if last is None:
        return None
    first = connection.scalars(_FIRST_AT).one()
    return Head(last.id, last.mac, last.at, first)


def last(connection: Connection) -> Seal | None:
    """The seal behind which the next one goes."""
    found = connection.execute(_SEALS.order_by(models.Seal.id.desc()).limit(1)).first()
    return _seal(found) if found else None


def chain(connection: Connection) -> Iterator[Seal]:
    """All seals in order, as they are read."""
    with connection.execute(_SEALS.order_by(models.Seal.id), execution_options=_STREAM) as found:
        yield from map(_seal, found)


def add(connection: Connection, seal: Seal) -> bool:
    """Puts a seal behind the last; False where another has done so meanwhile."""
    if (connection.scalar(select(func.max(models.Seal.id))) or 0) != seal.number - 1:
        return False
    values = {one.name: getattr(seal, one.name) for one in fields(seal) if one.name != "number"}
    new = conflicts.insert(connection, models.Seal).values(id=seal.number, **values)
    # On PostgreSQL another may be about to commit the same number, which is not seen before it is waited for.
    return connection.scalar(new.on_conflict_do_nothing().returning(models.Seal.id)) is not None


def sealed_to(connection: Connection, log: Log) -> int:
    """The last id of a log that lies under a seal; 0 for none."""
    return connection.scalar(select(func.max(models.Seal.last_id)).where(models.Seal.log == log)) or 0


def newest(connection: Connection, log: Log) -> int:
    """The last id of a log; on PostgreSQL a lower one may still be committed after it."""
    return connection.scalar(select(func.max(_TABLES[log].id))) or 0


def settled_to(connection: Connection, log: Log) -> int:
    """The last id of a log before which nothing comes any more. Raises `StoreError` where others write for too long.

    PostgreSQL gives ids before they are committed: here it is waited until nobody writes to the table, and the caller
    ends its transaction at once, so that whoever wants to write waits no longer than this look takes.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_WAIT)
        connection.execute(text(f"LOCK TABLE {_TABLES[log].__tablename__} IN SHARE MODE"))
    return newest(connection, log)


def unsealed(connection: Connection, log: Log, after: int, upto: int, most: int) -> list[seals.Row]:
    """So many rows of a log behind an id, in order."""
    table = _TABLES[log]
    found = _rows(log).where(table.id > after, table.id <= upto).limit(most)
    return [_row(log, one) for one in connection.execute(found)]


def rows(connection: Connection, log: Log) -> Iterator[seals.Row]:
    """All rows of a log in order, as they are read."""
    read = 0
    try:
        with connection.execute(_rows(log), execution_options=_STREAM) as found:
            for one in found:
                read = one.id
                yield _row(log, one)
    except (TypeError, ValueError, OverflowError) as error:
        # SQLite keeps whatever somebody writes into a column.
        words = f"Behind {log.removesuffix('s')} {read} a row cannot be read any more: it was changed ({error})."
        raise StoreError(words) from error


def waiting(connection: Connection) -> int:
    """How many rows no seal is over yet."""
    counts = (
        select(func.count()).select_from(table).where(table.id > sealed_to(connection, log))
        for log, table in _TABLES.items()
    )
    return sum(connection.scalar(one) or 0 for one in counts)


def sent(connection: Connection, upto: int) -> Iterator[Sent]:
    """What published deliveries say, by their last attempts up to this id: their texts were frozen since."""
    found = (
        select(Attempt.id, Attempt.delivery_id, Attempt.text_sha256, Variant.text)
        .join(Delivery, Delivery.id == Attempt.delivery_id)
        .outerjoin(Variant, Variant.id == Delivery.variant_id)
        .where(Attempt.id <= upto, Delivery.state == State.PUBLISHED, Attempt.number == Delivery.attempts)
        .order_by(Attempt.id)
    )
    with connection.execute(found, execution_options=_STREAM) as streamed:
        for one in streamed:
            yield Sent(*one)


def about(connection: Connection, log: Log, key: int) -> About | None:
    """What a row is about; None where it is gone."""
    found = connection.execute(_ABOUT_EVENT if log is Log.EVENTS else _ABOUT_ATTEMPT, {"key": key}).first()
    return About(*found) if found else None


def last_restored(connection: Connection) -> datetime | None:
    """When a backup was last put back."""
    found: datetime | None = connection.scalar(select(func.max(Event.at)).where(Event.kind == "restored"))
    return found


def keys(connection: Connection) -> dict[int, bytes]:
    """The keys of seals, encrypted."""
    found = connection.execute(select(SealKey.id, SealKey.secret).order_by(SealKey.id))
    return {one.id: one.secret for one in found}


def add_key(connection: Connection, secret: bytes) -> int:
    """Keeps a key of seals, encrypted; its id."""
    return connection.scalars(insert(SealKey).values(secret=secret).returning(SealKey.id)).one()


def set_keys(connection: Connection, secrets: Mapping[int, bytes]) -> None:
    """Puts these keys in the place of what was there, encrypted anew."""
    for key, secret in secrets.items():
        connection.execute(update(SealKey).where(SealKey.id == key).values(secret=secret))


_NAMES = (models.Campaign.name.label("campaign"), models.Account.name.label("account"))
_ABOUT_EVENT = (
    select(Event.kind, Event.at, Event.actor, Event.delivery_id, *_NAMES)
    .outerjoin(models.Campaign, models.Campaign.id == Event.campaign_id)
    .outerjoin(models.Account, models.Account.id == Event.account_id)
    .where(Event.id == bindparam("key"))
)
_ABOUT_ATTEMPT = (
    select(cast(Attempt.number, Text), Attempt.started_at, Attempt.worker, Attempt.delivery_id, *_NAMES)
    .outerjoin(Delivery, Delivery.id == Attempt.delivery_id)
    .outerjoin(models.Campaign, models.Campaign.id == Delivery.campaign_id)
    .outerjoin(models.Account, models.Account.id == Attempt.account_id)
    .where(Attempt.id == bindparam("key"))
)
_SEAL: tuple[Any, ...] = (
    *(models.Seal.id, models.Seal.log, models.Seal.first_id, models.Seal.last_id, models.Seal.count),
    *(models.Seal.marks, models.Seal.key_id, models.Seal.at, models.Seal.previous, models.Seal.mac),
)
_SEALS = select(*_SEAL)


def _seal(row: Row[Any]) -> Seal:
    number, log, *rest = tuple(row)
    return Seal(number, Log(log), *rest)


def _rows(log: Log) -> Select[Any]:
    return select(*_COLUMNS[log]).order_by(_TABLES[log].id)


def _row(log: Log, row: Row[Any]) -> seals.Row:
    values = list(row)
    values[_JSON[log]] = _parsed(values[_JSON[log]])
    if log is Log.EVENTS:
        return seals.Row(log, row.id, tuple(values))
    said, answer = tuple(values[: len(_INTENT)]), tuple(values[len(_INTENT) :])
    # What a rescue writes is no answer: that may come later, and is sealed only when it is there.
    return seals.Row(log, row.id, said, answer if row.ended_at else None, row.deadline_at)


def _parsed(said: str | None) -> Any:  # noqa: ANN401 - whatever JSON says
    try:
        return None if said is None else json.loads(said)
    except ValueError:
        return [said]
