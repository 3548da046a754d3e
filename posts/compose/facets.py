"""What a platform makes clickable in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal

from posts import hashtags
from posts.hashtags.finding import JAVASCRIPT_SPACE
from posts.measure import urls


@dataclass(frozen=True, slots=True)
class Facet:
    """A part of a text that a platform makes clickable: code points, end exclusive."""

    kind: Literal["tag", "link"]
    start: int
    end: int
    #: The tag without its hash, or the whole URL, with a protocol where the text has none.
    value: str


def facets(text: str, platform: str) -> tuple[Facet, ...]:
    """The text's tags and links by the platform's own grammar, in order, none overlapping."""
    tags = [Facet("tag", tag.start, tag.end, tag.text) for tag in hashtags.find(text, platform)]
    found = sorted([*_links(text, platform), *tags], key=attrgetter("start"))
    return tuple(_apart(found))


def byte_range(text: str, start: int, end: int) -> tuple[int, int]:
    """Where ``text[start:end]`` lies in the text's UTF-8: the offsets of Bluesky's facets, end exclusive."""
    first = len(text[:start].encode())
    return first, first + len(text[start:end].encode())


def _links(text: str, platform: str) -> Iterator[Facet]:
    match platform:
        case "x":
            spans: Iterable[urls.Span] = urls.urls(text, urls.X)
        case "mastodon":
            spans = urls.urls(text, urls.MASTODON)
        case _:
            spans = _bluesky_links(text)
    for start, end in spans:
        url = text[start:end]
        yield Facet("link", start, end, url if "://" in url[:9] else f"https://{url}")


# The platforms but X and Mastodon publish no grammar of links; Bluesky's own client has this one:
# https://github.com/bluesky-social/atproto, packages/api/src/rich-text/detection.ts
_BLUESKY_LINK = re.compile(
    rf"(?:^|[{JAVASCRIPT_SPACE}(])(?P<url>(?ai:https?://)[^{JAVASCRIPT_SPACE}]+"
    rf"|(?P<domain>[a-zA-Z][a-zA-Z0-9]*(?:\.[a-zA-Z0-9]+)+)[^{JAVASCRIPT_SPACE}]*)"
)


def _bluesky_links(text: str) -> Iterator[urls.Span]:
    for match in _BLUESKY_LINK.finditer(text):
        domain = match["domain"]
        if domain is None or domain.rpartition(".")[2] in urls.tlds():
            url = re.sub(r"[.,;:!?]$", "", match["url"])
            url = url.removesuffix(")") if "(" not in url else url
            yield match.start("url"), match.start("url") + len(url)


def _apart(found: Iterable[Facet]) -> Iterator[Facet]:
    last = 0
    for facet in found:
        if facet.start >= last:
            last = facet.end
            yield facet
