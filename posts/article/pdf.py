"""PDF: lines on pages become paragraphs again. Runs in the child process."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from posts.article import layout, lead
from posts.article.draft import Draft, Piece
from posts.article.layout import Line
from posts.article.model import Kind
from posts.errors import ArticleError

#: A document of more pages is a book.
_MOST_PAGES = 500
_MOST_CHARACTERS = 3_000_000
#: What pdfium puts for a hyphen at a line's end, where it leaves the line end itself out.
_LINE_HYPHENS = frozenset({"\x02", "\ufffe"})
#: Titles that programs put in: names of files, of programs, of nothing.
_NO_TITLE = re.compile(
    r"microsoft (?:word|powerpoint)|untitled|unbenannt|sans titre|sin título|document\d*$"
    r"|.*\.(?:docx?|pdf|indd|tex|odt|rtf|txt|html?)$|[\W\d_]*$|.{201}",
    re.IGNORECASE,
)


def read(body: bytes) -> Draft:
    """The article of a PDF. Raises `ArticleError` where it is locked, damaged, a book, or only pictures."""
    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD
        raise ArticleError(
            "it is protected by a password; save it without one and try again" if locked else "it is a damaged PDF"
        ) from error
    count = len(document)
    if count > _MOST_PAGES:
        raise ArticleError(f"it has {count:,} pages, and an article at most {_MOST_PAGES}")
    pages = [list(_lines(document[number])) for number in range(count)]
    if not any(pages):
        raise ArticleError("it holds pictures of text, or none at all; recognise its text (OCR) and try again")
    named = str(document.get_metadata_dict().get("Title") or "").strip()
    return _draft(pages, "" if _NO_TITLE.match(named) else named)


def _draft(pages: list[list[Line]], named: str) -> Draft:
    title, pieces = layout.read(pages)
    if not title and not named and pieces and (found := lead.part(pieces[0].text)):
        title, pieces = found.title, [Piece(Kind.PARAGRAPH, found.body), *pieces[1:]]
    return Draft(tuple(pieces), title or named)


def _lines(page: pypdfium2.PdfPage) -> Iterator[Line]:
    """The lines of a page, in the order in which the file shows them."""
    text = page.get_textpage()
    count = min(text.count_chars(), _MOST_CHARACTERS)
    start = 0
    signs = [chr(pdfium.FPDFText_GetUnicode(text, at)) for at in range(count)]
    for at in range(count + 1):
        if at == count or signs[at] in "\r\n" or signs[at] in _LINE_HYPHENS:
            if line := _line(text, signs, start, at):
                yield line
            start = at + 1
    text.close()
    page.close()


def _line(text: pypdfium2.PdfTextPage, signs: list[str], start: int, end: int) -> Line | None:
    """The line of the signs from ``start`` to ``end``; None where they are only space."""
    shown = [at for at in range(start, end) if not signs[at].isspace()]
    if not shown:
        return None
    hyphen = "-" if end < len(signs) and signs[end] in _LINE_HYPHENS else ""
    size = pdfium.FPDFText_GetFontSize(text, shown[len(shown) // 2])
    (left, _, base), (_, right, _) = _box(text, shown[0]), _box(text, shown[-1])
    return Line("".join(signs[start:end]).strip() + hyphen, round(size, 1), left, right, base)


def _box(text: pypdfium2.PdfTextPage, at: int) -> tuple[float, float, float]:
    """Left, right and baseline of a sign, in points from the page's lower left corner."""
    edges = [ctypes.c_double() for _ in range(4)]
    pdfium.FPDFText_GetCharBox(text, at, *edges)
    origin = [ctypes.c_double() for _ in range(2)]
    pdfium.FPDFText_GetCharOrigin(text, at, *origin)
    return edges[0].value, edges[1].value, origin[1].value
