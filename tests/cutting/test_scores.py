"""The scorer sees what a person sees; and by it no post of ours is too long or says what is not at its spans."""

import pytest

from posts.compose import Frame
from posts.cut import Brief, cut, to_json
from posts.measure import LIMITS
from tests.benchmarks.annotated import first, gum
from tests.benchmarks.score_cut import judge, score


@pytest.fixture(scope="module")
def annotated():
    return [*gum(), first()]


@pytest.fixture(scope="module")
def judged():
    """Judges a post of the first article that is given by the words it begins and ends with, and by edits."""
    piece = first()
    text = piece.article.text

    def verdict(begin, end, says=None, edits=()):
        start = text.index(begin)
        stop = text.index(end, start) + len(end)
        post = {"text": says or text[start:stop], "length": 280, "limit": 280, "spans": [[start, stop]]}
        edits = [{"op": "strip", "span": [start, start + len(edit)], "with": ""} for edit in edits]
        return judge(piece.gold, piece.source, {"article": {"text": text}, "posts": [{**post, "edits": edits}]})[0]

    return verdict


@pytest.mark.parametrize(("platform", "thread"), [("x", False), ("x", True), ("mastodon", False)])
def test_every_post_is_short_enough_faithful_and_found_in_the_article(annotated, platform, thread):
    brief = Brief(Frame(LIMITS[platform]), thread=thread)
    cuts = [to_json(cut(piece.article, brief)) for piece in annotated]
    found = score([(piece.gold, piece.source, made) for piece, made in zip(annotated, cuts, strict=True)])
    assert found["articles"] == 25
    wrong = ("over", "unfaithful", "overclaimed", "unplaced")
    assert {name: found[name] for name in wrong} == dict.fromkeys(wrong, 0)


def test_annotations_lie_where_they_say(annotated):
    for piece in annotated:
        assert [one for one in piece.gold["mentions"] if piece.source[one["a"] : one["b"]] != one["text"]] == []
        assert all(piece.source[a:b].strip() for a, b, *_ in piece.gold["sents"])


def test_a_pronoun_is_resolved_only_together_with_what_it_stands_for(judged):
    assert judged("Sometimes, it may", "shock.").unresolved
    assert not judged("The pain can range", "shock.").unresolved


def test_a_this_is_resolved_only_together_with_what_it_stands_for(judged):
    assert judged("These include", "release.").unresolved
    assert not judged("Several types", "release.").unresolved


def test_a_post_that_ends_inside_a_sentence_is_seen(judged):
    assert judged("Massage therapy is", "hands-on manipulation").mid_sentence
    assert not judged("Massage therapy is", "tissues of the body").mid_sentence


def test_a_connective_may_be_dropped_if_the_edit_is_recorded(judged):
    words = ("In conclusion, ", "pain.")
    told, silent = (
        "#massagetherapyforsciatica is a powerful tool in the battle against sciatic pain.",
        "In conclusion, ",
    )
    assert judged(*words, told).overclaimed
    assert not judged(*words, told, [silent]).overclaimed


def test_a_word_that_is_not_in_the_article_is_seen(judged):
    assert judged("Sciatica is a symptom", "stenosis.", "Sciatica is a terrible symptom.").unfaithful
