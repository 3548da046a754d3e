"""The rewriter that the settings name, for the commands that are asked to use it."""

from __future__ import annotations

import os

from campaign.config import Config
from campaign.errors import ConfigError
from posts.rewriting import ChatRewriter, Outcome
from posts.wire import Guard, Session

#: A post is at most some thousand characters; what is larger is no answer.
_MOST_BYTES = 200_000


def opened(config: Config) -> ChatRewriter:
    """The rewriter of the settings. Raises `ConfigError` where none is set up, or its key is missing."""
    wanted = config.rewriter
    if not wanted.url or not wanted.model:
        missing = "model" if wanted.url else "url"
        raise ConfigError(
            f"no rewriter is set up: give [rewriter] {missing} in config.toml, or leave --rewrite out.",
            key=f"rewriter.{missing}",
        )
    key = os.environ.get(wanted.key, "").strip() if wanted.key else ""
    if wanted.key and not key:
        raise ConfigError(
            f"the rewriter's key is missing: put it into the environment variable {wanted.key}.", key="rewriter.key"
        )
    session = Session(Guard(config.fetch.allow), read_s=wanted.timeout, most_bytes=_MOST_BYTES)
    return ChatRewriter(session, wanted.url, wanted.model, key)


def words(outcome: Outcome) -> str:
    """What came of asking, in a line for a person."""
    said = f"Rewritten by {outcome.rewriter}: {outcome.accepted} of {outcome.asked}."
    if outcome.refused:
        reasons = ", ".join(f"{reason.replace('_', ' ')} {number}" for reason, number in outcome.refused.items())
        said += f" The others stay as they were cut: {reasons}."
    return f"{said} {outcome.trouble}" if outcome.trouble else said
