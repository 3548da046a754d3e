"""Whatever happens in whatever order: what is kept of days, added to what is counted now, is what counting by hand gives."""

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from itertools import chain
from zoneinfo import ZoneInfo

import hypothesis.strategies as st
import pytest
from hypothesis.stateful import invariant, precondition, rule
from sqlalchemy import insert, select

from campaign.reasons import Reason
from campaign.reports.period import Period, around
from campaign.rounds.summing import _still, sum_up
from campaign.states import MOVING, State
from campaign.store import campaigns, queue
from campaign.store.models import Clicks, Delivery, Snapshot
from campaign.store.reporting import counting, coverage, days
from campaign.store.reporting.days import DAY, MONTH, Counted
from campaign.store.reporting.silences import speech
from campaign.store.reporting.summing import fresh, summed
from campaign.store.reporting.sums import best, by_key, in_months, weakest
from campaign.store.reporting.totals import total_of
from campaign.store.values import Delay
from tests.reporting.brute import Brute, in_order, same
from tests.store.machine import NAMES, VERDICTS, Queue
from tests.store.test_store_machine import files, run
from tests.store.world import act

HOUR = timedelta(hours=1)
#: Round a clock change, where a day has 25 hours or 23, and a zone whose days begin elsewhere.
ZONES = ("Europe/Berlin", "Pacific/Auckland")
FEW = st.none() | st.integers(0, 9)


class History(Queue):
    """The queue's own life, seen over days: with what people did with posts, and days that are summed up meanwhile."""

    def __init__(self):
        super().__init__()
        self.counted, self.ages, self.hours = {}, iter(range(10**6)), iter(range(10**6))

    @rule(number=st.sampled_from([3, 20, 60, 500]))
    def let_time_go_by(self, number):
        self.world.wait(number * HOUR)

    @rule(number=st.integers(1, 3), later=st.integers(1, 120), name=st.sampled_from(NAMES))
    def queue_for_days_ahead(self, number, later, name):
        first = self.world.at + later * 24 * HOUR
        self.queued += len(self.world.new(number, account=name, due=first, step=30 * HOUR))

    @rule(number=st.sampled_from([2, 30, 200]))
    def set_the_clock_back(self, number):
        self.world.wait(-number * HOUR)

    @rule()
    def sum_up(self):
        for _ in sum_up(self.store, self.world.at):
            pass

    @rule(seconds=st.integers(1, 100))
    def wait_for_a_budget(self, seconds):
        until = self.world.at + timedelta(seconds=seconds)
        with self.store.write() as connection:
            claims = queue.claim_due(connection, self.world.at, 1)
            queue.put_off(connection, [Delay(one, until, Reason("budget")) for one in claims])

    # Doubts outlast their days: longer stretches, since otherwise a dozen steps seldom meet in this order.

    @rule(data=st.data(), verdict=st.sampled_from(VERDICTS))
    def look_up_a_doubt_whose_day_is_summed_up(self, data, verdict):
        self.doubt_for_days()
        self.take_doubts(limit=3)
        if self.doubts:
            self.resolve_a_doubt(data=data, verdict=verdict)

    @rule(data=st.data())
    def hear_from_a_worker_whose_day_is_summed_up(self, data):
        self.doubt_for_days()
        if self.intents:
            self.settle(data=data)

    def doubt_for_days(self):
        """What is being sent comes into doubt, and nothing moves until its day is summed up."""
        self.begin_to_send(limit=2)
        self.stop(what="deliveries", name=NAMES[0])
        self.outlive_the_lease()
        self.let_time_go_by(number=60)
        self.sum_up()

    @precondition(lambda self: not self.counted)
    @rule()
    def begin_to_sum_up(self):
        """The days are counted, and before that is written down other things may happen."""
        mine = self.world.campaign.id
        with self.store.write() as connection:
            assert days.mark(connection, mine, DAY, self.spans(), self.world.campaign.terms.timezone, self.world.at)
        with self.store.read() as connection:
            rows = days.marked(connection, mine, DAY, self.world.campaign.terms.timezone)
            still = [day for day in _still(connection, mine, self.spans(), self.world.at) if day in rows]
            slots = coverage.slots(connection, mine, still)
            self.counted = {
                rows[day.begins_at, day.ends_at]: Counted.of(sums, speech(slots.get((day.begins_at, day.ends_at), {})))
                for day, sums in fresh(connection, {mine: still})
            }

    @rule()
    def write_down_what_was_counted(self):
        with self.store.write() as connection:
            days.keep(connection, self.counted, self.world.campaign.terms.timezone)
        self.counted = {}

    @precondition(lambda self: self.has(State.PUBLISHED))
    @rule(data=st.data(), figures=st.lists(FEW, min_size=6, max_size=6), gone=st.booleans())
    def hear_how_a_post_does(self, data, figures, gone):
        key = self.published(data)
        names = ("impressions", "likes", "replies", "reposts", "quotes", "bookmarks")
        told = dict.fromkeys(names) if gone else dict(zip(names, figures, strict=True))
        with self.store.write() as connection:
            row = {"delivery_id": key, "age_s": next(self.ages), "taken_at": self.world.at, "gone": gone}
            connection.execute(insert(Snapshot).values(**row, **told))
            days.forget(connection, [key])

    @precondition(lambda self: self.has(State.PUBLISHED))
    @rule(data=st.data(), number=st.integers(1, 5))
    def somebody_follows_the_link(self, data, number):
        key = self.published(data)
        with self.store.write() as connection:
            hour = self.world.at + next(self.hours) * HOUR
            connection.execute(insert(Clicks).values(delivery_id=key, hour=hour, number=number))
            days.forget(connection, [key])

    @precondition(lambda self: self.has(State.PUBLISHED))
    @rule(data=st.data())
    def take_a_post_back(self, data):
        with self.store.write() as connection:
            queue.withdrawn(connection, self.published(data), act(self.world.at))

    @rule(zone=st.sampled_from(ZONES))
    def change_the_zone(self, zone):
        found = self.world.campaign
        with self.store.write() as connection:
            terms = replace(found.terms, timezone=zone)
            self.world.campaign = campaigns.change_campaign(
                connection, found, terms, found.speakers, act(self.world.at)
            )

    def published(self, data):
        return data.draw(st.sampled_from(sorted(key for key, state in self.known.items() if state is State.PUBLISHED)))

    def spans(self):
        with self.store.read() as connection:
            times = list(connection.scalars(select(Delivery.scheduled_for)))
        zone = self.world.campaign.terms.timezone
        first, last = (one.astimezone(ZoneInfo(zone)).date() for one in (min(times), max(times)))
        return Period(first - timedelta(days=1), last + timedelta(days=1), zone).spans()

    def as_reports_read(self):
        """All days that may have a post, of which sides are made."""
        mine, zone = self.world.campaign.id, self.world.campaign.terms.timezone
        with self.store.read() as connection:
            slots = counting.first_and_last(connection, [mine])[mine]
        return around(slots, zone, self.world.at).spans()

    @invariant()
    def the_sums_are_what_counting_by_hand_gives(self):
        mine = self.world.campaign.id
        with self.store.read() as connection:
            found = summed(connection, {mine: self.spans()}, self.world.at)[mine]
        brute = Brute(self.store, mine, self.spans())
        same(found, brute)
        posts = list(chain.from_iterable(brute.posts.values()))
        ranked = [one for part in found.values() for one in part.ranked]
        assert best(ranked) == in_order(posts)[:5]
        assert weakest(ranked) == in_order(posts)[::-1][:5]

    @invariant()
    def what_is_kept_of_all_accounts_is_the_total_of_the_sums_of_each(self):
        for spans in (self.spans(), self.as_reports_read()):
            self.totals_are_those_of_each(spans)

    def totals_are_those_of_each(self, spans):
        mine = self.world.campaign.id
        with self.store.read() as connection:
            of_days, of_months = (
                days.totals(connection, {mine: spans}, told, self.world.at)[mine] for told in (DAY, MONTH)
            )
            of_each = {
                kept: total_of(
                    summed(connection, {mine: [one for one in spans if within(one, kept)]}, self.world.at)[mine]
                )
                for kept in of_days
            }
        assert alike(of_days) == alike(of_each)
        assert alike(of_months) == alike({span: self.in_months(one) for span, one in of_each.items()})

    def in_months(self, total):
        months = in_months(total.sums.days, self.world.campaign.terms.timezone)
        return replace(total, sums=replace(total.sums, days=months))

    @invariant()
    def when_the_campaign_speaks_is_what_reading_all_slots_gives(self):
        for spans in (self.spans(), self.as_reports_read()):
            self.speaks_as_all_slots_say(spans)

    def speaks_as_all_slots_say(self, spans):
        mine = self.world.campaign.id
        with self.store.read() as connection:
            names = coverage.names(connection)
            found = coverage.spoke(connection, mine, spans, names, self.world.at)
            slots = coverage.slots(connection, mine, spans)
        assert dict(found.posts) == {int(day[0].timestamp()): sum(map(len, of.values())) for day, of in slots.items()}
        every = defaultdict(list)
        for of in slots.values():
            for account, own in of.items():
                every[names[account]] += own
        assert dict(found.spoken) == dict(speech(every))

    @invariant()
    def what_each_account_has_queued_is_what_reading_all_posts_gives(self):
        mine, queued = self.world.campaign.id, defaultdict(list)
        with self.store.read() as connection:
            names = coverage.names(connection)
            for row in connection.execute(select(Delivery.account_id, Delivery.scheduled_for, Delivery.state)):
                if State(row.state) in MOVING:
                    queued[names[row.account_id]].append(row.scheduled_for)
            found = coverage.spoke(connection, mine, self.as_reports_read(), names, self.world.at)
            lines = coverage.lines(self.world.names, found)
        assert {one.account: (one.queued, one.next, one.dry) for one in lines if one.queued} == {
            name: (len(own), min(own), max(own)) for name, own in queued.items()
        }

    @invariant()
    def what_moves_is_in_no_day_that_was_summed_up_but_for_what_waits_in_one_ahead(self):
        mine = self.world.campaign.id
        with self.store.read() as connection:
            kept = days.read(connection, {mine: self.spans()}, self.world.at)[mine]
            rows = connection.execute(select(Delivery.scheduled_for, Delivery.state)).all()
        moving = [(row.scheduled_for, State(row.state)) for row in rows if State(row.state) in MOVING]
        assert not [
            (slot, state)
            for slot, state in moving
            for begin, end in kept
            if begin <= slot < end and not (state is State.QUEUED and begin > self.world.at)
        ]


def within(day, kept):
    return kept[0] <= day[0] < kept[1]


def alike(of_spans):
    """These totals, in whatever order what they tell comes."""
    return {
        span: (one.sums.counts, one.sums.lateness, one.sums.latest, one.sums.ranked, told(one.sums.days), one.parts())
        for span, one in of_spans.items()
    }


def told(pairs):
    return {name: by_key(of) for name, of in pairs.items()}


def test_whatever_happens_in_whatever_order_the_sums_stay_true_on_sqlite(sqlite_template):
    with files(sqlite_template.read_bytes()) as make_url:
        run(History, make_url, 3, 30)


def test_whatever_happens_in_whatever_order_the_sums_stay_true_on_postgresql(postgres):
    run(History, postgres.emptied_database, 1, 30)


@pytest.mark.torture
def test_whatever_happens_for_a_long_time_the_sums_stay_true(sqlite_template):
    with files(sqlite_template.read_bytes()) as make_url:
        run(History, make_url, 500, 100)
