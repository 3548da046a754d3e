"""What holds of every cut, whatever the article and the frame."""

import pytest
import regex
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from posts.article import Article, Block, Kind
from posts.compose import Frame, compose, holds
from posts.cut import Brief, cut, replay, to_json
from posts.cut.placing import APART, BODY
from posts.errors import CutError
from posts.measure import LIMITS, Counting, Limits

#: The first cut of a language compiles its cues, and the machine may be busy.
UNTIMED = settings(deadline=None)
TAG = "#rest"
PIECES = [
    "Rest helps the body.", "It needs quiet, and sleep; water helps too.", "In conclusion, #rest works.", "Therefore, we rest.",
    "However, he (Dr. Smith) said “no. Never.” twice.", "Three habits help:", "more water", "Friday", "See https://a.example/b?c=1#rest now.",
    "Try #Rest and #resting!", "These include 3.5 litres.", "今日は雨です。明日は「晴れ。」でしょう。", "यह एक है। वह दो है।", "🎉🎉", "x" * 90, "— so what?",
    "A sentence that goes on and on, with commas, and then with more of them, until no short post can hold it any more at all.",
]  # fmt: skip
WORDS = st.one_of(
    st.sampled_from(PIECES), st.text(st.characters(codec="utf-8", categories=["L", "P", "Zs", "So"]), max_size=20)
)
BLOCKS = st.lists(st.tuples(st.sampled_from(list(Kind)), st.lists(WORDS, min_size=1, max_size=4)), max_size=7)


@st.composite
def articles(draw):
    blocks, text = [], ""
    for kind, words in draw(BLOCKS):
        said = " ".join(words).strip()
        if said:
            text += "\n\n" * bool(text)
            blocks.append(Block(kind, len(text), len(text) + len(said)))
            text += said
    language = draw(st.sampled_from(["en", "de", "ja", "hi", None]))
    return Article("Rest helps", text, tuple(blocks), language=language)


LIMITS_OF_ALL = st.one_of(
    st.sampled_from(list(LIMITS.values())), st.builds(Limits, st.just("plain"), st.just(Counting.CODE_POINTS), st.integers(20, 200))
)  # fmt: skip
BRIEFS = st.builds(
    Brief,
    st.builds(
        Frame,
        LIMITS_OF_ALL,
        st.sampled_from([(), (TAG,), (TAG, "#water")]),
        st.sampled_from([None, "https://a.example/b"]),
    ),
    st.sampled_from([None, None, 1, 3]),
    st.booleans(),
)


@pytest.fixture(scope="module")
def made_of():
    """The cut, or nothing to prove where no post is possible."""

    def make(article, brief):
        try:
            return cut(article, brief)
        except CutError:
            assume(False)

    return make


@given(articles(), BRIEFS)
@UNTIMED
def test_every_post_fits_and_is_what_its_spans_and_edits_say(made_of, article, brief):
    for post in made_of(article, brief).posts:
        assert holds(brief.frame, post.body, post.thread)
        assert replay(article.text, post.spans, post.edits) == post.body
        assert post.body.strip() == post.body != ""
        assert 0 <= post.score <= 1
        ends = [at for span in post.spans for at in span]
        assert ends == sorted(set(ends))


@given(articles(), BRIEFS)
@UNTIMED
def test_every_post_says_the_tag_exactly_once(made_of, article, brief):
    assume(TAG in brief.frame.hashtags and "://" not in article.text)
    for post in made_of(article, brief).posts:
        text = compose(brief.frame, post.body, post.thread)
        assert len(regex.findall(r"(?<![\w&])[#＃]rest(?!\w)", text, regex.IGNORECASE)) == 1


@given(articles(), BRIEFS)
@UNTIMED
def test_posts_and_left_out_together_are_the_whole_body(made_of, article, brief):
    made = made_of(article, brief)
    said = set().union(*(places(post.spans) - places(taken_out(post)) for post in made.posts))
    left_out = places((part.start, part.end) for part in made.left_out)
    body = places(
        (block.start, block.end) for block in article.blocks if block.kind in BODY | {Kind.CODE, Kind.CAPTION}
    )
    lent = places((block.start, block.end) for block in article.blocks if block.kind in APART)
    assert {at for at in body if not article.text[at].isspace()} <= said | left_out <= body | lent
    assert not (said & left_out)


@given(articles(), BRIEFS)
@UNTIMED
def test_posts_keep_the_articles_order_and_a_thread_is_numbered_from_one(made_of, article, brief):
    posts = made_of(article, brief).posts
    ends = [post.spans[-1] for post in posts]
    assert ends == sorted(ends)
    assert [post.thread for post in posts] == [
        (n, len(posts)) if brief.thread else None for n in range(1, len(posts) + 1)
    ]
    assert brief.max_posts is None or len(posts) <= brief.max_posts


@given(articles(), BRIEFS)
@UNTIMED
def test_the_same_article_and_brief_give_the_same_json(made_of, article, brief):
    assert to_json(made_of(article, brief)) == to_json(made_of(article, brief))


def taken_out(post):
    return [(edit.start, edit.end) for edit in post.edits if edit.op in ("strip", "trim", "cite", "name")]


def places(spans):
    return {at for start, end in spans for at in range(start, end)}
