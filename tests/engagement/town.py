"""A small world whose posts can be counted: one account, a fake platform, and a clock that is moved by hand."""

from dataclasses import dataclass, field
from datetime import timedelta

from campaign.clock import Clock
from campaign.pricing import Tariff
from campaign.rounds.counting import Counter
from campaign.states import State
from campaign.store import engagement, snapshots
from posts.platforms.base import Message
from posts.testing import FakePlatform
from tests.store.world import World, settled

#: A platform that is counted and costs nothing, and one that costs.
FREE, DEAR = "bluesky", "x"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Town:
    """A world, the platform on which it speaks, and whoever counts there."""

    world: World
    fake: FakePlatform
    money: dict = field(default_factory=dict)
    tariff: Tariff = field(default_factory=Tariff)
    asked: list = field(default_factory=list)

    def counter(self, name="worker w1", **changed):
        clock = Clock(now=lambda: self.world.at, boottime=self.world.at_s)
        return Counter(self.world.store, clock, lambda _: self, self.money, self.tariff, name, **changed)

    def counted(self, receipts):
        self.asked.append([one.remote_id for one in receipts])
        return self.fake.counted(receipts)

    def publish(self, number=1, *, account=None):
        """So many posts that are out, on the platform and in the queue; their deliveries."""
        made = self.world.new(number, account=account)
        # An account's posts go out one after the other.
        for _ in made:
            self.send()
        return made

    def send(self):
        """What is next goes out."""
        for intent in self.world.intend(self.world.claim()):
            receipt = self.fake.publish(Message(intent.key, intent.claimed.text))
            known = {"remote_id": receipt.remote_id, "ref": receipt.ref}
            self.world.settle(settled(intent, State.PUBLISHED, self.world.at, **known))

    def take(self, counter=None):
        """The deliveries that are counted now."""
        return sorted(one.due.delivery for group in (counter or self.counter()).take_due() for one in group)

    def due(self, age, most=100):
        with self.world.store.read() as connection:
            return [
                one.delivery for one in snapshots.due(connection, self.world.account_id(), age, self.world.at, most)
            ]

    def seen(self, *ids):
        with self.world.store.read() as connection:
            return engagement.snapshots(connection, ids)

    def latest(self, *ids, as_of):
        with self.world.store.read() as connection:
            return engagement.latest(connection, ids, as_of)

    def events(self):
        return self.world.raw("SELECT kind, actor, delivery_id FROM events WHERE kind = 'gone'")
