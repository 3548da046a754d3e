"""An installation before an X whose person says yes at once, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from campaign import app as composing
from campaign.clock import Clock
from campaign.desk import accounts, connecting
from tests.platforms.conftest import mastodon
from tests.platforms.x_fake import TOKEN
from tests.platforms.x_oauth_fake import XWithPages
from tests.wire.loopback import serving

__all__ = ["app", "mastodon", "office"]

APP = {name: TOKEN[name] for name in ("client_id", "client_secret")}
REDIRECT = "http://127.0.0.1:8321/accounts/callback"


class Office:
    """A person who connects accounts, and a clock that stands until it is moved."""

    def __init__(self, app, fake, url):
        self.now = datetime.now(UTC)
        self.fake, self.url = fake, url
        self.app = replace(app, clock=Clock(now=lambda: self.now, boottime=app.clock.boottime), actor="anna")

    def wait(self, **time):
        self.now += timedelta(**time)

    def begin(self, name="on-x", **more):
        wish = accounts.Wish(name, "x", self.url)
        return connecting.begin(self.app, wish, secrets=APP, redirect=REDIRECT, **more)

    def connect(self, name="on-x"):
        begun = self.begin(name)
        return connecting.finish(self.app, begun.state, self.fake.consent(begun.address))

    def account(self, name="on-x"):
        return next(one.account for one in connecting.standings(self.app) if one.account.name == name)

    def secrets(self, name="on-x"):
        return self.app.open_secrets(self.account(name).secrets)


@pytest.fixture
def app(tmp_path, database_url):
    (tmp_path / "config.toml").write_text('[fetch]\nallow = ["127.0.0.1"]\n')
    app, _ = composing.init(tmp_path / "config.toml", database_url)
    app.store.written = lambda: None
    yield app
    app.close()


@pytest.fixture
def office(app):
    fake = XWithPages()
    with serving(fake) as url:
        yield Office(app, fake, url)
        fake.may_answer.set()
