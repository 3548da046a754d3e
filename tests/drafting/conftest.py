"""An installation with a campaign of three accounts, a draft in it, and sheets without any installation."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from campaign import app as composing
from campaign.clock import Clock
from campaign.desk import accounts, campaigns, drafts
from campaign.desk.campaigns import Wish
from campaign.desk.sources import Pasted
from posts.compose import Frame
from posts.cut import Brief, cut
from posts.measure import LIMITS
from posts.shaping import sheet_of

#: A Monday.
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
ARTICLE = "Why rest helps\n\n" + "\n\n".join(
    f"Fact number {number} about rest is that it heals the body. Whoever sleeps eight hours wakes up stronger, and "
    f"this holds for {number} of ten people who were asked about it in a long study of sleep."
    for number in range(1, 5)
)


@pytest.fixture
def app(tmp_path, sqlite_template):
    (tmp_path / "config.toml").write_text("")
    shutil.copy(sqlite_template, tmp_path / "campaign.db")
    opened, _ = composing.init(tmp_path / "config.toml", f"sqlite:///{tmp_path / 'campaign.db'}")
    opened.store.written = lambda: None
    for name, limits in (("on-x", "x"), ("also-x", "x"), ("on-mastodon", "mastodon")):
        accounts.add(opened, accounts.Wish(name, "feed", options={"limits": limits}))
    app = replace(opened, clock=Clock(now=lambda: NOW, boottime=opened.clock.boottime))
    wish = Wish(hashtags=["#RestHelps"], accounts=("on-x", "also-x", "on-mastodon"), times=["mon-fri 09:00,17:30"])
    campaigns.new(app, "rest", wish)
    yield app
    app.close()


@pytest.fixture
def key(app):
    return drafts.draft_article(app, "rest", Pasted(ARTICLE))


def sheet(article, platform="x", *tags, **brief):
    """The cut of an article for a platform, as it is worked on."""
    tags_at = brief.pop("tags_at", "end")
    frame = Frame(LIMITS[platform], tags or ("#RestHelps",), title=article.title, tags_at=tags_at)
    return sheet_of(cut(article, Brief(frame, **brief)), ("one", "two"))
