"""What a program asks to be made is made once for its key; the answer is kept in the transaction that makes it.

::

    take the key ─→ the verb, whose transaction keeps the answer ─→ the same answer to whoever says the key again
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from campaign.app import App
from campaign.errors import CampaignError
from campaign.store.database import Transaction
from campaign.store.people import replays

Made = TypeVar("Made")
#: Called in the transaction of a verb with what it made, before that is committed.
Keep: TypeAlias = Callable[[Transaction, Made], object]


class KeyInUse(CampaignError):
    """Whoever said the key first has no answer yet."""


class KeyUsed(CampaignError):
    """The key was said with something else."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that is to be done once: who asks, by which key, and the fingerprint of what."""

    who: str
    key: str
    request_sha256: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program is answered; ``again``: it was, before."""

    text: str
    again: bool = False


def nothing_kept(_connection: Transaction, _made: object) -> None:
    """The `Keep` of who asks without a key."""


def once(app: App, asked: Asked, do: Callable[[Keep[str]], object]) -> Answer:
    """The answer that ``do`` hands to its `Keep`, in the transaction of what it makes; or that of the first time.

    So there is the answer if and only if there is what was made. Raises `KeyInUse`, `KeyUsed`, or what ``do`` raises:
    then nothing was made, and the key may be said again.
    """
    key = replays.key_of(asked.who, asked.key)
    if (before := _before(app, key, asked)) is not None:
        return Answer(before, again=True)
    said: list[str] = []

    def keep(connection: Transaction, text: str) -> None:
        replays.keep(connection, key, _DONE, text)
        said.append(text)

    try:
        do(keep)
    except BaseException:
        with app.store.write() as connection:
            replays.give_back(connection, key)
        raise
    return Answer(said[-1])


def _before(app: App, key: str, asked: Asked) -> str | None:
    """What the first who said the key was answered; None: that is who asks now."""
    with app.store.write() as connection:
        before = replays.take(connection, key, asked.request_sha256, app.clock.now())
    if before is None:
        return None
    if before.request_sha256 != asked.request_sha256:
        raise KeyUsed("This Idempotency-Key was said with something else before: make a new one for each request.")
    if before.answer is None:
        raise KeyInUse("What this Idempotency-Key was said for is being done just now: ask again in a moment.")
    return before.answer


#: The status of what was made.
_DONE = 201
