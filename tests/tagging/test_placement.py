"""Tags where a post says their words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posts.article import Article, Block, Kind
from posts.compose import Frame, compose, holds
from posts.cut import Brief, cut, replay
from posts.cut.tagging import tag_edits
from posts.errors import CutError
from posts.hashtags import find, same
from posts.measure import LIMITS

TAGS = ("#restandsleep", "#Rest", "#DeepSleep")
PIECES = st.sampled_from(
    [
        "Rest helps the body.", "Rest and sleep are good for you.", "Deep sleep, or deep-sleep, is best.", "In conclusion, rest works.",
        "Try #Rest and #resting today!", "See https://a.example/rest and rest.example now.", "“Rest,” he said, “and sleep.”",
        "An e-rest is no rest/sleep.", "The rest's end.", "REST AND SLEEP MATTER!", "Sleep well.", "Restless nights are bad.",
    ]
)  # fmt: skip
ARTICLES = st.lists(st.lists(PIECES, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=4)
PLATFORMS = st.sampled_from(["x", "bluesky", "mastodon", "threads", "plain"])


def article(paragraphs):
    text, blocks = "", []
    for said in paragraphs:
        text += "\n\n" * bool(text)
        blocks.append(Block(Kind.PARAGRAPH, len(text), len(text) + len(said)))
        text += said
    return Article("", text, tuple(blocks), language="en")


def placed(said, *tags, platform="x", taken=()):
    edits = tag_edits(said, [(0, len(said))], Frame(LIMITS[platform], tags, tags_at="inline"), taken)
    return replay(said, ((0, len(said)),), tuple(sorted(edits, key=lambda edit: edit.start)))


@given(ARTICLES, PLATFORMS, st.booleans())
@settings(deadline=None)
def test_a_placed_post_fits_replays_exactly_and_says_each_tag_once(paragraphs, platform, thread):
    source = article(paragraphs)
    frame = Frame(LIMITS[platform], TAGS, tags_at="inline")
    try:
        made = cut(source, Brief(frame, thread=thread))
    except CutError:
        return
    for post in made.posts:
        assert holds(frame, post.body, post.thread)
        assert replay(source.text, post.spans, post.edits) == post.body
        said = [found.text for found in find(compose(frame, post.body, post.thread), platform)]
        assert sum(same(tag, TAGS[0]) for tag in said) == 1
        for edit in post.edits:
            if edit.op == "tag":
                assert any(start <= edit.start and edit.end <= end for start, end in post.spans)
                assert sum(same(tag, edit.text) for tag in said) == 1
        ends = [at for edit in post.edits for at in (edit.start, edit.end)]
        assert ends == sorted(ends)


@given(ARTICLES, PLATFORMS)
@settings(deadline=None)
def test_tags_at_the_end_change_no_word(paragraphs, platform):
    source = article(paragraphs)
    try:
        made = cut(source, Brief(Frame(LIMITS[platform], TAGS)))
    except CutError:
        return
    assert not any(edit.op == "tag" for post in made.posts for edit in post.edits)


@pytest.mark.parametrize(
    ("said", "tags", "expected"),
    [
        ("Massage therapy for sciatica helps.", ["#massagetherapyforsciatica"], "#massagetherapyforsciatica helps."),
        ("Try massage therapy. Massage therapy helps.", ["#MassageTherapy"], "Try #MassageTherapy. Massage therapy helps."),
        ("Deep-tissue massage.", ["#DeepTissueMassage"], "#DeepTissueMassage."),
        ("It is women’s health week.", ["#WomensHealth"], "It is #WomensHealth week."),
        ("Massage therapy for sciatica", ["#Sciatica", "#MassageTherapy"], "#MassageTherapy for #Sciatica"),
        ("هذا هو المصدر المفتوح اليوم", ["#المصدر_المفتوح"], "هذا هو #المصدر_المفتوح اليوم"),
    ],
)  # fmt: skip
def test_words_become_their_tag_where_they_stand_first(said, tags, expected):
    assert placed(said, *tags) == expected


@pytest.mark.parametrize(
    "said",
    [
        "Massage. Therapy.", "massagetherapyx", "See https://a.example/massage-therapy now", "non-massage therapy", "massage therapy's",
        "#MassageTherapy and massage therapy", "@massage therapy", "massage therapy.example", "Massage\ntherapy", "r&massage therapy",
    ],
)  # fmt: skip
def test_what_is_not_exactly_the_tags_words_stays_as_it_is(said):
    assert placed(said, "#MassageTherapy") == said


def test_a_platform_that_sees_no_tag_behind_a_quotation_mark_gets_the_next_place():
    said = "“Rest” is good, and rest helps."
    assert placed(said, "#Rest", platform="x") == "“#Rest” is good, and rest helps."
    assert placed(said, "#Rest", platform="bluesky") == "“Rest” is good, and #Rest helps."


def test_no_more_tags_are_placed_than_the_platform_allows():
    said = "Rest and sleep and water."
    most = LIMITS["threads"].most_hashtags
    assert most == 1
    assert placed(said, "#Sleep", "#Water", platform="threads") == "Rest and #Sleep and water."
