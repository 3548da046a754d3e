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


@pytest.mark.parametrize("line", CASES["comments"])
def test_what_readers_said_goes_to_the_end(line):
    assert left(*BODY, line, "I like trees too, and I have liked them for a long time.", "Me too!", BODY[0]) == BODY


@pytest.mark.parametrize("line", CASES["author"])
def test_who_wrote_it_goes_with_its_sentences(line):
    assert left(*BODY, line, "Jane Doe has walked in the woods of Kent since she could walk.", "More of hers") == BODY


@pytest.mark.parametrize("line", CASES["lists"])
def test_a_list_of_other_things_goes_and_a_sentence_after_it_stays(line):
    assert left(*BODY, line, "How to prune", "Doe, J. (2019). On moss and the people who love it.") == BODY
    assert left(*BODY, line, "How to prune?", BODY[0], BODY[1]) == [*BODY, BODY[0], BODY[1]]


@pytest.mark.parametrize("line", CASES["comments"] + CASES["author"] + CASES["lists"])
def test_an_opener_before_the_middle_opens_nothing(line):
    texts = [*BODY[:3], line, *BODY[3:], *BODY]
    assert left(*(BODY + texts))[: len(BODY) + 4] == [*BODY, *BODY[:3], line]


@pytest.mark.parametrize("line", CASES["headings"])
@pytest.mark.parametrize("at", [1, 4, 7])
def test_a_heading_of_the_article_stays_with_what_is_under_it(line, at):
    texts = [*BODY[:at], line, *BODY[at:]]
    assert left(*texts) == texts


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


def test_code_is_never_boilerplate():
    code = Piece(Kind.CODE, "share")
    assert boilerplate.without(Draft((Piece(Kind.PARAGRAPH, BODY[0]), code))).pieces[-1] == code


def test_a_dateline_gives_the_day():
    made = Draft(tuple(Piece(Kind.PARAGRAPH, text) for text in ["8 May 2009 | Jane Doe", *BODY]))
    assert boilerplate.without(made).published == date(2009, 5, 8)
    assert boilerplate.without(Draft(made.pieces, published=date(2010, 1, 1))).published == date(2010, 1, 1)


def test_a_text_of_nothing_else_leaves_nothing():
    assert left("Share this:", "Leave a Reply") == []
