"""Whether the log is as it was written: its seals, and the first row that is not what was sealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from campaign.app import App
from campaign.errors import UsageError
from campaign.rounds.auditing import opened
from campaign.seals import Log, Seal, Stretch, What, first_fault
from campaign.store import agreeing, seals
from campaign.store.database import Transaction
from campaign.store.seals import Head
from campaign.store.values import fingerprint

#: Fewer letters of a head say too little.
_LEAST = 8


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing that is not as it was sealed."""

    #: changed, removed, inserted.
    what: str
    #: event, attempt, text, delivery, seal, head.
    kind: str
    id: int | None
    #: In one sentence.
    words: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of the log."""

    #: None: all that is sealed is as it was.
    fault: Fault | None
    #: How many rows of each log lie under seals; and how many of them were sealed before their answer came.
    sealed: Mapping[str, int]
    #: How many published posts say what was sent.
    texts: int
    #: How many rows no seal is over yet.
    waiting: int
    #: The last seal; None: there is none.
    head: str | None
    since: datetime | None
    upto: datetime | None


def head(app: App) -> Head | None:
    """How far the log is sealed; None: not at all yet."""
    with app.store.read() as connection:
        return seals.head(connection)


def verify(app: App, wanted: str | None = None) -> Verdict:
    """Looks whether what was sealed is still the same; ``wanted`` is a head that a report was printed with.

    Whoever changed rows and does not have the key is found out, up to the last seal: who takes away the newest rows
    together with their seals, only by a head that was printed before. Raises `UsageError` for what is no head.
    """
    printed = _printed(wanted)
    with app.store.read() as connection:
        return _Look(app, connection, printed).verdict()


def worded(found: Verdict) -> str:
    """The verdict for a person to read."""
    if found.fault:
        return found.fault.words
    wait = "waits" if found.waiting == 1 else "wait"
    rest = f" {found.waiting:,} written since {wait} for the next seal." if found.waiting else ""
    if found.since is None or found.upto is None or found.head is None:
        return f"Nothing is sealed yet: a worker seals what was written every minute.{rest}"
    rows = " and ".join(f"{number:,} {log}" for log, number in found.sealed.items())
    return (
        f"Nothing was changed: {rows} are as they were sealed since {_when(found.since)}, the last on "
        f"{_when(found.upto)}, and {found.texts:,} published texts are what was sent. Head: {found.head[:16]}.{rest}"
    )


def _printed(wanted: str | None) -> str | None:
    if wanted is None:
        return None
    found = wanted.strip().lower().rstrip("…")
    if len(found) < _LEAST or set(found) - set("0123456789abcdef"):
        raise UsageError(f"“{wanted}” is no head: it is the {_LEAST} or more letters 0–9, a–f that a report prints.")
    return found


class _Look:
    """One look at all of it, in one moment."""

    def __init__(self, app: App, connection: Transaction, printed: str | None) -> None:
        self._connection = connection
        self._printed = printed
        self._keys = opened(app.keyring, seals.keys(connection))
        self._sealed = dict.fromkeys(map(str, Log), 0)
        self._texts = 0

    def verdict(self) -> Verdict:
        head = seals.head(self._connection)
        fault = self._in_chain() or self._in_texts() or self._in_deliveries()
        return Verdict(
            fault=fault,
            sealed=self._sealed,
            texts=self._texts,
            waiting=seals.waiting(self._connection),
            head=head.mac if head else None,
            since=head.since if head else None,
            upto=head.at if head else None,
        )

    def _in_chain(self) -> Fault | None:
        there = {one: Stretch(seals.rows(self._connection, one)) for one in Log}
        before: Seal | None = None
        seen = self._printed is None
        for seal in seals.chain(self._connection):
            if fault := self._in_link(seal, before) or self._in_rows(seal, there[seal.log]):
                return fault
            self._sealed[seal.log] += seal.count
            seen = seen or seal.mac.startswith(str(self._printed))
            before = seal
        return None if seen else self._without_head()

    def _in_link(self, seal: Seal, before: Seal | None) -> Fault | None:
        number = before.number + 1 if before else 1
        if seal.number != number:
            return Fault("removed", "seal", number, f"Seal {number} was removed: its rows are sealed by nothing.")
        key = self._keys.get(seal.key_id)
        if key is None:
            words = f"Seal {number} of {_when(seal.at)} was made with a key that this installation does not have."
            return Fault("changed", "seal", number, words)
        if seal.previous != (before.mac if before else "") or not seal.is_whole(key):
            return Fault("changed", "seal", number, f"Seal {number}, which says {_when(seal.at)}, was changed.")
        return None

    def _in_rows(self, seal: Seal, there: Stretch) -> Fault | None:
        found = first_fault(seal, there.upto(seal.last_id), self._keys[seal.key_id])
        if found is None:
            return None
        what, key = found
        kind = seal.log.removesuffix("s")
        if what is What.REMOVED:
            words = f"{kind.title()} {key} was removed after it was sealed on {_when(seal.at)}."
        else:
            known = self._known(seal.log, key)
            words = f"{kind.title()} {key} ({known}) was {what} after {_when(seal.at)}, when the log was sealed there."
        return Fault(what, kind, key, words)

    def _in_texts(self) -> Fault | None:
        upto = seals.sealed_to(self._connection, Log.ATTEMPTS)
        for one in seals.sent(self._connection, upto):
            if one.text is None or fingerprint(one.text) != one.text_sha256:
                known = self._known(Log.ATTEMPTS, one.attempt)
                words = f"The text of delivery {one.delivery} ({known}) is not what was sent: it was changed since."
                return Fault("changed", "text", one.delivery, words)
            self._texts += 1
        return None

    def _in_deliveries(self) -> Fault | None:
        if one := agreeing.unfounded(self._connection):
            where = f" at {one.remote_url}" if one.remote_url else ""
            words = f"Delivery {one.delivery} says that it is published{where}, which nothing in the log bears out."
        elif one := agreeing.denied(self._connection):
            words = f"Delivery {one.delivery} says that it is {one.state}, though the log says that it was published."
        elif one := agreeing.elsewhere(self._connection):
            words = f"Delivery {one.delivery} has another time than the log says that it was moved to last."
        return Fault("changed", "delivery", one.delivery, f"{words} It was changed since.") if one else None

    def _without_head(self) -> Fault:
        restored = seals.last_restored(self._connection)
        why = f" A backup was put back on {_when(restored)}: what came after that backup is gone." if restored else ""
        words = (
            f"No seal has the head {self._printed}: what was sealed by then is not all here, or was sealed anew.{why}"
        )
        return Fault("removed", "head", None, words)

    def _known(self, log: Log, key: int) -> str:
        found = seals.about(self._connection, log, key)
        if found is None:
            return "gone"
        what = found.what if log is Log.EVENTS else f"attempt {found.what}"
        names = (f"delivery {found.delivery}" if found.delivery else "", found.campaign, found.account)
        return ", ".join([what, *filter(None, names), _when(found.at), f"by {found.by}"])


def _when(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
