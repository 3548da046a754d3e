"""What an article calls "the city" is said by its name, where the article tells which city that is."""

import pytest

from posts.cut import Flaw, cut, replay, review

ATHENS = "Athens (Greek: Αθήνα), is the capital city of Greece, and about 3.7 million people live there by now."
MORE = "Most of the streets of Athens are old, and the older ones among them are too narrow for any bus."


def last(written, brief, *lines, limit=130, **rest):
    made = cut(written(*lines, **rest), brief(limit))
    return made, made.posts[-1]


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        (
            "The city suffered minor damage in the second world war, and much more when new roads were made for cars.",
            "Athens suffered minor damage in the second world war, and much more when new roads were made for cars.",
        ),
        (
            "The city also grew towards the west, where cheap land was to be had by everybody who asked for it.",
            "Athens grew towards the west, where cheap land was to be had by everybody who asked for it.",
        ),
        (
            "The city's centre was built anew for the games, and new trains now run to all of the larger venues.",
            "Athens’s centre was built anew for the games, and new trains now run to all of the larger venues.",
        ),
        (
            "Over the years officials made the city's buses fewer, and did not see that cars would menace the city.",
            "Over the years officials made Athens's buses fewer, and did not see that cars would menace the city.",
        ),
    ],
)
def test_the_city_that_the_article_is_about_is_said_by_its_name(written, brief, sentence, said):
    made, post = last(written, brief, ATHENS, MORE, sentence)
    assert post.body == said
    assert replay(made.article.text, post.spans, post.edits) == said
    assert [finding.hint for finding in review(post, made.article) if finding.flaw is Flaw.NAMED] == ["Athens"]


@pytest.mark.parametrize(
    "sentence",
    [
        # Another city; a part of the city; somebody's words.
        "Nothing of all this is true of the city of Sparta, which was never rich and which nobody visits now.",
        "Nothing of all this is known to the city council, which has never yet asked anybody about any of it.",
        # Another name was said since, in the same sentence.
        "By the year 1900 the port of Piraeus had grown very fast, and the city was full of sailors and of goods.",
        'Old people say: "Nobody will ever want to leave the city, since nothing is to be had anywhere else."',
        "Nothing of all this is true of a city that has no old streets, and in which everybody has a fast car.",
    ],
)
def test_no_name_is_put_where_another_may_be_meant(written, brief, sentence):
    assert last(written, brief, ATHENS, MORE, sentence)[1].body == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "Winter is low season, but it is a good time to save money and to enjoy the city without any other guests.",
        "Many streets were built for the 2004 Olympics, and since then trains have run to all quarters of the city.",
        "By 1900 it had the finest Greek and Italian houses, and from then on many rich people lived in the city.",
    ],
)
def test_what_is_no_name_of_a_place_is_not_meant_instead(written, brief, sentence):
    assert last(written, brief, ATHENS, MORE, sentence)[1].body == sentence.replace("the city", "Athens")


def test_the_name_is_not_said_twice_in_one_post(written, brief):
    sentence = "Athens has grown for as long as anybody knows. The city has no end to the west."
    assert last(written, brief, ATHENS, MORE, sentence)[1].body == sentence


def test_where_two_are_cities_nobody_knows_which_is_meant(written, brief):
    other = "Sparta was a city in the south of Greece, and it was at war for very much longer than it was at peace."
    sentence = (
        "Among much else, the city's old walls are gone by now, and only a few of all the people have missed them."
    )
    assert last(written, brief, ATHENS, MORE, other, MORE, MORE, sentence)[1].body == sentence


def test_what_the_sentence_before_names_may_be_meant_instead(written, brief):
    before = "Thessaloniki in the north has a port, a fair, and more students than any other place in the country has."
    sentence = "Nobody is surprised that the city has more bars for young people than there are churches for old ones."
    assert last(written, brief, ATHENS, MORE, before, sentence)[1].body == sentence


def test_right_behind_what_something_is_its_kind_means_it(written, brief):
    about = "Vavau lies in the north of Tonga, and Vavau is known to everybody who sails for the pleasure of it."
    one = "Kenutu is a small island in the east, and nobody lives on it but for some birds and very many crabs."
    other = "The island has high cliffs, and the sea beats on them day and night from the other side of the world."
    assert last(written, brief, about, one, other)[1].body == other.replace("The island", "Kenutu")


def test_a_name_with_an_article_stays_out(written, brief):
    about = "The FSF is an organization that cares for programs, and it asks everybody to help who has the time for it."
    sentence = (
        "Nobody in the organization has ever been paid well, and nobody has ever been asked to work for no money."
    )
    assert last(written, brief, about, sentence)[1].body == sentence


SQUARE = (
    "Most of those who come here take a bus along the broad street to Jack London Square by the water in the evening."
)


def test_what_a_name_says_of_itself_is_its_kind(written, brief):
    sentence = (
        "The mixture of old sheds and dear restaurants makes the Square a fine place to see, even for its neighbours."
    )
    said = sentence.replace("the Square", "Jack London Square")
    assert last(written, brief, SQUARE, sentence)[1].body == said


def test_where_two_names_say_so_and_none_was_said_last_it_stays(written, brief):
    other = "In spring there is a fair with music and many stalls on Union Square, which lies on the other side of it."
    between = "In Oldham there is a market each week, and it is the largest one that the county has had for many years."
    sentence = (
        "The mixture of old sheds and dear restaurants makes the Square a fine place to see, even for its neighbours."
    )
    assert last(written, brief, SQUARE, other, between, between, sentence)[1].body == sentence


def test_a_person_is_no_square(written, brief):
    about = (
        "Anna said that Anna Square would come, and she said it often, and Anna Square said that she might come late."
    )
    sentence = (
        "Nobody has seen any of the flowers that were said to grow on the square in front of all of the old churches."
    )
    assert last(written, brief, about, sentence)[1].body == sentence


WEST = "West Oldham was once a growing neighborhood of workers, with roots in the first years of the last century."
QUAKE = "After the storm, many people from Sunderland moved there, and so did the shipyards and most of the old shops."


def test_a_paragraph_that_begins_with_what_a_name_is_means_it_to_its_end(written, brief):
    sentence = (
        "With Elder in charge, the wide road was broken up, and many of the neighborhood's houses were built anew."
    )
    made, post = last(written, brief, f"{WEST} {QUAKE} {QUAKE} {sentence}")
    assert post.body == sentence.replace("the neighborhood's", "West Oldham's")
    assert replay(made.article.text, post.spans, post.edits) == post.body


def test_it_does_not_where_another_name_has_led_or_in_the_next_paragraph(written, brief):
    sentence = (
        "With Elder in charge, the wide road was broken up, and many of the neighborhood's houses were built anew."
    )
    led = "Sunderland lost many people to it after the storm, and so it lost the shipyards and most of the old shops."
    assert last(written, brief, f"{WEST} {led} {QUAKE} {sentence}")[1].body == sentence
    assert last(written, brief, f"{WEST} {QUAKE} {QUAKE}", sentence)[1].body == sentence


def test_an_apostrophe_inside_a_name_is_the_names(written, brief):
    about = (
        "Vava'u is a group of more than fifty islands in Tonga, and it is known to everybody who sails for pleasure."
    )
    sentence = (
        "These days there are about twenty thousand people who live in the Group, and most of them are very young."
    )
    assert last(written, brief, about, sentence)[1].body == sentence.replace("the Group", "Vava'u")
