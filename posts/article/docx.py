"""Word documents: paragraphs by their styles. Runs in the child process."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import docx
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from posts.article import lead, pictures
from posts.article.canonical import flat, fold
from posts.article.draft import Draft, Piece
from posts.article.lines import ENDS
from posts.article.model import Image, Kind
from posts.errors import ArticleError

#: What a document may unpack to, in bytes: pictures included, no article comes near it.
_MOST_UNPACKED = 200_000_000
_MOST_PARAGRAPHS = 50_000
_LEAST_CELL = 60
#: Text that is not shown where it stands: deleted, the older twin of a drawing, boxes beside the text.
_ASIDE = (
    qn("w:del"),
    qn("w:moveFrom"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    qn("w:txbxContent"),
)
_HEADING = re.compile(r"heading (\d)")


def read(body: bytes) -> Draft:
    """The article of a Word document. Raises `ArticleError` where it is damaged or unpacks to too much."""
    _weigh(body)
    try:
        document = docx.Document(io.BytesIO(body))
        pieces = list(_pieces(document))
    except (KeyError, ValueError, OSError, SyntaxError, zipfile.BadZipFile, OpcError) as error:
        raise ArticleError("it is a damaged Word document") from error
    title, pieces = _title(pieces, flat(document.core_properties.title or ""))
    return Draft(tuple(pieces), title, images=_images(document.element.body))


def _weigh(body: bytes) -> None:
    """Refuses a bomb before it is unpacked; what lies about its size is stopped by the process's own limits."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            size = sum(part.file_size for part in archive.infolist())
            locked = any(part.flag_bits & 1 for part in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise ArticleError("it is a damaged Word document") from error
    if size > _MOST_UNPACKED:
        raise ArticleError(f"it unpacks to more than {_MOST_UNPACKED // 1_000_000} MB")
    if locked:
        raise ArticleError("it is protected by a password; save it without one and try again")


def _pieces(document: Any) -> Iterator[Piece]:  # noqa: ANN401 — the library's own types lie in private modules
    for count, item in enumerate(document.iter_inner_content()):
        if count > _MOST_PARAGRAPHS:
            raise ArticleError(f"it has more than {_MOST_PARAGRAPHS} paragraphs")
        if isinstance(item, Paragraph):
            yield from _piece(item)
        elif isinstance(item, Table):
            yield from _cells(item)


def _piece(paragraph: Paragraph) -> Iterator[Piece]:
    text = _text(paragraph._p)  # noqa: SLF001 — the public text leaves out what was inserted under track changes
    style = ((paragraph.style.name if paragraph.style is not None else None) or "").lower()
    if not flat(text) or style.startswith(("toc", "table of", "header", "footer", "footnote")):
        return
    kind, level = _kind(paragraph, style)
    yield Piece(kind, flat(text), level)


def _kind(paragraph: Paragraph, style: str) -> tuple[Kind, int]:
    if style == "title":
        return Kind.TITLE, 0
    if heading := _HEADING.match(style):
        return Kind.HEADING, int(heading[1])
    depth = _list_depth(paragraph)
    if depth or style.startswith("list "):
        return (Kind.STEP if "number" in style else Kind.LIST_ITEM), max(depth, _styled_depth(style))
    if "quote" in style:
        return Kind.QUOTE, 0
    return (Kind.CAPTION if style == "caption" else Kind.PARAGRAPH), 0


def _list_depth(paragraph: Paragraph) -> int:
    """1 for an item of the outermost list, 0 for no item: by the paragraph's own numbering or its style's."""
    style = paragraph.style.element if paragraph.style is not None else None
    for element in (paragraph._p, style):  # noqa: SLF001
        numbering = None if element is None else element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if numbering is not None:
            level = numbering.find(qn("w:ilvl"))
            return 1 + int(0 if level is None else level.get(qn("w:val")) or 0)
    return 0


def _styled_depth(style: str) -> int:
    """The depth that the name of a list's style tells: "List Bullet 2" is the second."""
    number = style.rpartition(" ")[2]
    return int(number) if number in {"2", "3", "4", "5"} else 1


def _images(body: Any) -> tuple[Image, ...]:  # noqa: ANN401
    """The pictures in a document, with what their author wrote for who cannot see them, and the caption under each."""
    found: list[Image] = []
    waiting = 0
    for paragraph in body.iter(qn("w:p")):
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        if style is not None and (style.get(qn("w:val")) or "").lower() == "caption" and waiting:
            caption = flat(_text(paragraph))
            found[-waiting:] = [replace(image, caption=caption) for image in found[-waiting:]]
            waiting = 0
        shown = [Image(None, flat(one.get("descr") or "")) for one in _pictures(paragraph)]
        found += shown
        waiting = len(shown) or (waiting if not flat(_text(paragraph)) else 0)
    return tuple(found[: pictures.MOST])


def _pictures(paragraph: Any) -> Iterator[Any]:  # noqa: ANN401
    """The properties of each drawing in a paragraph that shows a picture."""
    for drawing in paragraph.iter(qn("w:drawing")):
        if next(drawing.iter(qn("a:blip")), None) is not None:
            yield from list(drawing.iter(qn("wp:docPr")))[:1]


def _cells(table: Table) -> Iterator[Piece]:
    for paragraph in table._tbl.iter(qn("w:p")):  # noqa: SLF001 — cells that span others come once this way
        text = flat(_text(paragraph))
        if len(text) >= _LEAST_CELL and ENDS.search(text):
            yield Piece(Kind.PARAGRAPH, text)


def _text(element: Any) -> str:  # noqa: ANN401
    """The text of a paragraph's XML as Word shows it."""
    parts = []
    for child in element:
        if child.tag in _ASIDE:
            continue
        if child.tag == qn("w:t"):
            parts.append(child.text or "")
        elif child.tag in {qn("w:br"), qn("w:cr"), qn("w:tab")}:
            parts.append(" ")
        elif child.tag == qn("w:noBreakHyphen"):
            parts.append("-")
        else:
            parts.append(_text(child))
    return "".join(parts)


def _title(pieces: list[Piece], named: str) -> tuple[str, list[Piece]]:
    """The paragraph in the style "Title"; else the name in the properties, where the text says it too or is without
    headings; else a first heading.
    """
    styled = next((at for at, piece in enumerate(pieces) if piece.kind is Kind.TITLE), None)
    if styled is not None:
        return pieces[styled].text, pieces[:styled] + pieces[styled + 1 :]
    headed = bool(pieces) and pieces[0].kind is Kind.HEADING
    if named and (not headed or fold(named) in {fold(piece.text) for piece in pieces[:5]}):
        return named, pieces
    if headed:
        return pieces[0].text, pieces[1:]
    found = lead.part(flat(pieces[0].text)) if pieces else None
    if found is None:
        return "", pieces
    return found.title, [Piece(Kind.PARAGRAPH, found.body), *pieces[1:]]
