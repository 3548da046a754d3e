import tomllib
from dataclasses import replace
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


@pytest.mark.parametrize("line", CASES["signed"])
def test_a_line_that_signs_ends_the_article(line):
    assert left(*BODY, line, "These views are mine, and nobody else holds them, as far as I can tell.") == BODY
    texts = [*BODY, line, *BODY, *BODY]
    assert left(*texts)[-1] == BODY[-1]


def linked(*texts, links=(), kind=Kind.PARAGRAPH):
    made = Draft(tuple(Piece(kind, text) for text in texts), links=frozenset(links))
    return [piece.text for piece in boilerplate.without(made).pieces]


@pytest.mark.parametrize("call", CASES["calls"])
def test_a_call_goes_where_it_is_a_link(call):
    assert linked(*BODY[:4], call, *BODY[4:], links=[call.rstrip(".。")]) == BODY
    assert linked(f"{BODY[0]} {call}", *BODY[1:], links=[call.rstrip(".。")]) == BODY


@pytest.mark.parametrize("call", CASES["calls"])
def test_the_same_words_stay_where_they_are_no_link(call):
    texts = [*BODY[:4], call, *BODY[4:]]
    assert linked(*texts, links=["Another link"]) == texts


@pytest.mark.parametrize("sentence", CASES["linked"])
def test_a_sentence_that_is_a_link_stays(sentence):
    texts = [*BODY[:4], sentence, *BODY[4:]]
    assert linked(*texts, links=[sentence, sentence.rstrip(".。")]) == texts


def test_links_in_a_row_go_and_a_label_over_a_paragraph_is_its_heading():
    links = ["Home", "Roses", "Moss"]
    assert linked(*BODY[:4], "Home | Roses | Moss", *BODY[4:], links=links) == BODY
    assert linked(*BODY, "Moss", links=links) == BODY
    assert "Moss" in linked(*BODY[:4], "Moss", *BODY[4:], links=links)


def test_a_list_of_links_goes_and_one_that_a_sentence_leads_to_stays():
    items = [Piece(Kind.LIST_ITEM, text, 1) for text in ("PostgreSQL", "SQLite")]
    body = [Piece(Kind.PARAGRAPH, text) for text in BODY]
    lead = replace(body[3], text="It runs on each of these:")
    links = frozenset({"PostgreSQL", "SQLite"})
    assert boilerplate.without(Draft((*body[:4], *items, *body[4:]), links=links)).pieces == tuple(body)
    kept = (*body[:3], lead, *items, *body[4:])
    assert boilerplate.without(Draft(kept, links=links)).pieces == kept


def test_who_wrote_a_paper_and_where_to_write_to_them_goes_at_the_head_only():
    line = "Jane Doe jane@garden.example Garden School, Kent"
    assert left(line, *BODY) == BODY
    assert line in left(*BODY, line, *BODY)


@pytest.mark.parametrize("line", CASES["captions"])
def test_what_a_picture_shows_is_its_caption(line):
    made = Draft(tuple(Piece(Kind.PARAGRAPH, text) for text in [*BODY[:4], line, *BODY[4:]]))
    assert boilerplate.without(made).pieces[4].kind is Kind.CAPTION


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


def test_the_original_of_a_quote_goes_from_under_its_translation():
    quotes = [
        Piece(Kind.QUOTE, "Die Bäume beruhigen uns, das sagen viele, die oft im Wald gehen."),
        Piece(Kind.QUOTE, "The trees calm us, as many say who often go into the woods."),
        Piece(Kind.QUOTE, "Und das Moos ist weich, auch wenn es lange nicht geregnet hat."),
    ]
    assert boilerplate.without(Draft(tuple(quotes))).pieces == (quotes[0], quotes[2])


def test_long_lines_that_a_semicolon_ends_are_items_of_what_leads_to_them():
    long = f"{BODY[1].rstrip('.')}, and {BODY[2].rstrip('.')}, and so on and on until the line is long enough;"
    texts = ["We go about it so:", long, long.replace("until", "till"), "and at last we rest.", BODY[4]]
    kinds = [
        piece.kind for piece in boilerplate.without(Draft(tuple(Piece(Kind.PARAGRAPH, one) for one in texts))).pieces
    ]
    assert kinds == [Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.LIST_ITEM, Kind.LIST_ITEM, Kind.PARAGRAPH]


def test_a_heading_that_pages_end_with_stays_over_sentences():
    whats_next = Piece(Kind.HEADING, "What's next", 2)
    pieces = (*(Piece(Kind.PARAGRAPH, text) for text in BODY[:-1]), whats_next, Piece(Kind.PARAGRAPH, BODY[-1]))
    assert boilerplate.without(Draft(pieces)).pieces == pieces


def test_all_that_goes_is_told_in_order():
    made = Draft(tuple(Piece(Kind.PARAGRAPH, text) for text in ("By Jane Doe", *BODY, "Related posts", "On moss")))
    assert boilerplate.without(made).around == ("By Jane Doe", "Related posts", "On moss")
    glued = Draft((*made.pieces[1:8], Piece(Kind.PARAGRAPH, f"{BODY[7]} Leave a reply")))
    assert boilerplate.without(glued).around == ("Leave a reply",)
