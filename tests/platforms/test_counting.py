"""How posts did: read in groups, exact, and never guessed."""

from datetime import UTC, datetime

import pytest

from posts.errors import PlatformError, RateLimited, Unauthorized, Unavailable
from posts.platforms.base import Figures, Message, Receipt
from posts.platforms.bluesky import Bluesky
from posts.platforms.mastodon import Mastodon
from posts.platforms.x import X
from tests.platforms.scenes import login
from tests.platforms.x_fake import METRICS, TOKEN, XFake, not_found, problem
from tests.platforms_bluesky.pds_fake import PdsFake
from tests.platforms_bluesky.pds_fake import serving as serving_pds
from tests.wire.loopback import Told, hang_up, serving

AT = datetime(2026, 12, 1, 9, tzinfo=UTC)


def receipt(remote_id):
    return Receipt(remote_id, None, AT, {"id": remote_id})


def counted(adapter, app, ids, **options):
    """What an adapter counts before a server that answers so."""
    with serving(app) as url:
        given = {"handle": "clinic.test", "app_view": url, **options}
        secrets = TOKEN if adapter is X else {"access_token": "t0ken"}
        return adapter(login(url, secrets, given)).counted([receipt(one) for one in ids])


def told(value, status=200, **headers):
    return lambda _asked: Told.of(value, status, **headers)


# -- X


@pytest.fixture
def x():
    fake = XFake()
    with serving(fake) as url:
        fake.account = X(login(url, TOKEN))
        yield fake


def test_x_tells_all_six_figures(x):
    post = x.account.publish(Message("1", "One. #Tag"))
    assert x.account.counted([post]) == {post.remote_id: Figures(1900, 41, 2, 3, 1, 5)}


def test_x_is_asked_for_a_hundred_posts_at_once(x):
    posts = [x.account.publish(Message(str(n), f"Post {n}. #Tag")) for n in range(101)]
    assert len(x.account.counted(posts)) == 101
    assert [len(ids) for ids in x.reads] == [100, 1]


def test_a_post_that_x_hides_is_not_gone():
    def hides(_asked):
        return Told.of({"errors": [not_found("7", "not-authorized-for-resource", "Authorization Error")]})

    assert counted(X, hides, ["7"]) == {}


def test_what_x_leaves_out_without_a_word_is_not_gone():
    partial = told({"data": [{"id": "7", "public_metrics": METRICS}], "errors": [not_found("8")]})
    found = counted(X, partial, ["7", "8", "9"])
    assert found["7"].likes == 41
    assert found["8"] is None
    assert "9" not in found


# -- Bluesky


@pytest.fixture
def bluesky():
    with serving_pds(PdsFake()) as pds:
        options = {"handle": pds.handle, "app_view": pds.url}
        pds.account = Bluesky(login(pds.url, {"app_password": pds.app_password}, options))
        yield pds


def post_on(bluesky, number=1):
    key = bluesky.account.key_for(f"0192f0c4-{number}", AT)
    return bluesky.account.publish(Message(key, f"Post {number}. #Tag"))


def test_bluesky_tells_everything_but_how_often_a_post_was_shown(bluesky):
    post = post_on(bluesky)
    assert bluesky.account.counted([post]) == {post.remote_id: Figures(None, 7, 1, 2, 0, 3)}


def test_bluesky_is_asked_for_25_posts_at_once_and_nobody_logs_in_for_it(bluesky):
    posts = [post_on(bluesky, n) for n in range(26)]
    options = {"handle": bluesky.handle, "app_view": bluesky.url}
    stranger = Bluesky(login(bluesky.url, {"app_password": "wrong"}, options))
    assert len(stranger.counted(posts)) == 26
    assert [len(one) if isinstance(one, list) else 1 for one in bluesky.reads] == [25, 1]


def test_a_post_that_only_the_app_view_lacks_is_not_gone(bluesky):
    post = post_on(bluesky)
    bluesky.unseen.add(post.remote_id.rpartition("/")[2])
    assert bluesky.account.counted([post]) == {}


def test_a_post_that_is_known_by_a_handles_address_is_asked_for_by_the_identifier(bluesky):
    key = post_on(bluesky).remote_id.rpartition("/")[2]
    located = bluesky.account.locate(f"https://bsky.app/profile/{bluesky.handle}/post/{key}")
    assert bluesky.account.counted([receipt(located.remote_id)])[located.remote_id].likes == 7


# -- Mastodon


class Statuses:
    """A server that counts; of this version."""

    def __init__(self, version, there, shows=()):
        self.version, self.there, self.shows = version, there, shows or there
        self.asked = []

    def __call__(self, asked):
        if asked.path == "/api/v2/instance":
            return Told.of({"version": self.version})
        if asked.path == "/api/v1/statuses":
            self.asked.append(asked.query["id[]"])
            return Told.of([self.status(one) for one in asked.query["id[]"] if one in self.shows])
        key = asked.path.rpartition("/")[2]
        self.asked.append(key)
        return Told.of(self.status(key)) if key in self.there else Told.of({"error": "Record not found"}, 404)

    def status(self, key):
        return {"id": key, "favourites_count": 4, "reblogs_count": 2, "replies_count": 1}


def test_mastodon_tells_what_its_version_counts_and_not_more():
    assert counted(Mastodon, Statuses("4.4.0", {"1"}), ["1"]) == {"1": Figures(likes=4, reposts=2, replies=1)}


def test_mastodon_is_asked_for_twenty_posts_at_once():
    ids = [str(n) for n in range(21)]
    server = Statuses("4.3.0", set(ids))
    assert len(counted(Mastodon, server, ids)) == 21
    assert server.asked == [ids[:20], ids[20]]


@pytest.mark.parametrize("version", ["4.2.9", "2.7.2 (compatible; Pleroma 2.6.0)", "takahe/0.11.0"])
def test_a_server_that_does_not_show_many_is_asked_for_one_at_a_time(version):
    server = Statuses(version, {"1", "2"})
    assert set(counted(Mastodon, server, ["1", "2", "3"])) == {"1", "2", "3"}
    assert server.asked == ["1", "2", "3"]


def test_a_post_that_mastodon_left_out_of_its_answer_is_asked_for_by_itself():
    found = counted(Mastodon, Statuses("4.5.1", {"1", "2"}, shows={"1"}), ["1", "2", "3"])
    assert found["1"] == found["2"]
    assert found["3"] is None


# -- What goes wrong


def answer_with(adapter, value):
    """An answer of this adapter's platform, with a figure that is this."""
    post = {
        X: lambda: {"data": [{"id": "7", "public_metrics": METRICS | {"like_count": value}}]},
        Mastodon: lambda: {"id": "7", "favourites_count": value, "reblogs_count": 1},
        Bluesky: lambda: {"posts": [{"uri": "at://did:plc:a/app.bsky.feed.post/7", "likeCount": value}]},
    }[adapter]()
    return lambda asked: Told.of({"version": "4.5.0"} if asked.path == "/api/v2/instance" else post)


ID = {X: "7", Mastodon: "7", Bluesky: "at://did:plc:a/app.bsky.feed.post/7"}
everywhere = pytest.mark.parametrize("adapter", ID, ids=lambda adapter: adapter.kind)


@everywhere
def test_a_figure_is_read_as_it_is(adapter):
    assert counted(adapter, answer_with(adapter, 12), [ID[adapter]])[ID[adapter]].likes == 12


@everywhere
@pytest.mark.parametrize("value", [-1, "12", 1.5, True, [], 10**30])
def test_a_figure_that_is_none_is_refused(adapter, value):
    with pytest.raises(Unavailable):
        counted(adapter, answer_with(adapter, value), [ID[adapter]])


GARBAGE = {
    "no JSON": lambda _: Told(200, b"<html>", {"content-type": "text/html"}),
    "a list": told([]),
    "a number": told(7),
    "nothing": told({}),
    "posts that are none": told({"data": [7], "posts": [7], "id": {}}),
    "posts without figures": told({"id": "7", "data": [{"id": "7"}], "posts": [{"uri": ID[Bluesky]}]}),
    "a server's own error": told({}, 500),
    "elsewhere": told({}, 302, location="/elsewhere"),
    "silence": lambda _: hang_up,
}


@everywhere
@pytest.mark.parametrize("garbage", GARBAGE)
def test_an_answer_that_cannot_be_read_is_no_figure_and_nothing_gone(adapter, garbage):
    with pytest.raises(Unavailable):
        counted(adapter, GARBAGE[garbage], [ID[adapter]])


@everywhere
def test_a_platform_that_asks_to_wait_is_heard(adapter):
    with pytest.raises(RateLimited) as caught:
        counted(adapter, told({"error": "Too many"}, 429, retry_after="60"), [ID[adapter]])
    assert caught.value.platform == adapter.kind


@pytest.mark.parametrize("adapter", [X, Mastodon], ids=lambda adapter: adapter.kind)
def test_a_login_that_is_refused_counts_nothing(adapter):
    with pytest.raises(Unauthorized):
        counted(adapter, lambda _: problem(401, "Unauthorized", "Unauthorized"), ["7"])


@everywhere
def test_what_a_server_refuses_is_not_gone(adapter):
    with pytest.raises(PlatformError):
        counted(adapter, told({"error": "Forbidden"}, 403), [ID[adapter]])
