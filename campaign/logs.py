"""Logs: lines for a person on a terminal, JSON for a machine elsewhere; secrets never."""

from __future__ import annotations

import logging
import re
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
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                last,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    # What these say at INFO is noise, or could hold an address with a token in it.
    for name in ("apscheduler", "urllib3", "tweepy", "oauthlib", "requests_oauthlib"):
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def named(name: str) -> Any:  # noqa: ANN401 - structlog's own type: whatever is configured by then
    """The log of one part of the program."""
    return structlog.get_logger(name)


def _hide_secrets(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    return {key: "…" if _SECRET.search(key) else value for key, value in event.items()}
