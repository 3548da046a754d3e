"""A post is known by its address, where its platform puts it there; an address of another platform is not taken."""

import pytest

from posts.platforms.base import Addressing
from posts.platforms.bluesky import Bluesky
from posts.platforms.mastodon import Mastodon
from posts.platforms.x import X
from tests.platforms.scenes import login

PLATFORMS = {
    "x": X(login(None)),
    "mastodon": Mastodon(login("https://clinic.social")),
    "bluesky": Bluesky(login(None, options={"handle": "@clinic.bsky.social"})),
}
X_ID, M_ID, DID = "1992000000000000001", "115615041987654321", "did:plc:ewvi7nxzyoun6zhxrhs64oiz"
URI = "at://clinic.bsky.social/app.bsky.feed.post/3m6dkq2xv3k2a"

POSTS = [
    ("x", f"https://x.com/clinic/status/{X_ID}", X_ID),
    ("x", f"https://twitter.com/clinic/status/{X_ID}?s=20", X_ID),
    ("x", f"https://mobile.twitter.com/i/web/status/{X_ID}/photo/1", X_ID),
    ("x", f"http://www.X.com/clinic/statuses/{X_ID}#m", X_ID),
    ("mastodon", f"https://clinic.social/@clinic/{M_ID}", M_ID),
    ("mastodon", f"https://CLINIC.social/users/clinic/statuses/{M_ID}/", M_ID),
    ("mastodon", f"https://clinic.social/web/statuses/{M_ID}", M_ID),
    ("mastodon", "https://clinic.social/notice/AbC9dEf", "AbC9dEf"),
    ("mastodon", "https://clinic.social/@clinic/statuses/01HZX3V5JY4T7C3J8N0RZ2G5QW", "01HZX3V5JY4T7C3J8N0RZ2G5QW"),
    ("bluesky", "https://bsky.app/profile/clinic.bsky.social/post/3m6dkq2xv3k2a", URI),
    ("bluesky", URI, URI),
    ("bluesky", f"at://{DID}/app.bsky.feed.post/3m6dkq2xv3k2a", f"at://{DID}/app.bsky.feed.post/3m6dkq2xv3k2a"),
]
STRANGERS = [
    ("x", "https://x.com/clinic"),
    ("x", "https://x.com.evil.example/clinic/status/1"),
    ("x", "https://evil.example/?https://x.com/clinic/status/1"),
    ("x", "https://clinic.social/@clinic/115615041987654321"),
    ("x", "1992000000000000001"),
    ("mastodon", f"https://other.social/@clinic@clinic.social/{M_ID}"),
    ("mastodon", "https://clinic.social/@clinic"),
    ("mastodon", f"https://x.com/clinic/status/{X_ID}"),
    ("mastodon", "https://[broken"),
    ("bluesky", "https://bsky.app/profile/other.bsky.social/post/3m6dkq2xv3k2a"),
    ("bluesky", "https://bsky.app/profile/clinic.bsky.social"),
    ("bluesky", f"at://{DID}/app.bsky.feed.like/3m6dkq2xv3k2a"),
    ("bluesky", f"https://x.com/clinic/status/{X_ID}"),
]


@pytest.mark.parametrize(("kind", "url", "remote_id"), POSTS)
def test_a_post_is_known_by_its_address(kind, url, remote_id):
    assert PLATFORMS[kind].locate(url).remote_id == remote_id


@pytest.mark.parametrize(("kind", "url"), STRANGERS)
def test_an_address_that_is_no_post_of_the_accounts_is_not_taken(kind, url):
    assert PLATFORMS[kind].locate(url) is None


@pytest.mark.parametrize("kind", PLATFORMS)
def test_who_knows_addresses_says_how_one_looks(kind):
    assert isinstance(PLATFORMS[kind], Addressing)
    assert PLATFORMS[kind].address.startswith("https://")
