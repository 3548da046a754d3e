"""The lines of a process: one format for ours and for the libraries', secrets never, many at once where many are said."""

import io
import json
import logging
import threading

import pytest
import structlog

from campaign import logs


class Stream(io.StringIO):
    """A file that counts how often it was written to."""

    writes = 0

    def write(self, text):
        self.writes += 1
        return super().write(text)

    @property
    def events(self):
        return [json.loads(line)["event"] for line in self.getvalue().splitlines()]


@pytest.fixture
def stream():
    before, handlers, level = structlog.get_config(), logging.root.handlers[:], logging.root.level
    opened = Stream()
    logs.configure(opened)
    yield opened
    structlog.configure(**before)
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


def test_ours_and_those_of_libraries_look_alike(stream):
    logs.named("scheduler").warning("out", delivery=3)
    logging.getLogger("uvicorn").warning("gone %s", "away")
    ours, theirs = map(json.loads, stream.getvalue().splitlines())
    assert (ours["event"], ours["logger"], ours["level"], ours["delivery"]) == ("out", "scheduler", "warning", 3)
    assert (theirs["event"], theirs["logger"], theirs["level"]) == ("gone away", "uvicorn", "warning")


def test_a_secret_is_never_shown(stream):
    logs.named("web").error("refused", access_token="abc")
    assert "abc" not in stream.getvalue()


def test_what_is_said_together_is_written_once_and_in_order(stream):
    log = logs.named("scheduler")
    with logs.together():
        log.info("first")
        log.info("second")
        assert stream.events == []
    assert (stream.events, stream.writes) == (["first", "second"], 1)


def test_another_thread_is_not_held_up_by_it(stream):
    log = logs.named("scheduler")
    with logs.together():
        log.info("ours")
        other = threading.Thread(target=log.info, args=("theirs",))
        other.start()
        other.join()
        assert stream.events == ["theirs"]
    assert stream.events == ["theirs", "ours"]


def test_an_error_keeps_back_nothing_that_was_said(stream):
    def breaks():
        with logs.together():
            logs.named("scheduler").info("said")
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        breaks()
    assert stream.events == ["said"]
