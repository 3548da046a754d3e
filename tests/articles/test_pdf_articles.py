import pytest

from posts.article.layout import Line, read
from posts.errors import ArticleError


def column(*lines, top=760, left=72):
    """Lines below each other: (size, gap above, text), or with a left edge of their own behind."""
    placed, base = [], top
    for size, gap, text, *edge in lines:
        base -= gap
        placed.append((edge[0] if edge else left, base, size, text))
    return placed


FURNITURE = [(72, 800, 8, "Garden Review 2026"), (300, 30, 9, "Page {} of 2")]


def furnished(number, lines):
    return [(left, base, size, text.format(number)) for left, base, size, text in FURNITURE] + lines


FIRST = column(
    (22, 0, "A Walk in the Woods and"),
    (22, 26, "What It Does"),
    (11, 40, "Trees calm us, and so does moss, which is soft and green and holds"),
    (11, 14, "its water for a long time, as every child of the village knows. Recrea-"),
    (11, 14, "tion is what the office calls it."),
    (11, 28, "Stones are hard, and they are older than either of the two, and no"),
    (11, 14, "wind of any winter has yet moved one of them."),
    (14, 34, "What moss is for"),
    (11, 22, "It is a carpet for the deer. They walk on it with care, since they"),
    (11, 14, "are polite, and it"),
)
SECOND = column(
    (11, 0, "grows again behind them. Take these with you:"),
    (11, 20, "• a hat", 80),
    (11, 14, "• a stick that is long enough for the brook, which is wide in spring,", 80),
    (11, 14, "and for the dogs", 90),
    (11, 28, "It is worth it, and it costs you next to nothing but the way there and back."),
    (8, 60, "1 As told by the forester."),
)


def test_pages_become_paragraphs_again(blocks, pdf):
    assert blocks(pdf(furnished(1, FIRST), furnished(2, SECOND)), "walk.pdf") == [
        ("title", "A Walk in the Woods and What It Does"),
        (
            "paragraph",
            (
                "Trees calm us, and so does moss, which is soft and green and holds its water for a long time, "
                "as every child of the village knows. Recreation is what the office calls it."
            ),
        ),
        (
            "paragraph",
            "Stones are hard, and they are older than either of the two, and no wind of any winter has yet moved one of them.",
        ),
        ("heading", "What moss is for"),
        (
            "paragraph",
            (
                "It is a carpet for the deer. They walk on it with care, since they are polite, and it grows again behind them. "
                "Take these with you:"
            ),
        ),
        ("list_item", "a hat"),
        ("list_item", "a stick that is long enough for the brook, which is wide in spring, and for the dogs"),
        ("paragraph", "It is worth it, and it costs you next to nothing but the way there and back."),
    ]


def test_a_word_that_the_text_itself_hyphenates_keeps_its_hyphen(article, pdf):
    lines = column((11, 0, "Moss is a well-"), (11, 14, "known plant. It is well-known for its colour."))
    assert article(pdf(lines), "moss.pdf").text == "Moss is a well-known plant. It is well-known for its colour."


def test_the_name_in_the_file_is_the_title_where_no_line_stands_out(article, pdf):
    lines = column((11, 0, "Trees calm us."), (11, 14, "Moss too."))
    assert article(pdf(lines, title="A Walk"), "walk.pdf").title == "A Walk"


@pytest.mark.parametrize("name", ["Microsoft Word - walk.docx", "untitled", "walk_final2.indd", "12345", "Document1"])
def test_a_name_that_a_program_put_there_is_no_title(article, pdf, name):
    assert article(pdf(column((11, 0, "Trees calm us.")), title=name), "walk.pdf").title == ""


def test_two_columns_are_read_one_after_the_other(article, pdf):
    left = column((11, 0, "Trees calm us, and"), (11, 14, "so does moss, which"), (11, 14, "is soft. Stones are"))
    right = column((11, 0, "hard, and they are"), (11, 14, "older than both."), left=320)
    assert article(pdf(left + right), "walk.pdf").text == (
        "Trees calm us, and so does moss, which is soft. Stones are hard, and they are older than both."
    )


def test_an_indent_begins_a_paragraph():
    lines = [
        Line("Trees calm us, and so does the moss under them, a lot.", 11, 72, 400, 700),
        Line("Stones are hard, and older than either of the others.", 11, 90, 400, 686),
        Line("They do not move.", 11, 72, 180, 672),
    ]
    assert [piece.text for piece in read([lines])[1]] == [
        "Trees calm us, and so does the moss under them, a lot.",
        "Stones are hard, and older than either of the others. They do not move.",
    ]


def test_a_document_without_lines_has_nothing_to_say():
    assert read([[], []]) == ("", [])


def test_a_file_behind_a_password_is_an_error(article, data):
    with pytest.raises(
        ArticleError, match=r"^walk\.pdf cannot be read: it is protected by a password; save it without one"
    ):
        article((data / "locked.pdf").read_bytes(), "walk.pdf")


def test_a_file_of_pictures_is_an_error_that_says_what_to_do(article, pdf):
    with pytest.raises(ArticleError, match=r"recognise its text \(OCR\)"):
        article(pdf([]), "scan.pdf")


@pytest.mark.parametrize("body", [b"%PDF-1.7", b"%PDF-1.7\n" + bytes(range(256)) * 40])
def test_a_damaged_file_is_an_error(article, body):
    with pytest.raises(ArticleError, match=r"^walk\.pdf cannot be read: it is a damaged PDF\.$"):
        article(body, "walk.pdf")
