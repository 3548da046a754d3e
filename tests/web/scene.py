"""The first article, queued for three accounts of the embedded feed; what tests, screenshots and benchmarks look at."""

from dataclasses import replace
from datetime import UTC, datetime

from campaign import app as composing
from campaign.clock import Clock
from campaign.desk import accounts, adding, campaigns
from campaign.desk.campaigns import Wish
from campaign.desk.demo import HASHTAG, example
from campaign.reasons import Reason
from campaign.store import workers
from campaign.store.reporting import days

#: A Monday, 08:00 in London.
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
CAMPAIGN = "sciatica"
ACCOUNTS = {"clinic-x": "x", "clinic-bluesky": "bluesky", "clinic-mastodon": "mastodon"}


def installation(folder, database_url=None):
    """A fresh one, without an article."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.toml").write_text('[defaults]\ntimezone = "Europe/London"\n')
    app, _ = composing.init(folder / "config.toml", database_url)
    for name, limits in ACCOUNTS.items():
        accounts.add(app, accounts.Wish(name, "feed", options={"limits": limits}))
    return at(app, NOW)


def queued(app, *, approve=True):
    """The first article's posts on weekdays at 9:00 and 17:30, London time; the ids of its deliveries."""
    wish = Wish(hashtags=[HASHTAG], accounts=list(ACCOUNTS), times=["mon-fri 09:00,17:30"], timezone="Europe/London")
    campaigns.new(app, CAMPAIGN, wish)
    return list(adding.add(app, CAMPAIGN, str(example()), approve=approve).ids)


def at(app, now):
    """The same installation at another time."""
    return replace(app, clock=Clock(now=lambda: now, boottime=app.clock.boottime))


def alive(app):
    """A worker that was heard of just now."""
    with app.store.write() as connection:
        workers.arrive(connection, "worker-1", "0.1.0", app.clock.now())


def put(app, key, state, reason=None, **values):
    """Puts a delivery into a state, past the queue: a page does not ask how it came there."""
    from sqlalchemy import update

    from campaign.store.models import Delivery

    with app.store.write() as connection:
        values = {"state": state, "reason": reason and reason.to_json(), **values}
        days.forget(connection, [key])
        connection.execute(update(Delivery).where(Delivery.id == key).values(values))


def rejected():
    return Reason("rejected", {"platform": "Mastodon", "said": "422 Validation failed: Text is too long"})


def lost():
    return Reason("answer_lost", {"platform": "Bluesky", "said": "the connection was closed"})


def more(app, step):
    """Copies the queue again and again, each time so much later; how many deliveries there are then."""
    from sqlalchemy import func, insert, select

    from campaign.store.models import Delivery

    columns = [one for one in Delivery.__table__.columns if one.name != "id"]
    with app.store.write() as connection:
        for again in range(1, 6):
            rows = [dict(row._mapping) for row in connection.execute(select(*columns).where(Delivery.id <= 20))]
            for row in rows:
                row["uid"] = f"{again}-{row['uid']}"
                row["scheduled_for"] += again * step
            connection.execute(insert(Delivery), rows)
        return connection.scalar(select(func.count()).select_from(Delivery))
