"""Where a page names its title and its site: metadata, structured data, headings, links to its feed."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from posts.article.canonical import flat
from posts.article.titles import Named

#: In the order in which they are believed: https://ogp.me, Dublin Core, Highwire Press.
_TITLES = ("og:title", "twitter:title", "dc.title", "dcterms.title", "citation_title", "parsely-title", "title")
_SITES = ("og:site_name", "application-name", "apple-mobile-web-app-title", "dc.publisher", "citation_journal_title")
#: What themes put behind headings: a link to the heading itself.
_ANCHOR = re.compile(r"\s*[#¶🔗§]$")
#: Themes put a feed's name in its link: "Garden Blog » Feed".
_FEED = re.compile(
    r"\s*(?:[»|–—-]\s*)?(?:RSS|Atom)?(?:[- ]?Feed)?(?:\s*\(?(?:RSS|Atom|2\.0|1\.0)\)?)*\s*$", re.IGNORECASE
)
_LOGO = re.compile(r"(?:^|[\s_-])(?:site|blog)[_-]?(?:title|name|logo)(?:$|[\s_-])|^(?:logo|navbar-brand|brand)$")
_MOST_DATA = 100_000
_ARTICLES = frozenset({"Article", "NewsArticle", "BlogPosting", "TechArticle", "Report", "ScholarlyArticle"})
_OWNERS = frozenset({"WebSite", "Organization", "NewsMediaOrganization"})
_LONGEST_NAME = 60


def named(page: Any, host: str) -> Named:  # noqa: ANN401 — lxml has no types
    """What a page says of its title and its site."""
    data = list(_data(page))
    headline = next((str(one["headline"]) for one in data if _is_any(one, _ARTICLES) and one.get("headline")), "")
    return Named(
        meta=next((said for name in _TITLES if (said := meta(page, name))), html.unescape(headline)),
        bar=_line(page.find(".//title")),
        headings=[_ANCHOR.sub("", _line(heading)) for heading in page.iter("h1", "h2")],
        firsts=[_ANCHOR.sub("", _line(heading)) for heading in page.iter("h1")],
        site=next((said for name in _SITES if (said := meta(page, name))), ""),
        host=host,
        sites=tuple(filter(None, map(flat, _sites(page, data)))),
    )


def meta(page: Any, name: str) -> str:  # noqa: ANN401
    """The content of the first meta element of that name, wherever the name stands."""
    for element in page.iter("meta"):
        names = {(element.get(key) or "").lower() for key in ("property", "name", "http-equiv", "itemprop")}
        if name in names and element.get("content"):
            # Some sites escape what is escaped already.
            return html.unescape(str(element.get("content")))
    return ""


def _line(element: Any) -> str:  # noqa: ANN401
    """An element's text on one line: a line break inside it is a space, a script says nothing."""
    if element is None:
        return ""
    parts = [element.text or ""]
    for child in element:
        inner = "" if child.tag in {"script", "style", "svg"} or not isinstance(child.tag, str) else _line(child)
        gap = " " if child.tag in {"br", "div", "p", "small", "hr"} else ""
        parts += [gap, inner, gap, child.tail or ""]
    return flat("".join(parts))


def _data(page: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    """The objects of a page's structured data: https://schema.org in JSON-LD."""
    for script in page.iter("script"):
        if script.get("type") == "application/ld+json" and len(script.text or "") <= _MOST_DATA:
            try:
                values = json.loads(script.text or "")
            except (ValueError, RecursionError):
                continue
            for one in values if isinstance(values, list) else [values]:
                if isinstance(one, dict):
                    graph = one.get("@graph")
                    yield from (
                        node for node in (graph if isinstance(graph, list) else [one]) if isinstance(node, dict)
                    )


def _is_any(one: dict[str, Any], kinds: frozenset[str]) -> bool:
    said = one.get("@type")
    return any(isinstance(kind, str) and kind in kinds for kind in (said if isinstance(said, list) else [said]))


def _sites(page: Any, data: list[dict[str, Any]]) -> Iterator[str]:  # noqa: ANN401
    """What else may be the site's name: its publisher's, its feed's, its logo's."""
    for one in data:
        owner = one if _is_any(one, _OWNERS) else one.get("publisher")
        if isinstance(owner, dict) and isinstance(owner.get("name"), str):
            yield owner["name"]
    yield meta(page, "twitter:site").lstrip("@")
    for link in page.iter("link"):
        if "xml" in (link.get("type") or "") and "alternate" in (link.get("rel") or ""):
            yield _FEED.sub("", link.get("title") or "")
    for element in page.iter("a", "h1", "p", "div", "span"):
        name = f"{element.get('class') or ''} {element.get('id') or ''}".strip()
        if (name and _LOGO.search(name)) or element.get("rel") == "home":
            yield _line(element) if len(element.text_content()) <= _LONGEST_NAME else ""
