"""Whoever a post would call by the last name only is called by the first one, too, as the article has it."""

import pytest

from posts.cut import Flaw, cut, replay, review

FIRST = "Robert Hill runs for governor of the state this time, and many people will vote for him."


def last(written, brief, *lines, limit=110, **rest):
    made = cut(written(*lines, **rest), brief(limit))
    return made, made.posts[-1]


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        (
            "Hill says that the taxes of the state are much too high for all of the people.",
            "Robert Hill says that the taxes of the state are much too high for all of the people.",
        ),
        (
            "Much was made of Hill's view that the taxes of the state are far too high for people.",
            "Much was made of Robert Hill's view that the taxes of the state are far too high for people.",
        ),
    ],
)
def test_a_last_name_is_said_with_the_first_name_that_the_article_gives(written, brief, sentence, said):
    evidence = "Hill said that the schools of the whole state are to be free for all of the children."
    made, post = last(written, brief, FIRST, evidence, sentence)
    assert post.body == said
    assert replay(made.article.text, post.spans, post.edits) == said
    assert Flaw.SURNAME not in [finding.flaw for finding in review(post, made.article)]


@pytest.mark.parametrize(
    "sentence",
    [
        # With a title, inside a quotation, without room for more.
        "Mr. Hill says that the taxes of the state are much too high for all of the people.",
        'People said: "Hill has no plan for the schools of the state or for the children in it."',
        "Hill says that the taxes of the state are much too high for all of the many people who live and work in it now.",
    ],
)
def test_no_first_name_is_put_where_it_does_not_belong(written, brief, sentence):
    evidence = "Hill said that the schools of the whole state are to be free for all of the children."
    assert last(written, brief, FIRST, evidence, sentence, limit=113)[1].body == sentence


def test_a_name_that_two_people_have_stays_as_it_is(written, brief):
    other = "Mary Hill said that the schools of the whole state are to be free for all of its children."
    sentence = "Hill says that the taxes of the state are much too high for all of the people."
    assert last(written, brief, FIRST, other, sentence)[1].body == sentence


def test_a_place_has_no_first_name(written, brief):
    first = "North Korea said in June that the port would be shut for the whole of the winter by then."
    other = "The port is in Korea, and ships from many countries have called there for hundreds of years."
    sentence = "Korea said that the port is to be open once more for the ships of all countries."
    assert last(written, brief, first, other, sentence)[1].body == sentence


def test_a_post_says_a_first_name_once(written, brief):
    evidence = "Hill said that schools are to be free. Hill said that taxes are too high."
    made = cut(written(FIRST, evidence), brief(100))
    assert made.posts[-1].body == "Robert Hill said that schools are to be free. Hill said that taxes are too high."


TIM = "Tim Hudak looks at each letter of the Department of Farms. He has opened thousands of letters."
SENT = "Tim said that most letters are opened in the morning by those who have nothing else to do."


def test_a_first_name_is_said_with_the_last_one(written, brief):
    made, post = last(written, brief, TIM, SENT)
    assert post.body == SENT.replace("Tim", "Tim Hudak")
    assert replay(made.article.text, post.spans, post.edits) == post.body


def test_in_a_post_with_the_whole_name_it_stays(written, brief):
    said = "Tim Hudak is an analyst of letters. Tim said that few are opened."
    assert last(written, brief, TIM, said, limit=100)[1].body == said


@pytest.mark.parametrize(
    "sentence",
    [
        # It owns something; somebody else says it; it does not fit.
        "Tim's garden lies behind the mill, and it is full of the flowers that bees like best.",
        'People wrote: "Tim has a garden behind the mill, and it is full of flowers."',
        "Tim said: the garden behind the old mill is full of all of the flowers and herbs that bees and birds like best.",
    ],
)
def test_no_last_name_is_put_where_it_does_not_belong(written, brief, sentence):
    assert last(written, brief, TIM, SENT, sentence, limit=112)[1].body == sentence


def test_a_first_name_that_two_people_have_stays_as_it_is(written, brief):
    other = "Tim Fisher is a baker in the town, and he said that he has never sent a letter in his life."
    assert last(written, brief, TIM, other, SENT)[1].body == SENT


def test_a_place_is_not_called_by_the_name_of_somebody_who_is_called_like_it(written, brief):
    preacher = "Sydney Smith came to the town as a preacher. He stayed for years."
    sentence = "In Sydney the summers are warm and most people go to the beach."
    assert last(written, brief, preacher, sentence)[1].body == sentence


def test_a_firm_is_not_called_by_what_it_makes(written, brief):
    made = "Google Analytics is a tool of many houses, and Google Analytics says who has read which page."
    sentence = "Google said that most letters are opened in the morning by those who have nothing else to do."
    assert last(written, brief, made, sentence)[1].body == sentence
