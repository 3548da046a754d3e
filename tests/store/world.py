"""A small world to queue things in: one campaign, some accounts, and a delivery in any state."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from campaign.reasons import Reason
from campaign.states import State
from campaign.store import accounts, campaigns, history, queue
from campaign.store.database import Store
from campaign.store.events import Act
from campaign.store.history import Filter
from campaign.store.models import metadata
from campaign.store.values import Campaign, NewAccount, NewDelivery, NewPost, Selection, Settlement, Speaker, Terms

START = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
LEASE = timedelta(seconds=90)
TERMS = Terms(("#rest",), "Europe/Berlin", None, None, late="post", grace_s=7200, gap_s=0, every_s=None)
A_REASON = Reason("tried", {"n": "1"})


def act(at: datetime = START, actor: str = "ann") -> Act:
    return Act(actor, at)


@dataclass
class World:
    """A store with one campaign; ``at`` is its clock, which only goes forward when it is told to."""

    store: Store
    names: tuple[str, ...] = ("clinic",)
    terms: Terms = TERMS
    at: datetime = START
    platform: str = "feed"
    campaign: Campaign = field(init=False)

    def __post_init__(self):
        with self.store.write() as connection:
            accounts.ensure_workspace(connection)
            for name in self.names:
                accounts.add_account(connection, NewAccount(name, self.platform, None, {}, b"sealed"), act())
        self.campaign = self.new_campaign("rest", self.terms)

    def new_campaign(self, name, terms=TERMS):
        with self.store.write() as connection:
            speakers = [Speaker(one, ("daily 09:00",)) for one in accounts.accounts(connection)]
            return campaigns.add_campaign(connection, name, terms, speakers, act())

    def account_id(self, name=None):
        return next(one.account.id for one in self.campaign.speakers if name in {None, one.account.name})

    # -- a queue

    def new(self, count=1, *, state=State.QUEUED, account=None, due=None, step=timedelta(0), campaign=None):
        """Queues so many deliveries of an account, ``step`` apart; their ids."""
        owner = self.account_id(account)
        first = due or self.at
        rows = [delivery(n, owner, first + n * step, state) for n in range(count)]
        posts = [NewPost(n + 1, f"Post {n}.", ((n, n + 1),)) for n in range(count)]
        with self.store.write() as connection:
            return queue.enqueue(connection, (campaign or self.campaign).id, None, posts, rows)

    def thread(self, parts=3, *, state=State.QUEUED, account=None, due=None):
        """Queues a thread of so many parts; their ids."""
        owner = self.account_id(account)
        rows = [delivery(n, owner, due or self.at, state, after=n - 1 if n else None) for n in range(parts)]
        posts = [NewPost(n + 1, f"Post {n}.", ((n, n + 1),), of=parts) for n in range(parts)]
        with self.store.write() as connection:
            return queue.enqueue(connection, self.campaign.id, None, posts, rows)

    def claim(self, limit=1):
        """What a worker would take; it has it once it intends to send it."""
        with self.store.write() as connection:
            return queue.claim_due(connection, self.at, limit)

    def begin(self, limit=1, *, worker="w1"):
        """What a worker takes and intends to send, in one transaction as it does it."""
        with self.store.write() as connection:
            return self.begin_in(connection, limit, worker=worker)

    def begin_in(self, connection, limit, *, worker="w1"):
        pairs = [(one, one.key) for one in queue.claim_due(connection, self.at, limit)]
        return queue.intend(connection, pairs, self.at, self.at + LEASE, worker)

    def claim_one(self, key):
        """The claim of this delivery, which is first in its account's line."""
        return next(one for one in self.claim(1_000) if one.id == key)

    def intend(self, claims, *, worker="w1"):
        with self.store.write() as connection:
            pairs = [(one, one.platform_key or f"key of {one.key}") for one in claims]
            return queue.intend(connection, pairs, self.at, self.at + LEASE, worker)

    def settle(self, *settlements):
        with self.store.write() as connection:
            return queue.settle(connection, settlements, act(self.at, "worker w1"))

    def order(self, verb, *ids, **values):
        """A person's order for the deliveries of these ids."""
        with self.store.write() as connection:
            return getattr(queue, verb)(connection, Selection(ids), act(self.at), **values)

    def rescue(self):
        with self.store.write() as connection:
            return queue.rescue(connection, act(self.at, "worker w2"))

    def at_s(self):
        """Its time by a clock that never jumps."""
        return (self.at - START).total_seconds()

    def wait(self, time):
        self.at += time

    def in_state(self, state, *, account=None):
        """The id of a new delivery, brought into ``state`` on the way that a delivery takes."""
        (key,) = self.new(state=State.PROPOSED if state is State.PROPOSED else State.QUEUED, account=account)
        if state is State.HELD:
            self.order("hold", key, reason=A_REASON)
        if state is State.CANCELLED:
            self.order("cancel", key)
        if state is State.MISSED:
            with self.store.write() as connection:
                queue.miss(connection, [key], act(self.at))
        if state in {State.CLAIMED, State.SENDING, State.PUBLISHED, State.IN_DOUBT, State.FAILED}:
            (intent,) = self.intend([self.claim_one(key)])
            if state is State.CLAIMED:
                self.as_a_release_before_left_it(key)
            if state in {State.PUBLISHED, State.IN_DOUBT, State.FAILED}:
                self.settle(settled(intent, state, self.at))
        assert self.state(key) is state
        return key

    def as_a_release_before_left_it(self, key):
        """Claimed, and nothing intended: no worker leaves a delivery like that any more."""
        with self.store.write() as connection:
            connection.exec_driver_sql(f"DELETE FROM attempts WHERE delivery_id = {key} AND outcome IS NULL")
            connection.exec_driver_sql(
                f"UPDATE deliveries SET state = 'claimed', attempts = attempts - 1 WHERE id = {key}"
            )

    # -- what is there

    def row(self, key):
        with self.store.read() as connection:
            (found,) = history.deliveries(connection, Filter(ids=[key]))
            return found

    def state(self, key):
        return self.row(key).state

    def counts(self):
        with self.store.read() as connection:
            return queue.count_states(connection)

    def attempts(self, key):
        with self.store.read() as connection:
            return list(history.attempts(connection, Filter(ids=[key])))

    def raw(self, statement):
        """The rows of a statement, as they lie in the database."""
        with self.store.read() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(statement)]

    def everything(self):
        """All rows of all tables."""
        with self.store.read() as connection:
            rows = {name: connection.exec_driver_sql(f"SELECT * FROM {name}").all() for name in metadata.tables}
        return {name: sorted(map(repr, found)) for name, found in rows.items()}


def delivery(number, account_id, due, state=State.QUEUED, after=None):
    return NewDelivery(
        post=number,
        account_id=account_id,
        text=f"Post {number}. #rest",
        length=13,
        link=None,
        language="en",
        scheduled_for=due,
        wall=due.strftime("%Y-%m-%dT%H:%M"),
        zone="UTC",
        state=state,
        after=after,
    )


def settled(intent, to, at, **values):
    """How an attempt ended: with a receipt, or with a reason."""
    if to is State.PUBLISHED:
        values = {
            "remote_id": f"r{intent.attempt_id}",
            "remote_url": "https://example.org/1",
            "published_at": at,
        } | values
    else:
        values = {"reason": A_REASON} | values
    return Settlement(intent, to, at, **values)
