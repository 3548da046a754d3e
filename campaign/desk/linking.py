"""The link that goes with posts, as a marketer gives it."""

from __future__ import annotations

from urllib.parse import urlsplit

from campaign.errors import UsageError


def link_of(given: str | None) -> str | None:
    """The link that was given; None for none. Raises `UsageError` for what is no address on the web."""
    link = (given or "").strip()
    if link and not is_address(link):
        raise UsageError("A link begins with http:// or https:// and holds no space.", field="link")
    return link or None


def is_address(link: str) -> bool:
    """Whether it is an address on the web, whole."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and len(link.split()) == 1 and link.isprintable()
