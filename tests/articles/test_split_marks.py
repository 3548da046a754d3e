"""Where an author writes that a post has to end."""

from itertools import pairwise

import pytest

from posts.article import Kind, boilerplate
from posts.article.draft import Draft, Piece
from posts.article.sources import Source, read


@pytest.fixture
def parts(article):
    """The text of an article, parted where its author says."""

    def made(text, name="walk.txt", **known):
        found = article(text, name, **known)
        bounds = [0, *found.splits, len(found.text)]
        return [found.text[start:end].strip() for start, end in pairwise(bounds)]

    return made


@pytest.mark.parametrize("mark", ["---8<---", "--8<--", "—8<—", "--- 8< ---", "<!-- cut -->", "<!--CUT-->"])
def test_a_line_of_text_parts_posts(parts, mark):
    assert parts(f"A walk\n\nTrees calm us.\n\n{mark}\n\nMoss too.\n{mark}\nIt is soft.") == [
        "A walk\n\nTrees calm us.",
        "Moss too.",
        "It is soft.",
    ]


def test_a_mark_before_the_text_and_after_it_parts_nothing(article):
    assert article("---8<---\nTrees calm us.\n---8<---\n").splits == ()


def test_a_comment_parts_a_paragraph_of_markdown_in_two(article):
    found = article("# A walk\n\nTrees *calm* us. <!-- cut -->\nMoss too.\n", "walk.md")
    assert found.text == "A walk\n\nTrees calm us.\n\nMoss too."
    assert found.splits == (24,)


def test_marks_part_blocks_of_every_kind(parts):
    text = "Trees.\n\n<!-- cut -->\n\n## Moss\n\nSoft.\n\n- a hat\n<!-- cut -->\n- a stick\n\n---8<---\n\n> So be it.\n"
    assert parts(text, "walk.md") == ["Trees.", "Moss\n\nSoft.\n\na hat", "a stick", "So be it."]


def test_code_that_shows_a_mark_is_code(article):
    found = article("Write so:\n\n```\n<!-- cut -->\n---8<---\n```\n\nAnd `<!-- cut -->` too.", "walk.md")
    assert found.splits == ()
    assert "<!-- cut -->\n---8<---" in found.text


def test_a_word_in_a_sentence_is_no_mark(article):
    found = article("A line of ---8<--- ends a post, they say.\n")
    assert found.splits == ()
    assert "---8<---" in found.text


def test_a_mark_in_a_page_is_kept_between_paragraphs_and_in_them():
    page = """<html><body><article><h1>A walk</h1>
<p>The trees calm us, as many say who often go into the woods and know of what they talk.</p><!-- cut --><script>x</script>
<p>The moss is soft, and it holds the water for long, <!-- cut --> even if it has not rained in all the summer.</p>
<p>And so we go on until it is evening and the birds are silent, and then we turn back.</p></article></body></html>"""
    found = read(page.encode(), Source("walk.html"))
    assert [found.text[at:][:8] for at in found.splits] == ["The moss", "even if "]
    assert "\u2702" not in found.text


def test_a_mark_before_what_is_dropped_moves_to_what_is_kept(parts):
    text = "Trees calm us, and they do so every day.\n\n---8<---\n\nShare this:\n\nMoss is soft, and it is green all year.\n"
    assert parts(text) == ["Trees calm us, and they do so every day.", "Moss is soft, and it is green all year."]


def test_what_a_block_is_called_by_its_looks_does_not_move_a_mark():
    pieces = (
        Piece(Kind.PARAGRAPH, "Trees calm us, and they do so every day."),
        Piece(Kind.PARAGRAPH, "On moss", part=1),
        Piece(Kind.PARAGRAPH, "Moss is soft, and it is green all year. Take:", part=1),
        Piece(Kind.PARAGRAPH, "a hat", part=2),
        Piece(Kind.PARAGRAPH, "a stick", part=2),
    )
    kept = boilerplate.without(Draft(pieces)).pieces
    assert [(piece.kind.value, piece.part) for piece in kept] == [
        ("paragraph", 0),
        ("heading", 1),
        ("paragraph", 1),
        ("list_item", 2),
        ("list_item", 2),
    ]
