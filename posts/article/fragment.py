"""HTML as Markdown writes it: a flat run of tags becomes pieces. No tree, no scripts, linear time.

Pages from the web are not read here but by `posts.article.html`, which knows what of a page is its article.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from posts.article.canonical import flat
from posts.article.draft import Piece
from posts.article.lines import ENDS
from posts.article.model import Kind

_TOKEN = re.compile(r"<!--.*?(?:-->|\Z)|<[!?][^<>]*>|<(?P<end>/?)(?P<name>[a-zA-Z][\w:-]*)(?:\s[^<>]*|/)?>", re.DOTALL)
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
#: Elements that never have content.
_VOID = frozenset(
    ["br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "track", "wbr"]
)
#: A cell of a table is text where it is a sentence; else it is a figure or a label.
_LEAST_CELL = 60
_LONGEST_CREDIT = 150


@dataclass
class _Reading:
    """What is open at a place of the fragment, and what was read so far."""

    pieces: list[Piece] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    def flush(self) -> None:
        """Ends the block that is being read."""
        text = html.unescape("".join(self.text))
        self.text.clear()
        if flat(text):
            self.pieces.extend(self._made(text))

    def _made(self, text: str) -> list[Piece]:
        opened = set(self.open)
        heading = next((name for name in reversed(self.open) if re.fullmatch("h[1-6]", name)), None)
        if heading:
            return [Piece(Kind.HEADING, text, int(heading[1]))]
        if "pre" in opened:
            return [Piece(Kind.CODE, text)]
        if opened & {"td", "th", "caption"}:
            whole = flat(text)
            return [Piece(Kind.PARAGRAPH, text)] if len(whole) >= _LEAST_CELL and ENDS.search(whole) else []
        return [Piece(*self._kind(text, opened))]

    def _kind(self, text: str, opened: set[str]) -> tuple[Kind, str, int]:
        quoted = bool(opened & {"blockquote", "aside"})
        credit = quoted and flat(text)[:1] in "—–-" and len(text) < _LONGEST_CREDIT
        if "figcaption" in opened or credit:
            return Kind.CAPTION, text, 0
        if opened & {"li", "dd", "dt"}:
            depth = sum(name in {"ul", "ol", "dl"} for name in self.open)
            return Kind.LIST_ITEM, text, max(depth, 1)
        return (Kind.QUOTE if quoted else Kind.PARAGRAPH), text, 0


def pieces(source: str) -> list[Piece]:
    """The pieces of some HTML. Pictures, scripts, forms and comments say nothing; links are their text."""
    reading, at, silent = _Reading(), 0, ""
    for tag in _TOKEN.finditer(source):
        if not silent:
            reading.text.append(source[at : tag.start()])
        at = tag.end()
        name = (tag["name"] or "").lower()
        if silent:
            silent = "" if name == silent and tag["end"] else silent
        elif name in _SILENT and not tag["end"]:
            silent = name
        elif name:
            _tag(reading, name, ending=bool(tag["end"]))
    if not silent:
        reading.text.append(source[at:])
    reading.flush()
    return reading.pieces


def _tag(reading: _Reading, name: str, *, ending: bool) -> None:
    if name == "br":
        reading.text.append("\n")
    if name not in _BLOCKS:
        return
    reading.flush()
    if ending:
        _close(reading.open, name)
    elif name not in _VOID:
        reading.open.append(name)


def _close(opened: list[str], name: str) -> None:
    """Closes the innermost element of that name, and what was left open inside; a stray end tag closes nothing."""
    if name in opened[-_DEEPEST:]:
        while opened.pop() != name:
            pass


#: An end tag looks no further out than this, so that hostile nesting costs no more than linear time.
_DEEPEST = 100
