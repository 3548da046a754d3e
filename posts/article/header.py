"""What a document says of itself at its head: front matter in YAML or TOML, or lines of "Key: value"."""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from posts.article import dates, language, pictures
from posts.article.model import Image

_FRONT = re.compile(
    r"\A(?P<mark>---|\+\+\+)[ ]*\n(?P<matter>.*?)^(?:(?P=mark)|\.\.\.)[ ]*$\n?", re.DOTALL | re.MULTILINE
)
#: YAML is parsed in Python, slowly: longer front matter is skipped unread.
_LONGEST = 50_000
#: Two or more such lines, a known key first: https://docs.getpelican.com/en/latest/content.html#file-metadata
#: Where front matter may name the article's address; a relative one says nothing.
_ADDRESSES = ("canonical_url", "canonical", "canonicalURL", "original_url", "url", "link")
#: Where it may name its picture.
_IMAGES = ("image", "featured_image", "featuredImage", "cover", "cover_image", "coverImage", "hero", "images")
_KEYS = (
    "title|date|authors?|slug|category|tags|keywords|summary|description|status|lang|language|url|source"
    "|published|modified|subject"
)
_LINES = re.compile(rf"\A(?:(?:{_KEYS}):[ ].*\n){{2,}}\s*\n", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Header:
    """What is known of an article from its own head."""

    title: str = ""
    url: str | None = None
    language: str | None = None
    published: date | None = None
    #: The picture that stands for the article.
    image: Image | None = None


def split(text: str) -> tuple[Header, str]:
    """The head of a text, and the text without it."""
    if front := _FRONT.match(text):
        values = _values(front["mark"], front["matter"])
        if values is not None:
            return _header(values), text[front.end() :]
    if lines := _LINES.match(text):
        return _header(dict(_pair(line) for line in lines[0].strip().split("\n"))), text[lines.end() :]
    return Header(), text


def _pair(line: str) -> tuple[str, str]:
    key, _, value = line.partition(":")
    return key.strip().lower(), value.strip().strip("'\"")


def _values(mark: str, matter: str) -> Mapping[str, Any] | None:
    """What front matter holds; None where it is no front matter but text between two rules."""
    if len(matter) > _LONGEST:
        return {}
    # Lazy: only Markdown files with front matter need a YAML parser.
    import yaml  # noqa: PLC0415

    try:
        values = tomllib.loads(matter) if mark == "+++" else yaml.safe_load(matter)
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError, RecursionError):
        values = dict(_pair(line) for line in matter.split("\n") if re.match(r"\w+:", line)) or None
    return {} if values is None and not matter.strip() else values if isinstance(values, dict) else None


def _header(values: Mapping[str, Any]) -> Header:
    title = values.get("title") or values.get("headline") or ""
    return Header(
        title=html.unescape(str(title)) if isinstance(title, str | int | float) else "",
        url=next((str(values[key]) for key in _ADDRESSES if _is_url(values.get(key))), None),
        language=language.code(str(values.get("lang") or values.get("language") or values.get("locale") or "")),
        published=dates.of(values.get("date") or values.get("published") or values.get("publishDate") or ""),
        image=next((found for key in _IMAGES if (found := _image(values.get(key), values))), None),
    )


def _image(value: object, values: Mapping[str, Any]) -> Image | None:
    """The picture that a value of front matter names: by its address, by a mapping, or the first of a list."""
    if isinstance(value, list):
        return next((found for one in value if (found := _image(one, values))), None)
    if isinstance(value, Mapping):
        src = next((found for key in ("src", "url", "path", *_IMAGES) if isinstance(found := value.get(key), str)), "")
        return _image(src, value)
    if not isinstance(value, str) or not re.search(r"[./]", value):
        return None
    alt = values.get("alt") or values.get("image_alt") or values.get("imageAlt") or ""
    said = {"src": value, "alt": alt, "data-caption": values.get("caption") or values.get("image_caption") or ""}
    return pictures.of_element({key: str(text) for key, text in said.items()})


def _is_url(value: object) -> bool:
    return isinstance(value, str) and value.startswith(("http://", "https://"))
