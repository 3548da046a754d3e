"""The letters of a name that only another place of the article spells out are spelled out in the post."""

import pytest

from posts.cut import Flaw, cut, replay, review

DEFINED = "Anna has worked for the Free Software Foundation (FSF) for as long as anybody in the village can remember."


def last(written, brief, *lines, limit=150, **rest):
    made = cut(written(*lines, **rest), brief(limit))
    post = made.posts[-1]
    assert replay(made.article.text, post.spans, post.edits) == post.body
    return post.body


@pytest.mark.parametrize(
    ("defined", "sentence", "said"),
    [
        (
            DEFINED,
            "Nobody asked what the FSF had done, and the FSF never said a word about it to the papers.",
            "Nobody asked what the FSF (Free Software Foundation) had done, and the FSF never said a word about it to the papers.",
        ),
        (
            "The talk was given by Richard M. Stallman (RMS), who had come all the way from the coast to speak to us.",
            "Everybody in the village knows that RMS has never owned a phone or a car.",
            "Everybody in the village knows that RMS (Richard M. Stallman) has never owned a phone or a car.",
        ),
        (
            "In spring comes the National Women’s Health Week (NWHW), and all of the village takes part in it each year.",
            "Nearly eight hundred stories about NWHW were printed in one month.",
            "Nearly eight hundred stories about NWHW (National Women’s Health Week) were printed in one month.",
        ),
        (
            "The village asked the Department of Health and Human Services (HHS) for help, and got none for many years.",
            "In the end a letter from HHS came with the morning's mail.",
            "In the end a letter from HHS (Health and Human Services) came with the morning's mail.",
        ),
    ],
)
def test_letters_that_an_earlier_sentence_spells_out_are_spelled_out_once(written, brief, defined, sentence, said):
    assert last(written, brief, defined, sentence) == said


def test_a_person_need_not_look_at_what_the_article_says_in_just_these_words(written, brief):
    made = cut(
        written(DEFINED, "Nobody asked what the FSF had done, or what it would do next in the village."), brief(150)
    )
    assert "(Free Software Foundation)" in made.posts[-1].body
    assert [finding for finding in review(made.posts[-1], made.article) if finding.flaw is Flaw.NAMED] == []


@pytest.mark.parametrize(
    ("defined", "sentence"),
    [
        # They own something, are part of a word or a tag; somebody else says them; another thing is in the brackets.
        (DEFINED, "Nobody asked what the FSF's plans were, or where the money for all of them was to come from."),
        (DEFINED, "Nobody asked what the FSF-led plans or the plans of #FSF and @FSF were worth to the village."),
        (DEFINED, 'The mayor wrote: "Nobody in the village has asked what the FSF is, and nobody ever will."'),
        (
            "Anna has worked for the Foundation of Programs (FSF) for as long as anybody in the village can remember.",
            "Nobody asked what the FSF had done, or what it would do next in the village.",
        ),
        # What is short for a common thing is better known than the thing.
        (
            "Anna knows all about search engine optimization (SEO) and has taught it to most people in the village.",
            "Nobody should believe that SEO is done in a day, or that it is ever done.",
        ),
    ],
)
def test_other_letters_stay_as_they_are(written, brief, defined, sentence):
    assert last(written, brief, defined, sentence) == sentence


def test_where_two_things_have_the_same_letters_the_second_is_not_called_by_the_first(written, brief):
    second = (
        "Bob works for the Forest and Sea Fund (FSF), which cares for birds and fish, and nobody else in town does."
    )
    assert last(written, brief, DEFINED, second, limit=120) == second


def test_what_does_not_fit_stays_short(written, brief):
    sentence = "Nobody asked what the FSF had done, or what it would do next in the village, or why."
    assert last(written, brief, DEFINED, sentence, limit=110) == sentence
