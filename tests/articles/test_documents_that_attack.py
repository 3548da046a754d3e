"""Documents made to exhaust whoever reads them. Each ends within seconds, in one sentence, in a process of its own."""

import io
import resource
import time
import zipfile
import zlib

import docx
import pytest

from posts import confined
from posts.article import apart, child
from posts.article.formats import Format
from posts.errors import ArticleError

MEGABYTE = 1 << 20
WORD = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'


@pytest.fixture
def refused(article):
    """Asserts that a document is refused in one sentence and within seconds; returns the sentence's reason."""

    def reading(body, name):
        begun = time.monotonic()
        with pytest.raises(ArticleError) as caught:
            article(body, name)
        # The child's seconds of CPU, and room for a busy machine.
        assert time.monotonic() - begun < 30
        message = str(caught.value)
        assert message.startswith(f"{name} cannot be read: ")
        assert message.endswith(".")
        assert "\n" not in message
        return message.removeprefix(f"{name} cannot be read: ")

    return reading


def word(*chunks):
    """A Word document whose main part is these chunks, packed."""
    empty, out = io.BytesIO(), io.BytesIO()
    docx.Document().save(empty)
    with zipfile.ZipFile(empty) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for part in source.infolist():
            if part.filename != "word/document.xml":
                target.writestr(part, source.read(part))
        with target.open("word/document.xml", "w", force_zip64=True) as file:
            for chunk in chunks:
                file.write(chunk)
    return out.getvalue()


def stream(content, times):
    """The objects of a PDF whose one page is drawn by this content, packed, so many times over."""
    packed = zlib.compress(content, 1)
    return (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents [%s]"
        b" /Resources << /Font << /F1 5 0 R >> >> >>" % (b"4 0 R " * times),
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< >>",
    )


def test_a_word_document_of_a_quarter_of_a_gigabyte_of_zeros(refused):
    assert refused(word(*[bytes(MEGABYTE)] * 256), "bomb.docx") == "it unpacks to more than 200 MB."


def test_a_word_document_that_lies_about_its_size(refused):
    honest = word(*[b" " * MEGABYTE] * 256)
    lying = honest.replace((256 * MEGABYTE).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert lying != honest
    assert refused(lying, "bomb.docx") == "it is a damaged Word document."


@pytest.mark.torture
def test_a_word_document_of_a_million_paragraphs(refused):
    chunk = b"<w:p><w:r><w:t>a b c</w:t></w:r></w:p>" * 10_000
    assert refused(word(WORD, *[chunk] * 100, b"</w:body></w:document>"), "bomb.docx")


def test_a_word_document_of_entities_within_entities(refused):
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    body = (
        f'<!DOCTYPE x [<!ENTITY a0 "aaaaaaaaaa">{entities}]>'.encode()
        + WORD
        + b"<w:p><w:r><w:t>&a11;</w:t></w:r></w:p>"
    )
    assert refused(word(body, b"</w:body></w:document>"), "bomb.docx")


def test_a_word_document_nested_a_hundred_thousand_deep(refused):
    body = WORD + b"<w:p>" + b"<w:smartTag>" * 100_000 + b"</w:smartTag>" * 100_000 + b"</w:p></w:body></w:document>"
    assert refused(word(body), "bomb.docx") == "it is a damaged Word document."


@pytest.mark.parametrize("name", ["a.txt", "a.md", "standard input"])
def test_a_text_of_comments_and_marks_is_read_in_linear_time(refused, name):
    assert refused(b"<!-- cut -->" * 15_000, name) == "there is no article in it."


def test_a_page_of_a_hundred_thousand_nested_divs(refused):
    page = b"<html><body>" + b"<div>" * 100_000 + b"<p>Trees calm us.</p>" + b"</div>" * 100_000
    assert refused(page, "bomb.html") == "there is no article in it."


def test_a_page_of_tables_that_never_close(refused):
    assert refused(b"<html><body>" + b"<table><tr><td>" * 100_000 + b"Trees calm us.", "bomb.html")


@pytest.mark.torture
def test_a_page_of_a_hundred_thousand_paragraphs(refused):
    assert refused(b"<html><body>" + b"<p>Trees calm us, all of us.</p>" * 100_000, "bomb.html")


def test_a_pdf_of_a_hundred_thousand_pages(refused, raw_pdf):
    pages = b"<< /Type /Pages /Count 100000 /Kids [%s] >>" % (b"3 0 R " * 100_000)
    body = raw_pdf(b"<< /Type /Catalog /Pages 2 0 R >>", pages, b"<< /Type /Page /Parent 2 0 R >>", b"<< >>")
    assert refused(body, "bomb.pdf") == "it has 100,000 pages, and an article at most 500."


def test_a_pdf_of_twenty_gigabytes_of_nothing(refused, raw_pdf):
    assert refused(raw_pdf(*stream(b" " * (20 * MEGABYTE), 1000)), "bomb.pdf")


def test_a_pdf_that_writes_without_end(refused, raw_pdf):
    line = b"BT /F1 12 Tf 72 700 Td (Trees calm us.) Tj ET\n"
    assert refused(raw_pdf(*stream(line * 20_000, 1000)), "bomb.pdf")


def test_a_pdf_whose_pages_are_their_own_parents(refused, raw_pdf):
    pages = b"<< /Type /Pages /Count 3 /Kids [2 0 R 2 0 R 2 0 R] >>"
    assert refused(raw_pdf(b"<< /Type /Catalog /Pages 2 0 R >>", pages, b"<< >>"), "bomb.pdf")


@pytest.mark.torture
def test_markdown_of_a_million_brackets(refused):
    assert refused(b"# A walk\n" + b"![" * 1_000_000 + b"](a)", "bomb.md")


@pytest.mark.torture
def test_a_text_of_a_million_short_lines(refused):
    assert refused(b"a\n\n" * 1_000_000, "bomb.txt")


def test_front_matter_of_references_to_references(article):
    matter = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{f'*a{n - 1},' * 9}]\n" for n in range(1, 40))
    assert article(f"---\n{matter}title: A walk\n---\nTrees calm us.", "bomb.md").title == "A walk"


def test_front_matter_that_opens_and_never_closes(article):
    assert article("---\n" + "a: [\n" * 5_000 + "---\nTrees calm us.", "bomb.md").text.endswith("Trees calm us.")


def test_the_child_knows_no_secret_of_ours(monkeypatch):
    monkeypatch.setenv("CAMPAIGN_KEY", "moss")
    monkeypatch.setattr(confined, "_START", "import os; print('{\"error\": \"%s\"}' % os.environ.get('CAMPAIGN_KEY'))")
    with pytest.raises(ArticleError, match="None"):
        apart.read(Format.PDF, b"")


def test_a_child_that_hangs_is_ended(monkeypatch):
    monkeypatch.setattr(apart, "_SECONDS", 1)
    monkeypatch.setattr(confined, "_START", "import time; time.sleep(60)")
    with pytest.raises(ArticleError, match="it took longer than 1 seconds to read"):
        apart.read(Format.PDF, b"")


def test_a_child_that_takes_all_memory_ends_alone(monkeypatch):
    take = "from posts.article import child; child.limit(); taken = [bytes(1 << 26) for _ in range(1000)]"
    monkeypatch.setattr(confined, "_START", f"import json, sys; sys.path[:] = json.loads(sys.argv[1]); {take}")
    with pytest.raises(ArticleError, match="within the limits of time and memory"):
        apart.read(Format.PDF, b"")


def test_a_child_that_answers_without_end_is_stopped(monkeypatch):
    tell = "from posts.article import child; child.limit(); print('x' * 200_000_000)"
    monkeypatch.setattr(confined, "_START", f"import json, sys; sys.path[:] = json.loads(sys.argv[1]); {tell}")
    with pytest.raises(ArticleError, match="within the limits of time and memory"):
        apart.read(Format.PDF, b"")


def test_limits_that_a_system_refuses_are_done_without(monkeypatch):
    def refuse(*_):
        raise ValueError("not allowed to raise maximum limit")

    monkeypatch.setattr(resource, "setrlimit", refuse)
    child.limit()


def test_a_file_of_the_folder_it_runs_in_is_no_library(tmp_path, monkeypatch, article):
    (tmp_path / "trafilatura.py").write_text("raise SystemExit('taken')")
    (tmp_path / "json.py").write_text("raise SystemExit('taken')")
    monkeypatch.chdir(tmp_path)
    page = "<html><body><article><h1>A walk</h1><p>Trees calm us, that is what many say who know.</p></article>"
    assert article(page, "walk.html").title == "A walk"
