"""A post does not begin with what only its article explains: "The document" of which an earlier sentence told."""

import pytest

from posts.cut import cut

FOUND = "A document about the harbour was found on the street, and nobody could say how it had come to lie there."
LOST = "Nobody missed anything at the town hall, where papers about the harbour, the bridge and the mill are kept."
READ = "The document tells how many ships may enter in a night, and which of them nobody needs to look into at all."


@pytest.mark.parametrize("gone", ["The document", "The long document", "The document’s author"])
def test_what_was_told_before_needs_the_sentence_that_told_it(written, brief, gone):
    said = [post.body for post in cut(written(FOUND, LOST, READ.replace("The document", gone)), brief(120)).posts]
    assert said == [FOUND, LOST]


def test_in_one_post_with_it_it_stands(written, brief):
    assert [post.body for post in cut(written(f"{FOUND} {READ}"), brief(280)).posts] == [f"{FOUND} {READ}"]


def test_the_sentence_right_before_it_is_said_once_more(written, brief):
    article = written(f"{FOUND} {LOST} {READ}")
    assert [post.body for post in cut(article, brief(230)).posts][-1] == f"{LOST} {READ}"


@pytest.mark.parametrize(
    "begins",
    [
        "The harbour master",  # of nothing that was said
        "The documents of the town",  # more is told of them
        "The document which fell",
        "The Document",  # a name
    ],
)
def test_what_explains_itself_stands(written, brief, begins):
    last = READ.replace("The document", begins)
    assert [post.body for post in cut(written(FOUND, LOST, last), brief(120)).posts][-1] == last


def test_what_is_no_single_thing_stands(written, brief):
    told = "Massage brings relief from pain, and who comes every week sleeps better within a month or two, too."
    known = "The pain can be anything from a dull ache to a burning that keeps people from sitting at a desk at all."
    assert [post.body for post in cut(written(told, known), brief(120)).posts] == [told, known]


def test_some_of_what_was_told_before_need_it_too(written, brief):
    told = FOUND.replace("A document about the harbour was", "Two documents about the harbour were")
    last = READ.replace("The document tells", "Many of the documents are old and tell")
    assert [post.body for post in cut(written(told, LOST, last), brief(120)).posts] == [told, LOST]
    other = last.replace("documents are old and tell", "people in town know")
    assert [post.body for post in cut(written(told, LOST, other), brief(120)).posts] == [told, LOST, other]


@pytest.mark.parametrize("begins", ["The announcement", "The long survey", "The Act", "The report"])
def test_what_takes_up_an_event_needs_the_sentence_that_told_it_in_other_words(written, brief, begins):
    last = READ.replace("The document", begins)
    assert [post.body for post in cut(written(FOUND, LOST, last), brief(120)).posts] == [FOUND, LOST]


@pytest.mark.parametrize("begins", ["At the meeting, the", "After the long ceremony it became clear: the"])
def test_so_it_does_where_it_stands_before_the_subject(written, brief, begins):
    last = READ.replace("The document", f"{begins} harbour master")
    assert last not in [post.body for post in cut(written(FOUND, LOST, last), brief(170)).posts]


@pytest.mark.parametrize("begins", ["The survey of the town", "At the meeting of the town, the harbour master"])
def test_an_event_of_which_more_is_told_stands(written, brief, begins):
    last = READ.replace("The document", begins)
    assert [post.body for post in cut(written(FOUND, LOST, last), brief(170)).posts][-1] == last


@pytest.mark.parametrize("begins", ["A similar pattern", "Similar patterns", "Other harbours included"])
def test_what_is_compared_with_something_before_needs_it(written, brief, begins):
    last = f"{begins} the one in the north, and many that nobody has counted in the last ten or twenty years."
    assert last not in [post.body for post in cut(written(FOUND, last), brief(120)).posts]


def test_what_names_what_it_is_similar_to_stands(written, brief):
    last = "Similar to a harbour, an airport needs people who look into what comes in, and some who look into these."
    assert [post.body for post in cut(written(FOUND, last), brief(120)).posts][-1] == last


ASKED = "The mayor told the newspaper in the harbour that nobody in the town hall needs to look into the incident"


def test_an_event_further_on_needs_the_sentence_that_told_it_too(written, brief):
    assert [post.body for post in cut(written(FOUND, LOST, f"{ASKED}."), brief(120)).posts] == [FOUND, LOST]


@pytest.mark.parametrize("tells", [" of May", "s of May", " that the harbour had", " report"])
def test_so_it_does_not_where_more_is_told_of_it(written, brief, tells):
    last = f"{ASKED}{tells}."
    assert [post.body for post in cut(written(FOUND, LOST, last), brief(130)).posts][-1] == last


def test_what_the_sentence_itself_told_before_is_known(written, brief):
    last = f"An incident is nothing to be ashamed of. {ASKED}, if the incident is small."
    assert [post.body for post in cut(written(FOUND, LOST, last), brief(230)).posts][-1] == last


@pytest.mark.parametrize("goes_on", [" and was asked for more", " and could tell nobody about it"])
def test_so_it_does_where_only_the_verb_is_joined_to_it(written, brief, goes_on):
    assert [post.body for post in cut(written(FOUND, LOST, f"{ASKED}{goes_on}."), brief(150)).posts] == [FOUND, LOST]


def test_so_it_does_not_where_another_thing_is_joined_to_it(written, brief):
    last = f"{ASKED} and the letters."
    assert [post.body for post in cut(written(FOUND, LOST, last), brief(130)).posts][-1] == last


def test_what_somebody_does_for_their_part_needs_what_others_did(written, brief):
    last = "For their part, the sailors asked for more ships, and for a longer night in which to come and go with them."
    assert [post.body for post in cut(written(FOUND, LOST, last), brief(120)).posts] == [FOUND, LOST]


@pytest.mark.parametrize("begins", ["The line on the map shows", "As we will show in § 6 below, this is"])
def test_what_points_into_the_article_is_left_out(written, brief, begins):
    last = f"{begins} where most of the harbour lies, and how many ships may enter the harbour in a single night."
    assert [post.body for post in cut(written(FOUND, LOST, last), brief(140)).posts] == [FOUND, LOST]


def test_that_something_is_of_interest_here_is_not_said(written, brief):
    last = (
        "Of interest here, most ships come in the night, and hardly any of them is looked into by the harbour master."
    )
    assert cut(written(FOUND, last), brief(120)).posts[-1].body.startswith("Most ships come in the night")


@pytest.mark.parametrize("begins", ["The documents tell", "The long documents say"])
def test_several_of_them_do_whatever_verb_comes_behind(written, brief, begins):
    told = FOUND.replace("A document about the harbour was", "Two documents about the harbour were")
    last = READ.replace("The document tells", begins)
    assert [post.body for post in cut(written(told, LOST, last), brief(120)).posts] == [told, LOST]


def test_it_needs_that_sentence_in_any_form_that_is_said_of_it(written, brief):
    last = f"{READ[:-1]}, which is what the harbour master wanted to hear about."
    assert READ not in [post.body for post in cut(written(FOUND, LOST, last), brief(120)).posts]


def test_a_name_that_is_lent_does_not_tell_of_an_event(written, brief):
    anna = "Anna Meyer came to the harbour as a child and spent all of her life beside the ships and the cranes."
    last = "In later years, she described the affair as a great mistake of her own that had helped nobody at all."
    assert [post.body for post in cut(written(f"{anna} {LOST} {last}"), brief(130)).posts] == [anna, LOST]


@pytest.mark.parametrize("behind", ["by using other boats", "without much work", "during the night"])
def test_an_event_is_as_unknown_before_what_tells_when_or_how(written, brief, behind):
    last = f"All of the towns on the coast say by now that anybody could easily remedy the situation {behind}."
    assert [post.body for post in cut(written(FOUND, LOST, last), brief(120)).posts] == [FOUND, LOST]
    known = last.replace(behind, "of the harbour")
    assert [post.body for post in cut(written(FOUND, LOST, known), brief(120)).posts] == [FOUND, LOST, known]
