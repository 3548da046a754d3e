"""What programs were answered that said an Idempotency-Key: the same key is answered the same, and done once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from campaign.store.conflicts import insert
from campaign.store.models import Replay
from campaign.store.values import fingerprint

#: How long an answer is kept.
KEPT_FOR = timedelta(days=1)
#: After so long, whoever was at it and left no answer has died.
GIVEN_UP_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Answered:
    """What there is for a key: of which request, and the answer; ``status`` None while it is being made."""

    request_sha256: str
    status: int | None
    answer: str | None


def key_of(who: str, key: str) -> str:
    """Two who say the same key mean two things."""
    return fingerprint(f"{len(who)}:{who}{key}")


def take(connection: Connection, key_sha256: str, request_sha256: str, at: datetime) -> Answered | None:
    """None: nobody has said this key, and it is ours to answer now. Else what the first was answered."""
    over = (Replay.at <= at - KEPT_FOR) | (Replay.status.is_(None) & (Replay.at <= at - GIVEN_UP_AFTER))
    connection.execute(delete(Replay).where(over))
    if _is_ours(connection, key_sha256, request_sha256, at):
        return None
    row = connection.execute(select(Replay).where(Replay.key_sha256 == key_sha256)).one()
    return Answered(row.request_sha256, row.status, row.answer)


def keep(connection: Connection, key_sha256: str, status: int, answer: str) -> None:
    """What it was answered."""
    connection.execute(update(Replay).where(Replay.key_sha256 == key_sha256).values(status=status, answer=answer))


def give_back(connection: Connection, key_sha256: str) -> None:
    """It came to nothing: whoever says the key next may try."""
    connection.execute(delete(Replay).where(Replay.key_sha256 == key_sha256, Replay.status.is_(None)))


def _is_ours(connection: Connection, key_sha256: str, request_sha256: str, at: datetime) -> bool:
    values = {"key_sha256": key_sha256, "request_sha256": request_sha256, "at": at}
    new = insert(connection, Replay)
    made = new.values(values).on_conflict_do_nothing().returning(Replay.key_sha256)
    return connection.scalar(made) is not None
