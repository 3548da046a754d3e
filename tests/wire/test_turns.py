"""A server that keeps one call waiting keeps no other waiting, whatever it waits for."""

import contextlib
import socket
import threading

import pytest

from posts.wire import Guard, Session, WireError
from posts.wire.turns import TURN
from tests.wire.loopback import Told, serving

HERE = Guard(("127.0.0.1",))


@contextlib.contextmanager
def deaf():
    """Takes connections and reads nothing of them."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"


@contextlib.contextmanager
def silent():
    """Takes the request, and does not answer before it is told to."""
    done = threading.Event()
    with serving(lambda _asked: lambda _connection: done.wait(30)) as url:
        try:
            yield url
        finally:
            done.set()


@pytest.mark.parametrize("server", [deaf, silent])
def test_while_one_call_waits_others_go_on(server):
    def wait(url):
        with contextlib.suppress(WireError):
            Session(HERE, connect_s=20, read_s=20).post(url, data=bytes(30_000_000))

    with server() as stuck, serving(lambda _asked: Told(200, b"here")) as url:
        waiting = threading.Thread(target=wait, args=(stuck,), daemon=True)
        waiting.start()
        waiting.join(1)
        assert waiting.is_alive()
        assert Session(HERE).post(url, data=b"x").content == b"here"
    assert not TURN.locked()


def test_a_call_that_fails_gives_its_turn_away():
    with pytest.raises(WireError):
        Session(HERE).post("http://127.0.0.1:1/", headers={"x": "ж"})
    with pytest.raises(WireError):
        Session(HERE).post("http://127.0.0.1:1/")
    assert not TURN.locked()


def test_a_request_leaves_whole():
    with serving(lambda asked: Told(200, asked.body)) as url:
        assert Session(HERE).post(url, data=b"one two").content == b"one two"
        assert Session(HERE).post(url, data=iter([b"one ", b"two"])).status_code == 200
        assert Session(HERE).get(url).content == b""
