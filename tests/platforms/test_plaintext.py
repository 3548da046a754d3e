"""A post read back from a platform is recognised, and no other is taken for it."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.platforms.plaintext import of_html, same

MASTODON = (
    '<p>Ease it &amp; rest. <a href="https://m.example/tags/Back" class="mention hashtag" rel="tag">#<span>Back</span></a></p>'
    '<p>More: <a href="https://example.com/a-long/path"><span class="invisible">https://</span>'
    '<span class="ellipsis">example.com/a-lo</span><span class="invisible">ng/path</span></a><br />'
    '<span class="h-card"><a href="https://m.example/@anna">@<span>anna</span></a></span> 1 &lt; 2</p>'
)


def test_the_words_of_a_status_come_out_of_its_html():
    words = "Ease it & rest. #Back\nMore: https://example.com/a-long/path\n@anna 1 < 2"
    assert of_html(MASTODON) == words
    assert same(
        of_html(MASTODON), "Ease it & rest. #Back\n\nMore: https://example.com/a-long/path\n@anna@m.example 1 < 2"
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Caf\u00e9", "Cafe\u0301"),
        ("See example.com now", "See http://example.com/ now"),
        ("Rest (https://example.com/), now", "Rest (https://example.com), now"),
        ("See https://example.com/?a=b", "See https://example.com?a=b"),
        ("Two\n\nlines ", "Two lines"),
        ("Hello @anna@m.example!", "Hello @anna!"),
    ],
)
def test_what_platforms_change_on_their_own_makes_no_other_post(one, other):
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Part 1/2 #Back", "Part 2/2 #Back"),
        ("Rest. #Back", "Rest. #back"),
        ("See https://example.com/a", "See https://example.com/b"),
        ("A post", "A post and more"),
        ("Hello @anna@m.example", "Hello @bert@m.example"),
    ],
)
def test_another_post_is_another(one, other):
    assert not same(one, other)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_any_text_is_itself_through_html(text):
    assert same(of_html(f"<p>{html.escape(text)}</p>"), text)
