"""A long draft is read leaf by leaf: every post and every word of the article is on one of them."""

import pytest

from posts.article import Article, Block, Kind
from posts.shaping import Merge, Write, changed, leaf, seams
from posts.shaping.leaves import POSTS
from tests.drafting.conftest import sheet

#: Every tenth calls upon its reader, which no post says.
PARAGRAPHS = [
    f"Fact number {number} about rest is that it heals the body of whoever sleeps {number} hours in a quiet room."
    if number % 10
    else "Sign up here."
    for number in range(1, 131)
]


def article():
    blocks, at = [], 0
    for words in PARAGRAPHS:
        blocks.append(Block(Kind.PARAGRAPH, at, at + len(words)))
        at += len(words) + 2
    return Article("", "\n\n".join(PARAGRAPHS), tuple(blocks), language="en")


@pytest.fixture(scope="module")
def long():
    found = article()
    made = sheet(found)
    assert len(made.posts) > 2 * POSTS
    return found, made


def test_no_seam_lies_inside_of_the_first_word():
    words = "Rest helps. Sleep heals! So it goes on."
    assert [at for at, _ in seams(words, "en")] == [12, 25]
    assert seams("Rest", "en") == []


def test_a_long_sentence_is_named_by_its_first_whole_words_and_an_ellipsis():
    long = "It eases the pain of a back that has been bent over a desk all day."
    assert seams(f"Rest helps. {long}", "en") == [(12, "It eases the pain of a back that has been bent…")]


def leaves(found, made):
    first = 0
    while first is not None:
        one = leaf(found, made, first)
        yield one
        first = one.later


def test_every_post_is_on_one_leaf_and_its_words_stand_beside_it(long):
    found, made = long
    shown = list(leaves(found, made))
    assert [at for one in shown for at, _, _ in one.posts] == list(range(len(made.posts)))
    for one in shown:
        begun = {post for block in one.blocks for passage in block.passages for post in passage.begins}
        assert {at for at, post, _ in one.posts if post.kept} <= begun


def test_all_leaves_together_show_the_whole_article_and_all_that_was_left_out(long):
    found, made = long
    assert made.left_out
    shown = list(leaves(found, made))
    blocks = {marked.block for one in shown for marked in one.blocks}
    assert blocks == set(found.blocks)
    assert {at for one in shown for at, _ in one.left_out} == set(range(len(made.left_out)))


def test_a_leaf_shows_no_more_of_the_article_than_its_posts_stand_on(long):
    found, made = long
    one = leaf(found, made, POSTS)
    assert len(one.blocks) < 3 * POSTS
    assert (one.earlier, one.later) == (0, 2 * POSTS)


def test_the_last_post_of_a_leaf_is_merged_with_the_first_of_the_next(long):
    found, made = long
    for at, words in ((POSTS - 1, "Rest heals."), (POSTS, "Sleep does too.")):
        made = changed(found, made, at, Write(words))
    merged = changed(found, made, POSTS - 1, Merge())
    _, _, look = leaf(found, merged, 0).posts[-1]
    assert look.text.startswith("Rest heals. Sleep does too.")


@pytest.mark.parametrize("first", [-5, 10**20])
def test_a_leaf_that_there_is_not_is_the_first_or_the_last(long, first):
    found, made = long
    assert leaf(found, made, first).posts
