"""The platforms we speak to: a table of dotted names, each imported on first use.

A third party adds its own by an entry point of the group ``campaign.platforms``: kind = "package.module:Class". What
an adapter must do is `posts.platforms.base.Platform`; `posts.testing.Conformance` proves that it does.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from importlib.metadata import entry_points
from pkgutil import resolve_name
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from posts.errors import PostsError
from posts.platforms.base import Login, Platform

if TYPE_CHECKING:
    from posts.platforms.base import Counting
    from posts.platforms.bluesky import Bluesky
    from posts.platforms.feed import Feed
    from posts.platforms.mastodon import Mastodon
    from posts.platforms.webhook import Webhook
    from posts.platforms.x import X

    def _proof(login: Login) -> tuple[tuple[Platform, ...], tuple[Counting, ...]]:
        """Never run: mypy sees here that each built-in adapter is a `Platform`, and which are `Counting`."""
        x, mastodon, bluesky = X(login), Mastodon(login), Bluesky(login)
        return (Feed(login), x, mastodon, bluesky, Webhook(login)), (x, mastodon, bluesky)


__all__ = ["GROUP", "UnknownPlatform", "kinds", "open_platform", "platform_class"]

#: The entry-point group in which installed packages name their adapters.
GROUP = "campaign.platforms"

_BUILT_IN: Mapping[str, str] = MappingProxyType(
    {
        "feed": "posts.platforms.feed:Feed",
        "x": "posts.platforms.x:X",
        "mastodon": "posts.platforms.mastodon:Mastodon",
        "bluesky": "posts.platforms.bluesky:Bluesky",
        "webhook": "posts.platforms.webhook:Webhook",
    }
)


class UnknownPlatform(PostsError):
    """No adapter of that kind is built in or installed, or it cannot be loaded or opened; the message says which."""


def kinds() -> tuple[str, ...]:
    """The kinds of platform that there are: the built-in ones, then those of installed packages by name."""
    return tuple(_table())


def platform_class(kind: str) -> type[Platform]:
    """The adapter's class, imported now. Raises `UnknownPlatform`."""
    name = _table().get(kind)
    if name is None:
        raise UnknownPlatform(f"There is no platform “{kind}”{_hint(kind)}; there are {', '.join(kinds())}.")
    try:
        return cast(type[Platform], resolve_name(name))
    except (ImportError, AttributeError, ValueError) as error:
        raise UnknownPlatform(f"The platform “{kind}” cannot be loaded from {name}: {error}.") from error


def open_platform(kind: str, login: Login) -> Platform:
    """The adapter of that kind, speaking for an account. Raises `PostsError`, whatever a stranger's adapter raises."""
    adapter = platform_class(kind)
    try:
        return adapter(login)
    except PostsError:
        raise
    except Exception as error:
        raise UnknownPlatform(f"The platform “{kind}” cannot be opened: {error!r}.") from error


@cache
def _table() -> Mapping[str, str]:
    """Kind → dotted name. A built-in kind cannot be taken over by a package that happens to be installed."""
    installed = {point.name: point.value for point in sorted(entry_points(group=GROUP))}
    return {**_BUILT_IN, **{kind: name for kind, name in installed.items() if kind not in _BUILT_IN}}


def _hint(kind: str) -> str:
    near = get_close_matches(kind.lower(), kinds(), 1)
    return f" (did you mean “{near[0]}”?)" if near else ""
