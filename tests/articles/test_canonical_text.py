import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.article import Image, Kind, draft
from posts.article.canonical import cleaned, flat, settle, tidy
from posts.article.draft import Draft, Piece
from posts.article.marks import MARK

ODD = st.sampled_from("aé\u0301 \u200b\u200c\u200d\xad\ufeffﬁﬀ\r\n\x85\u2028\t\xa0\u3000\ud800م👩🦰\u202ecrx")
TEXTS = st.text(ODD | st.characters(), max_size=40)
PIECES = st.builds(Piece, st.sampled_from(list(Kind)), TEXTS, st.integers(0, 6), st.integers(0, 3))
IMAGES = st.lists(st.builds(Image, st.none() | TEXTS, TEXTS, TEXTS), max_size=3).map(tuple)
DRAFTS = st.builds(
    Draft, st.lists(PIECES, max_size=6).map(tuple), TEXTS, images=IMAGES, links=st.frozensets(TEXTS, max_size=3)
)
MARKED = st.lists(
    st.sampled_from(["Trees calm us.", "Moss too.", MARK, "---8<---", "", f"So{MARK}and so."]), max_size=8
)


@given(TEXTS)
def test_tidy_text_stays_as_it_is(text):
    once = tidy(text)
    assert tidy(once) == once
    assert unicodedata.is_normalized("NFC", once)
    once.encode()


@given(TEXTS)
def test_flat_text_is_one_line_without_outer_space(text):
    once = flat(text)
    assert flat(once) == once
    assert once == " ".join(once.split())


@given(DRAFTS)
def test_every_draft_settles_into_blocks_in_order(made):
    article = settle(cleaned(made), url=None)
    assert unicodedata.is_normalized("NFC", article.text)
    at = 0
    for block in article.blocks:
        assert article.text[at : block.start] == ("\n\n" if at else "")
        assert article.of(block).strip() == article.of(block) != ""
        at = block.end
    assert at == len(article.text)
    assert [block.kind for block in article.blocks].count(Kind.TITLE) == bool(article.title)


@given(MARKED, st.sampled_from(["", "A walk", f"A{MARK}walk"]))
def test_a_split_mark_is_at_the_start_of_a_block_and_never_in_the_text(texts, title):
    article = settle(cleaned(Draft(tuple(Piece(Kind.PARAGRAPH, text) for text in texts), title)), url=None)
    assert set(article.splits) <= {block.start for block in article.blocks[1:]}
    assert list(article.splits) == sorted(set(article.splits))
    assert "8<" not in article.text
    assert MARK not in article.text


@given(DRAFTS)
def test_a_draft_comes_through_json_unchanged(made):
    assert draft.from_json(draft.to_json(made)) == made


@pytest.mark.parametrize(
    ("raw", "tidied"),
    [
        ("ﬁne oﬀer eﬃcient", "fine offer efficient"),
        ("Mas\xadsage", "Massage"),
        ("a\u200bb\ufeffc\u2060d", "abcd"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("e\u0301", "é"),
        ("e\u200b\u0301", "é"),
        ("👩\u200d⚕\ufe0f", "👩\u200d⚕\ufe0f"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("word\u200d next", "word next"),
        ("a\u202eb\u2066c", "abc"),
        ("bell\x07", "bell"),
    ],
)
def test_what_cannot_be_seen_goes_and_what_is_meant_stays(raw, tidied):
    assert tidy(raw) == tidied


def test_a_title_is_not_said_twice_at_the_top():
    pieces = (Piece(Kind.CAPTION, "News"), Piece(Kind.HEADING, "A Walk!", 1), Piece(Kind.PARAGRAPH, "Trees calm us."))
    article = settle(cleaned(Draft(pieces, "A walk")), url=None)
    assert article.text == "A walk\n\nNews\n\nTrees calm us."


def test_a_second_title_is_a_heading():
    article = settle(Draft((Piece(Kind.TITLE, "Another"),), "A walk"), url=None)
    assert [block.kind for block in article.blocks] == [Kind.TITLE, Kind.HEADING]
