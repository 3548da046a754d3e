"""Pages are read for their articles, and every failure is one sentence about one address."""

import time

import pytest

from posts.errors import ArticleError
from posts.wire import Guard, Session, fetch
from tests.wire.loopback import Told, hang_up, pour, serving


def session():
    return Session(Guard(("127.0.0.1",)), connect_s=10, read_s=10)


def test_a_page_comes_with_what_its_server_says_of_it():
    told = Told(200, "Füße".encode("latin-1"), {"content-type": "Text/HTML; Charset=ISO-8859-1"})
    with serving(lambda asked: told) as url:
        page = fetch(f"{url}/a?b=c", session())
    assert (page.body, page.media_type, page.charset) == ("Füße".encode("latin-1"), "text/html", "iso-8859-1")
    assert page.url == f"{url}/a?b=c"


def test_a_server_that_says_nothing_of_its_page_is_not_guessed_at():
    with serving(lambda asked: Told(200, b"?")) as url:
        page = fetch(url, session())
    assert (page.media_type, page.charset) == ("application/octet-stream", None)


def test_the_address_of_a_page_is_the_one_after_redirects():
    with serving(lambda asked: Told(200, b"x") if asked.path == "/b" else Told(301, headers={"location": "/b"})) as url:
        assert fetch(f"{url}/a", session()).url == f"{url}/b"


FAILURES = {
    "is not there": (lambda asked: Told(404), "its server says 404 Not Found"),
    "is gone in an unknown way": (lambda asked: Told(499), "its server says 499"),
    "redirects nowhere": (lambda asked: Told(302), "its server says 302 Found"),
    "redirects for ever": (lambda asked: Told(302, headers={"location": "/"}), "redirects without end"),
    "leads to a private address": (
        lambda asked: Told(302, headers={"location": "http://10.0.0.1/"}),
        "not a public address",
    ),
    "is too large": (lambda asked: pour(20_000_000), "more than 5,000,000 bytes"),
    "breaks off": (lambda asked: hang_up, "it broke off or is not HTTP"),
}


@pytest.mark.parametrize(("app", "words"), FAILURES.values(), ids=FAILURES.keys())
def test_a_page_that_cannot_be_read_is_an_article_error_in_one_line(app, words):
    with serving(app) as url, pytest.raises(ArticleError, match=words) as caught:
        fetch(f"{url}/page?token=s3cret", session())
    assert str(caught.value).startswith(f"{url}/page cannot be read")
    assert "s3cret" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1:1/", "it was refused"),
        ("http://localhost:1/", "not a public address"),
        ("http://nowhere.invalid/", "not known"),
        ("ftp://example.com/a", "Only http"),
        ("http://", "no web address"),
        ("http://[", "no web address"),
        ("https://anna:hunter2@127.0.0.1/", "write it without"),
    ],
)
def test_an_address_that_cannot_be_reached_is_an_article_error(url, words):
    def resolve(host, port):
        if host == "nowhere.invalid":
            raise OSError
        return ["127.0.0.1"] if host == "127.0.0.1" else ["::1"]

    with pytest.raises(ArticleError, match=words) as caught:
        fetch(url, Session(Guard(("127.0.0.1",)), resolve=resolve))
    assert "hunter2" not in str(caught.value)


def test_a_page_has_its_own_time_and_size():
    def slow(asked):
        time.sleep(0.2)
        return Told(200, b"x" * 100)

    with serving(slow) as url:
        with pytest.raises(ArticleError, match="too long"):
            fetch(url, session(), seconds=0.1)
        with pytest.raises(ArticleError, match="more than 99 bytes"):
            fetch(url, session(), most_bytes=99)
        assert len(fetch(url, session(), most_bytes=100).body) == 100
