import tomllib
from datetime import date
from pathlib import Path

import pytest

from posts.article import boilerplate
from posts.article.draft import Draft, Piece
from posts.article.model import Kind

CASES = tomllib.loads((Path(__file__).parents[1] / "data/articles/boilerplate.toml").read_text("utf-8"))
BODY = [f"This is sentence number {n} of a body that goes on for a while and says true things." for n in range(8)]


def left(*texts: str) -> list[str]:
    made = Draft(tuple(Piece(Kind.PARAGRAPH, text) for text in texts))
    return [piece.text for piece in boilerplate.without(made).pieces]


@pytest.mark.parametrize("line", CASES["anywhere"])
def test_a_line_of_the_page_goes_wherever_it_stands(line):
    assert left(line, *BODY) == BODY
    assert left(*BODY[:4], line, *BODY[4:]) == BODY
    assert left(*BODY, line) == BODY


@pytest.mark.parametrize("line", CASES["anywhere"])
def test_a_line_of_the_page_goes_when_it_is_glued_to_the_last_sentence(line):
    assert " ".join(left(*BODY[:-1], f"{BODY[-1]} {line}")) == " ".join(BODY)


@pytest.mark.parametrize("sentence", CASES["kept"])
@pytest.mark.parametrize("at", [0, 1, 4, 7, 8])
def test_a_true_sentence_stays_wherever_it_stands(sentence, at):
    texts = [*BODY[:at], sentence, *BODY[at:]]
    assert left(*texts) == texts


@pytest.mark.parametrize("line", CASES["head"])
def test_a_byline_goes_at_the_head_only(line):
    assert left(line, *BODY) == BODY
    assert line in left(*BODY, line, *BODY)


@pytest.mark.parametrize("line", CASES["close"])
def test_a_closing_section_goes_to_the_end(line):
    assert left(*BODY, line, "Jane Doe lives in Kent.", "How to prune") == BODY


@pytest.mark.parametrize("line", CASES["close"])
def test_an_opener_in_the_middle_opens_nothing(line):
    assert left(*BODY[:2], line, *BODY[2:]) == [*BODY[:2], line, *BODY[2:]]


@pytest.mark.parametrize("line", CASES["last"])
def test_an_author_box_goes_at_the_end_only(line):
    assert left(*BODY, line) == BODY
    assert line in left(*BODY, line, *BODY)


def test_a_closing_section_ends_at_the_next_heading_of_its_rank():
    pieces = (
        *(Piece(Kind.PARAGRAPH, text) for text in BODY),
        Piece(Kind.HEADING, "Related posts", 2),
        Piece(Kind.LIST_ITEM, "How to prune", 1),
        Piece(Kind.HEADING, "In short", 2),
        Piece(Kind.PARAGRAPH, "It is worth it."),
    )
    assert boilerplate.without(Draft(pieces)).pieces[-2:] == pieces[-2:]


def test_a_long_paragraph_after_an_opener_is_no_list_of_posts():
    prose = " ".join(BODY)
    assert prose in left(*BODY, "Sources", prose)


def test_code_is_never_boilerplate():
    code = Piece(Kind.CODE, "share")
    assert boilerplate.without(Draft((Piece(Kind.PARAGRAPH, BODY[0]), code))).pieces[-1] == code


def test_a_dateline_gives_the_day():
    made = Draft(tuple(Piece(Kind.PARAGRAPH, text) for text in ["8 May 2009 | Jane Doe", *BODY]))
    assert boilerplate.without(made).published == date(2009, 5, 8)
    assert boilerplate.without(Draft(made.pieces, published=date(2010, 1, 1))).published == date(2010, 1, 1)


def test_a_text_of_nothing_else_leaves_nothing():
    assert left("Share this:", "Leave a Reply") == []
