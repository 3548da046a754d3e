"""An installation with a campaign whose posts wait, on both databases, and people of every role."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from campaign import app as composing
from campaign.clock import Clock
from campaign.desk import accounts, adding, campaigns, users
from campaign.desk.campaigns import Wish
from campaign.rights import Role

#: A Monday.
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
PASSWORD = "a s3cret of four words"
ARTICLE = "Why rest helps\n\n" + "\n\n".join(
    f"Fact number {number} about rest is that it heals the body. Whoever sleeps eight hours wakes up stronger, and "
    f"this holds for {number} of ten people who were asked about it in a long study of sleep."
    for number in range(1, 4)
)


def installation(tmp_path, database_url=None, settings=""):
    (tmp_path / "config.toml").write_text(settings)
    app, _ = composing.init(tmp_path / "config.toml", database_url)
    app.store.written = lambda: None
    return at(app, NOW)


def at(app, now):
    """The same installation at another time."""
    return replace(app, clock=Clock(now=lambda: now, boottime=app.clock.boottime))


def with_posts(app, tmp_path, *names):
    """Gives it a campaign of each name whose posts wait for approval; their ids by campaign."""
    (tmp_path / "article.txt").write_text(ARTICLE)
    accounts.add(app, accounts.Wish("clinic", "feed", options={"limits": "x"}))
    found = {}
    for name in names:
        campaigns.new(app, name, Wish(("#RestHelps",), ("clinic",), ("daily 09:00,17:30",)))
        found[name] = adding.add(app, name, str(tmp_path / "article.txt"), adding.Asked()).ids
    return found


@pytest.fixture
def app(tmp_path, database_url):
    opened = installation(tmp_path, database_url)
    yield opened
    opened.close()


@pytest.fixture
def small(tmp_path):
    """On SQLite alone, for what has nothing to do with the database."""
    opened = installation(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def peopled(app):
    """With one of each role, by that name."""
    for role in Role:
        users.add(app, role.value, PASSWORD, role)
    return app
