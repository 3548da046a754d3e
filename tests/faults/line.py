"""Five accounts before five real adapters, the line to their platforms, and a worker whose clock is ours."""

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

from campaign.app import App
from campaign.clock import Clock
from campaign.desk import deliveries
from campaign.store import queue
from campaign.store.history import Filter
from campaign.store.values import NewPost
from posts.wire import Guard, Session
from tests.faults.network import KINDS, Network
from tests.kills.platforms import Platforms
from tests.kills.town import Town
from tests.store.world import delivery
from tests.wire.loopback import serving

#: More passes than any post may need to come to rest.
MOST_PASSES = 120


@dataclass(frozen=True)
class House(App):
    """An installation with its own patience."""

    patience: tuple[float, float] = (2, 5)

    def session(self):
        connect_s, read_s = self.patience
        return Session(Guard(self.config.fetch.allow), connect_s=connect_s, read_s=read_s)


class Ledger(Counter):
    """How often each text was taken; ``seen`` is where a person sees it."""

    def __init__(self):
        super().__init__()
        self.seen = {}

    def took(self, _kind, text, address):
        self[text] += 1
        self.seen[text] = address


class Line:
    """Five accounts before five platforms, and a worker whose clock is ours: the machine's, and so much later."""

    def __init__(self, folder, network, ledger, url):
        self.network, self.taken, self.seen, self.later = network, ledger, ledger.seen, timedelta(0)
        self.town = Town(folder, url, None, kinds=tuple(KINDS))
        real = self.town.app.clock
        self.real = real
        clock = Clock(now=self.now, boottime=real.boottime, suspended=real.suspended)
        known = self.town.app
        self.town.app = self.app = House(known.config, known.store, clock, known.actor)

    def now(self):
        return self.real.now() + self.later

    @contextmanager
    def worker(self, *, slow=False):
        publisher = replace(self.app, patience=(0.2, 0.2) if slow else House.patience).publisher()
        yield publisher
        publisher.stop()

    def post(self):
        """Queues a post of each account, due now; kind → its id."""
        return {self.row(key).account.partition("-")[0]: key for key in self.town.post()}

    def thread(self, kind, parts=2):
        """Queues a thread of that account, due now; the ids of its parts."""
        owner = next(one.account for one in self.town.campaign.speakers if one.account.name.startswith(kind))
        rows = [delivery(n, owner.id, self.now(), after=n - 1 if n else None) for n in range(parts)]
        rows = [replace(row, text=f"Part {n + 1} of what {kind} says. #Rest") for n, row in enumerate(rows)]
        posts = [NewPost(n + 1, row.text, of=parts) for n, row in enumerate(rows)]
        with self.app.store.write() as connection:
            return queue.enqueue(connection, self.town.campaign.id, None, posts, rows)

    def row(self, key):
        [row] = deliveries.listed(self.app, Filter(ids=[key]))
        return row

    def first(self, keys):
        """How the first attempts ended: OUT, or the codes of their reasons."""
        firsts = {kind: self.town.attempts(key)[0] for kind, key in keys.items()}
        return {kind: one.reason.code if one.reason else one.outcome.value for kind, one in firsts.items()}

    def pass_(self, *, slow=False):
        with self.worker(slow=slow) as publisher:
            publisher.tick()

    def come_to_rest(self):
        """Time passes, and a worker works, until nothing moves by itself any more."""
        with self.worker() as publisher:
            for _ in range(MOST_PASSES):
                if (at := self._next()) is None:
                    return
                self.later += max(at - self.now(), timedelta(0))
                publisher.tick()
        raise AssertionError(f"it does not come to rest: {[one for one in self.town.rows() if one.due_at]}")

    def _next(self):
        with self.app.store.read() as connection:
            times = (queue.next_due(connection), queue.next_look(connection))
        return min((at for at in times if at), default=None)


def lines(folder, **more):
    """A `Line`, while it is used."""
    ledger, line = Ledger(), None
    platforms = Platforms(ledger, now=lambda: line.now())  # noqa: PLW0108 - there is no line yet
    network = Network(platforms, **more)
    with serving(network) as url:
        line = Line(folder, network, ledger, url)
        line.platforms = platforms
        yield line
        line.town.close()
