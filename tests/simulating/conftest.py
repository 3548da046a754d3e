"""An installation with a campaign to be tried out, at a time that stands still."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from campaign import app as composing
from campaign.clock import Clock
from campaign.desk import accounts, adding, campaigns
from campaign.desk.campaigns import Wish

#: A Thursday; clocks go forward in Berlin three days later.
NOW = datetime(2027, 3, 25, 0, 0, tzinfo=UTC)
ARTICLE = """Why rest helps

Rest helps the body to heal, and it gives the muscles time for that.

---8<---

Sleep of eight hours lowers the pain of most patients within a week.

---8<---

A short walk after lunch loosens the hips better than any chair does.

---8<---

Warm water relaxes the calves, so a bath in the evening is worth its time.

---8<---

Doctors in Leipzig advise stretching every morning before the first coffee.

---8<---

Massage of the lower back increases the flow of blood in the whole leg.

---8<---

Heavy bags belong on both shoulders, never on one side of the spine alone.

---8<---

Swimming trains forty muscles at once and spares the knees while it does.
"""


@pytest.fixture
def app(tmp_path, monkeypatch, database_url):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CAMPAIGN_DATABASE__URL", database_url)
    (tmp_path / "config.toml").write_text("")
    (tmp_path / "article.txt").write_text(ARTICLE)
    opened, _ = composing.init(tmp_path / "config.toml", None)
    opened = replace(opened, clock=Clock(now=lambda: NOW, boottime=lambda: 0.0))
    opened.store.written = lambda: None
    yield opened
    opened.close()


@pytest.fixture
def rest(app):
    """A campaign of a feed and a Mastodon account that says two posts a day, one at half past two."""
    accounts.add(app, accounts.Wish("clinic", "feed", options={"limits": "x"}))
    secrets = {"access_token": "secret"}
    accounts.add(app, accounts.Wish("praxis", "mastodon", "https://social.invalid"), secrets=secrets)
    make(app, accounts=["clinic", "praxis"])
    return app


def make(app, name="rest", **wish):
    known = {"hashtags": ["#RestHelps"], "times": ["daily 02:30,17:30"], "timezone": "Europe/Berlin", "late": "skip"}
    return campaigns.new(app, name, Wish(**known | {"grace": "2h", "gap": "10m"} | wish))


def queue(app, *, approve=True, source="article.txt", name="rest", account="clinic"):
    """Queues the article for the accounts that need no server."""
    return adding.add(app, name, source, approve=approve)
