"""What posts cost here: the platforms' lists, with what the settings say instead, and what a month may cost. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from posts.platforms.prices import Prices, has_url, prices_at

#: All amounts are millionths of this.
CURRENCY = "USD"


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month of UTC, as platforms settle accounts: from ``begins_at`` to ``ends_at``, which is the next's."""

    begins_at: datetime

    @property
    def ends_at(self) -> datetime:
        """The first moment after it."""
        return _first_of(self.begins_at + timedelta(days=31))

    @property
    def name(self) -> str:
        """2026-12."""
        return f"{self.begins_at:%Y-%m}"


def month_of(at: datetime) -> Month:
    """The month that a moment (aware) is in."""
    return Month(_first_of(at.astimezone(UTC)))


def _first_of(at: datetime) -> datetime:
    return at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Tariff:
    """What this installation reckons with; amounts are millionths of a US dollar."""

    #: Platform → price, by its name in `Prices` → what it is here, whatever the platform's list says.
    instead: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    #: Platform → the most that posts on it may cost in a calendar month of UTC.
    caps: Mapping[str, int] = field(default_factory=dict)

    def at(self, platform: str, at: datetime) -> Prices | None:
        """What a platform takes at a moment (aware); None: nothing."""
        found, own = prices_at(platform, at), self.instead.get(platform)
        return replace(found, **own) if found and own else found

    def of_post(self, platform: str, text: str, at: datetime) -> int | None:
        """What a post takes that is made at a moment; None: its platform has no price."""
        found = self.at(platform, at)
        return found.of_post(text) if found else None


@dataclass(frozen=True, slots=True)
class Forecast:
    """What posts will cost by today's prices."""

    platform: str
    posts: int
    micros: int
    #: How many of them have a URL, and what they all would cost if each had one.
    with_url: int
    micros_with_urls: int

    def words(self) -> str:
        """One sentence: "These 17 posts will cost about $0.26 on X, $3.40 if each has a link."."""
        what = "This post" if self.posts == 1 else f"These {self.posts:,} posts"
        name = self.platform.capitalize()
        said = f"{what} will cost about {dollars(self.micros)} on {name}"
        every = "it has" if self.posts == 1 else "each has"
        if self.with_url == self.posts:
            return f"{said}: {every} a link."
        some = f" ({self.with_url} with a link)" if self.with_url else ""
        return f"{said}{some}, {dollars(self.micros_with_urls)} if {every} a link."


def forecast(tariff: Tariff, posts: Iterable[tuple[str, str]], now: datetime) -> tuple[Forecast, ...]:
    """What posts, a platform and a text each, will cost on each platform that takes something."""
    texts: dict[str, list[str]] = {}
    for platform, text in posts:
        texts.setdefault(platform, []).append(text)
    lists = ((platform, tariff.at(platform, now), said) for platform, said in sorted(texts.items()))
    return tuple(_forecast(platform, prices, said) for platform, prices, said in lists if prices)


def _forecast(platform: str, prices: Prices, texts: list[str]) -> Forecast:
    with_url = sum(map(has_url, texts))
    micros = with_url * prices.post_with_url + (len(texts) - with_url) * prices.post
    return Forecast(platform, len(texts), micros, with_url, len(texts) * prices.post_with_url)


def dollars(micros: int) -> str:
    """An amount as people read it: "$3.40"; below ten cents as exact as it is: "$0.015"."""
    amount = Decimal(micros) / 1_000_000
    if abs(amount) < Decimal("0.1"):
        return f"${max(amount.normalize(), amount.quantize(Decimal('0.01')), key=_places):f}"
    return f"${amount.quantize(Decimal('0.01'), ROUND_HALF_UP):,}"


def _places(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
