import unicodedata
from pathlib import Path

import pytest

from posts.article import Article, Kind
from posts.article.sources import Source, read


@pytest.fixture
def data():
    return Path(__file__).parents[1] / "data/articles"


def assert_sound(article: Article) -> None:
    """What holds of every article, whatever it was read from."""
    text = article.text
    assert unicodedata.is_normalized("NFC", text)
    assert not set(text) & set("\r\xad\u200b\ufeff\u2060\ufb01")
    assert article.blocks
    at = 0
    for block in article.blocks:
        assert block.start < block.end
        assert text[at : block.start] == ("\n\n" if at else "")
        assert article.of(block) == article.of(block).strip()
        assert "\n" not in article.of(block) or block.kind is Kind.CODE
        at = block.end
    assert at == len(text)
    kinds = [block.kind for block in article.blocks]
    assert kinds.count(Kind.TITLE) == (1 if article.title else 0)
    assert not article.title or article.of(article.blocks[0]) == article.title
    assert set(article.splits) <= {block.start for block in article.blocks[1:]}
    assert list(article.splits) == sorted(set(article.splits))
    assert len(article.images) <= 20
    assert all(image.src is None or not image.src.startswith("data:") for image in article.images)
    assert article.language is None or len(article.language) == 2


@pytest.fixture
def article():
    """Reads bytes or a text as an article, and sees to it that it is sound."""

    def made(body: bytes | str, name: str = "article.txt", **known) -> Article:
        found = read(body.encode() if isinstance(body, str) else body, Source(name, **known))
        assert_sound(found)
        return found

    return made


@pytest.fixture
def blocks(article):
    """The blocks of an article as pairs of kind and text."""

    def made(body: bytes | str, name: str = "article.txt", **known) -> list[tuple[str, str]]:
        found = article(body, name, **known)
        return [(block.kind.value, found.of(block)) for block in found.blocks]

    return made


def assembled(*objects: bytes) -> bytes:
    """A PDF of these objects, the first of which is its catalog: ISO 32000-1, 7.5."""
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF"
        % (size, table, size, len(objects), len(out))
    )


def page_content(lines) -> bytes:
    """The content of a page: lines of (left, baseline, size, text)."""
    shown = []
    for left, base, size, text in lines:
        escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)").encode("cp1252")
        shown.append(b"BT /F1 %g Tf %g %g Td (%s) Tj ET" % (size, left, base, escaped))
    content = b"\n".join(shown)
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


@pytest.fixture
def pdf():
    """Writes a PDF of pages, each a list of lines of (left, baseline, size, text)."""

    def made(*pages, title: str = "") -> bytes:
        kids = b" ".join(b"%d 0 R" % (4 + 2 * at) for at in range(len(pages)))
        objects = [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        ]
        for at, lines in enumerate(pages):
            objects.append(
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
                b" /Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * at)
            )
            objects.append(page_content(lines))
        return assembled(*objects, b"<< /Title (%s) >>" % title.encode("cp1252"))

    return made


@pytest.fixture
def raw_pdf():
    """Writes a PDF of given objects: its catalog first, its document information last."""
    return assembled
