"""A server that keeps one call waiting keeps no other waiting, whatever it waits for."""

import contextlib
import socket
import threading

import pytest

from posts.wire import Guard, Session, WireError
from posts.wire.turns import TURN, Turn
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


@contextlib.contextmanager
def faltering():
    """Begins to answer, and does not go on before it is told to."""
    done = threading.Event()

    def falter(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhe")
        done.wait(30)

    with serving(lambda _asked: falter) as url:
        try:
            yield url
        finally:
            done.set()


@pytest.mark.parametrize("server", [deaf, silent, faltering])
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
        assert waiting.is_alive()
    assert not TURN.is_taken()


def test_a_name_that_is_looked_up_for_long_keeps_nobody_waiting():
    asked, known = threading.Event(), threading.Event()

    def look_up(_host, _port):
        asked.set()
        known.wait(30)
        return []

    def call():
        with contextlib.suppress(WireError):
            Session(HERE, resolve=look_up).post("http://slow.example/")

    waiting = threading.Thread(target=call, daemon=True)
    waiting.start()
    assert asked.wait(10)
    with serving(lambda _asked: Told(200, b"here")) as url:
        assert Session(HERE).post(url, data=b"x").content == b"here"
        assert waiting.is_alive()
    known.set()
    waiting.join(10)
    assert not TURN.is_taken()


def test_a_call_has_its_turn_twice(monkeypatch):
    taken, take = [], Turn._take
    monkeypatch.setattr(Turn, "_take", lambda turn: taken.append(turn) or take(turn))
    # All of it at once: what comes in two pieces may be waited for once more.
    with serving(lambda _asked: lambda it: it.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx")) as url:
        assert Session(HERE).post(url, data=b"x").content == b"x"
    assert len(taken) == 2


def test_who_lays_its_turn_aside_lets_another_have_it_and_has_it_again():
    turn, had = Turn(), []

    def work():
        with turn.taken():
            had.append("another")

    with turn.taken(), turn.taken():
        other = threading.Thread(target=work)
        with turn.aside(), turn.aside():
            other.start()
            other.join(10)
        assert (had, turn.is_taken()) == (["another"], True)
    assert not turn.is_taken()


def test_a_call_that_fails_gives_its_turn_away():
    with pytest.raises(WireError):
        Session(HERE).post("http://127.0.0.1:1/", headers={"x": "ж"})
    with pytest.raises(WireError):
        Session(HERE).post("http://127.0.0.1:1/")
    assert not TURN.is_taken()


def test_a_request_leaves_whole():
    with serving(lambda asked: Told(200, asked.body)) as url:
        assert Session(HERE).post(url, data=b"one two").content == b"one two"
        assert Session(HERE).post(url, data=iter([b"one ", b"two"])).status_code == 200
        assert Session(HERE).get(url).content == b""
