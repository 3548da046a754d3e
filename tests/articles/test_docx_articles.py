import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from posts.errors import ArticleError

XML = nsdecls("w")


@pytest.fixture
def word():
    """A new Word document, and the bytes of it."""
    document = docx.Document()

    def body():
        buffer = io.BytesIO()
        document.save(buffer)
        return buffer.getvalue()

    document.body = body
    return document


def test_styles_become_blocks(article, word):
    word.add_paragraph("Garden Review")
    word.add_paragraph("A Walk", style="Title")
    word.add_paragraph("Trees calm us.")
    word.add_heading("Moss", 2)
    word.add_paragraph("It is soft.")
    word.add_paragraph("a hat", style="List Bullet")
    word.add_paragraph("long", style="List Number")
    word.add_paragraph("So said my mother.", style="Intense Quote")
    word.add_paragraph("The wood in May", style="Caption")
    word.add_paragraph("Go.")
    found = article(word.body(), "walk.docx")
    assert found.title == "A Walk"
    assert [(block.kind.value, found.of(block)) for block in found.blocks[2:]] == [
        ("paragraph", "Trees calm us."),
        ("heading", "Moss"),
        ("paragraph", "It is soft."),
        ("list_item", "a hat"),
        ("step", "long"),
        ("quote", "So said my mother."),
        ("caption", "The wood in May"),
        ("paragraph", "Go."),
    ]


def test_the_first_heading_is_the_title_where_no_style_says_another(article, word):
    word.add_heading("A Walk", 1)
    word.add_paragraph("Trees calm us.")
    assert article(word.body(), "walk.docx").text == "A Walk\n\nTrees calm us."


def test_the_name_in_the_properties_is_the_title_of_a_text_without_headings(article, word):
    word.core_properties.title = "A Walk"
    word.add_paragraph("Trees calm us.")
    assert article(word.body(), "walk.docx").title == "A Walk"


def test_a_name_of_an_older_document_is_no_title(article, word):
    word.core_properties.title = "Letter to the landlord"
    word.add_heading("A Walk", 1)
    word.add_paragraph("Trees calm us.")
    assert article(word.body(), "walk.docx").title == "A Walk"


def test_what_was_inserted_is_text_and_what_was_deleted_is_not(article, word):
    paragraph = word.add_paragraph("Trees ")
    paragraph._p.append(parse_xml(f'<w:ins {XML} w:id="1" w:author="x"><w:r><w:t>calm</w:t></w:r></w:ins>'))
    paragraph._p.append(
        parse_xml(f'<w:del {XML} w:id="2" w:author="x"><w:r><w:delText>scare</w:delText></w:r></w:del>')
    )
    paragraph.add_run(" us.")
    assert article(word.body(), "walk.docx").text == "Trees calm us."


def test_line_breaks_and_tabs_are_spaces(article, word):
    paragraph = word.add_paragraph("Trees")
    paragraph.runs[0].add_break()
    paragraph.add_run("calm\tus.")
    assert article(word.body(), "walk.docx").text == "Trees calm us."


def test_an_item_knows_its_depth(article, word):
    paragraph = word.add_paragraph("long")
    paragraph._p.get_or_add_pPr().append(parse_xml(f'<w:numPr {XML}><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'))
    word.add_paragraph("Go.")
    found = article(word.body(), "walk.docx")
    assert (found.blocks[0].kind.value, found.blocks[0].level) == ("list_item", 2)


def test_of_tables_only_sentences_are_text(article, word):
    word.add_paragraph("Trees calm us.")
    table = word.add_table(1, 2)
    table.cell(0, 0).text = "12 %"
    table.cell(0, 1).text = "This cell says a whole sentence, which is long enough to be one."
    assert article(word.body(), "walk.docx").text == (
        "Trees calm us.\n\nThis cell says a whole sentence, which is long enough to be one."
    )


def test_an_empty_document_is_an_error(article, word):
    with pytest.raises(ArticleError, match=r"^walk\.docx cannot be read: there is no article in it\.$"):
        article(word.body(), "walk.docx")


def test_a_document_behind_a_password_is_an_error(article):
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(100)
    with pytest.raises(ArticleError, match=r"^walk\.docx cannot be read: it is protected by a password"):
        article(locked, "walk.docx")


def test_an_old_document_is_an_error_that_says_what_to_do(article):
    with pytest.raises(ArticleError, match="save it as docx and try again"):
        article(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "walk.doc")


def test_another_archive_is_an_error(article):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "Trees calm us.")
    with pytest.raises(ArticleError, match="it is an archive, not an article"):
        article(buffer.getvalue(), "walk.zip")


def test_a_damaged_document_is_an_error(article, word):
    word.add_paragraph("Trees calm us.")
    with pytest.raises(ArticleError, match="it is a damaged Word document"):
        article(word.body()[:-300], "walk.docx")


def test_lists_inside_lists_keep_their_depth(article, word):
    word.add_paragraph("Take:")
    word.add_paragraph("a hat", style="List Bullet")
    word.add_paragraph("of wool", style="List Bullet 2")
    word.add_paragraph("or of straw", style="List Bullet 3")
    numbering = f'<w:numPr {XML}><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'
    word.add_paragraph("long", style="List Number")._p.get_or_add_pPr().append(parse_xml(numbering))
    found = article(word.body(), "walk.docx")
    assert [(block.level, found.of(block)) for block in found.blocks[1:]] == [
        (1, "a hat"),
        (2, "of wool"),
        (3, "or of straw"),
        (2, "long"),
    ]
