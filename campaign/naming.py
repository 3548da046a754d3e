"""What platforms are called by people; programs know them by their kinds. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_NAMES: Mapping[str, str] = MappingProxyType({"x": "X", "feed": "Built-in feed", "linkedin": "LinkedIn"})


def platform_name(kind: str) -> str:
    """A platform as people know it; one that a package brought along is called as it calls itself."""
    return _NAMES.get(kind) or kind.capitalize()
