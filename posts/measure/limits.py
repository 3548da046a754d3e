"""What each platform allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Counting(StrEnum):
    """A way of counting; each is a rule of one platform, used by others too."""

    X = "x"
    BLUESKY = "bluesky"
    MASTODON = "mastodon"
    LINKEDIN = "linkedin"
    THREADS = "threads"
    CODE_POINTS = "code_points"


@dataclass(frozen=True, slots=True)
class Limits:
    """What an account allows. Equal limits mean that two accounts can start from the same posts."""

    #: The platform whose rules these are: its kind ("x").
    platform: str
    counting: Counting
    #: The greatest length, in units of ``counting``.
    most: int
    #: The greatest size in UTF-8 bytes, where the platform has such a limit too.
    most_bytes: int | None = None
    most_hashtags: int | None = None
    #: What a URL counts, where that is not its own length (X, Mastodon).
    url_length: int = 23


#: The published limits of each platform; a server may allow more (`posts.platforms.base.Platform.limits`).
LIMITS: Mapping[str, Limits] = MappingProxyType(
    {
        "x": Limits("x", Counting.X, 280),
        "bluesky": Limits("bluesky", Counting.BLUESKY, 300, most_bytes=3000),
        "mastodon": Limits("mastodon", Counting.MASTODON, 500),
        "linkedin": Limits("linkedin", Counting.LINKEDIN, 3000),
        "threads": Limits("threads", Counting.THREADS, 500, most_hashtags=1),
        "instagram": Limits("instagram", Counting.CODE_POINTS, 2200, most_hashtags=5),
        "plain": Limits("plain", Counting.CODE_POINTS, 5000),
    }
)
