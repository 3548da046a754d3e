"""Markdown: CommonMark with tables and footnotes, with or without front matter, as site generators take it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

from posts.article import fragment, header, lead, pictures
from posts.article.canonical import flat, tidy
from posts.article.draft import Draft, Piece
from posts.article.lines import ENDS
from posts.article.model import Kind

if TYPE_CHECKING:
    from markdown_it.token import Token

#: Hugo's and Jekyll's own marks, which are no Markdown: {{< … >}}, {{% … %}}, {% … %}, {{ … }}, and {: .class}.
_SHORTCODES = re.compile(
    r"\{\{[<%].{0,2000}?[%>]\}\}|\{%.{0,2000}?%\}|\{\{.{0,2000}?\}\}|^\{:.{0,500}?\}[ ]*$|\{:\s?[.#][^{}\n]{0,200}\}",
    re.DOTALL | re.MULTILINE,
)
#: Those of them that show a picture: {{< img src="…" alt="…" >}}.
_PICTURES = re.compile(
    r"\{\{[<%]\s{0,9}[\w/-]{0,20}(?:img|image|figure|picture)[\w-]{0,20}(\s[^{}]{1,2000}?)/?\s?[%>]\}\}"
)
_ATTRIBUTE = re.compile(r"""([\w-]{1,20})\s?=\s?(?:"([^"]*)"|'([^']*)')""")
#: The same where the mark has content that is no text of the article.
_LIQUID_BLOCKS = re.compile(r"\{%-?\s*(comment|highlight|raw)\b[^%]*%\}.*?\{%-?\s*end\1\s*-?%\}", re.DOTALL)
#: Imports and components of MDX, on lines of their own.
_MDX = re.compile(r"^(?:import\s.+\sfrom\s+['\"].+|export\s+(?:default|const)\s.+)$", re.MULTILINE)
#: kramdown reads Markdown inside such HTML; CommonMark does where a blank line follows.
_MARKDOWN_INSIDE = re.compile(
    r"^([ \t]*<(?:div|aside|section|p|blockquote|article|details)\b[^<>\n]*\bmarkdown\s*=[^<>\n]*>)[ \t]*$",
    re.MULTILINE,
)
#: A line break at a paragraph's end breaks nothing, and CommonMark shows its backslash.
_LAST_BREAK = re.compile(r"\\(?=\n[ \t]*(?:\n|\Z)|\Z)")
#: An author box in italics that lost the empty line before it: "… observances?_**Alison Lemon** is …".
_GLUED = re.compile(r"(?<=[.!?])(?=_\*\*\w)")
#: So many short lines at most stand above a title: "PRESS RELEASE", the name of a series.
_MOST_ABOVE, _LONGEST_ABOVE = 3, 120
#: Emphasis that did not close; no sentence says "**".
_LEFTOVER = re.compile(r"(?<!\*)\*\*(?!\*)")


def read(text: str) -> Draft:
    """The pieces of a Markdown text. Without footnotes, comments, and cells that are no sentence."""
    head, body = header.split(tidy(text))
    found = fragment.read(_html(_without_codes(body)))
    pieces = [_clean(piece) for piece in found.pieces]
    title, pieces = (head.title, pieces) if head.title else titled(pieces)
    images = pictures.with_lead(head.image, found.images)
    return Draft(tuple(pieces), title, head.url, head.language, head.published, images, found.links)


def _clean(piece: Piece) -> Piece:
    if piece.kind is Kind.CODE:
        return piece
    return replace(piece, text=_LEFTOVER.sub("", flat(piece.text)))


def _without_codes(text: str) -> str:
    text = _PICTURES.sub(_picture, text)
    text = _MDX.sub("", _SHORTCODES.sub("", _LIQUID_BLOCKS.sub("", text)))
    text = _GLUED.sub("\n\n", _LAST_BREAK.sub("", text))
    return _MARKDOWN_INSIDE.sub(r"\n\1\n\n", text)


def _html(text: str) -> str:
    # Lazy: a plain text needs no Markdown parser.
    from markdown_it import MarkdownIt  # noqa: PLC0415
    from mdit_py_plugins.footnote import footnote_plugin  # noqa: PLC0415
    from mdit_py_plugins.tasklists import tasklists_plugin  # noqa: PLC0415

    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).use(footnote_plugin)
    parser.use(tasklists_plugin)
    # Nothing of it is shown in a browser: an address that a browser would refuse is no reason to read it as text.
    parser.validateLink = _any_address  # type: ignore[method-assign]
    for rule in ("footnote_ref", "footnote_block_open", "footnote_open", "footnote_anchor"):
        parser.add_render_rule(rule, _nothing)
    parser.add_render_rule("image", _image)
    parser.add_render_rule("code_block", _code)
    tokens = parser.parse(text)
    notes = next((at for at, token in enumerate(tokens) if token.type == "footnote_block_open"), len(tokens))
    return str(parser.renderer.render(tokens[:notes], parser.options, {}))


def _code(_: object, tokens: Sequence[Token], at: int, *__: object) -> str:
    """Indented code; what is indented HTML was no code but the inside of a list."""
    content = tokens[at].content
    return content if content.lstrip().startswith("<") else f"<pre>{escape(content)}</pre>"


def _any_address(url: str) -> bool:  # noqa: ARG001 — what the parser calls it
    return True


def _nothing(*_: object) -> str:
    return ""


def _image(_: object, tokens: Sequence[Token], at: int, *__: object) -> str:
    """A picture in its figure, which its title is the caption of."""
    token = tokens[at]
    src, alt, caption = str(token.attrs.get("src", "")), token.content, str(token.attrs.get("title", ""))
    return f'<img src="{escape(src)}" alt="{escape(alt)}" data-caption="{escape(caption)}">'


def _picture(code: re.Match[str]) -> str:
    """A picture that a site generator's own mark shows, in HTML. A space of no width keeps it from opening a block."""
    known = {key.lower(): first or second for key, first, second in _ATTRIBUTE.findall(code[1])}
    src, *said = (escape(re.sub(r"[\s<>]+", " ", known.get(key, ""))) for key in ("src", "alt", "caption"))
    return f'&#8203;<img src="{src}" alt="{said[0]}" data-caption="{said[1]}">' if src else ""


def titled(pieces: list[Piece]) -> tuple[str, list[Piece]]:
    """The title of a text that has no front matter: its first heading, or a first line that says it is one."""
    if not pieces:
        return "", pieces
    first = pieces[0]
    above = next((at for at, piece in enumerate(pieces[:_MOST_ABOVE]) if piece.kind is Kind.HEADING), 0)
    if above and pieces[above].level == 1 and all(map(_stands_above, pieces[:above])):
        return pieces[above].text, pieces[:above] + pieces[above + 1 :]
    if first.kind is Kind.HEADING and (first.level == 1 or not _again(pieces[1:], first.level)):
        return first.text, pieces[1:]
    found = lead.part(flat(first.text)) if first.kind is Kind.PARAGRAPH else None
    if found is None:
        return "", pieces
    body = [Piece(Kind.PARAGRAPH, found.body)] if found.body else []
    return found.title, body + pieces[1:]


def _stands_above(piece: Piece) -> bool:
    """Whether it may stand above a title: "PRESS RELEASE", the name of a series."""
    return piece.kind is Kind.PARAGRAPH and len(piece.text) <= _LONGEST_ABOVE and not ENDS.search(piece.text)


def _again(pieces: list[Piece], level: int) -> bool:
    return any(piece.kind is Kind.HEADING and piece.level <= level for piece in pieces)
