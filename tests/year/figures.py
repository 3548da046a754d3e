"""How the posts of the year did: snapshots and clicks that are the same every time, some posts gone, some unmeasured."""

from datetime import timedelta
from zlib import crc32

from sqlalchemy import insert, select

from campaign.states import State
from campaign.store.models import Account, Clicks, Delivery, Snapshot

AGES = (3_600, 86_400, 7 * 86_400, 30 * 86_400)
#: What tells figures, and what it does not tell.
TELLING = {"x": (), "mastodon": ("impressions", "quotes", "bookmarks"), "bluesky": ("impressions", "bookmarks")}
FIGURES = ("impressions", "likes", "replies", "reposts", "quotes", "bookmarks")
_ROWS = 10_000


def measure(store, now):
    """Snapshots of what is out, as old as it is by then, and clicks on some of it."""
    for table, rows in ((Snapshot, snapshots), (Clicks, clicks)):
        batch = []
        with store.read() as connection:
            out = connection.execute(
                select(Delivery.id, Delivery.uid, Delivery.published_at, Delivery.withdrawn_at, Account.platform)
                .join(Account, Account.id == Delivery.account_id)
                .where(Delivery.state == State.PUBLISHED, Delivery.published_at.is_not(None))
                .order_by(Delivery.id)
            ).all()
        for one in out:
            batch += rows(one, now)
            if len(batch) >= _ROWS:
                _write(store, table, batch)
                batch = []
        _write(store, table, batch)


def _write(store, table, rows):
    if rows:
        with store.write() as connection:
            connection.execute(insert(table), rows)


def snapshots(one, now):
    """One for each age that the post has reached, where its platform tells figures; of three in ten posts none."""
    if one.platform not in TELLING or _drawn(one.id, "measured") < 30:
        return
    untold = TELLING[one.platform]
    for age in AGES:
        at = one.published_at + timedelta(seconds=age)
        if at > now:
            return
        gone = (one.withdrawn_at is not None and one.withdrawn_at <= at) or _drawn(one.id, "gone") * 40 < age // 86_400
        grown = AGES.index(age) + 1
        told = {name: None if gone or name in untold else _drawn(one.id, name) * grown // 4 for name in FIGURES}
        yield {"delivery_id": one.id, "age_s": age, "taken_at": at, "gone": gone, **told}


def clicks(one, now):
    """In up to three hours after a fifth of the posts."""
    if _drawn(one.id, "clicked") < 80:
        return
    first = one.published_at.replace(minute=0, second=0, microsecond=0)
    for hour in range(1 + _drawn(one.id, "hours") % 3):
        at = first + timedelta(hours=hour)
        if at <= now:
            yield {"delivery_id": one.id, "hour": at, "number": 1 + _drawn(one.id, f"number {hour}") % 9}


def _drawn(key, what):
    """A number below a hundred, the same for the same post and question."""
    return crc32(f"{what} {key}".encode()) % 100
