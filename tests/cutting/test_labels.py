"""What only names a matter goes with what is told of it, and what asks or answers too briefly with its other half."""

import pytest

from posts.article.sources import Source, read
from posts.cut import cut, replay

BED_REST = "Bed rest. A day of taking it easy is fine. Lying down for longer makes most backs stiffer."


@pytest.fixture
def bodies(brief):
    """Markdown or an article, and how much a post holds → what its posts say."""

    def said(article, most=280):
        article = article if not isinstance(article, str) else read(article.encode(), Source("an.md"))
        made = cut(article, brief(most))
        assert all(replay(article.text, post.spans, post.edits) == post.body for post in made.posts)
        return [post.body for post in made.posts]

    return said


def test_no_post_ends_with_a_label_or_begins_behind_it(written, bodies):
    assert bodies(written("Most pain goes away in a week or two.", BED_REST), 60) == [
        "Most pain goes away in a week or two.",
        "Bed rest. A day of taking it easy is fine.",
        "Lying down for longer makes most backs stiffer.",
    ]


def test_a_short_sentence_with_a_verb_is_no_label(written, bodies):
    assert bodies(written("The doors were open. A day of taking it easy is fine for most of us."), 50) == [
        "The doors were open.",
        "A day of taking it easy is fine for most of us.",
    ]


STEPS = """# Gnocchi with sage

## What you do

1. **Mash.** Push the potatoes through a ricer while they are hot. Add the yolk and a teaspoon of salt.
2. **Knee rocks (2 minutes).** Let both of your knees drift to the left, slowly.
   - Start small, some ten centimetres each way.
"""


def test_each_sentence_of_a_step_is_said_with_its_name_and_so_are_the_items_in_it(bodies):
    assert bodies(STEPS, 90) == [
        "What you do: Mash. Push the potatoes through a ricer while they are hot.",
        "What you do: Mash. Add the yolk and a teaspoon of salt.",
        "What you do: Knee rocks (2 minutes). Let both of your knees drift to the left, slowly.",
        "What you do: Knee rocks (2 minutes). Start small, some ten centimetres each way.",
    ]


def test_marked_genes_are_a_name_though_the_first_word_may_be_a_verb(bodies):
    text = "# Moss\n\nThere are two answers.\n\n- **Marked genes.** Tags may leave some of them easier to switch on.\n"
    assert bodies(f"{text}- **Stored notes.** Some are packed away in dry cells.\n", 95) == [
        "Marked genes. Tags may leave some of them easier to switch on.",
        "Stored notes. Some are packed away in dry cells.",
    ]


def test_what_counts_the_names_that_follow_is_said_with_all_of_them(bodies):
    text = "# Moss\n\nThere are two answers.\n\n- **Marked genes.** They are easy to switch on.\n- **Notes.** They are dry.\n"
    assert bodies(text) == [
        "There are two answers.\n– Marked genes. They are easy to switch on.\n– Notes. They are dry.",
    ]


def test_an_item_that_is_only_a_name_introduces_the_items_in_it(bodies):
    text = "# Records\n\nFrom each of our clients we need:\n\n- Income\n  - sales invoices\n  - rent received\n- Costs of travel\n"
    assert bodies(text) == [
        "From each of our clients we need:\n– Income:\n· sales invoices\n· rent received\n– Costs of travel",
    ]


def test_a_list_has_a_dash_before_each_item_or_before_none(bodies):
    text = "# New heating\n\n### Before Day 1, please:\n\n- empty your cupboard;\n- put pets in a room where nobody works.\n"
    assert bodies(text) == [
        "Before Day 1, please:\n– empty your cupboard\n– put pets in a room where nobody works.",
    ]


def test_one_item_under_its_heading_is_no_list(bodies):
    assert bodies("# Gnocchi\n\n## For the butter\n\n- 100 g of unsalted butter, cut small\n") == [
        "For the butter: 100 g of unsalted butter, cut small",
    ]


@pytest.mark.parametrize("answer", ["You can.", "Lovely.", "Almost nothing of it!"])
def test_too_little_of_an_answer_is_said_with_its_question(written, bodies, answer):
    asks = "Can one freeze the dumplings that are left over?"
    assert bodies(written(f"{asks} {answer} They keep for a month."), 90)[0].startswith(f"{asks} {answer}")


def test_under_a_heading_that_cannot_be_lent_it_is_not_said(written, bodies):
    rest = "Uncooked gnocchi go grey by the morning in any fridge."
    assert bodies(written("# Can I make it ahead?", f"You can, up to a point. {rest}")) == [rest]


def test_no_post_ends_with_a_question_of_a_word_or_two(written, bodies):
    said = "There is a quiet tent beside the Net Loft, and tickets are free for helpers."
    assert bodies(written(f"{said} Questions?", "Call us today."), 120) == [said]


@pytest.mark.parametrize("tail", ["You're allowed to.", "They did!", "Not everybody could."])
def test_a_sentence_that_leaves_its_verb_to_another_opens_no_post(written, bodies, tail):
    told = "He was walking two miles a day within a month of that talk."
    rest = "A walk costs nothing, and most towns have a park for it."
    assert all(tail not in body for body in bodies(written(told, f"{tail} {rest}"), 100))


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("en", "What you'll need"),
        ("en", "3. Rest is best in places you like"),
        ("en", "Things that are of help"),
        ("de", "Was Sie brauchen werden"),
        ("fr", "Ce que vous avez à prévoir"),
    ],
)
def test_a_heading_with_a_verb_may_be_a_label(written, brief, language, heading):
    made = cut(written(f"# {heading}", "- 1 kg", "- 2 kg", language=language), brief(280))
    assert [post.body.endswith(":\n– 1 kg\n– 2 kg") for post in made.posts] == [True]


@pytest.mark.parametrize("heading", ["Three things that don't help", "Foods to avoid", "What not to do"])
def test_what_is_advised_against_is_said_with_the_heading_that_does(written, bodies, heading):
    assert bodies(written(f"# {heading}", "White bread in the morning, with jam on it, is a classic.")) == [
        f"{heading}: White bread in the morning, with jam on it, is a classic.",
    ]


def test_a_title_that_warns_says_nothing_of_its_sections(written, bodies):
    said = "Bread with jam in the morning is a classic of many homes."
    assert bodies(written(said, title="Foods to avoid")) == [said]


def test_what_joins_a_heading_to_the_one_before_goes(bodies):
    text = "# Release\n\n## And a heap of things\n\n- the dark mode\n- larger type\n"
    assert bodies(text) == ["A heap of things:\n– the dark mode\n– larger type"]


def test_no_heading_tells_what_a_that_means_further_on(written, bodies):
    assert bodies(written("# On pain", "Past that, most people tense up at once.")) == []


def test_steps_are_said_with_the_goal_of_a_title_that_tells_more_in_brackets(written, bodies):
    made = bodies(
        written("# The routine", "- Breathe in.", title="How to sleep well (and stay in bed all the night long)")
    )
    assert made == ["How to sleep well: Breathe in."]


def test_what_introduces_a_list_without_a_stop_is_said_with_each_of_its_items(bodies):
    text = "# Rest\n\nNo exercise is of any use at all, and a doctor is, if\n\n- pain follows a fall,\n- fever comes with it.\n"
    leads = "No exercise is of any use at all, and a doctor is, if"
    assert bodies(text) == [f"{leads}\n– pain follows a fall\n– fever comes with it."]
    assert bodies(text, 90) == [f"{leads}\n– pain follows a fall", f"{leads}\n– fever comes with it."]


@pytest.mark.parametrize(
    "asks", ["Is there anyone who shouldn't have one?", "More than half of the homes here have one."]
)
def test_what_one_is_has_to_be_told(written, bodies, asks):
    assert asks not in " ".join(bodies(written(f"{asks} Do not come if you have a fever, or a fresh injury.")))
    assert bodies(written("If a home has a heat pump, or will have one, it needs a loft without gaps.")) != []


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("VI. Outlook for us", "Outlook for us"),
        ("b) Rest at home", "Rest at home"),
        ("J. Smith of Kent", "J. Smith of Kent"),
    ],
)
def test_a_heading_is_said_without_its_number_but_with_initials(bodies, heading, said):
    assert bodies(f"# Moss\n\n## {heading}\n\n- the mill\n- the road\n") == [f"{said}:\n– the mill\n– the road"]
