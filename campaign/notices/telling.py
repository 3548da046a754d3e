"""One pass of telling: what nobody has been told yet becomes one notice and goes out, or is tried again later.

::

    events behind the cursor ─grouped→ Notice ─worded→ Letter ─way.send→ delivered: the cursor moves on | NotTold: later

Any worker may do it: a turn is taken in the database first. Between that and the cursor's moving on nothing is held
open, so a worker that dies there has its letter sent once more, and publishing never waits for a mail server.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from campaign.app import App
from campaign.notices.grouping import grouped
from campaign.notices.timing import Pace, Quiet, again
from campaign.notices.ways import NotTold, Way, opened
from campaign.notices.wording import Letter, worded
from campaign.planning import durations
from campaign.store import notices as rows
from campaign.store.notices import Turn

#: Not structlog, which would print into what a command prints: a worker shows it, a command no more than errors.
log = logging.getLogger("notices")
#: Longer than all ways take together: whose turn has lasted longer has died.
_TURN = timedelta(minutes=5)
#: The events of one notice; what is more is told by the next.
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells people, by these ways and at this pace."""

    app: App
    ways: Sequence[Way]
    #: How patient it is now: a zone that was chosen meanwhile counts.
    pace: Callable[[], Pace]

    def begin(self) -> None:
        """From now on people are told of what happens; with no way to them, no longer."""
        with self.app.store.write() as connection:
            if self.ways:
                rows.begin(connection, self.app.clock.now())
            else:
                rows.end(connection)

    def tell(self) -> bool:
        """Tells what there is to tell, if it is time; True where something was delivered. Raises `StoreError`."""
        now = self.app.clock.now()
        with self.app.store.read() as connection:
            waiting = rows.waiting(connection, now)
        ready = waiting.since and self.pace().ready(waiting.since, waiting.after, now)
        if not ready and not waiting.behind:
            return False
        with self.app.store.write() as connection:
            turn = rows.take_turn(connection, now, now + _TURN, _MOST)
        return turn is not None and self._use(turn, waiting.since or now)

    def _use(self, turn: Turn, since: datetime) -> bool:
        notice = grouped(turn.events, self.app.config.notices.kinds)
        delivered = notice is None or self._deliver(worded(notice))
        now = self.app.clock.now()
        # Read before: what is written down of a letter that people have waits for no other connection.
        quiet_until = now + self.pace().pause if notice else now
        with self.app.store.write() as connection:
            if delivered:
                rows.told(connection, turn, quiet_until)
            else:
                rows.put_off(connection, turn, again(since, now))
        return delivered and notice is not None

    def _deliver(self, letter: Letter) -> bool:
        """By all ways; whether one at least has reached people, so that they know."""
        said = [say(way, letter) for way in self.ways]
        return None in said


def say(way: Way, letter: Letter) -> str | None:
    """Sends it one way; what was wrong, or None."""
    try:
        way.send(letter)
    except NotTold as error:
        log.error("a notice could not be delivered by %s: %s", way.name, error)  # noqa: TRY400 - it says why
        return str(error)
    log.info("told by %s: %s", way.name, letter.subject)
    return None


def teller(app: App) -> Teller:
    """The teller that the settings describe; without ways it tells nobody. Raises `ConfigError`."""
    return Teller(app, opened(app), lambda: _pace(app.as_of_now()))


def _pace(app: App) -> Pace:
    wanted = app.config.notices
    return Pace(durations.parse(wanted.gather), durations.parse(wanted.pause), _quiet(app))


def _quiet(app: App) -> Quiet | None:
    if not app.config.notices.quiet:
        return None
    start, end = map(time.fromisoformat, app.config.notices.quiet.split("-"))
    return Quiet(start, end, ZoneInfo(app.defaults.timezone))
