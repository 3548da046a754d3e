"""What becomes clickable, and how Bluesky is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.compose import Facet, byte_range, facets

POST = "Straße 👩‍💻 #Sciatica helps.\nhttps://example.com/a?b=1\n#massagetherapy"


@pytest.mark.parametrize("platform", ["x", "bluesky", "mastodon", "linkedin", "plain"])
def test_a_posts_tags_and_link_are_found_where_they_stand(platform):
    found = facets(POST, platform)
    assert [(facet.kind, facet.value) for facet in found] == [
        ("tag", "Sciatica"),
        ("link", "https://example.com/a?b=1"),
        ("tag", "massagetherapy"),
    ]
    assert [POST[facet.start : facet.end] for facet in found] == [
        "#Sciatica",
        "https://example.com/a?b=1",
        "#massagetherapy",
    ]


def test_a_bare_domain_is_a_link_on_x_and_bluesky_and_none_on_mastodon():
    link = (Facet("link", 4, 15, "https://example.com"),)
    assert facets("see example.com", "x") == facets("see example.com", "bluesky") == link
    assert facets("see example.com", "mastodon") == ()


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("Read https://example.com/a.", "https://example.com/a"),
        ("(https://example.com/a)", "https://example.com/a"),
        ("https://example.com/a_(b)", "https://example.com/a_(b)"),
        ("Really? https://example.com/a!", "https://example.com/a"),
    ],
)
@pytest.mark.parametrize("platform", ["x", "bluesky", "mastodon"])
def test_a_links_value_ends_before_the_sentences_punctuation(platform, text, url):
    assert [facet.value for facet in facets(text, platform)] == [url]


def test_a_name_that_is_no_domain_is_no_link():
    assert facets("node.js 1.5 e.g. this", "bluesky") == ()


def test_a_tag_in_a_url_is_part_of_the_url():
    for platform in ("x", "bluesky", "mastodon"):
        assert [facet.kind for facet in facets("https://example.com/#tag", platform)] == ["link"]


def test_bluesky_counts_bytes():
    tag = facets(POST, "bluesky")[0]
    first, last = byte_range(POST, tag.start, tag.end)
    assert (tag.start, first) == (11, 20)
    assert POST.encode()[first:last].decode() == "#Sciatica"


texts = st.lists(
    st.sampled_from(["#tag", "＃日本", "https://example.com/ü", "example.com", "👩‍💻", "e\u0301", "(", ")", " ", "\n", "#a_b", "@x", "\\"]), max_size=10
).map("".join)  # fmt: skip


@given(texts, st.sampled_from(["x", "bluesky", "mastodon", "linkedin"]))
def test_facets_lie_in_order_apart_and_on_whole_characters(text, platform):
    edges = [edge for facet in facets(text, platform) for edge in (facet.start, facet.end)]
    assert edges == sorted(edges)
    for facet in facets(text, platform):
        first, last = byte_range(text, facet.start, facet.end)
        assert text.encode()[first:last].decode() == text[facet.start : facet.end]
