"""What no server can do to a call: outlast it, flood it, lead it astray; and what may have been sent when it fails."""

import base64
import contextlib
import gzip
import socket
import time
import zlib

import pytest
import requests

from posts.wire import Guard, NoAnswer, NotSent, Session, TooLarge, nothing_was_sent
from tests.wire.loopback import Told, closed_port, hang_up, pour, reset, serving

HERE = Guard(("127.0.0.1",))
OK = b"HTTP/1.1 200 OK\r\n"


def session(**bounds):
    return Session(HERE, **{"connect_s": 10, "read_s": 10, **bounds})


def drip(first, piece):
    """Sends a little, then a piece every 50 ms, for ever: no single read ever times out."""

    def answer(connection):
        connection.sendall(first)
        while True:
            connection.sendall(piece)
            time.sleep(0.05)

    return answer


def b64(login):
    return f"Basic {base64.b64encode(login.encode()).decode()}"


SLOW = {
    "silent": lambda connection: time.sleep(2),
    "status line": drip(b"HTTP/1.1 200 ", b"O"),
    "headers": drip(OK, b"x: y\r\n"),
    "continue without end": drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "body": drip(OK + b"content-length: 100000\r\n\r\n", b"x"),
    "body without a length": drip(OK + b"\r\n", b"x"),
    "chunks": drip(OK + b"transfer-encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    "chunk size": drip(OK + b"transfer-encoding: chunked\r\n\r\n", b"0"),
}


@pytest.mark.parametrize("answer", SLOW.values(), ids=SLOW.keys())
def test_a_slow_server_cannot_outlast_a_call(answer):
    with serving(lambda asked: answer) as url:
        began = time.monotonic()
        with pytest.raises(NoAnswer):
            session(connect_s=0.1, read_s=0.1).post(url, data=b"x")
        assert time.monotonic() - began < 1.5


def bomb(encoding, squeezed):
    return lambda asked: Told(200, squeezed, {"content-encoding": encoding, "content-type": "text/plain"})


ZEROS = bytes(50_000_000)
LARGE = {
    "a huge body": lambda asked: pour(50_000_000),
    "a huge header": lambda asked: drip(OK + b"x: " + b"y" * 65_000 + b"\r\n", (b"x: " + b"y" * 60_000 + b"\r\n") * 3),
    "a gzip bomb": bomb("gzip", gzip.compress(ZEROS)),
    "a gzip bomb in a gzip bomb": bomb("gzip, gzip", gzip.compress(gzip.compress(ZEROS))),
    "a deflate bomb": bomb("deflate", zlib.compress(ZEROS)),
}


@pytest.mark.parametrize("app", LARGE.values(), ids=LARGE.keys())
def test_an_answer_that_is_too_large_is_dropped_early(app):
    with serving(app) as url, pytest.raises(TooLarge, match=r"127\.0\.0\.1 answered with more than 1,000,000 bytes"):
        session(read_s=5).get(url)


def test_an_answer_as_large_as_the_call_allows_is_read():
    with serving(lambda asked: Told(200, b"x" * 1000)) as url:
        assert len(session(most_bytes=1000).get(url).content) == 1000
        with pytest.raises(TooLarge):
            session(most_bytes=999).get(url)


def test_a_compressed_answer_is_read():
    with serving(bomb("gzip", gzip.compress(b"fine"))) as url:
        assert session().get(url).text == "fine"


def around(limit):
    """Redirects from /0 to /1 and so on, and answers at /limit."""

    def app(asked):
        step = int(asked.path.strip("/"))
        return Told(200, b"arrived") if step == limit else Told(302, headers={"location": f"/{step + 1}"})

    return app


def test_five_redirects_are_followed_and_no_more():
    with serving(around(5)) as url:
        assert session().get(f"{url}/0").content == b"arrived"
    with serving(around(6)) as url, pytest.raises(NoAnswer, match="redirects without end"):
        session().get(f"{url}/0")


def test_redirects_together_have_the_time_of_one_call():
    def app(asked):
        time.sleep(0.15)
        return Told(302, headers={"location": "/again"})

    with serving(app) as url:
        began = time.monotonic()
        with pytest.raises(NoAnswer):
            session(connect_s=0.2, read_s=0.2).get(url)
        assert time.monotonic() - began < 0.7


@pytest.mark.parametrize("location", ["http://[", "//[::1", "http://\xff\xfe/"])
def test_a_redirect_to_no_address_is_an_answer_that_cannot_be_used(location):
    with serving(lambda asked: Told(302, headers={"location": location})) as url, pytest.raises((NoAnswer, NotSent)):
        session().get(url)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_redirect_of_anything_but_a_read_is_the_answer(method, status):
    paths = []

    def app(asked):
        paths.append(asked.path)
        return Told(status, headers={"location": "/elsewhere"})

    with serving(app) as url:
        assert session().request(method, f"{url}/post", data=b"x").status_code == status
    assert paths == ["/post"]


def test_a_login_is_not_carried_to_another_host():
    seen = []

    def app(asked):
        seen.append((asked.headers["host"], asked.headers["authorization"]))
        return Told(302, headers={"location": url.replace("127.0.0.1", "other.example")}) if len(seen) == 1 else Told()

    roaming = Session(Guard(("127.0.0.1", "other.example")), resolve=lambda host, port: ["127.0.0.1"])
    with serving(app) as url:
        roaming.get(url, headers={"Authorization": "Bearer s3cret"})
    assert [login for _, login in seen] == ["Bearer s3cret", None]


def test_nothing_is_remembered_from_one_call_to_the_next():
    cookies = []

    def app(asked):
        cookies.append(asked.headers["cookie"])
        return Told(200, headers={"set-cookie": "track=me; Path=/"})

    with serving(app) as url:
        talker = session()
        talker.get(url)
        talker.get(url)
    assert cookies == [None, None]


def test_neither_a_proxy_nor_a_netrc_of_the_environment_is_used(monkeypatch, tmp_path):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login anna password hunter2\n")
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{closed_port()}")
    with serving(lambda asked: Told(200, (asked.headers["authorization"] or "none").encode())) as url:
        assert session().get(url).content == b"none"


def failing(app):
    with serving(app) as url, pytest.raises(requests.RequestException) as caught:
        session(connect_s=0.2, read_s=0.2).post(
            f"{url}/secret-path?token=s3cret", data=b"s3cret", headers={"Authorization": "Bearer s3cret"}
        )
    assert "s3cret" not in str(caught.value)
    assert "secret-path" not in str(caught.value)
    return caught.value


MAYBE_SENT = {
    "hung up": lambda asked: hang_up,
    "reset": lambda asked: reset,
    "no answer": lambda asked: lambda connection: time.sleep(0.5),
    "not HTTP": lambda asked: lambda connection: connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n"),
    "half a body": lambda asked: lambda c: c.sendall(OK + b"content-length: 10\r\n\r\nhalf"),
    "a broken chunk": lambda asked: lambda c: c.sendall(OK + b"transfer-encoding: chunked\r\n\r\nzz\r\n"),
    "an endless chunk size": lambda asked: (
        lambda c: c.sendall(OK + b"transfer-encoding: chunked\r\n\r\n" + b"0" * 3_000_000)
    ),
    "broken compression": lambda asked: Told(200, b"no gzip", {"content-encoding": "gzip"}),
    "a length that is no number": lambda asked: lambda c: c.sendall(OK + b"content-length: 1, 2\r\n\r\nx"),
}


@pytest.mark.parametrize("app", MAYBE_SENT.values(), ids=MAYBE_SENT.keys())
def test_once_the_request_left_a_failure_may_have_been_acted_on(app):
    error = failing(app)
    assert isinstance(error, NoAnswer)
    assert not nothing_was_sent(error)


def test_a_refused_connection_sent_nothing():
    with pytest.raises(NotSent, match=r"No connection to 127\.0\.0\.1: it was refused") as caught:
        session().post(f"http://127.0.0.1:{closed_port()}/", data=b"x")
    assert nothing_was_sent(caught.value)


def test_a_name_that_is_not_known_sent_nothing():
    def resolve(host, port):
        raise socket.gaierror(-2, "Name or service not known")

    with pytest.raises(NotSent, match=r"The name nowhere\.example is not known"):
        Session(resolve=resolve).post("http://nowhere.example/", data=b"x")


def test_encryption_that_fails_sent_nothing():
    with serving(lambda asked: Told()) as url, pytest.raises(NotSent) as caught:
        session().post(url.replace("http:", "https:"), data=b"x")
    assert nothing_was_sent(caught.value)


@contextlib.contextmanager
def waiting(port):
    """Fills the queue of a listener that accepts nobody, so that the next one gets no answer."""
    with contextlib.ExitStack() as queue:
        for _ in range(4):
            caller = queue.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex(("127.0.0.1", port))
        yield


def test_a_connection_that_nobody_takes_sent_nothing():
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen(0)
        port = busy.getsockname()[1]
        with waiting(port), pytest.raises(NotSent, match="too long"):
            session(connect_s=0.2).post(f"http://127.0.0.1:{port}/", data=b"x")


@pytest.mark.parametrize("token", ["line\nbreak", "Ünïcödé €", "tab\rreturn"])
def test_a_header_that_cannot_be_written_sends_nothing_and_is_not_repeated(token):
    with pytest.raises(NotSent) as caught:
        session().post("http://127.0.0.1:1/", headers={"Authorization": token})
    assert token not in str(caught.value)
    assert caught.value.__suppress_context__


def test_the_next_address_is_tried_where_the_first_takes_nobody():
    with serving(lambda asked: Told(200, b"here")) as url:
        port = int(url.rpartition(":")[2])
        two = Session(Guard(("127.0.0.0/8", "::1")), resolve=lambda host, port: ["::1", "127.0.0.1"])
        assert two.get(f"http://two.example:{port}/").content == b"here"


def test_a_name_is_resolved_once_a_call(monkeypatch):
    asked, ask = [], socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda *it, **more: asked.append(it[0]) or ask(*it, **more))
    with serving(lambda asked: Told(200, b"here")) as url:
        assert session().get(url).content == b"here"
    assert asked == ["127.0.0.1"]


def test_what_the_session_says_of_every_call_gives_way_to_what_a_call_says():
    own = session()
    own.headers["X-Said"], own.headers["X-Kept"], own.headers["X-Dropped"] = "session", "session", "session"
    own.params, own.auth = {"of": "session", "kept": "session"}, ("session", "x")
    headers = {"x-said": "call", "X-Dropped": None}
    with serving(
        lambda asked: Told.of(
            {"query": asked.query, "headers": {name.lower(): it for name, it in asked.headers.items()}}
        )
    ) as url:
        alone = own.get(url).json()
        both = own.get(url, params={"of": "call"}, headers=headers, auth=("call", "x")).json()
    assert alone["query"] == {"of": ["session"], "kept": ["session"]}
    assert both["query"] == {"of": ["call"], "kept": ["session"]}
    said = both["headers"]
    assert (said["x-said"], said["x-kept"]) == ("call", "session")
    assert "x-dropped" not in said
    assert (said["authorization"], alone["headers"]["authorization"]) == (b64("call:x"), b64("session:x"))


def test_what_is_meant_for_one_server_goes_to_another_with_its_path_and_query():
    with serving(lambda asked: Told.of({"path": asked.path, "query": asked.query})) as url:
        aimed = session().aimed("https://api.example", f"{url}/base/")
        answer = aimed.get("https://api.example/2/me", params={"a": "1 2"})
        assert answer.json() == {"path": "/base/2/me", "query": {"a": ["1 2"]}}


def test_aiming_leaves_the_first_session_as_it_was():
    first = session()
    first.aimed("https://api.example", "http://127.0.0.1:1")
    assert list(first.adapters) == ["https://", "http://"]
