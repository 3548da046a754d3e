"""Footnotes' figures, as pages and plain text bring them: no post says one, and no number that means something goes."""

import pytest

from posts.cut import cut, replay

REST = "Rest helps the body to heal in the night."


def bodies(made):
    assert [replay(made.article.text, post.spans, post.edits) for post in made.posts] == [
        post.body for post in made.posts
    ]
    return [post.body for post in made.posts]


@pytest.mark.parametrize(
    "text",
    [
        f"{REST} 4 Even so, many people lie awake for hours.",
        "Rest helps the body to heal in the night.4 Even so, many people lie awake for hours.",
        "Rest helps the body to heal in the night.⁴ Even so, many people lie awake for hours.",
        f"{REST} Even so, many people lie awake for hours. 12",
        "Rest helps the body⁴ to heal in the night. Even so, many people lie awake for hours.¹²",
    ],
)
def test_a_footnotes_figure_is_not_said(written, brief, text):
    assert bodies(cut(written(text), brief(200))) == [f"{REST} Even so, many people lie awake for hours."]


def test_where_a_post_ends_its_figure_goes_too(written, brief):
    made = cut(written(f"{REST} 4 The mind takes as long to wake up as the body."), brief(60))
    assert bodies(made) == [REST, "The mind takes as long to wake up as the body."]


def test_so_it_does_behind_a_comma_and_a_bracket(written, brief):
    made = cut(written("Rest heals the body,4 and it calms the mind (and the nerves). 5"), brief(200))
    assert bodies(made) == ["Rest heals the body, and it calms the mind (and the nerves)."]


def test_it_goes_in_other_languages_too(written, brief):
    made = cut(written("Schlaf heilt den Körper.4 Die meisten Menschen schlafen zu wenig.", language="de"), brief(200))
    assert bodies(made) == ["Schlaf heilt den Körper. Die meisten Menschen schlafen zu wenig."]


def test_a_figure_with_a_space_before_it_goes_where_a_sentence_begins_behind_it(written, brief):
    made = cut(written("Schlaf heilt den Körper. 4 Die meisten Menschen schlafen zu wenig.", language="de"), brief(200))
    assert bodies(made) == ["Schlaf heilt den Körper. Die meisten Menschen schlafen zu wenig."]
    counted = "Schlaf heilt den Körper. 12 Studien haben das gezeigt."
    assert bodies(cut(written(counted, language="de"), brief(200))) == [counted]


@pytest.mark.parametrize(
    "text",
    [
        "Anna watched a film about rest. 12 Monkeys was the name of the film.",
        "The house of the doctor is small. It has 80 m² and a garden of 1,200 km².",
        "The new flat in the old town has 80 metres² of room. It was sold for 900 dollars a metre².",
        "The hall holds 900 feet³ of air. The number of guests in the hall was approx. 30",
        "The storm came over the coast in 1990. Over 12 The Hague papers wrote about the storm.",
    ],
)
def test_a_number_that_means_something_stays(written, brief, text):
    assert bodies(cut(written(text), brief(200))) == [text]


def test_a_heading_that_introduces_its_list_leans_on_nothing_before_it(written, brief):
    made = cut(written("# We also offer rooms for rest", "- beds by the window", "- chairs in the garden"), brief(200))
    assert bodies(made) == ["We offer rooms for rest:\n– beds by the window\n– chairs in the garden"]
