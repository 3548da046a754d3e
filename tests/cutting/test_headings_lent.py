"""What a heading says that its section's first sentence lacks is said with it: what was asked, or what steps lead to."""

import pytest

from posts.cut import cut, replay
from posts.cut.lending import heading_of
from posts.cut.reading import read
from posts.cut.standing import stands


def bodies(made):
    assert all(replay(made.article.text, post.spans, post.edits) == post.body for post in made.posts)
    return [post.body for post in made.posts]


ANSWER = "A sheet of paper is fine. So is a list on the wall."
ASKS = "# Which tool should you use?"


def test_an_answer_that_does_not_name_what_was_asked_is_said_with_the_question(written, brief):
    assert bodies(cut(written(ASKS, ANSWER), brief(120))) == [f"{ASKS[2:]} {ANSWER}"]


def test_so_is_one_to_a_question_that_names_only_what_somebody_does(written, brief):
    assert bodies(cut(written("# What should I wear?", "Wear whatever you like."), brief(120))) == [
        "What should I wear? Wear whatever you like."
    ]


def test_it_is_said_alone_where_the_two_do_not_fit(written, brief):
    assert bodies(cut(written(ASKS, ANSWER), brief(60))) == [ANSWER]


@pytest.mark.parametrize(
    ("asks", "answer"),
    [
        ("# What is sciatica?", "Sciatica is a pain that runs down the leg."),  # it names it
        ("# What is it?", "Most people feel a pain that runs down the leg."),  # the question does not
        ("# Sciatica", "Most people feel a pain that runs down the leg."),  # nothing was asked
    ],
)
def test_any_other_first_sentence_is_said_alone(written, brief, asks, answer):
    assert bodies(cut(written(asks, answer), brief(120))) == [answer]


def test_only_the_first_sentence_answers_the_heading(written, brief):
    made = cut(written(ASKS, ANSWER, "Most people feel a pain that runs down the leg."), brief(80))
    assert bodies(made)[-1] == "Most people feel a pain that runs down the leg."


@pytest.mark.parametrize("text", ["See one if you wake up at night.", "The most common cause is a slipped disc."])
def test_a_heading_says_what_there_is_one_of_or_most_of(written, text):
    [sentence] = read(written("# Doctors of the back", text)).sentences
    assert stands([heading_of(sentence), sentence])
    assert not stands([sentence])


@pytest.mark.parametrize("heading", ["# ANSWER:", "# Solutions", "# Example 2.1", "# Check your answers"])
def test_a_heading_that_only_names_a_part_of_the_text_lends_nothing(written, heading):
    [sentence] = read(written(heading, "The most common cause is a slipped disc.")).sentences
    assert not stands([heading_of(sentence), sentence])


def test_a_heading_that_names_a_goal_by_a_verb_introduces_its_steps(written, brief):
    lines = ("# So pflanzen Sie einen Baum", "- Graben Sie ein Loch in die Erde.", "- Setzen Sie den Baum ein.")
    assert bodies(cut(written(*lines, language="de"), brief(100))) == [
        "So pflanzen Sie einen Baum:\n– Graben Sie ein Loch in die Erde.\n– Setzen Sie den Baum ein.",
    ]


@pytest.mark.parametrize(
    ("language", "goal", "step"),
    [("zh", "如何种树", "在地上挖一个深坑。"), ("ja", "木の植え方", "地面に深い穴を掘ります。")],
)
def test_a_heading_in_chinese_or_japanese_ends_with_a_colon_of_theirs(written, brief, language, goal, step):
    assert bodies(cut(written(f"# {goal}", f"- {step}", language=language), brief(100))) == [f"{goal}：{step}"]


WINE = "Two glasses of wine in the evening are enough to wake you up."
LIGHT = "A bedroom should be dark, and even a small lamp can be too much light for you."


def test_what_only_announces_its_paragraph_does_not_end_a_post(written, brief):
    made = cut(written(WINE, f"Then there is light. {LIGHT}"), brief(100))
    assert bodies(made) == [WINE, LIGHT]


def test_it_ends_one_where_nothing_follows_in_its_paragraph(written, brief):
    made = cut(written(WINE, "Then there is light.", LIGHT), brief(100))
    assert bodies(made) == [f"{WINE} Then there is light.", LIGHT]
