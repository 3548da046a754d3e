"""Every adapter passes the one suite: each before a server that can misbehave."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from posts.platforms.base import Login
from posts.platforms.bluesky import Bluesky
from posts.platforms.feed import Feed
from posts.platforms.mastodon import Mastodon
from posts.platforms.webhook import Webhook
from posts.platforms.x import X
from posts.testing import FAULTS, LOST, LOST_BUT_PUBLISHED, Conformance, FakePlatform, failing
from posts.wire import Session
from tests.platforms.faults import Faulty, forward
from tests.platforms.scenes import WebScene, login, now
from tests.platforms.webhook_receiver import SECRET, Receiver
from tests.platforms.x_fake import SIGNED, TOKEN, XFake, problem
from tests.platforms_bluesky.pds_fake import PdsFake
from tests.platforms_bluesky.pds_fake import serving as serving_pds
from tests.wire.loopback import Told, serving


def echo(asked):
    """A refusal that repeats the caller's login, as a careless server may."""
    return f"Not allowed for {asked.headers['authorization']}"


class XScene(WebScene):
    def __init__(self, url, secrets, fake, faulty):
        super().__init__(X, login(url, secrets), faulty, lambda: [text for _, text, _ in fake.posts])
        self.fake = fake

    def fault(self, name):
        match name:
            case "unauthorized":
                self.fake.revoked = True
            case "rate_limited":
                self.fake.limit()
            case _:
                super().fault(name)


class XConformance(Conformance):
    login_secrets = None

    @pytest.fixture
    def scene(self):
        fake = XFake()
        refusals = {"rejected": lambda asked: problem(403, "Forbidden", echo(asked))}
        faulty = Faulty(fake, lambda asked: asked.path == "/2/tweets", refusals)
        with serving(faulty) as url:
            yield XScene(url, self.login_secrets, fake, faulty)


class TestXWithSignedCalls(XConformance):
    login_secrets = SIGNED


class TestXWithAToken(XConformance):
    login_secrets = TOKEN


class MastodonScene(WebScene):
    def __init__(self, url, mock, faulty):
        super().__init__(Mastodon, login(url, {"access_token": mock.token}), faulty, mock.texts)
        self.mock = mock

    def fault(self, name):
        match name:
            case "unauthorized":
                self.log_in(secrets={"access_token": "revoked-t0ken"})
            case "rate_limited":
                self.mock.fault(type="ratelimit")
            case "server_error":
                self.mock.fault(type="status", status=503)
            case "broken_json":
                self.mock.fault(type="malformed")
            case _:
                super().fault(name)


class TestMastodon(Conformance):
    @pytest.fixture
    def scene(self, mastodon):
        mastodon.clear()
        refusals = {"rejected": lambda asked: Told.of({"error": echo(asked)}, 422)}
        faulty = Faulty(forward(mastodon.url), lambda asked: asked.method == "POST", refusals)
        with serving(faulty) as url:
            yield MastodonScene(url, mastodon, faulty)


class TestWebhook(Conformance):
    @pytest.fixture
    def scene(self):
        receiver = Receiver()
        refusals = {
            "unauthorized": lambda asked: Told(401),
            "rate_limited": lambda asked: Told(429, headers={"retry-after": "30"}),
            "rejected": lambda asked: Told.of({"message": f"{asked.headers['webhook-signature']} {SECRET}"}, 422),
        }
        faulty = Faulty(receiver, lambda asked: asked.method == "POST", refusals)
        with serving(faulty) as url:
            yield WebhookScene(Webhook, login(url, {"secret": SECRET}), faulty, receiver.texts)


class WebhookScene(WebScene):
    def fault(self, name):
        if name == "broken_json":
            return "any 2xx means that the receiver has the post, whatever it says"
        return super().fault(name)


class BlueskyScene:
    def __init__(self, pds):
        secrets = {"app_password": pds.app_password}
        options = {"handle": pds.handle, "app_view": pds.url}
        self.login = login(pds.url, secrets, options)
        self.platform = Bluesky(self.login)
        self.pds = pds

    def texts(self):
        return self.pds.texts()

    def fault(self, name):
        self.platform.check()
        self.pds.fault(name)


class TestBluesky(Conformance):
    @pytest.fixture
    def scene(self):
        with serving_pds(PdsFake()) as pds:
            yield BlueskyScene(pds)


class FeedScene:
    def __init__(self, folder):
        self.login = Login("clinic", Session(), now, folder=folder)
        self.platform = Feed(self.login)

    def texts(self):
        entries = (Path(self.login.folder) / "feed" / "clinic" / "entries").glob("*.json")
        return [self.platform._entry(path.stem).text for path in entries]

    def fault(self, name):
        if name != "unavailable":
            return "a folder cannot do that"
        self.login.folder.joinpath("feed").write_text("in the way")
        return None


class TestFeed(Conformance):
    @pytest.fixture
    def scene(self, tmp_path):
        return FeedScene(tmp_path)


class FakeScene:
    def __init__(self, **behaviour):
        self.login = Login("clinic", Session(), lambda: datetime.now(UTC), secrets={"token": "s3cret"})
        self.platform = FakePlatform(self.login, **behaviour)

    def texts(self):
        return [message.text for message, _ in self.platform.posts]

    def fault(self, name):
        lost = {"lost_before": LOST, "lost_after": LOST_BUT_PUBLISHED}
        self.platform.outcomes.append(lost.get(name) or failing(FAULTS[name]))


class TestFake(Conformance):
    @pytest.fixture
    def scene(self):
        return FakeScene()


class TestFakeThatHonoursNoKey(Conformance):
    @pytest.fixture
    def scene(self):
        return FakeScene(honours_key=False)
