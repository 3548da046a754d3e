"""Whether all is well, as a value: facts go in, findings come out. Nothing here asks a database, a disk or a clock.

One list for everybody: `campaign doctor` prints it, ``/healthz`` serves it, and notices are made of what is new in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from shlex import quote

from campaign import reasons
from campaign.machine import Disk
from campaign.pricing import dollars
from campaign.states import State
from campaign.store.values import Account, Heartbeat
from campaign.store.vitals import Stock, Vitals


class Severity(StrEnum):
    """How bad it is."""

    FINE = "fine"
    #: Posts will not be sent, unless somebody sees to it.
    WARNING = "warning"
    #: Posts are not sent, or not as they should be.
    FAILURE = "failure"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    severity: Severity
    #: The same for ever, for machines.
    code: str
    sentence: str
    #: What to do about it; empty where nothing is to be done.
    mend: str = ""
    #: Which account, campaign or worker it is about, where there may be several.
    about: str = ""

    @property
    def ok(self) -> bool:
        """Whether nothing is to be done."""
        return self.severity is Severity.FINE

    def to_json(self) -> dict[str, str | bool]:
        """For machines."""
        return {"ok": self.ok, **asdict(self)}


def fine(code: str, sentence: str) -> Finding:
    """As it should be."""
    return Finding(Severity.FINE, code, sentence)


def warning(code: str, sentence: str, mend: str, about: str = "") -> Finding:
    """It will go wrong unless somebody sees to it."""
    return Finding(Severity.WARNING, code, sentence, mend, about)


def failure(code: str, sentence: str, mend: str, about: str = "") -> Finding:
    """It is wrong."""
    return Finding(Severity.FAILURE, code, sentence, mend, about)


@dataclass(frozen=True, slots=True)
class Budget:
    """What a platform may take this month, and has taken, in millionths of a dollar."""

    platform: str
    #: "posts" or "reads".
    what: str
    used: int
    cap: int
    #: What the next post or read takes at least.
    price: int
    #: When the next month begins.
    ends: datetime


@dataclass(frozen=True, slots=True)
class Facts:
    """All that findings are made of."""

    now: datetime
    vitals: Vitals
    #: How far this machine's clock is ahead of the database server's; None where that has no clock of its own.
    ahead_by: timedelta | None = None
    #: Whether a time service keeps the clock right; None where the machine does not say.
    clock_kept: bool | None = None
    disk: Disk | None = None
    #: Account → when its login ends, where its platform tells.
    logins_end: Mapping[str, datetime] = field(default_factory=dict)
    #: Account → why no adapter can be opened for it.
    unusable: Mapping[str, str] = field(default_factory=dict)
    #: What is bounded by a monthly cap.
    budgets: Sequence[Budget] = ()


@dataclass(frozen=True, slots=True)
class Bounds:
    """From where on something is not well."""

    #: A worker that was not heard of for so long is taken for dead; it says a word every ten seconds.
    silent: timedelta = timedelta(seconds=60)
    #: For how long a worker that died without a word is worth one.
    gone: timedelta = timedelta(hours=1)
    #: Something that is due waits this long at most while all is well.
    waiting: timedelta = timedelta(minutes=2)
    #: How far two clocks may be apart.
    clocks: timedelta = timedelta(seconds=10)
    #: Less room than this is too little to write down what was sent.
    disk_bytes: int = 200_000_000
    #: Less than this share is too little for long.
    disk_share: float = 0.05
    #: How long before its end a login is to be renewed.
    login: timedelta = timedelta(days=7)
    #: How far ahead a campaign that goes on should have something to say.
    stock: timedelta = timedelta(days=3)
    #: When so much of a month's cap is used, it may not last until the month's end.
    budget: float = 0.8


def findings(facts: Facts, bounds: Bounds = Bounds()) -> list[Finding]:
    """Everything that was looked at, in the order in which one mends it."""
    looks = (_stopped, _sealed, _workers, _gone, _queue, _doubts, _clock, _disk, _accounts, _budgets, _stocks)
    return [finding for look in looks for finding in look(facts, bounds)]


def well(found: Sequence[Finding]) -> bool:
    """Whether nothing fails; warnings do not."""
    return not any(one.severity is Severity.FAILURE for one in found)


def living(workers: Sequence[Heartbeat], now: datetime, bounds: Bounds = Bounds()) -> list[Heartbeat]:
    """The workers that were heard of just now, the latest first."""
    return [one for one in workers if one.stopped_at is None and now - one.heartbeat_at <= bounds.silent]


def alive(facts: Facts) -> list[Finding]:
    """No more than whether a worker lives: a container is not sick because a login was refused."""
    return list(_living(facts, Bounds()))


def _stopped(facts: Facts, _bounds: Bounds) -> Iterator[Finding]:
    if facts.vitals.stopped:
        why = facts.vitals.stopped_why
        said = f" {reasons.words(why)}." if why else ""
        yield failure("stopped", f"Everything is stopped: nothing is sent.{said}", "Let it go on: campaign start")


def _sealed(facts: Facts, _bounds: Bounds) -> Iterator[Finding]:
    where = facts.vitals.sealed_for
    if where is not None:
        words = f"This database was moved{f' to {where}' if where else ''}: nothing is sent from here."
        yield failure("sealed", words, "Work there: name that database in config.toml, under [database] url.")


def _workers(facts: Facts, bounds: Bounds) -> Iterator[Finding]:
    """On a database that was moved elsewhere nobody is to work: none is missed there."""
    if facts.vitals.sealed_for is None:
        yield from _living(facts, bounds)


def _living(facts: Facts, bounds: Bounds) -> Iterator[Finding]:
    found = living(facts.vitals.workers, facts.now, bounds)
    if found:
        seen = (facts.now - found[0].heartbeat_at).total_seconds()
        yield fine("worker", f"Worker: {len(found)} alive, last heard of {seen:.0f} s ago.")
    else:
        yield failure("no_worker", "No worker is running: nothing is published.", "Start it: campaign run")


def _gone(facts: Facts, bounds: Bounds) -> Iterator[Finding]:
    """Who died without a word, for a while: its successor has another name."""
    here = {one.id for one in living(facts.vitals.workers, facts.now, bounds)}
    for one in facts.vitals.workers:
        if one.stopped_at is None and one.id not in here and facts.now - one.heartbeat_at <= bounds.gone:
            words = f"Worker {one.id} was last heard of at {one.heartbeat_at:%H:%M} UTC, and did not stop by itself."
            mend = "Its log says why; what it was sending is in doubt: campaign queue --in-doubt"
            yield warning("worker_gone", words, mend, one.id)


def _queue(facts: Facts, bounds: Bounds) -> Iterator[Finding]:
    due = facts.vitals.next_due
    if due is not None and facts.now - due > bounds.waiting:
        words = f"A post has been due for {_long(facts.now - due)}, and nobody takes it."
        yield failure("waiting", words, "Is a worker running, and its log without errors?")
    else:
        following = f"the next is due {due:%Y-%m-%d %H:%M} UTC" if due else "nothing is due"
        yield fine("queue", f"Queue: {facts.vitals.states.get(State.QUEUED, 0)} queued; {following}.")


def _doubts(facts: Facts, _bounds: Bounds) -> Iterator[Finding]:
    unsure, doubts = facts.vitals.unsure, facts.vitals.states.get(State.IN_DOUBT, 0)
    if unsure:
        mend = "Look whether they are out, then: campaign resolve ID --published URL, or --not-published"
        words = f"In doubt, and for a person to settle: {unsure}; `campaign queue --in-doubt` lists them."
        yield failure("in_doubt", words, mend)
    elif doubts:
        yield fine("doubts", f"In doubt: {doubts}, to be looked up at the platform.")


def _clock(facts: Facts, bounds: Bounds) -> Iterator[Finding]:
    mend = "Set the clock right, and let a time service keep it: timedatectl set-ntp true"
    newest = facts.vitals.newest
    if facts.ahead_by is not None and abs(facts.ahead_by) > bounds.clocks:
        way = "ahead of" if facts.ahead_by > timedelta(0) else "behind"
        words = f"This machine's clock is {_long(abs(facts.ahead_by))} {way} the database server's."
        yield failure("clock_off", words, mend)
    elif newest is not None and newest - facts.now > bounds.clocks:
        words = f"A worker has written down a time that is {_long(newest - facts.now)} ahead of this machine's clock."
        yield failure("clock_off", words, mend)
    elif facts.clock_kept is False:
        words = "No time service keeps this machine's clock right: posts go out when it says so."
        yield warning("clock_unkept", words, mend)


def _disk(facts: Facts, bounds: Bounds) -> Iterator[Finding]:
    yield from room(facts.disk, bounds)


def room(disk: Disk | None, bounds: Bounds = Bounds()) -> Iterator[Finding]:
    """What is to be said of a disk on which little room is left, which may be why a database cannot be opened."""
    if disk is None:
        return
    mend = "Make room: what was sent could not be written down on a full disk."
    words = f"The disk of the data folder has {disk.free / 1e6:,.0f} MB left."
    if disk.free < bounds.disk_bytes:
        yield failure("disk", words, mend)
    elif disk.free < bounds.disk_share * disk.total:
        yield warning("disk_low", words, mend)


def _accounts(facts: Facts, bounds: Bounds) -> Iterator[Finding]:
    for one in facts.vitals.accounts:
        if one.state == "held":
            yield _held(one)
        elif one.name in facts.unusable:
            words = f"Account {one.name} cannot be used: {facts.unusable[one.name]}"
            mend = "Bring back the key that sealed it, or add it anew."
            yield failure("account_unusable", words, mend, about=one.name)
        elif ends := facts.logins_end.get(one.name):
            yield from _ending(one, ends, facts.now, bounds)


def _held(account: Account) -> Finding:
    if account.reason is None or account.reason.code == "unauthorized":
        words, mend = "its login was refused", f"Renew its login: campaign accounts renew {quote(account.name)}"
    else:
        words, mend = "it could not be used", f"Mend it, then: campaign accounts resume {quote(account.name)}"
    return failure("account_held", f"Account {account.name} is held: {words}.", mend, about=account.name)


def _ending(account: Account, ends: datetime, now: datetime, bounds: Bounds) -> Iterator[Finding]:
    mend = f"Renew its login: campaign accounts renew {quote(account.name)}"
    if ends <= now:
        words = f"The login of account {account.name} ended on {ends:%Y-%m-%d}."
        yield failure("login_ended", words, mend, about=account.name)
    elif ends - now <= bounds.login:
        words = f"The login of account {account.name} ends on {ends:%Y-%m-%d}."
        yield warning("login_ends", words, mend, account.name)


def _budgets(facts: Facts, bounds: Bounds) -> Iterator[Finding]:
    for one in facts.budgets:
        about = f"{one.platform} {one.what}"
        used = f"{dollars(one.used)} of {dollars(one.cap)} that {one.what} on {one.platform} may cost this month"
        if one.used + one.price > one.cap:
            words = f"{used} are used: no more of them until {one.ends:%Y-%m-%d} UTC."
            yield warning("month_spent", words, _MORE_MONEY[one.what].format(one.platform), about)
        elif one.used >= bounds.budget * one.cap:
            yield warning("month_nearly_spent", f"{used} are used.", _MORE_MONEY[one.what].format(one.platform), about)


#: What sets a higher cap.
_MORE_MONEY = {
    "posts": "Wait for the next month, or set a higher [cost] {}_per_month in config.toml.",
    "reads": "Wait for the next month, or set a higher [reports] {}_reads_per_month in config.toml.",
}


def _stocks(facts: Facts, bounds: Bounds) -> Iterator[Finding]:
    """A campaign that ends within the time may run out; one that goes on should not."""
    horizon = facts.now + bounds.stock
    for one in facts.vitals.stocks:
        short = one.last is None or one.last < horizon
        if short and (one.until is None or one.until > horizon):
            yield _running_dry(one)


def _running_dry(stock: Stock) -> Finding:
    left = f"its last post goes out {stock.last:%Y-%m-%d %H:%M} UTC" if stock.last else "nothing is queued any more"
    name, waits = quote(stock.campaign), f"wait{'s' if stock.proposed == 1 else ''}"
    more = f"campaign add {name} ARTICLE, or, if it is over: campaign pause {name}"
    mend = f"{stock.proposed:,} {waits} for approval: campaign approve --campaign {name}" if stock.proposed else ""
    words = f"Campaign {stock.campaign} runs dry: {left}."
    return warning("runs_dry", words, mend or f"Give it more: {more}", stock.campaign)


def _long(span: timedelta) -> str:
    """A span as one says it: "40 seconds", "3 minutes", "26 hours"."""
    seconds = span.total_seconds()
    for unit, size in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size:.0f} {unit}"
    return f"{seconds:.0f} seconds"
