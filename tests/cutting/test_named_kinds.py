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
