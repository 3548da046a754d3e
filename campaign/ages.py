"""At which ages a published post's figures are read, and how many may be read now. Decides, and does nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

#: What every snapshot is taken at; no two of them are due at once.
AGES = (timedelta(hours=1), timedelta(days=1), timedelta(days=7), timedelta(days=30))
#: Later than by this share of the age it would say something about another age: it is left out then, never invented.
_LATE = 4
#: How often it is looked for posts that reach an age, for as long as a post may be late for it: each look reads all
#: posts of that time.
_LOOKS = 15


def window(age: timedelta, now: datetime) -> tuple[datetime, datetime]:
    """Between which times (after the first, not after the second) what is of this age now was published."""
    return now - age - age / _LATE, now - age


def pause(age: timedelta) -> timedelta:
    """How long it is not looked again for posts of this age, once all were found: a minute for an hour."""
    return age / _LATE / _LOOKS


def may_read(most: int, lately: int, price: int = 0, left: int = 0) -> int:
    """How many posts may be read now, of which ``lately`` were in the window that takes no more than ``most``.

    Each costs ``price``, of which only so much is ``left``: what costs nothing needs no money.
    """
    free = max(most - lately, 0)
    return min(free, max(left, 0) // price) if price else free
