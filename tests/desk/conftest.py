"""An installation with four accounts and an article, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from campaign import app as composing
from campaign.clock import Clock
from campaign.desk import accounts, adding, campaigns, deliveries
from campaign.desk.campaigns import Wish
from campaign.store.history import Filter

#: A Monday.
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
PARAGRAPHS = [
    f"Fact number {number} about rest is that it heals the body. Whoever sleeps eight hours wakes up stronger, and "
    f"this holds for {number} of ten people who were asked about it in a long study of sleep."
    for number in range(1, 9)
]


@pytest.fixture
def app(tmp_path, database_url):
    (tmp_path / "config.toml").write_text("")
    (tmp_path / "article.txt").write_text("Why rest helps\n\n" + "\n\n".join(PARAGRAPHS) + "\n")
    app, _ = composing.init(tmp_path / "config.toml", database_url)
    app.store.written = lambda: None
    for name, limits in (("on-x", "x"), ("on-bluesky", "bluesky"), ("also-x", "x"), ("on-mastodon", "mastodon")):
        accounts.add(app, accounts.Wish(name, "feed", options={"limits": limits}))
    yield at(app, NOW)
    app.close()


def at(app, now):
    """The same installation at another time."""
    return replace(app, clock=Clock(now=lambda: now, boottime=app.clock.boottime))


def campaign(app, name="rest", *names, **wish):
    wish = {"times": ["mon-fri 09:00,17:30"], **wish}
    return campaigns.new(app, name, Wish(hashtags=["#RestHelps"], accounts=names or ("on-x",), **wish))


def add(app, tmp_path, name="rest", **how):
    return adding.add(app, name, str(tmp_path / "article.txt"), **how)


def rows(app, **wanted):
    return deliveries.listed(app, Filter(**wanted))


def dump(app):
    from campaign.store.models import metadata

    with app.store.read() as connection:
        return {table.name: connection.execute(table.select()).all() for table in metadata.sorted_tables}
