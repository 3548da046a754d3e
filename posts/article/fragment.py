"""HTML as Markdown writes it: a flat run of tags becomes pieces. No tree, no scripts, linear time.

Pages from the web are not read here but by `posts.article.html`, which knows what of a page is its article.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from posts.article import inline, marks, pictures
from posts.article.canonical import flat, headline
from posts.article.draft import Piece
from posts.article.lines import ENDS
from posts.article.model import Image, Kind

_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<[!?][^<>]*>|<(?P<end>/?)(?P<name>[a-zA-Z][\w:-]*)(?P<attributes>\s[^<>]*|/)?>", re.DOTALL
)
_ATTRIBUTE = re.compile(r"""([\w:-]{1,40})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""")
#: Elements whose content says nothing to a reader.
_SILENT = frozenset(
    [
        "script",
        "style",
        "form",
        "button",
        "select",
        "nav",
        "template",
        "noscript",
        "svg",
        "math",
        "iframe",
        "object",
        "video",
        "audio",
        "head",
        "title",
    ]
)
#: Elements that begin and end a block; all others are inline.
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "aside",
        "blockquote",
        "figure",
        "figcaption",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "pre",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "td",
        "th",
        "caption",
        "hr",
        "address",
        "details",
        "summary",
        "center",
        "body",
        "html",
    ]
)
_ITALIC = frozenset({"em", "i"})
#: So many pieces at most stand behind a text's last rule and are no part of it, each of so many code points at most.
_MOST_BEHIND, _LONGEST_BEHIND = 3, 500
_QUOTING = frozenset({"blockquote", "aside"})
#: Elements that never have content.
_VOID = frozenset(
    ["br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "track", "wbr"]
)
#: What is struck out, where no more than links and emphasis stand inside, and what is raised, where nothing does.
_STRUCK = re.compile(
    rf"<({'|'.join(sorted(inline.STRUCK))})(?:\s[^<>]{{0,200}})?>"
    r"(?:[^<>]|</?(?:a|b|code|em|i|span|strong)(?:\s[^<>]{0,500})?>){0,2000}</\1>",
    re.IGNORECASE,
)
_SUP = re.compile(r"<sup>([^<>]{1,9})</sup>", re.IGNORECASE)
#: A cell of a table is text where it is a sentence; else it is a figure or a label.
_LEAST_CELL = 60
_LONGEST_LINK = 200


@dataclass
class _Reading:
    """What is open at a place of the fragment, and what was read so far."""

    pieces: list[Piece] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    #: The text of each link; the last is open where ``linking`` says so.
    links: list[str] = field(default_factory=list)
    linking: bool = False
    #: Whether the block says anything in italics, and anything else; ``slanting`` says that italics are open.
    slanted: bool = False
    upright: bool = False
    slanting: bool = False
    #: How many links stood before the block.
    linked: int = 0
    #: How many pieces stood before the last rule, and which of those behind it have links; None before the first.
    ruled: tuple[int, list[int]] | None = None
    #: How many pictures stood before the figure that is open.
    figure: int = 0

    def say(self, text: str) -> None:
        """Goes on with the block that is being read."""
        self.text.append(text)
        if any(map(str.isalpha, text)):
            self.slanted |= self.slanting
            self.upright |= not self.slanting
        if self.linking:
            self.links[-1] += text

    def is_in(self, name: str) -> bool:
        """Whether an element of that name is open."""
        return name in self.open[-_DEEPEST:]

    def flush(self) -> None:
        """Ends the block that is being read."""
        text = html.unescape("".join(self.text))
        self.text.clear()
        slanted, linked = self.slanted and not self.upright, len(self.links) > self.linked
        self.slanted, self.upright, self.linked = False, False, len(self.links)
        if not flat(text):
            return
        if not self.is_in("pre"):
            text = marks.LINE.sub(marks.MARK, text)
        if linked and self.ruled:
            self.ruled[1].append(len(self.pieces))
        self.pieces.extend(replace(piece, aside=slanted) if slanted else piece for piece in self._made(text))
        if self.is_in("figcaption"):
            self.images[self.figure :] = [replace(image, caption=flat(text)) for image in self.images[self.figure :]]

    def asides(self) -> list[Piece]:
        """The pieces; the last ones that have a link, behind the last rule, are no part of the text."""
        start, linked = self.ruled or (len(self.pieces), [])
        found = list(self.pieces)
        for at in reversed(range(max(start, len(found) - _MOST_BEHIND), len(found))):
            if (at not in linked and not found[at].aside) or len(found[at].text) > _LONGEST_BEHIND or not start:
                return found
            found[at] = replace(found[at], aside=True)
        return found

    def _made(self, text: str) -> list[Piece]:
        opened = set(self.open)
        heading = next((name for name in reversed(self.open) if re.fullmatch("h[1-6]", name)), None)
        if heading:
            return [Piece(Kind.HEADING, headline(text), int(heading[1]))]
        if "pre" in opened:
            return [Piece(Kind.CODE, text)]
        if opened & {"td", "th", "caption"}:
            whole = flat(text)
            return [Piece(Kind.PARAGRAPH, text)] if len(whole) >= _LEAST_CELL and ENDS.search(whole) else []
        lines = inline.with_credit(text) if opened & _QUOTING else [text]
        return [Piece(*self._kind(line, opened)) for line in lines]

    def _kind(self, text: str, opened: set[str]) -> tuple[Kind, str, int]:
        quoted = bool(opened & _QUOTING)
        if "figcaption" in opened or (quoted and inline.is_credit(text)):
            return Kind.CAPTION, text, 0
        if opened & {"li", "dd", "dt"}:
            lists = [name for name in self.open if name in {"ul", "ol", "dl"}]
            return (Kind.STEP if lists[-1:] == ["ol"] else Kind.LIST_ITEM), text, max(len(lists), 1)
        return (Kind.QUOTE if quoted else Kind.PARAGRAPH), text, 0


@dataclass(frozen=True, slots=True)
class Fragment:
    """What some HTML holds: its pieces, its pictures in order, and what its links say."""

    pieces: list[Piece]
    images: tuple[Image, ...]
    links: frozenset[str]


def read(source: str) -> Fragment:
    """What some HTML holds. Scripts, forms and comments but split marks say nothing; links are their text."""
    source = _SUP.sub(lambda sup: inline.raised(sup[1]), _STRUCK.sub("", source))
    reading, at, silent = _Reading(), 0, ""
    for tag in _TOKEN.finditer(source):
        if not silent:
            reading.say(source[at : tag.start()])
        at = tag.end()
        name = (tag["name"] or "").lower()
        if silent:
            silent = "" if name == silent and tag["end"] else silent
        elif name in _SILENT and not tag["end"]:
            silent = name
        elif name:
            _tag(reading, name, tag["attributes"] or "", ending=bool(tag["end"]))
        elif marks.COMMENT.fullmatch(tag[0]) and not reading.is_in("pre"):
            reading.text.append(marks.MARK)
    if not silent:
        reading.say(source[at:])
    reading.flush()
    return Fragment(reading.asides(), tuple(reading.images), link_texts(map(html.unescape, reading.links)))


def link_texts(links: Iterable[str]) -> frozenset[str]:
    """What links say, canonical, as far as it can be all that a block says."""
    return frozenset(text for link in links if 0 < len(text := flat(link)) <= _LONGEST_LINK)


def _tag(reading: _Reading, name: str, attributes: str, *, ending: bool) -> None:
    if name == "br":
        reading.say("\n")
    elif name == "q":
        reading.say("”" if ending else "“")
    elif name == "a":
        reading.linking = not ending
        reading.links += [] if ending else [""]
    elif name == "img" and (image := pictures.of_element(_attributes(attributes))):
        reading.images.append(image)
    elif name == "figure":
        reading.figure = len(reading.images)
    elif name in _ITALIC:
        reading.slanting = not ending
    if name in _BLOCKS:
        _block(reading, name, ending=ending)


def _block(reading: _Reading, name: str, *, ending: bool) -> None:
    reading.flush()
    reading.slanting = False  # an element that nobody closed ends with its block
    if name == "hr":
        reading.ruled = (len(reading.pieces), [])
    if ending:
        _close(reading.open, name)
    elif name not in _VOID:
        reading.open.append(name)


def _attributes(source: str) -> dict[str, str]:
    found = _ATTRIBUTE.finditer(source)
    return {one[1].lower(): html.unescape(one[2] or one[3] or one[4] or "") for one in found}


def _close(opened: list[str], name: str) -> None:
    """Closes the innermost element of that name, and what was left open inside; a stray end tag closes nothing."""
    if name in opened[-_DEEPEST:]:
        while opened.pop() != name:
            pass


#: An end tag looks no further out than this, so that hostile nesting costs no more than linear time.
_DEEPEST = 100
