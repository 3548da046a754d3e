"""The title of a page: what its metadata, its headings and its title bar agree on, without the site's name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from posts.article.canonical import flat, fold

#: What sites put between a title and their name; the hyphen and the dash only with space on both sides.
_SEPARATOR = re.compile(r"\s+(?:[-–—−|·•∙●◦»«›‹:~/⋆★@]|::|>>|<<|//)\s+|\s*[|»｜│¦]\s*")
#: Where the site's name is known to stand on one side, these part too: "Site: Title", "标题_网站", "标题-网站".
_WEAK = re.compile(r"\s*(?:[:：]|[-–—_])\s*|\s*,\s+")
#: Nobody parts a sentence with one of these.
_BARS = frozenset("|»«·•∙●⋆★｜│¦")
_BRACKETS = re.compile(
    r"^\s*[\[(【〖「](?P<first>[^\])】〗」]{1,60})[\])】〗」]\s*|\s*[\[(【〖「](?P<last>[^\])】〗」]{1,60})[\])】〗」]\s*$"
)
_CUT_OFF = re.compile(r"\s*(?:…|\.\.\.)$")


@dataclass(frozen=True, slots=True)
class Named:
    """Where a page may name its title."""

    #: ``og:title``, else another meta element's, else that of the structured data.
    meta: str = ""
    #: The content of ``<title>``.
    bar: str = ""
    #: The headings of first and second degree, in order.
    headings: Sequence[str] = ()
    #: ``og:site_name``, else empty.
    site: str = ""
    #: The page's host, else empty.
    host: str = ""
    #: Those of the headings that are of first degree.
    firsts: Sequence[str] = ()
    #: What may be the site's name where ``site`` is empty: its publisher's, its feed's, its logo's.
    sites: Sequence[str] = ()


def choose(named: Named) -> str:
    """The page's title; empty where it has none.

    A heading that the metadata or the title bar also say is the title as the page itself shows it; else the
    metadata's title is, else the only great heading, else the bar's, each less the site's name.
    """
    said = [flat(text) for text in (named.meta, named.bar) if flat(text)]
    headings = [flat(text) for text in named.headings if flat(text) and not _is_site(text, named)]
    title = _less_site(flat(named.meta), named)
    if agreed := _agreed(said, headings, named):
        # A heading may begin with a kicker, which the metadata leave out.
        return title if title and fold(agreed).endswith(fold(title)) and fold(agreed) != fold(title) else agreed
    firsts = {flat(text) for text in named.firsts} & set(headings)
    if title or len(firsts) == 1:
        return title or firsts.pop()
    if title := _less_site(flat(named.bar), named):
        return title
    return headings[0] if len(headings) == 1 else ""


def _agreed(said: Sequence[str], headings: Sequence[str], named: Named) -> str:
    """The heading that one of the texts says: as a whole, less the site's name, cut off, or as one of its parts."""
    for text in said:
        for whole in (text, _less_site(text, named)):
            if found := next((one for one in headings if whole and fold(one) == fold(whole)), ""):
                return _cased(found, whole)
            start = fold(_CUT_OFF.sub("", whole))
            if _CUT_OFF.search(whole) and (found := next((one for one in headings if fold(one).startswith(start)), "")):
                return found
    parts = [heading for heading in headings if any(_is_part(text, heading) for text in said)]
    return max(parts, key=len, default="")


def _cased(heading: str, said: str) -> str:
    """The heading; as it is said elsewhere, where it shouts and that does not."""
    return said if heading.isupper() and not said.isupper() and said.lower() == heading.lower() else heading


def _is_part(text: str, heading: str) -> bool:
    """Whether a heading is one of a text's parts: the first, or one that is longer than the rest together."""
    parts = _SEPARATOR.split(text)
    if len(parts) > _MOST_PARTS:
        return False
    for start, end in combinations(range(len(parts) + 1), 2):
        if fold(heading) == fold("".join(parts[start:end])):
            rest = fold("".join(parts[:start] + parts[end:]))
            return start == 0 or len(fold(heading)) > len(rest)
    return False


def _less_site(text: str, named: Named) -> str:
    """The text without the parts at its end, or the one at its start, that name the site."""
    for less in (_less_brackets, _less_parts, _less_weak):
        text = less(text, named)
    return "" if _is_site(text, named) else text


def _less_brackets(text: str, named: Named) -> str:
    bracketed = _BRACKETS.search(text)
    if bracketed and _is_site(bracketed["first"] or bracketed["last"], named):
        return text[: bracketed.start()] + text[bracketed.end() :]
    return text


def _less_parts(text: str, named: Named) -> str:
    """A text less its first or last parts between separators; of what bars part, the longest."""
    marks = list(_SEPARATOR.finditer(text))[:_MOST_PARTS]
    for mark in marks:
        if _is_site(text[mark.end() :], named):
            return _longest(text[: mark.start()])
    if marks and _is_site(text[: marks[0].start()], named):
        return _longest(text[marks[0].end() :])
    # Nobody parts a sentence with a bar: what follows the last one is a site's name, though we cannot know whose.
    if marks and marks[-1][0].strip() in _BARS and not named.site:
        return _longest(text[: marks[-1].start()])
    return text


def _longest(text: str) -> str:
    """Of a title and the sections it is in, which bars part, the title."""
    marks = [mark for mark in _SEPARATOR.finditer(text) if mark[0].strip() in _BARS]
    starts, ends = [0, *(mark.end() for mark in marks)], [*(mark.start() for mark in marks), len(text)]
    return max((text[start:end] for start, end in zip(starts, ends, strict=True)), key=len)


def _less_weak(text: str, named: Named) -> str:
    """A text less the site's name, where only a colon, a comma, or a stroke without spaces parts them."""
    marks = list(_WEAK.finditer(text))
    if marks and _is_site(text[: marks[0].start()], named, weak=True):
        return text[marks[0].end() :]
    if marks and _is_site(text[marks[-1].end() :], named, weak=True):
        return text[: marks[-1].start()]
    return text


def _is_site(text: str, named: Named, *, weak: bool = False) -> bool:
    """Whether a text is only the site's name, or its host's ("strafprozess.ch", "Ethify"); or that and its motto."""
    name = fold(text)
    if not name or name in _names(named):
        return bool(name)
    if weak:
        return False
    head = fold(_MOTTO.split(text.strip(), maxsplit=1)[0])
    return name in _hosts(named) or (head != name and head in _names(named))


#: What parts a site's name from its motto.
_MOTTO = re.compile(r"\s*[:,–—|]\s+|\s+-\s+")


def _names(named: Named) -> frozenset[str]:
    said = (*([named.site] if named.site else named.sites), named.host, named.host.removeprefix("www."))
    return frozenset(filter(None, map(fold, said)))


def _hosts(named: Named) -> Iterator[str]:
    return (fold(label) for label in named.host.split(".")[:-1])


#: A title bar in more parts than this is a list of keywords.
_MOST_PARTS = 8
