"""Logs: lines for a person on a terminal, JSON for a machine elsewhere; secrets never."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache, partial
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

#: Names of values that are never shown, wherever they turn up.
_SECRET = re.compile(r"(?i)(secret|token|password|authorization|api_?key)")


def configure(stream: TextIO) -> None:
    """Sends our own lines and those of the libraries through one format, to ``stream``."""
    terminal = stream.isatty()
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _hide_secrets,
    ]
    last: Processor = structlog.dev.ConsoleRenderer() if terminal else structlog.processors.JSONRenderer()
    written: list[Processor] = [structlog.processors.format_exc_info, last]
    meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler = logging.StreamHandler(stream)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[meta, *written]))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    # What these say at INFO is noise, or could hold an address with a token in it.
    for name in ("apscheduler", "urllib3", "tweepy", "oauthlib", "requests_oauthlib"):
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, *written],
        logger_factory=cache(partial(_Lines, stream)),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,
    )


class _Lines:
    """Writes our own lines. By way of the standard library each took twice as long."""

    def __init__(self, stream: TextIO, name: str | None = None) -> None:
        self.name = name
        self._stream = stream

    def msg(self, line: str) -> None:
        """Writes one line; those of `together` at its end."""
        held: list[str] | None = getattr(_held, "lines", None)
        if held is None:
            _write(self._stream, [line])
        else:
            _held.stream = self._stream
            held.append(line)

    debug = info = warning = warn = error = critical = exception = fatal = log = msg


#: The lines of a thread that wait for each other, and where they go.
_held = threading.local()
_WRITING = threading.Lock()


@contextmanager
def together() -> Iterator[None]:
    """What this thread says meanwhile is written at the end, at once.

    With each write Python's lock is given away, and two hundred threads that speak to platforms are in no hurry to give
    it back: so a line a post took longer than the post's rows.
    """
    lines: list[str] = []
    _held.lines = lines
    try:
        yield
    finally:
        del _held.lines
        if lines:
            _write(_held.stream, lines)


def _write(stream: TextIO, lines: Sequence[str]) -> None:
    with _WRITING:
        stream.write("".join([f"{line}\n" for line in lines]))
        stream.flush()


def named(name: str) -> Any:  # noqa: ANN401 - structlog's own type: whatever is configured by then
    """The log of one part of the program."""
    return structlog.get_logger(name)


def _hide_secrets(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    return {key: "…" if _is_secret(key) else value for key, value in event.items()}


@lru_cache(maxsize=256)
def _is_secret(name: str) -> bool:
    return _SECRET.search(name) is not None
