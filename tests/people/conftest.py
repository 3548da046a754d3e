"""An installation with a campaign whose posts wait, on both databases, and people of every role."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from campaign import app as composing
from campaign.clock import Clock
from campaign.desk import accounts, adding, campaigns, entering, users
from campaign.desk.campaigns import Wish
from campaign.rights import Role
from campaign.store.models import metadata
from campaign.web.application import make

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


HERE = "http://127.0.0.1:8321"


@pytest.fixture
def posts(small, tmp_path):
    return with_posts(small, tmp_path, "rest", "sleep")


@pytest.fixture
def team(small, posts):
    """One of each role."""
    for role in Role:
        users.add(small, role.value, PASSWORD, role)
    return small


def asking(app, role=None, **options):
    """A browser, logged in as one of this role."""
    client = TestClient(make(app), base_url=HERE, headers={"origin": HERE}, follow_redirects=False, **options)
    if role:
        client.cookies.set("campaign", entering.log_in(app, role.value, PASSWORD, "test").secret)
    return client


def everything(app):
    with app.store.read() as connection:
        return {name: connection.execute(select(table)).all() for name, table in metadata.tables.items()}
