"""The sums of a report once more, by the plainest means: every row of every table is read, and Python counts."""

from bisect import bisect_right
from collections import Counter, defaultdict
from datetime import UTC, datetime

from sqlalchemy import select

from campaign.states import State
from campaign.store.models import Attempt, Clicks, Delivery, Event, Snapshot

SECOND = 1_000_000
FIGURES = ("impressions", "likes", "replies", "reposts", "quotes", "bookmarks")
BY_DAY = {*State, "engagements", "clicks"}
EVENTS = {"found there", "sent again under its key", "proven absent", "resolved: out", "resolved: not out"}
ANEW = {"retried", "proven absent", "resolved: not out"}
SAYS_WHY = {"queued", "in_doubt", "failed", "held", "missed", "cancelled"}


class Brute:
    """Counts by account and by day, how late each was, the last of each reason, and how each post did."""

    def __init__(self, store, campaign_id, spans):
        self.accounts, self.days = defaultdict(Counter), defaultdict(Counter)
        self.lateness, self.latest, self.posts = defaultdict(list), defaultdict(dict), defaultdict(list)
        begins = [begin for begin, _ in spans]
        with store.read() as connection:
            tables = {one: list(connection.execute(select(*one.__table__.columns))) for one in TABLES}
        for row in tables[Delivery]:
            if row.campaign_id == campaign_id and spans and spans[0][0] <= row.scheduled_for < spans[-1][1]:
                self.day = begins[bisect_right(begins, row.scheduled_for) - 1]
                self.delivery = row
                self.of_delivery(row)
                self.of_attempts([one for one in tables[Attempt] if one.delivery_id == row.id], tables[Event])
                self.of_figures(tables[Snapshot], tables[Clicks])

    def put(self, name, number=1, *, last=False):
        account = self.delivery.account_id
        self.accounts[account][name] += number
        self.days[self.day][name] += number
        if last:
            self.latest[account][name] = max(self.delivery.id, self.latest[account].get(name, 0))

    def of_delivery(self, row):
        self.put(row.state)
        if row.withdrawn_at:
            self.put("withdrawn")
        if row.reason and row.state in SAYS_WHY:
            self.put(f"why {row.state} {row.reason['code']}", last=True)
        if row.state == State.PUBLISHED and row.published_at:
            late = micros(row.published_at - row.scheduled_for)
            if late > 60 * SECOND:
                self.put("late")
            whole = max(late, 0) // 1_000 if late < SECOND else late // SECOND * 1_000
            self.lateness[row.account_id].append(whole)

    def of_attempts(self, attempts, events):
        told = [one.kind for one in events if one.delivery_id == self.delivery.id]
        for kind in told:
            if kind in EVENTS:
                self.put(f"event {kind}")
        for one in attempts:
            self.put("attempts")
            if one.reason:
                self.put(f"answer {one.outcome} {one.reason['code']}", last=True)
            if one.number == 1:
                self.put("tried")
                if one.due_at > self.delivery.scheduled_for and not ANEW & set(told):
                    self.put("waits")
                    if seconds := micros(one.due_at - self.delivery.scheduled_for) // SECOND:
                        self.put("waited_s", seconds)

    def of_figures(self, snapshots, clicks):
        if self.delivery.state != State.PUBLISHED:
            return
        own = [one for one in snapshots if one.delivery_id == self.delivery.id]
        if any(one.gone for one in own):
            self.put("gone")
        last = max((one for one in own if not one.gone), key=lambda one: one.age_s, default=None)
        told = {name: getattr(last, name) for name in FIGURES if last is not None and getattr(last, name) is not None}
        clicked = sum(one.number for one in clicks if one.delivery_id == self.delivery.id)
        engagements = sum(number for name, number in told.items() if name != "impressions") + clicked
        for name, number in told.items():
            self.put(name, number)
        if clicked:
            self.put("clicks", clicked)
        if clicked or any(name != "impressions" for name in told):
            self.days[self.day]["engagements"] += engagements
        if told or clicked:
            self.put("measured")
            self.posts[self.delivery.account_id].append((self.delivery.id, engagements, told.get("impressions", 0)))
        if "impressions" in told:
            self.put("seen")
            self.put("engaged", engagements)


TABLES = (Delivery, Attempt, Event, Snapshot, Clicks)


def micros(delta):
    return (delta.days * 86_400 + delta.seconds) * SECOND + delta.microseconds


def in_order(posts):
    """The best first."""
    rated = [one for one in posts if one[2]]

    def worth(one):
        return (one[1] / one[2] if rated else one[1], one[1], -one[0])

    return sorted(rated or posts, key=worth, reverse=True)


def same(found, brute):
    """Whether sums and brute force say the same; the difference is what pytest shows."""
    assert {key: dict(one.counts) for key, one in found.items()} == plain(brute.accounts)
    days = defaultdict(Counter)
    for one in found.values():
        for name, pairs in one.days.items():
            for begin, number in zip(pairs[::2], pairs[1::2], strict=True):
                days[datetime.fromtimestamp(begin, UTC)][name] += number
    assert plain(days) == {
        begin: {name: number for name, number in of.items() if name in BY_DAY} for begin, of in brute.days.items()
    }
    for key, one in found.items():
        assert one.lateness == Counter(brute.lateness[key])
        assert dict(one.latest) == brute.latest[key]


def plain(counters):
    return {key: dict(one) for key, one in counters.items()}
