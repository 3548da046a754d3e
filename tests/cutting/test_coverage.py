"""How much of an article its posts say, and that an author's own marks are obeyed."""

from dataclasses import replace

from posts.cut import cut
from posts.cut.coverage import coverage, share

REST = "Rest helps the body to heal after a long day of work."
WATER = "Water keeps the muscles supple and the mind awake."


def test_what_is_said_is_counted_section_by_section(written, brief):
    made = cut(written(REST, "# Water", f"{WATER} Sign up here.", "# Nothing", title="Rest"), brief(80))
    first, water = coverage(made)
    assert (first.heading, first.share) == ("", 1.0)
    assert water.heading == "Water"
    assert water.characters - water.said == len("Signuphere.")
    assert 0.8 < share(made) < 1


def test_an_article_without_a_body_is_said_whole(written, brief):
    assert share(cut(written("# Only a heading"), brief(80))) == 1.0


def test_a_post_ends_where_the_author_says_so(written, brief):
    article = written("Deep rest helps the body.", "It needs quiet and a dark room each night.", WATER)
    together = cut(article, brief(200))
    assert len(together.posts) == 1 or together.posts[0].body.count("\n") == 0
    split = replace(article, splits=(article.blocks[1].start,))
    assert next(post.body for post in cut(split, brief(200)).posts) == "Deep rest helps the body."


def test_a_thread_ends_a_post_there_too(written, brief):
    article = written(REST, WATER)
    split = replace(article, splits=(article.blocks[1].start,))
    assert len(cut(article, brief(200, thread=True)).posts) == 1
    assert [post.body for post in cut(split, brief(200, thread=True)).posts] == [REST, WATER]
