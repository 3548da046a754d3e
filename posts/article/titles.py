"""The title of a page: what its metadata, its headings and its title bar agree on, without the site's name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from posts.article.canonical import flat, fold

#: What sites put between a title and their name; the hyphen and the dash only with space on both sides.
_SEPARATOR = re.compile(r"\s+(?:[-–—|·•»«:~/]|::|>>)\s+|\s*[|»]\s*")


@dataclass(frozen=True, slots=True)
class Named:
    """Where a page may name its title."""

    #: ``og:title``, else another meta element's.
    meta: str = ""
    #: The content of ``<title>``.
    bar: str = ""
    #: The headings of first and second degree, in order.
    headings: Sequence[str] = ()
    #: ``og:site_name``, else empty.
    site: str = ""
    #: The page's host, else empty.
    host: str = ""


def choose(named: Named) -> str:
    """The page's title; empty where it has none.

    A heading that the metadata or the title bar also say is the title as the page itself shows it; else the
    metadata's title is, else the bar's, both less the site's name.
    """
    said = [flat(text) for text in (named.meta, named.bar) if flat(text)]
    headings = [flat(text) for text in named.headings if flat(text) and not _is_site(text, named)]
    agreed = [heading for heading in headings if any(_says(text, heading) for text in said)]
    if agreed:
        return max(agreed, key=len)
    for text in said:
        if title := _less_site(text, named):
            return title
    return headings[0] if len(headings) == 1 else ""


def _says(text: str, heading: str) -> bool:
    """Whether a heading is the whole of a text or one of its parts."""
    parts = _SEPARATOR.split(text)
    runs = [parts[start:end] for start in range(len(parts)) for end in range(start + 1, len(parts) + 1)]
    return len(parts) <= _MOST_PARTS and any(fold(heading) == fold("".join(run)) for run in runs)


def _less_site(text: str, named: Named) -> str:
    """The text without the parts at its end, or the one at its start, that name the site."""
    marks = list(_SEPARATOR.finditer(text))[:_MOST_PARTS]
    for mark in marks:
        if _is_site(text[mark.end() :], named):
            return text[: mark.start()]
    if marks and _is_site(text[: marks[0].start()], named):
        return text[marks[0].end() :]
    # Nobody parts a sentence with a bar: what follows the last one is a site's name, though we cannot know whose.
    if marks and marks[-1][0].strip() in {"|", "»", "·"} and not named.site:
        return text[: marks[-1].start()]
    return "" if _is_site(text, named) else text


def _is_site(text: str, named: Named) -> bool:
    """Whether a text is only the site's name, or its host's ("strafprozess.ch", "Ethify")."""
    name = fold(text)
    labels = [fold(label) for label in named.host.split(".")[:-1]]
    return bool(name) and (
        name in {fold(named.site), fold(named.host), fold(named.host.removeprefix("www."))} or name in labels
    )


#: A title bar in more parts than this is a list of keywords.
_MOST_PARTS = 8
