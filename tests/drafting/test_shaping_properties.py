"""Whatever a person does to a draft: posts stay exact, fit or are marked, and no word of the article is lost."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posts.article.sources import Source, read
from posts.cut import replay
from posts.cut.accounting import kept
from posts.cut.edits import Draft
from posts.errors import PostsError
from posts.measure import fits, length
from posts.shaping import Drop, Merge, Split, Tag, TakeBack, TakeUp, Write, changed, looks
from posts.shaping.keeping import from_json, to_json
from tests.drafting.conftest import sheet

HARD = (
    "# Why #rest helps\n\nAnna Meyer leads the clinic. However, she rests little. “Rest heals,” she says. “It is free.”\n\n"
    "- 休息治愈身体。睡眠也是。\n- مرحبا بالعالم. النوم يشفي.\n- e\u0301 👩‍👩‍👧 rests well; and this holds [12].\n\n"
    "> She slept. He did not, because the <b>night</b> was loud, and #rest was far away.\n"
)
SOURCES = {
    "the first article": Path("articles/massage-therapy-for-sciatica.txt").read_bytes(),
    "many scripts": HARD.encode(),
}
ARTICLES = {name: read(body, Source(f"{name}.md")) for name, body in SOURCES.items()}
CHANGES = st.one_of(
    st.just(Merge()),
    st.builds(Split, st.integers(0, 400)),
    st.just(Drop()),
    st.just(TakeBack()),
    st.builds(Tag, st.sampled_from(["sleep", "#清", "no-tag"])),
    st.builds(TakeUp, st.integers(0, 12)),
    st.builds(Write, st.sampled_from(["", "Rest.", "x" * 700, "休息" * 90])),
)


def covered(article, made):
    """Every place of the article that a post says, kept or not, or that is listed as left out."""
    spans = [span for one in made.posts for span in kept(Draft(one.post.body, one.post.spans, one.post.edits))]
    spans += [(one.start, one.end) for one in made.left_out]
    return {at for start, end in spans for at in range(start, end) if not article.text[at].isspace()}


@pytest.mark.parametrize("name", ARTICLES)
@pytest.mark.parametrize(("platform", "how"), [("x", {}), ("bluesky", {"tags_at": "inline"}), ("x", {"thread": True})])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(0, 30), CHANGES), max_size=12))
def test_any_sequence_of_changes_keeps_posts_exact_and_loses_no_word(name, platform, how, steps):
    article = ARTICLES[name]
    made = sheet(article, platform, "#rest", **how)
    for index, change in steps:
        before = made
        try:
            made = changed(article, made, index % (len(made.posts) + 1), change)
        except PostsError:
            continue
        assert covered(article, before) <= covered(article, made)
    for one, look in zip(made.posts, looks(article, made), strict=True):
        assert replay(article.text, one.post.spans, one.post.edits) == one.post.body
        assert one.post.said.strip()
        assert look.fits == fits(look.text, made.frame.limits)
        assert look.length == length(look.text, made.frame.limits)
        assert all(start < end for start, end in one.post.spans)
    assert from_json(to_json(made)) == made


@pytest.mark.parametrize("name", ARTICLES)
@given(data=st.data())
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_split_and_merged_again_says_the_same(name, data):
    article = ARTICLES[name]
    made = sheet(article, "bluesky")
    index = data.draw(st.integers(0, len(made.posts) - 1))
    at = data.draw(st.integers(0, len(made.posts[index].post.said)))
    try:
        halves = changed(article, made, index, Split(at))
    except PostsError:
        return
    said = [halves.posts[place].post.said for place in (index, index + 1)]
    assert "".join("".join(said).split()) == "".join(made.posts[index].post.said.split())
    again = changed(article, halves, index, Merge())
    # Items of a list stand in lines of their own; merged by hand they do not.
    assert again.posts[index].post.said.split() == made.posts[index].post.said.replace("\n– ", " ").split()
