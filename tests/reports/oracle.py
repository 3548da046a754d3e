"""The sums of a history, counted row by row in plain Python: what every report's own way of counting must come to.

Slow and plain on purpose. It reads the tables as they lie, and shares nothing with campaign/reports: not its queries,
not its percentile, not its idea of a day. Where the two differ, one of them is wrong.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from campaign.store.models import Account, Attempt, Campaign, Clicks, Delivery, Snapshot

#: What goes out later than this after its slot is late.
ON_TIME_S = 60
WAITING = ("proposed", "queued", "claimed", "sending", "held")
FIGURES = ("impressions", "likes", "replies", "reposts", "quotes", "bookmarks")


@dataclass
class Sums:
    """What some deliveries come to."""

    #: All but the cancelled.
    planned: int = 0
    published: int = 0
    late: int = 0
    failed: int = 0
    missed: int = 0
    in_doubt: int = 0
    waiting: int = 0
    cancelled: int = 0
    withdrawn: int = 0
    #: Calls that were made, and those of them that were not a delivery's first.
    attempts: int = 0
    retries: int = 0
    #: Of each published post, in seconds; never below nought.
    lateness: list[float] = field(default_factory=list)
    #: Code of the reason → attempts that ended so.
    reasons: Counter = field(default_factory=Counter)

    def percentile(self, percent):
        """The smallest lateness that at least so many per cent do not exceed; None where nothing went out."""
        ascending = sorted(self.lateness)
        for place, value in enumerate(ascending, 1):
            if place * 100 >= percent * len(ascending):
                return value
        return None


@dataclass(frozen=True)
class Line:
    """A delivery as far as reports go."""

    id: int
    campaign: str
    account: str
    platform: str
    zone: str
    state: str
    scheduled_for: datetime
    published_at: datetime | None
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class Try:
    """An attempt as far as reports go."""

    delivery: int
    number: int
    started_at: datetime
    outcome: str | None
    reason: str | None


@dataclass
class History:
    """All rows of a database that reports are made of."""

    lines: list[Line]
    tries: dict[int, list[Try]]
    snapshots: dict[int, list[dict]]
    clicks: Counter

    def of(self, *, campaign=None, account=None, platform=None, since=None, until=None):
        """The deliveries of these, whose slots are from ``since`` on and before ``until``."""
        return [
            one
            for one in self.lines
            if (campaign is None or one.campaign == campaign)
            and (account is None or one.account == account)
            and (platform is None or one.platform == platform)
            and (since is None or one.scheduled_for >= since)
            and (until is None or one.scheduled_for < until)
        ]

    def sums(self, lines):
        """What these deliveries come to, with all attempts of theirs."""
        found = Sums()
        for one in lines:
            _count(found, one)
            for made in self.tries.get(one.id, ()):
                found.attempts += 1
                found.retries += made.number > 1
                if made.reason is not None:
                    found.reasons[made.reason] += 1
        return found

    def by(self, key, lines):
        """The sums of each group of deliveries: by account, by platform, by day."""
        groups = defaultdict(list)
        for one in lines:
            groups[key(one)].append(one)
        return {name: self.sums(group) for name, group in groups.items()}

    def days(self, lines, zone):
        """The sums of each day of a zone, by the slots."""
        return self.by(lambda one: day_of(one.scheduled_for, zone), lines)

    def engagement(self, lines, age_s):
        """The figures of these posts at that age: of each figure the sum of what is known, and how many told it."""
        told = {name: [] for name in FIGURES}
        gone = measured = 0
        for one in lines:
            for shot in self.snapshots.get(one.id, ()):
                if shot["age_s"] == age_s:
                    measured += 1
                    gone += shot["gone"]
                    for name in FIGURES:
                        if shot[name] is not None:
                            told[name].append(shot[name])
        return {"measured": measured, "gone": gone} | {name: (sum(all_), len(all_)) for name, all_ in told.items()}

    def clicked(self, lines):
        """How often the links of these posts were followed."""
        return sum(self.clicks[one.id] for one in lines)


def _count(found, one):
    if one.state == "cancelled":
        found.cancelled += 1
    else:
        found.planned += 1
    if one.state == "published":
        found.published += 1
        if one.published_at is not None:
            seconds = max((one.published_at - one.scheduled_for).total_seconds(), 0)
            found.lateness.append(seconds)
            found.late += seconds > ON_TIME_S
    for name in ("failed", "missed", "in_doubt"):
        if one.state == name:
            setattr(found, name, getattr(found, name) + 1)
    found.waiting += one.state in WAITING
    found.withdrawn += one.withdrawn_at is not None


def day_of(moment, zone) -> date:
    """Which day it is in a zone at a moment."""
    return moment.astimezone(ZoneInfo(zone)).date()


def day_begins(day, zone):
    """The first moment of a day: found by walking, a minute at a time, from well before it."""
    at = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("UTC")) - timedelta(hours=16)
    while day_of(at, zone) < day:
        at += timedelta(minutes=1)
    return at


def read(store) -> History:
    """Every row there is."""
    with store.read() as connection:
        accounts = {row.id: row for row in connection.execute(select(*Account.__table__.columns))}
        names = {row.id: row.name for row in connection.execute(select(Campaign.id, Campaign.name))}
        lines = [
            Line(
                id=row.id,
                campaign=names[row.campaign_id],
                account=accounts[row.account_id].name,
                platform=accounts[row.account_id].platform,
                zone=row.zone,
                state=row.state,
                scheduled_for=row.scheduled_for,
                published_at=row.published_at,
                withdrawn_at=row.withdrawn_at,
            )
            for row in connection.execute(select(*Delivery.__table__.columns))
        ]
        tries, snapshots, clicks = defaultdict(list), defaultdict(list), Counter()
        for row in connection.execute(select(*Attempt.__table__.columns)):
            code = row.reason["code"] if row.reason else None
            tries[row.delivery_id].append(Try(row.delivery_id, row.number, row.started_at, row.outcome, code))
        for row in connection.execute(select(*Snapshot.__table__.columns)):
            snapshots[row.delivery_id].append(dict(row._mapping))
        for row in connection.execute(select(*Clicks.__table__.columns)):
            clicks[row.delivery_id] += row.number
    return History(lines, tries, snapshots, clicks)
