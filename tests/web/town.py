"""A worker and the dashboard in one process, as ``python -m scheduler --web`` has them, in a town whose clock is set."""

import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import anyio

from campaign import app as composing
from campaign.clock import Clock
from campaign.desk import accounts, deliveries
from campaign.states import State
from campaign.store.history import Filter
from campaign.web.serving import Dashboard
from scheduler import Worker

# anyio, a plugin of pytest, is rewritten as it is imported, part by part where it is first asked for. Let no two threads
# do that at once: before Python 3.11.8 that ends in a SystemError (https://github.com/python/cpython/issues/106905).
for name in dir(anyio):
    getattr(anyio, name)


#: A Monday that the real clock is far from: the worker's alarms go by that one, and in a town whose time lies behind it
#: each would go off at once and arm the next.
BEGINS = datetime(2099, 11, 23, 8, 0, tzinfo=UTC)


class TownClock:
    """Runs as the real one does, from another moment on; set forward as if that time had gone by."""

    def __init__(self, begins=BEGINS):
        self._ahead = begins - datetime.now(UTC)

    def now(self):
        return datetime.now(UTC) + self._ahead

    def boottime(self):
        return time.monotonic() + self._ahead.total_seconds()

    def set_to(self, moment):
        self._ahead += moment - self.now()

    def clock(self):
        return Clock(now=self.now, boottime=self.boottime)


class Town:
    """The worker's view of an installation, and the dashboard's; each has its own store."""

    def __init__(self, folder, settings=""):
        folder.mkdir(parents=True, exist_ok=True)
        self.file = folder / "config.toml"
        self.file.write_text(f'[defaults]\ntimezone = "Europe/London"\n{settings}')
        self.clock = TownClock()
        made, _ = composing.init(self.file, None)
        accounts.add(made, accounts.Wish("clinic", "feed", options={"limits": "x"}))
        made.close()
        self.desk = self.view()

    def view(self):
        return composing.open_app(self.file, clock=self.clock.clock())

    def hurry(self):
        """Lets the time come at which the next post goes out, and wakes the worker as a write would."""
        queued = deliveries.listed(self.desk, Filter(states=[State.QUEUED]))
        self.clock.set_to(min(one.scheduled_for for one in queued) - timedelta(seconds=0.2))
        time.sleep(0.3)  # the clock that was set is a real one, and has to get there
        self.desk.store.written()


def at_any_port(app):
    """The same installation, whose dashboard takes a port of its own."""
    return replace(app, config=app.config.model_copy(update={"web": app.config.web.model_copy(update={"port": 0})}))


@contextmanager
def living(folder, settings=""):
    """A town whose worker works and whose dashboard is served, until both have stopped."""
    town = Town(folder, settings)
    worker, dashboard = Worker(town.view()), Dashboard(at_any_port(town.view()))
    thread = threading.Thread(target=worker.run, name="worker")
    thread.start()
    town.address = dashboard.address
    try:
        yield town
    finally:
        worker.stop()
        thread.join(30)
        dashboard.close()
        worker.app.close()
        town.desk.close()
        assert not thread.is_alive()
