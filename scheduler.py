"""The worker service: APScheduler is its clock, the deliveries table its queue. Nothing imports this module.

::

    APScheduler ─ wake · look · sweep · heartbeat · seal ─→ inbox ─→ one thread: claim → intend → settle
                                                                               └→ crew: platform.publish

APScheduler only says what time it is: one wake-up, armed at min(next due, now + 30 s) and armed anew by every pass.
Jobs do no work of their own; they put a word into the inbox of the one thread that works on the queue. What is told of
that work has threads of its own (`campaign.watching`), and so have digests (`campaign.digests`) and what comes round
beside publishing (`campaign.rounds`: logins renewed, published posts counted, the log sealed, days summed up,
SQLite's own log brought into its file).
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Protocol

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from campaign import __version__, logs
from campaign.allocating import give_back, keep_loaded
from campaign.app import App, open_app
from campaign.clock import Guard, Jump
from campaign.digests.sending import Digests, Sender
from campaign.errors import CampaignError, ConfigError, Sealed, StoreError
from campaign.poke import Listener
from campaign.publishing.publisher import LEASE
from campaign.publishing.reconciling import Looked
from campaign.rounds.auditing import Seals
from campaign.rounds.checkpointing import Checkpoints
from campaign.rounds.counting import Counts
from campaign.rounds.courtesy import AHEAD, Courtesy
from campaign.rounds.renewing import Renewals
from campaign.rounds.summing import SummingUp
from campaign.states import State
from campaign.store import jumps, queue, workers
from campaign.store.database import Store
from campaign.store.values import Settlement
from campaign.watching import saying
from campaign.watching.watch import Watch
from campaign.web.beside import Beside

#: The longest the worker sleeps without looking: what a lost wake-up can cost.
LONGEST_SLEEP = timedelta(seconds=30)
HEARTBEAT = timedelta(seconds=10)
SWEEP = timedelta(seconds=15)
#: How often it is looked for logins that end soon, and for doubts that another process has left; a worker's own are
#: taken up when their time has come.
LOOK = timedelta(seconds=30)
#: How often what was written meanwhile is sealed.
SEAL = timedelta(minutes=1)
#: How long a database that failed is left alone.
RETRY = timedelta(seconds=1)
#: How often it is asked again before a worker that stops gives up.
_LAST_TRIES = 10
#: How long a thread computes before another has its turn, in seconds. With Python's own 5 ms, at each of the many steps
#: of a pass, posts were 20 to 75 % later while days were summed up beside it (docs/benchmarks.md).
TURN_S = 0.0005
#: How long the worker waits for a word before it looks at the clocks. By a clock that never jumps: APScheduler goes by
#: the wall's, so after a step back its own jobs would sleep for as long as the step.
CLOCK_GUARD_S = 5.0

# Not by structlog itself: imported before `campaign`, it would load rich.
log = logs.named("scheduler")


class Word(Enum):
    """What the worker is told."""

    READY = auto()
    WAKE = auto()
    SWEEP = auto()
    LOOK = auto()
    HEARTBEAT = auto()
    SEAL = auto()
    GUARD = auto()
    STOP = auto()


class Ear(Protocol):
    """Listens for what other processes write, until it is closed."""

    @property
    def leads(self) -> bool:
        """Whether it is this worker that looks after what others left."""

    def close(self) -> None:
        """Listens no longer."""


class Worker:
    """One worker: an inbox, a publisher, and the clock that fills the inbox."""

    def __init__(self, app: App, *, until_idle: bool = False) -> None:
        self.app = app
        self.inbox: SimpleQueue[Word] = SimpleQueue()
        self.until_idle = until_idle
        self.publisher = app.publisher(notify=lambda: self.inbox.put(Word.WAKE))
        # What rounds read and write in: it lets posts go first.
        beside = replace(app, store=app.store.considerate(Courtesy(lambda: self.publisher.is_idle(AHEAD)).wait))
        self.renewals = Renewals(app.renewer(self.publisher.name), renewed=lambda: self.inbox.put(Word.WAKE))
        counter = beside.counter(f"worker {self.publisher.name}")
        self.counts = Counts(counter if app.config.reports.engagement else None)
        self.seals = Seals(beside.sealer())
        self.summing_up = SummingUp(beside.store, app.clock.now)
        self.checkpoints = Checkpoints(beside.store)
        self.digests = Digests(partial(_digest_sender, beside) if app.config.digest.every != "never" else None)
        self.watch = Watch(app, self.publisher)
        self.clock = BackgroundScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        self.armed_for: datetime | None = None
        self.look_armed_for: datetime | None = None
        self.said: datetime | None = datetime.min.replace(tzinfo=UTC)
        self.guard = Guard(app.clock)
        self.ear: Ear | None = None
        self.swept = False

    def run(self) -> None:
        """Works until it is told to stop; then finishes what is on its way."""
        self._begin()
        try:
            while self._obey(self._next_word()):
                pass
        finally:
            self._end()

    def stop(self, *_: object) -> None:
        """Asks the worker to stop; safe in a signal handler."""
        self.inbox.put(Word.STOP)

    def _begin(self) -> None:
        self.watch.start()
        with self.app.store.write() as connection:
            workers.arrive(connection, self.publisher.name, __version__, self.app.clock.now())
        self._set_clock()
        self.clock.start()
        self.ear = self._listen()
        self.inbox.put(Word.READY)
        self.inbox.put(Word.SWEEP)
        log.info("worker started", worker=self.publisher.name, database=self.app.store.name())
        saying.systemd("READY=1")

    def _end(self) -> None:
        saying.systemd("STOPPING=1")
        # First the jobs: one that comes due during the shutdown would end the clock's thread with an error.
        self.clock.remove_all_jobs()
        self.clock.shutdown(wait=False)
        if self.ear:
            self.ear.close()
        self.watch.stop()
        self.renewals.stop()
        self.counts.stop()
        self.summing_up.stop()
        self.checkpoints.stop()
        self.digests.stop()
        for tries_left in range(_LAST_TRIES, -1, -1):
            try:
                self._report(self.publisher.stop())
                with self.app.store.write() as connection:
                    workers.leave(connection, self.publisher.name, self.app.clock.now())
                break
            except StoreError as error:
                # What was sent is known here and nowhere else: it is worth waiting for the database.
                log.error("the database failed", words=str(error))  # noqa: TRY400 - its cause is said in the words
                if not tries_left or isinstance(error, Sealed):
                    raise
                time.sleep(RETRY.total_seconds())
        self.seals.stop()
        log.info("worker stopped", worker=self.publisher.name)

    def _listen(self) -> Ear:
        """Hears what other processes write; our own writes need no waking."""
        store = self.app.store
        store.written, store.tells = (lambda: None), False

        def heard() -> None:
            self.inbox.put(Word.WAKE)

        return Listener(self.app.config.folder, heard) if store.is_sqlite else store.listen(heard)

    def _set_clock(self) -> None:
        """Arms the jobs that come again and again."""
        for word, every in ((Word.SWEEP, SWEEP), (Word.LOOK, LOOK), (Word.HEARTBEAT, HEARTBEAT), (Word.SEAL, SEAL)):
            trigger = IntervalTrigger(seconds=int(every.total_seconds()))
            self.clock.add_job(self.inbox.put, trigger, args=[word], id=word.name, replace_existing=True)

    def _next_word(self) -> Word:
        try:
            return self.inbox.get(timeout=CLOCK_GUARD_S)
        except Empty:
            return Word.GUARD

    def _obey(self, word: Word) -> bool:
        """Does what one word asks; False to stop. A database that fails for a while is asked again."""
        if word is Word.STOP:
            return False
        try:
            # At every word, not only at the guard's: a busy worker never waits for that one.
            jump = self.guard.jump()
            if jump:
                self._after(jump)
            if word is Word.GUARD and not jump:
                return True
            self._do(word)
            return self._pass()
        except Sealed:
            # It will not come back by waiting: whoever moved it has told the next worker where it went.
            raise
        except StoreError as error:
            log.error("the database failed", words=str(error))  # noqa: TRY400 - its cause is said in the words
            self._arm_at(self.app.clock.now() + RETRY)
            return True

    def _do(self, word: Word) -> None:
        """What a word asks for beside the pass that follows it."""
        match word:
            case Word.READY:
                self.publisher.make_ready()
            case Word.SWEEP if self._has_to_sweep():
                self.summing_up.begin()
                self.checkpoints.begin()
                if self.publisher.sweep():
                    self.publisher.look_up()
            case Word.LOOK:
                self._look()
            case Word.HEARTBEAT:
                self._heartbeat()
            case Word.SEAL if self._leads:
                self.seals.begin()

    def _has_to_sweep(self) -> bool:
        """Each worker once, when it starts, and then the one that leads: there is no use in many who clean up."""
        first, self.swept = not self.swept, True
        return first or self._leads

    @property
    def _leads(self) -> bool:
        return self.ear is not None and self.ear.leads

    def _look(self) -> None:
        self.publisher.look_up()
        self.renewals.begin()
        if self._leads:
            self.counts.begin()
            self.digests.begin()

    def _pass(self) -> bool:
        """Settles what has come back, sends what is due, and arms the next wake-up."""
        self._settle()
        while self.watch.time("claim", self.publisher.start):
            self._settle()
        due = self.publisher.next_due()
        if self.until_idle and due is None and not self.publisher.in_flight:
            return False
        self._arm(due)
        self._arm_look(self.publisher.doubts.next_look)
        return True

    def _settle(self) -> None:
        settled = self.watch.time("settle", lambda: self.publisher.settle(self.publisher.collect()))
        with logs.together():
            self._report(settled)
        # An account's doubts are taken up one after the other.
        if any(isinstance(one, Looked) for one in settled):
            self.publisher.look_up()

    def _arm(self, due: datetime | None) -> None:
        """One wake-up, at the next due time or when the longest sleep is over."""
        # What is on its way just now may not be the last of its account.
        if due != self.said and (due is not None or not self.publisher.in_flight):
            self.said = due
            log.info("waiting", next_post=due.isoformat() if due else self._nothing())
        at = min(due or datetime.max.replace(tzinfo=UTC), self.app.clock.now() + LONGEST_SLEEP)
        if at != self.armed_for:
            self._arm_at(at)

    def _nothing(self) -> str:
        """Why there is no next post."""
        with self.app.store.read() as connection:
            queued = queue.count_states(connection).get(State.QUEUED, 0)
        if queued:
            return f"{queued} queued, none of which may go out: campaign queue says why"
        return "nothing is queued: campaign add NAME ARTICLE"

    def _arm_at(self, at: datetime) -> None:
        self.armed_for = at
        self.clock.add_job(self.inbox.put, DateTrigger(at), args=[Word.WAKE], id="wake", replace_existing=True)

    def _arm_look(self, at: datetime | None) -> None:
        """One look at the next doubt's time; what is over its time and cannot be taken up waits for the next round."""
        if at and at != self.look_armed_for and at > self.app.clock.now():
            self.look_armed_for = at
            self.clock.add_job(self.inbox.put, DateTrigger(at), args=[Word.LOOK], id="look", replace_existing=True)

    def _heartbeat(self) -> None:
        with self.app.store.write() as connection:
            workers.beat(connection, self.publisher.name, self.app.clock.now())
        saying.systemd("WATCHDOG=1")

    def _after(self, jump: Jump) -> None:
        """Sets anew what was armed by the wall clock, or by one that stands still while the machine sleeps."""
        log.warning("time has jumped", set_by_s=round(jump.set_by, 1), slept_s=round(jump.slept, 1))
        self.armed_for = self.look_armed_for = None
        self._set_clock()
        act = self.publisher.act()
        with self.app.store.write() as connection:
            jumps.after(connection, jump, self.publisher.name, act, act.at + LEASE)

    def _report(self, settlements: Sequence[Settlement | Looked]) -> None:
        self.watch.count([one for one in settlements if isinstance(one, Settlement)])
        saying.outcomes(settlements)


def _digest_sender(app: App) -> Sender:
    # Reports, their charts and mail take some megabytes: only who wants a digest pays for them.
    from campaign.desk import digesting  # noqa: PLC0415 - see above

    return digesting.sender(app.as_of_now())


def _same(given: argparse.Namespace) -> list[str]:
    """By which another process opens the same installation."""
    named = (("--config", given.config), ("--database", given.database))
    return [word for name, value in named if value for word in (name, str(value))]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a worker until SIGTERM or SIGINT.

    Exit code 0 after a clean stop, 1 where the database failed or calls did not end, 2 where it cannot start.
    """
    parser = argparse.ArgumentParser(prog="campaign-scheduler", description="Publishes what is due.")
    parser.add_argument("--config", type=Path, help="the settings file")
    parser.add_argument("--database", help="an SQLAlchemy URL instead of the settings' one")
    parser.add_argument("--until-idle", action="store_true", help="stop once nothing is queued any more")
    parser.add_argument("--web", action="store_true", help="serve the dashboard too, in a process of its own")
    parser.add_argument("--version", action="version", version=f"campaign {__version__}")
    given = parser.parse_args(arguments)
    logs.configure(sys.stderr)
    give_back()
    sys.setswitchinterval(TURN_S)
    try:
        app = open_app(given.config, database_url=given.database, check=Store.require_open)
    except CampaignError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a person started this
        return 2
    worker = Worker(app, until_idle=given.until_idle)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, worker.stop)
    dashboard: Beside | None = None
    try:
        dashboard = Beside(_same(given)) if given.web else None
        keep_loaded()
        worker.run()
    except CampaignError as error:
        print(error, file=sys.stderr)  # noqa: T201 - as above
        return 2 if isinstance(error, ConfigError | Sealed) else 1
    finally:
        if dashboard:
            dashboard.close()
        app.close()
    if calls := worker.publisher.in_flight:
        # Nothing waits for them any more; what they sent is in doubt once their leases are over.
        log.error("stopped with calls on their way", calls=calls)
        sys.stderr.flush()
        os._exit(1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
