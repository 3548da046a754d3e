"""Links that say where they were followed from: the ``utm_`` parameters that web statistics read."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit


def tracked(link: str, values: Mapping[str, str]) -> str:
    """The link with each of these ``utm_`` parameters that it does not have; nothing else of it is touched."""
    parts = urlsplit(link)
    has = {name.lower() for name, _ in parse_qsl(parts.query, keep_blank_values=True)}
    more = [f"{quote(name)}={quote(value, safe='')}" for name, value in values.items() if name.lower() not in has]
    query = "&".join([*([parts.query] if parts.query else []), *more])
    return urlunsplit(parts._replace(query=query))
