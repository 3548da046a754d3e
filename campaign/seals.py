"""How a log is sealed, so that whoever changes it afterwards is found out. Pure.

::

    row ─canonical→ bytes ─HMAC→ mark       marks of a batch, and the seal before it ─HMAC→ seal ─→ the next seal …

A mark says which row was changed, a seal that no mark was, and the last seal, the **head**, stands for all of them: who
has it on paper knows whether what was sealed by then is still the same. Both take the key of the installation
(HMAC: https://www.rfc-editor.org/rfc/rfc2104), without which neither can be made.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

#: What the key is derived for: raised when the bytes that are sealed become others.
LABEL = b"campaign: seals of the log, 1"
#: So many rows at most lie under one seal: to read and mark a thousand takes so long that posts would wait for it.
BATCH = 200
#: How long after its deadline an attempt's answer is waited for before it is sealed without one.
PATIENCE = timedelta(minutes=10)
_ID, _MARK = 8, 16
#: Made once: that takes as long as to encode a row.
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=datetime.isoformat)


class Log(StrEnum):
    """What is sealed: the events, and the attempts."""

    EVENTS = "events"
    ATTEMPTS = "attempts"


class What(StrEnum):
    """What became of a row after it was sealed."""

    CHANGED = "changed"
    REMOVED = "removed"
    INSERTED = "inserted"


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it is sealed."""

    log: Log
    id: int
    #: What is written once.
    said: tuple[Any, ...]
    #: What is written when its answer comes; None before that, and where none is to come.
    answer: tuple[Any, ...] | None = None
    #: By when an answer had to be there; None: it needs none.
    deadline_at: datetime | None = None

    def is_ready(self, now: datetime) -> bool:
        """Whether it may be sealed: it will not change any more, or its answer is given up."""
        return self.answer is not None or self.deadline_at is None or self.deadline_at + PATIENCE < now

    def mark(self, key: bytes) -> bytes:
        """The mark of all that is there."""
        return _mark(key, self.log, [*self.said, *(self.answer or ())], answered=self.answer is not None)

    def bears(self, mark: bytes, key: bytes) -> bool:
        """Whether it is what was marked; an answer may have come since."""
        if hmac.compare_digest(mark, self.mark(key)):
            return True
        return self.answer is not None and hmac.compare_digest(mark, _mark(key, self.log, self.said, answered=False))


@dataclass(frozen=True, slots=True)
class Seal:
    """What closes a batch of rows of one log, chained to the seal before."""

    #: Its place in the chain, from 1.
    number: int
    log: Log
    first_id: int
    last_id: int
    count: int
    #: The id and the mark of each row, in order.
    marks: bytes
    key_id: int
    at: datetime
    #: The mac of the seal before; empty for the first.
    previous: str
    mac: str

    def is_whole(self, key: bytes) -> bool:
        """Whether it is as it was made."""
        return hmac.compare_digest(self.mac, _mac(key, self))

    def marked(self) -> list[tuple[int, bytes]]:
        """The ids and marks of its rows."""
        step = _ID + _MARK
        pieces = (self.marks[at : at + step] for at in range(0, len(self.marks), step))
        return [(int.from_bytes(one[:_ID], "big"), one[_ID:]) for one in pieces]


def close(rows: Sequence[Row], before: Seal | None, key: bytes, key_id: int, now: datetime) -> Seal:
    """Seals a batch of rows of one log, behind the last seal."""
    unsigned = Seal(
        number=before.number + 1 if before else 1,
        log=rows[0].log,
        first_id=rows[0].id,
        last_id=rows[-1].id,
        count=len(rows),
        marks=b"".join(one.id.to_bytes(_ID, "big") + one.mark(key) for one in rows),
        key_id=key_id,
        at=now,
        previous=before.mac if before else "",
        mac="",
    )
    return replace(unsigned, mac=_mac(key, unsigned))


def ready(rows: Iterable[Row], now: datetime) -> list[Row]:
    """The rows up to the first that may still change: a log is sealed without gaps."""
    found: list[Row] = []
    for row in rows:
        if not row.is_ready(now):
            break
        found.append(row)
    return found


def first_fault(seal: Seal, rows: Iterable[Row], key: bytes) -> tuple[What, int] | None:
    """What became of the first row that is not as it was sealed, and its id; ``rows`` are all that lie there now."""
    there = iter(rows)
    row = next(there, None)
    for wanted, mark in seal.marked():
        if row is None or row.id > wanted:
            return What.REMOVED, wanted
        if row.id < wanted:
            return What.INSERTED, row.id
        if not row.bears(mark, key):
            return What.CHANGED, wanted
        row = next(there, None)
    return (What.INSERTED, row.id) if row else None


class Stretch:
    """The rows of a log as they are read, given out seal by seal."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def upto(self, last_id: int) -> Iterator[Row]:
        """Those up to this id that were not given out yet."""
        while self._next is not None and self._next.id <= last_id:
            row, self._next = self._next, next(self._rows, None)
            yield row


def _mac(key: bytes, seal: Seal) -> str:
    marks = hashlib.sha256(seal.marks).hexdigest()
    said = (seal.number, seal.log, seal.first_id, seal.last_id, seal.count, seal.at, seal.previous, marks)
    return hmac.digest(key, _canonical("seal", said), "sha256").hex()


def _mark(key: bytes, log: Log, values: Sequence[Any], *, answered: bool) -> bytes:
    return hmac.digest(key, _canonical(f"{log} {'answered' if answered else 'said'}", values), "sha256")[:_MARK]


def _canonical(label: str, values: Sequence[Any]) -> bytes:
    """The same bytes for the same values, whichever database they come from: moments are aware UTC in both."""
    return _ENCODER.encode([label, *values]).encode()
