"""A world whose workers go by a virtual clock, each account before a fake platform that counts what it is asked."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from campaign.clock import Clock
from campaign.publishing.publisher import Publisher
from campaign.states import State
from campaign.store import queue
from campaign.store.database import Store
from campaign.store.models import metadata
from posts.platforms.base import Login
from posts.testing import FakePlatform
from tests.store.world import World


class Virtual(World):
    """A `World` with platforms and workers. Time passes only by `run` and `wait`."""

    budgets = ()
    outcomes = ()
    honours_key = True

    def __post_init__(self):
        super().__post_init__()
        self.platforms = {}
        #: When each platform was asked to publish: account's name → moments.
        self.asked = {name: [] for name in self.names}

    def worker(self, name="first", threads=4, store=None):
        return Publisher(
            store=store or self.store,
            clock=Clock(now=lambda: self.at, boottime=lambda: 0.0),
            open_platform=self.open_platform,
            seal=lambda secrets: repr(secrets).encode(),
            jitter=lambda: 0.5,
            threads=threads,
            name=name,
        )

    def open_platform(self, account):
        if account.name not in self.platforms:
            login = Login(account.name, None, lambda: self.at)
            platform = FakePlatform(login, outcomes=self.outcomes, honours_key=self.honours_key)
            platform.budgets = self.budgets
            publish = platform.publish

            def counted(message):
                self.asked[account.name].append(self.at)
                return publish(message)

            platform.publish = counted
            self.platforms[account.name] = platform
        return self.platforms[account.name]

    def run(self, publisher, until):
        """Ticks whenever something falls due, until then or until nothing is queued any more."""
        publisher.tick()
        while (due := self.next_due()) and due <= until:
            self.at = max(self.at + timedelta.resolution, due)
            publisher.tick()
        publisher.stop()

    def work_at_once(self, workers, database_url):
        """So many workers, each on a thread and a store of its own, begin together and go on until nothing is due."""
        barrier = threading.Barrier(workers)

        def work(number):
            store = Store(database_url)
            publisher = self.worker(f"w{number}", threads=3, store=store)
            barrier.wait()
            while ((due := self.next_due()) and due <= self.at) or publisher.in_flight:
                publisher.start()
                publisher.settle(publisher.collect(wait_s=0.01))
            publisher.stop()
            store.close()

        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(work, range(workers)))

    def next_due(self):
        with self.store.read() as connection:
            return queue.next_due(connection)

    def said(self, name=None):
        """When an account's posts went out, in order."""
        return sorted(receipt.at for _, receipt in self.platforms[name or self.names[0]].posts)

    def set_caps(self, per_hour):
        with self.store.write() as connection:
            connection.execute(metadata.tables["accounts"].update().values(per_hour=per_hour))

    def out(self):
        return self.counts().get(State.PUBLISHED, 0)


def most_in_any(moments: list[datetime], window: timedelta) -> int:
    """The most moments in any span of that length, wherever it begins (its end not in it)."""
    moments, first, most = sorted(moments), 0, 0
    for last, moment in enumerate(moments):
        while moment - moments[first] >= window:
            first += 1
        most = max(most, last - first + 1)
    return most
