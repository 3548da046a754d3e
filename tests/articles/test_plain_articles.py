from datetime import date
from pathlib import Path

import pytest

from posts.article import Kind, load


def test_the_first_real_article_has_its_title_and_its_body_and_no_comment_form(article):
    body = (Path(__file__).parents[2] / "articles/massage-therapy-for-sciatica.txt").read_bytes()
    found = article(body)
    assert found.title == "The Healing Power of Massage Therapy for Sciatica"
    assert found.of(found.blocks[1]).startswith("Sciatica, a condition characterized by pain that radiates")
    assert found.text.endswith("before starting any new treatment regimen.")
    assert "Leave a Reply" not in found.text
    assert "Title:" not in found.text
    assert found.text.count("#massagetherapyforsciatica") == 3
    assert found.language == "en"


def test_a_short_first_line_over_an_empty_one_is_the_title(blocks):
    assert blocks("A walk in the woods\n\nTrees calm us. So does moss.\n") == [
        ("title", "A walk in the woods"),
        ("paragraph", "Trees calm us. So does moss."),
    ]


@pytest.mark.parametrize(
    "first",
    ["Trees calm us.", "We walked, and then:", "- a list", "{", "A title of far too many words " * 7],
    ids=["a sentence", "a lead-in", "an item", "a sign", "a paragraph"],
)
def test_another_first_line_is_no_title(article, first):
    assert article(f"{first}\n\nTrees calm us. So does moss, and so do stones.").title == ""


def test_a_first_line_over_a_much_longer_one_is_the_title(article):
    assert article("A walk in the woods\nTrees calm us. So does moss, and so do the stones by the stream.").title == (
        "A walk in the woods"
    )


def test_a_single_line_is_a_text_without_a_title(blocks):
    assert blocks("Trees calm us and so does moss") == [("paragraph", "Trees calm us and so does moss")]


def test_underlined_lines_are_a_title_and_headings(blocks):
    assert blocks("A walk\n======\nTrees calm us.\n\nMoss\n----\nIt is soft.") == [
        ("title", "A walk"),
        ("paragraph", "Trees calm us."),
        ("heading", "Moss"),
        ("paragraph", "It is soft."),
    ]


def test_a_short_line_over_a_paragraph_is_a_heading(blocks):
    text = "A walk\n\nTrees calm us.\n\nWhat moss does\n\nIt is soft, and it holds water for a long time."
    assert ("heading", "What moss does") in blocks(text)


def test_a_question_over_a_paragraph_is_part_of_the_talk(blocks):
    text = "A walk\n\nTrees calm us.\n\nWhat does moss do?\n\nIt is soft, and it holds water for a long time."
    assert ("paragraph", "What does moss do?") in blocks(text)


@pytest.mark.parametrize("mark", ["-", "*", "•", "–"])
def test_marked_lines_are_items_without_their_marks(blocks, mark):
    assert blocks(f"Take these:\n{mark} a hat\n{mark} a stick that\n  is long\n  {mark} not too long") == [
        ("paragraph", "Take these:"),
        ("list_item", "a hat"),
        ("list_item", "a stick that is long"),
        ("list_item", "not too long"),
    ]


def test_numbered_lines_are_items(blocks):
    assert blocks("Do this:\n\n1. Get up.\n\n2. Go out.\n10) Come back.") == [
        ("paragraph", "Do this:"),
        ("step", "Get up."),
        ("step", "Go out."),
        ("step", "Come back."),
    ]


def test_short_lines_after_a_lead_in_are_items_too(blocks):
    assert blocks("We asked about:\n\nage;\n\nheight;\n\nand income.\n\nThen we counted what they had said to us.") == [
        ("paragraph", "We asked about:"),
        ("list_item", "age;"),
        ("list_item", "height;"),
        ("list_item", "and income."),
        ("paragraph", "Then we counted what they had said to us."),
    ]


def test_hard_wrapped_lines_are_one_paragraph(blocks):
    text = """\
Trees calm us, and so does moss, which is soft and green and
holds its water for a long time. Stones are hard, and they are
older than either.

Water is
older still."""
    assert blocks(text) == [
        (
            "paragraph",
            (
                "Trees calm us, and so does moss, which is soft and green and holds its water for a long time. "
                "Stones are hard, and they are older than either."
            ),
        ),
        ("paragraph", "Water is older still."),
    ]


def test_long_lines_are_paragraphs_of_their_own(blocks):
    long = "Trees calm us, and so does moss, which is soft. " * 5
    assert [kind for kind, _ in blocks(f"{long}\n{long}\nShort it was on that day.\n{long}")] == ["paragraph"] * 4


def test_a_word_cut_by_a_line_end_is_whole_where_the_text_writes_it_so(blocks):
    text = "We walk for recrea-\ntion in a well-\nknown wood. Recreation is well-known to help."
    assert blocks(text) == [
        ("paragraph", "We walk for recreation in a well-known wood. Recreation is well-known to help.")
    ]


def test_wrapped_japanese_has_no_spaces_in_it(blocks):
    text = "散歩はとても体によいことが知られています\nし、心にもよいことがわかってきました。"
    assert blocks(text) == [("paragraph", text.replace("\n", ""))]


def test_quoted_lines_are_a_quote(blocks):
    assert blocks("She wrote.\n\n> Trees calm us.\n> So does moss.") == [
        ("paragraph", "She wrote."),
        ("quote", "Trees calm us. So does moss."),
    ]


def test_captions_and_credits_are_told_from_text(blocks):
    text = "A walk\n\nTrees calm us.\n\nFigure 2.1 The wood in May\n\nMoss on a stone. Photo: Jane Doe.\n\nFigure 3 shows moss."
    assert [kind for kind, _ in blocks(text)] == ["title", "paragraph", "caption", "caption", "paragraph"]


def test_lines_of_key_and_value_are_no_text(article):
    found = article("Title: A walk\nDate: 2026-05-01\nTags: trees, moss\n\nTrees calm us. So does moss.")
    assert (found.title, found.published) == ("A walk", date(2026, 5, 1))
    assert found.text == "A walk\n\nTrees calm us. So does moss."


def test_a_date_under_the_title_is_when_it_was_published(article):
    found = article("A walk\n\nFriday, May 8, 2009\n\nTrees calm us. So does moss.")
    assert found.published == date(2009, 5, 8)
    assert found.text == "A walk\n\nTrees calm us. So does moss."


def test_rulers_are_no_text(article):
    assert article("Trees calm us.\n\n* * *\n\nMoss too.\n---8<---\nAnd stones.").text == (
        "Trees calm us.\n\nMoss too.\n\nAnd stones."
    )


GUM = {
    "GUM_academic_discrimination": (
        (
            "The prevalence of discrimination across racial groups in contemporary America: "
            "Results from a nationally representative sample of adults"
        ),
        {"heading": 5, "list_item": 9},
    ),
    "GUM_news_homeopathic": (
        "Parents prosecuted after homeopathic treatment leads to daughter's death",
        {"heading": 0, "caption": 1},
    ),
    "GUM_textbook_chemistry": (
        "2.1 Early Ideas in Atomic Theory",
        {"heading": 5, "list_item": 2, "step": 5, "caption": 3},
    ),
    "GUM_voyage_coron": ("Coron", {"heading": 2, "list_item": 0}),
}


@pytest.mark.parametrize("name", GUM)
def test_real_texts_of_many_kinds(article, data, name):
    title, counts = GUM[name]
    source = (data / f"gum/{name}.txt").read_text("utf-8")
    found = article(source)
    assert found.title == title
    kinds = [block.kind.value for block in found.blocks]
    assert {kind: kinds.count(kind) for kind in counts} == counts
    for block in found.blocks:
        assert found.of(block) in source
    assert found.language == "en"


def test_every_sentence_of_a_real_text_is_there(article, data):
    source = (data / "gum/GUM_voyage_coron.txt").read_text("utf-8")
    assert "".join(article(source).text.split()) == "".join(source.split())


def test_code_is_the_only_block_with_line_ends(article):
    found = article("# A walk\n\nDo this:\n\n```\n  go()\n    back()\n```\n", "walk.md")
    code = found.blocks[-1]
    assert (code.kind, found.of(code)) == (Kind.CODE, "go()\n  back()")


def test_a_file_is_loaded_by_its_path(tmp_path):
    path = tmp_path / "walk.txt"
    path.write_text("A walk\n\nTrees calm us.")
    assert load(str(path), None).title == "A walk"


def test_a_text_that_is_a_piece_of_html_is_read_as_one(blocks):
    text = "<h2>On moss</h2>\n<p>It is <a href='x'>soft</a>&nbsp;and <em>green</em>.</p>\n<ul><li>A hat</li>\n<li>A stick</li></ul>"
    assert blocks(text) == [
        ("title", "On moss"),
        ("paragraph", "It is soft and green."),
        ("list_item", "A hat"),
        ("list_item", "A stick"),
    ]


def test_a_heading_goes_without_the_link_to_itself(blocks):
    text = "<h2>On moss</h2>\n<h3>Learning C#</h3>\n<p>It is soft.</p>\n<h3>What now? <a href='#now'>#</a></h3>\n<p>It is green.</p>"
    assert [said for kind, said in blocks(text) if kind == "heading"] == ["Learning C#", "What now?"]


def test_blank_lines_part_paragraphs_between_tags_too(blocks):
    assert blocks("<h3>On moss</h3>\nIt is soft.\n\nIt is green.\n<blockquote>So be it.</blockquote>\n")[1:] == [
        ("paragraph", "It is soft."),
        ("paragraph", "It is green."),
        ("quote", "So be it."),
    ]


def test_a_few_tags_and_entities_go_and_their_text_stays(blocks):
    text = "Trees <b>calm</b> <a href='https://a.example'>all <i>of</i> us</a> &amp; more&nbsp;&#8211; so it is.<br><br>Moss too.\n"
    assert blocks(text)[0] == ("paragraph", "Trees calm all of us & more – so it is.")


@pytest.mark.parametrize(
    "text",
    [
        "Use the <p> tag for a paragraph, and close it with </p> where it ends.",
        "If a < b and c > d, then <T> is a type.",
        "The <b> tag and the <i> tag are older than CSS.",
        "AT&T and R&D; so it was.",
    ],
)
def test_a_text_that_speaks_of_tags_keeps_them(article, text):
    assert article(text).text == text


@pytest.mark.parametrize(("line", "kind"), [("Paris, France", "heading"), ("Go and see a doctor, if", "paragraph")])
def test_a_short_line_that_goes_on_below_is_no_heading(blocks, line, kind):
    under = "It is a place that many people come to see, and most of them like it."
    assert blocks(f"A walk\n\nTrees calm us.\n\n{line}\n\n{under}")[2] == (kind, line)
