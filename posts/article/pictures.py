"""The pictures of an article: which of those that a source names are worth keeping, and where they lie."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

from posts.article.canonical import flat
from posts.article.model import Image

#: No more of them are kept.
MOST = 20
#: What is no higher or no wider, in pixels, counts readers or is an icon.
_LEAST_SIDE = 40
_LONGEST_SRC, _LONGEST_TEXT = 2_000, 1_000
#: Where pages that load pictures late write the true address, and where all others do.
_SOURCES = ("data-src", "data-lazy-src", "data-original", "data-orig-file", "src")
#: Addresses of faces, licences, buttons and counters.
_NO_PICTURE = re.compile(
    r"avatar|favicon|spacer|/pixel\b|/blank\.|licensebuttons\.net|creativecommons\.org/l/|/badges?/|shields\.io|/emoji/",
    re.IGNORECASE,
)
_SIDE = re.compile(r"\s*(\d{1,6})(?:px)?\s*")


def of_element(attributes: Mapping[str, str]) -> Image | None:
    """The picture of an ``img`` element with these attributes; None where it shows nothing to a reader."""
    src = next(
        (found for key in _SOURCES if _is_address(found := attributes.get(key, "").strip().replace(" ", "%20"))), ""
    )
    src = src or first_of(attributes.get("srcset") or attributes.get("data-srcset") or "")
    sides = (_SIDE.fullmatch(attributes.get(side, "")) for side in ("width", "height"))
    if not src or _NO_PICTURE.search(src) or any(side and int(side[1]) <= _LEAST_SIDE for side in sides):
        return None
    return Image(src, attributes.get("alt", ""), attributes.get("data-caption", ""))


def first_of(srcset: str) -> str:
    """The first address of a ``srcset``: https://html.spec.whatwg.org/#srcset-attribute"""
    found = srcset.strip().split(maxsplit=1)
    return found[0].rstrip(",") if found and _is_address(found[0]) else ""


def with_lead(lead: Image | None, images: Iterable[Image]) -> tuple[Image, ...]:
    """The pictures of a body, behind the one that its metadata name, where that is not among them."""
    images = tuple(images)
    if lead is None or any(_place(lead.src) == _place(image.src) for image in images):
        return images
    return (lead, *images)


def settled(images: Iterable[Image], url: str | None) -> tuple[Image, ...]:
    """The pictures with absolute addresses, as far as ``url`` lets them be known, each once, at most `MOST`."""
    found: dict[str | int, Image] = {}
    for number, image in enumerate(images):
        kept = image if url is None else at(image, url)
        if kept.src is None or _is_address(kept.src):
            kept = replace(kept, alt=_plain(kept.alt), caption=_plain(kept.caption))
            found.setdefault(number if kept.src is None else kept.src, kept)
    return tuple(found.values())[:MOST]


def at(image: Image, base: str) -> Image:
    """The picture with its address joined to the address of its page."""
    return image if not image.src else replace(image, src=joined(base, image.src))


def joined(base: str, src: str) -> str:
    """An address as seen from another; empty where it is none."""
    try:
        return urljoin(base, src)
    except ValueError:
        return ""


def _is_address(src: str) -> bool:
    """Whether it may lie on the web: http, https, or an address relative to one."""
    if not src or len(src) > _LONGEST_SRC or any(map(str.isspace, src)):
        return False
    try:
        return urlsplit(src).scheme in {"", "http", "https"}
    except ValueError:
        return False


def _place(src: str | None) -> str | None:
    """An address without its scheme, host and query: the same picture comes through several of them."""
    try:
        return src and urlsplit(src).path
    except ValueError:
        return src


def _plain(text: str) -> str:
    return flat(text)[:_LONGEST_TEXT].strip()
