"""Installations with fake platforms, on a database of any kind."""

from dataclasses import replace
from datetime import timedelta

from campaign import app as composing
from campaign.desk import accounts
from campaign.desk.campaigns import Wish, new
from campaign.store import campaigns as campaign_rows
from campaign.store import queue
from campaign.store.values import NewPost
from tests.publishing.test_tick import NOW, Desk
from tests.store.world import delivery


def desks(folder, url):
    """Makes desks of that folder and database, and ends them."""
    (folder / "config.toml").write_text("")
    app, _ = composing.init(folder / "config.toml", url)
    app.store.written = lambda: None
    made = []

    def build(*outcomes, names=("clinic",)):
        desk = Desk(app, outcomes)
        for name in names:
            desk.account(name)
        campaign(desk, "rest", names)
        made.append(desk)
        return desk

    yield build
    for desk in made:
        desk.publisher.stop()
    app.close()


def campaign(desk, name, names=("clinic",), tag="#RestHelps"):
    return new(desk.app, name, Wish(hashtags=[tag], accounts=names, times=["daily 09:00"], late="post"))


def say(desk, *texts, name="rest", account="clinic", at=NOW, thread=False):
    """Queues these texts of an account in a campaign at one time, as the parts of a thread or one by one; their ids."""
    with desk.app.store.write() as connection:
        found = campaign_rows.campaign(connection, name)
        owner = next(one.account.id for one in found.speakers if one.account.name == account)
        rows = [
            replace(delivery(n, owner, at, after=n - 1 if thread and n else None), text=text)
            for n, text in enumerate(texts)
        ]
        posts = [NewPost(n + 1, text, of=len(texts) if thread else None) for n, text in enumerate(texts)]
        return queue.enqueue(connection, found.id, None, posts, rows)


def first_account(desk):
    return accounts.listed(desk.app)[0]


def wait(desk, **time):
    desk.now += timedelta(**time)
