"""An installation that people reach from outside, with a campaign whose links are short, on both databases."""

import re

import pytest
from starlette.testclient import TestClient

from campaign.desk import accounts, adding, campaigns, users
from campaign.desk.campaigns import Wish
from campaign.rights import Role
from campaign.web.application import make
from tests.people.conftest import ARTICLE, PASSWORD, installation

HOME = "https://posts.example.org"
TARGET = "https://clinic.example/rest?page=2&utm_medium=mine#top"
PLATFORMS = ("x", "mastodon", "bluesky", "plain")
BROWSER = {
    "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
    "accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
}
#: A short link, wherever it stands.
LINK = re.compile(rf"{HOME}/l/([a-z2-9]{{10}})(?![\w/])")


@pytest.fixture
def app(tmp_path, database_url):
    """Reached from outside, with an owner and an account of each way of counting."""
    opened = installation(tmp_path, database_url, f'[web]\npublic_url = "{HOME}"\n')
    users.add(opened, "owner", PASSWORD, Role.OWNER)
    for one in PLATFORMS:
        accounts.add(opened, accounts.Wish(f"on-{one}", "feed", options={"limits": one}))
    (tmp_path / "article.txt").write_text(ARTICLE)
    yield opened
    opened.close()


@pytest.fixture
def added(app, tmp_path):
    """The article's posts, each with its short link."""
    names = [f"on-{one}" for one in PLATFORMS]
    wish = Wish(("#RestHelps",), names, ("daily 09:00,17:30",), tracked=True, short_links=True)
    campaigns.new(app, "rest", wish)
    return adding.add(app, "rest", str(tmp_path / "article.txt"), adding.Asked(link=TARGET))


@pytest.fixture
def visitor(app):
    """Somebody who follows links, with a browser."""
    with TestClient(make(app), base_url=HOME, headers=BROWSER, follow_redirects=False) as client:
        yield client
