"""Timestamp identifiers (TIDs), the record keys of atproto: a time and a little noise in 13 letters that sort by time.

https://atproto.com/specs/tid: a zero bit, 53 bits of microseconds since 1970, 10 bits that keep two writers apart;
five bits a letter. Ours are made from a delivery's key, never drawn, so that every attempt names the same record.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta

_LETTERS = "234567abcdefghijklmnopqrstuvwxyz"
_FORM = re.compile(r"[234567abcdefghij][234567a-z]{12}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
#: How many of the low bits of the time give way to the key: 2**20 µs are 1.05 s, which no reader of a post notices.
_GIVEN_UP = 20
_WRITER = 10


def tid(key: str, at: datetime) -> str:
    """The TID of a key at a time (aware): always the same for the same two, and within 1.05 s of that time.

    Two keys of the same second fall together once in 2**30. Raises `TypeError` for a naive time.
    """
    noise = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8])
    low = (1 << _GIVEN_UP) - 1
    microseconds = (((at - _EPOCH) // _MICROSECOND) & ~low) | (noise & low)
    writer = (noise >> _GIVEN_UP) & ((1 << _WRITER) - 1)
    return _letters((microseconds << _WRITER) | writer)


def instant(tid: str) -> datetime:
    """The time that a TID bears, aware UTC to the microsecond. Raises `ValueError` where it is none."""
    if not _FORM.fullmatch(tid):
        raise ValueError(f"{tid!r} is no TID")
    number = 0
    for letter in tid:
        number = (number << 5) | _LETTERS.index(letter)
    return _EPOCH + (number >> _WRITER) * _MICROSECOND


def _letters(number: int) -> str:
    return "".join(_LETTERS[(number >> shift) & 31] for shift in range(60, -1, -5))
