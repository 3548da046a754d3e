"""What platforms take for a call, by the lists that they published: prices.toml, dated and with their source."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files

from posts.measure.urls import urls


@dataclass(frozen=True, slots=True)
class Prices:
    """One list of a platform's. Amounts are millionths of a US dollar."""

    #: The first day, in UTC, on which it holds.
    valid_from: date
    source: str
    post: int
    post_with_url: int
    delete: int
    #: To read a post for its figures.
    read: int

    def of_post(self, text: str) -> int:
        """What making a post of this text takes."""
        return self.post_with_url if has_url(text) else self.post


def has_url(text: str) -> bool:
    """Whether a post of this text counts as one with a URL: X makes a link of a bare domain too."""
    return bool(urls(text))


def prices_at(platform: str, at: datetime) -> Prices | None:
    """The list that holds at a moment (aware); None: the platform takes nothing."""
    day, lists = at.astimezone(UTC).date(), _lists().get(platform, ())
    return next((one for one in reversed(lists) if one.valid_from <= day), lists[0] if lists else None)


def priced() -> tuple[str, ...]:
    """The platforms that take something."""
    return tuple(_lists())


@cache
def _lists() -> Mapping[str, tuple[Prices, ...]]:
    """Platform → its lists, the oldest first."""
    text = files("posts.platforms").joinpath("prices.toml").read_text("utf-8")
    return {
        platform: tuple(sorted((Prices(**one) for one in lists), key=lambda one: one.valid_from))
        for platform, lists in tomllib.loads(text).items()
    }
