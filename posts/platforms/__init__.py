"""The platforms we speak to: a table of dotted names, each imported on first use."""

from __future__ import annotations

from posts.platforms.base import Login, Platform
from posts.platforms.feed import Feed


def open_platform(kind: str, login: Login) -> Platform:
    """The adapter of that kind for an account."""
    return {"feed": Feed}[kind](login)


def platform_class(kind: str) -> type[Platform]:
    """The adapter's class."""
    return {"feed": Feed}[kind]
