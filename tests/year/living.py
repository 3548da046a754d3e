"""A year of a busy installation: the real planner, the real queue and worker, and people who do what people do."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from sqlalchemy import event, func, select

from campaign.reasons import Reason
from campaign.simulating.moment import Moment
from campaign.simulating.running import publisher, run
from campaign.states import State
from campaign.store import accounts, queue
from campaign.store.events import Act
from campaign.store.models import Attempt, Delivery
from campaign.store.values import NewDelivery, NewPost, Selection
from campaign.timetable import new_time, timetable
from posts.measure import length
from tests.year import cast as casting
from tests.year.cast import BEGINS, DAY, ENDS, HOUR, REFUSED, SENTENCES, WEEKS
from tests.year.figures import measure

#: Of what there is each week, of what a hundredth is.
CANCELLED, HELD, WITHDRAWN, RETRIED, PROPOSED = 2, 2, 1, 40, 5


@dataclass
class Year:
    """The year in a store that is empty, with at least so many attempts."""

    store: object
    attempts: int
    seed: int = 0
    moment: Moment = field(default_factory=lambda: Moment(BEGINS))

    def __post_init__(self):
        self.chance = random.Random(self.seed)
        self.faults = casting.faults(self.seed, self.attempts)
        names = len(casting.ACCOUNTS)
        self.per_week = casting.per_week(self.attempts / (WEEKS * names * casting.PER_POST))
        hasten(self.store)

    def live(self) -> Iterator[int]:
        """Week by week; says how many attempts there have been."""
        self.campaigns = casting.enter(self.store, self.per_week)
        # What failed together is tried again together: far fewer passes for as many attempts.
        worker = replace(
            publisher(self.store, self.moment, casting.platform(self.moment, self.faults), self.seed),
            jitter=lambda: 0.5,
        )
        for week in range(WEEKS):
            for campaign, article in self.campaigns:
                self.plan(campaign, article, week)
            end = BEGINS + (week + 1) * 7 * DAY
            run(worker, self.moment, end, away=self.faults.away, sweeps=6 * HOUR)
            self.moment.pass_to(end)
            self.act(week)
            yield self.count()
        # What still waits goes out, but for what people have to see to.
        run(worker, self.moment, ENDS + 60 * DAY)
        self.moment.pass_to(ENDS + 60 * DAY)
        worker.stop()
        measure(self.store, self.moment.at)
        yield self.count()

    def count(self):
        with self.store.read() as connection:
            return connection.scalar(select(func.count()).select_from(Attempt))

    def plan(self, campaign, article, week):
        """The week's posts, into the campaign's next free times."""
        act = Act("ann", self.moment.at)
        with self.store.write() as connection:
            ids = {one.account.name: one.account for one in campaign.speakers}
            plan = timetable(connection, campaign, {name: range(self.per_week) for name in ids}, act.at)
            posts = [self.post(campaign, week, number) for number in range(self.per_week)]
            rows = [self.delivery(campaign, posts, one, ids[one.account], week) for one in plan.planned]
            known = queue.enqueue(connection, campaign.id, article, posts, rows)
            waiting = [key for key, row in zip(known, rows, strict=True) if row.state is State.PROPOSED]
            if waiting:
                queue.approve(connection, Selection(tuple(waiting[::2])), act)

    def post(self, campaign, week, number):
        sentence = SENTENCES[(week + number) % len(SENTENCES)]
        start = len(f"{campaign.name}: what helps\n\n") + sum(
            len(one) + 2 for one in SENTENCES[: (week + number) % len(SENTENCES)]
        )
        return NewPost(number + 1, sentence, ((start, start + len(sentence)),), score=number % 10 / 10)

    def delivery(self, campaign, posts, one, account, week):
        time = new_time(one.slot)
        text = f"{posts[one.index].body} ({week + 1}.{one.index + 1}) {campaign.terms.hashtags[0]}"
        limits = casting.LIMITS.get(account.platform, casting.LIMITS["plain"])
        state = State.PROPOSED if self.chance.randrange(100) < PROPOSED else State.QUEUED
        return NewDelivery(
            post=one.index,
            account_id=account.id,
            text=text,
            length=length(text, limits),
            link=None,
            language="en",
            scheduled_for=time.scheduled_for,
            wall=time.wall,
            zone=time.zone,
            state=state,
        )

    # -- what people do at the end of a week

    def act(self, week):
        act, since = Act("ben", self.moment.at), BEGINS + week * 7 * DAY
        with self.store.write() as connection:
            self.renew(connection, act)
            for states, share, do in (
                ((State.FAILED, State.MISSED), RETRIED, queue.retry),
                ((State.PROPOSED, State.QUEUED), CANCELLED, queue.cancel),
                ((State.HELD,), RETRIED, queue.release),
            ):
                if ids := self.some(connection, states, share, since):
                    do(connection, Selection(ids), act)
            if ids := self.some(connection, (State.QUEUED,), HELD, since):
                queue.hold(connection, Selection(ids), act, Reason("held_by_person", {"who": "ben"}))
            if ids := self.some(connection, (State.IN_DOUBT,), RETRIED, since):
                queue.resolve(connection, Selection(ids), act, None)
            for key in self.some(connection, (State.PUBLISHED,), WITHDRAWN, since):
                queue.withdrawn(connection, key, act)

    def some(self, connection, states, share, since):
        """About so many in a hundred of the deliveries in these states whose slots were in the week."""
        where = [Delivery.state.in_(states), Delivery.scheduled_for >= since, Delivery.scheduled_for < since + 7 * DAY]
        found = connection.scalars(select(Delivery.id).where(*where).order_by(Delivery.id)).all()
        return tuple(key for key in found if self.chance.randrange(100) < share)

    def renew(self, connection, act):
        """Gives accounts whose login was refused a new one, once that helps, and lets go on what waited for it."""
        for one in accounts.accounts(connection):
            if one.state == "held" and self.moment.at not in REFUSED[one.name]:
                accounts.set_account_state(connection, one.name, "active", act)
                if ids := queue.held_with_account(connection, one.id):
                    queue.release(connection, Selection(tuple(ids)), act)


def hasten(store):
    """Nothing here has to outlive a power cut."""

    @event.listens_for(store.engine, "connect")
    def settle_in(connection, record):
        said = "PRAGMA synchronous = OFF" if store.is_sqlite else "SET synchronous_commit = off"
        connection.execute(said)
        if not store.is_sqlite:
            connection.commit()
