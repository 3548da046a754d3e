"""What a post says otherwise than its article, and that nothing of weight gets lost by it."""

import pytest

from posts.article import Article, Block, Kind
from posts.cut import Why, cut

REST = "Rest helps the body to heal after a long day of work."


def bodies(made):
    return [post.body for post in made.posts]


def ops(made):
    return [edit.op for post in made.posts for edit in post.edits]


def test_what_is_told_of_a_thing_makes_no_clause_of_it(written, brief):
    signs = "Other signs are leaves that turn yellow although you feed the plant"
    made = cut(written(f"{signs}, and a pot that tips over because the plant has become too heavy for it."), brief(120))
    assert bodies(made) == [f"{signs}."]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Rest helps the body [12] to heal [3, 4], as many know [5]–[7].",
            "Rest helps the body to heal, as many know.",
        ),
        (
            "Rest helps the body (see details in that link) to heal each night.",
            "Rest helps the body to heal each night.",
        ),
        ("Rest helps the body (see Figure 2) to heal each night.", "Rest helps the body to heal each night."),
        (
            "Rest helps studies[12] of the whole body to come to an end.",
            "Rest helps studies of the whole body to come to an end.",
        ),
        (
            "Rest helps the body (and the mind) to heal at night.",
            "Rest helps the body (and the mind) to heal at night.",
        ),
        (
            "The array[0] of the first row is what the loop reads.",
            "The array[0] of the first row is what the loop reads.",
        ),
    ],
)
def test_marks_that_mean_nothing_outside_of_the_article_go(written, brief, text, said):
    assert bodies(cut(written(text), brief(200))) == [said]


def test_a_mark_of_citation_behind_a_full_stop_belongs_to_the_sentence_before_it(written, brief):
    made = cut(written(f"{REST} [1, 2] Water keeps the muscles supple and the mind awake."), brief(60))
    assert bodies(made) == [REST, "Water keeps the muscles supple and the mind awake."]


def test_numbers_go_where_there_is_a_row_of_them_and_a_date_stays(written, brief):
    made = cut(
        written(
            "1. Rest helps the body to heal.", "2. Water keeps the muscles supple.", "7. October is a holiday here."
        ),
        brief(40),
    )
    assert bodies(made) == [
        "Rest helps the body to heal.",
        "Water keeps the muscles supple.",
        "7. October is a holiday here.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "But for the vaccine, millions of people would have died of it.",
        "Yet to be approved, the drug is sold in many of the shops.",
        "Right, left and center parties agree on this one law alone.",
        "So is the hospital in the next town, as everybody knows there.",
    ],
)
def test_what_only_looks_like_a_connective_stays(written, brief, text):
    assert all(body == text for body in bodies(cut(written(text), brief(100))))


def test_a_number_in_a_row_goes_with_its_first_or_not_at_all(written, brief):
    made = cut(
        written(
            "There are reasons to sleep well. First, the brain repairs itself at night and stores what it learned "
            "during the day in long memory. Second, the heart rests, and its pressure falls by a tenth for hours on end. "
            "Third, hunger is kept in check by the hormones that a good night balances for everyone. Good sleep is the "
            "cheapest medicine that a company can give to its staff. Fourth, tired drivers cause a fifth of all deadly "
            "accidents on country roads at night."
        ),
        brief("x"),
    )
    one, other = bodies(made)
    assert ". First, the brain" in one
    assert ". Second, the heart" in one
    assert other.startswith("Hunger is kept")
    assert "staff. Tired drivers" in other


def test_what_a_list_denies_is_never_said_without_the_denial(written, brief):
    lead = "None of these claims about massage is true:"
    made = cut(
        written(lead, "- Massage is a cure for cancer of all kinds.", "- Patients can stop taking insulin."), brief(100)
    )
    assert all(body.startswith(lead) for body in bodies(made))
    made = cut(written("# Myths about massage", "Massage is a cure for cancer.", "It heals all.", REST), brief(100))
    assert all(body.startswith("Myths about massage: ") for body in bodies(made))


# Quotations


SPEECH = (
    "Dr. Smith says, “Rest heals the body and the mind after a long day of work in the fields. Water keeps the muscles "
    "supple and the mind awake in the heat of a long summer. Sleep sorts what the day has brought to all of us.”"
)


def test_a_part_of_a_quotation_is_marked_as_one(written, brief):
    made = cut(written(SPEECH), brief(100))
    assert bodies(made) == [
        "Dr. Smith says, “Rest heals the body and the mind after a long day of work in the fields.”",
        "Dr. Smith: “Water keeps the muscles supple and the mind awake in the heat of a long summer.”",
        "Dr. Smith: “Sleep sorts what the day has brought to all of us.”",
    ]
    assert ops(made) == ["quote", "trim", "lend", "quote", "quote", "trim", "lend", "quote"]


def test_a_quotation_that_is_said_whole_is_left_alone(written, brief):
    assert bodies(cut(written(SPEECH), brief(300))) == [SPEECH]


def test_inches_quote_nobody(written, brief):
    text = 'The old bed is 80" long and wide enough for two. Rest helps the body to heal in it.'
    assert '."' not in " ".join(bodies(cut(written(text), brief(60))))


# Sentences that are too long


def test_a_sentence_is_parted_between_two_clauses_that_each_stand(written, brief):
    left = "The Union was strong in men and money at the start of the long war"
    right = "the South had better generals and was fighting on its own ground"
    made = cut(written(f"{left}, and {right}."), brief(90))
    assert bodies(made) == [f"{left}.", f"{right[0].upper()}{right[1:]}."]
    assert [(made.article.text[part.start : part.end], part.reason) for part in made.left_out] == [
        (", and", Why.TRIMMED)
    ]


@pytest.mark.parametrize(
    "text",
    [
        # What follows hangs on a condition, or is set against what is before it.
        "If you were in the Union army at the start of the war you had men, and the South had better generals than you had.",
        "Massage therapy can bring relief to people who have been in pain for years, but it is not a cure for their illness.",
        # A list of names is no clause.
        "The town has been the home of the novelists Gertrude Stein and Jack London, and Maya Angelou of the next street.",
    ],
)
def test_no_sentence_is_parted_where_half_of_it_would_say_something_else(written, brief, text):
    assert bodies(cut(written(text, REST), brief(100))) == [REST]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Rest helps the whole body (with the bones and the muscles in it) to heal after a long day of hard work.",
            "Rest helps the whole body to heal after a long day of hard work.",
        ),
        (
            "While days are long, rest helps the whole of the body to heal after many hours of work, especially the bones.",
            "While days are long, rest helps the whole of the body to heal after many hours of work.",
        ),
        (
            "Many doctors have praised the good of rest at the end of days, such as sleep, a walk in the woods, and tea.",
            "Many doctors have praised the good of rest at the end of days.",
        ),
    ],
)
def test_an_aside_and_a_late_clause_go_where_a_sentence_is_too_long(written, brief, text, said):
    assert bodies(cut(written(text), brief(90))) == [said]


@pytest.mark.parametrize(
    "text",
    [
        "Rest helps the whole body to heal after a long day (in 8 of 10 people who were asked about it in the study).",
        "Rest helps the whole body to heal after a long day (which may not be true of people who are seriously ill).",
        "There are two ways to heal: rest, which helps the whole body after a long day, and water for all the muscles.",
        "Rest helps the whole body to heal after a long day, which is “the best of all the ways” that people know of.",
        "Rest, as many doctors say, helps the body to heal after all days of work, including the bones, and the mind.",
        "Not only does rest help the whole body to heal after a long day, especially the bones and all of the muscles.",
    ],
)
def test_nothing_of_weight_is_trimmed_away(written, brief, text):
    assert bodies(cut(written(text, "Water keeps the muscles supple."), brief(80))) == [
        "Water keeps the muscles supple."
    ]


def test_a_sentence_said_shorter_can_still_be_said_with_a_name(written, brief):
    life = "Anna Smith was a teacher in the North for the whole of her life, and the school had her name."
    long = "She spoke of the good of rest at the end of all of the long days, such as sleep, a walk in the woods, and tea at night."
    assert bodies(cut(written(f"{life} {long}"), brief(100)))[1:] == [
        "Anna Smith spoke of the good of rest at the end of all of the long days."
    ]


def test_what_somebody_says_is_never_said_without_them(written, brief):
    text = "Dr. Smith says that the Union was strong in men at the start of the war, and the South had better generals in it."
    assert not any("generals" in body for body in bodies(cut(written(text, REST), brief(100))))


# Lists


def test_an_item_ends_without_what_parts_it_from_the_next(written, brief):
    made = cut(written("Try one of these each day:", "- a walk in the woods; or", "- a litre of water,"), brief(200))
    assert bodies(made) == ["Try one of these each day:\n– a walk in the woods\n– a litre of water"]


def test_a_step_is_said_with_its_goal(written, brief):
    made = cut(written("# How to fall asleep", "- Turn the light off.", "- Count to one hundred slowly."), brief(55))
    assert bodies(made) == [
        "How to fall asleep: Turn the light off.",
        "How to fall asleep: Count to one hundred slowly.",
    ]


def test_a_bare_list_is_introduced_by_its_heading(written, brief):
    made = cut(written("# Habits for healing", "- more water", "- more sleep"), brief(200))
    assert bodies(made) == ["Habits for healing:\n– more water\n– more sleep"]


def test_one_lists_introduction_is_not_the_next_ones(brief):
    said = ["To wash wool, you need:", "a bowl of cold water", "Switch the machine off and let it cool down."]
    starts = [sum(len(one) + 2 for one in said[:at]) for at in range(3)]
    kinds = [Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.STEP]
    blocks = [
        Block(k, at, at + len(one), int(k is not Kind.PARAGRAPH))
        for k, at, one in zip(kinds, starts, said, strict=True)
    ]
    made = cut(Article("", "\n\n".join(said), tuple(blocks), language="en"), brief(200))
    assert bodies(made) == [
        "To wash wool, you need:\n– a bowl of cold water",
        "Switch the machine off and let it cool down.",
    ]


def test_a_block_quotation_is_marked_and_never_mixed_with_another_voice(written, brief):
    lines = ["> Rest heals the body of everyone who takes it each day.", "! — Ada Moss, On Rest", REST]
    made = cut(written(*lines), brief(200))
    assert bodies(made) == ["“Rest heals the body of everyone who takes it each day.”\n— Ada Moss", REST]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Another form of government is oligarchy, in which a few of the people hold all power.",
            "One form of government is oligarchy, in which a few of the people hold all power.",
        ),
        (
            "For example, another way to rest is to walk in the woods until the sun goes down.",
            "One way to rest is to walk in the woods until the sun goes down.",
        ),
        (
            "Another reason to rest is that the brain sorts what the day has brought.",
            "One reason to rest is that the brain sorts what the day has brought.",
        ),
        # How many, and of what, nobody knows.
        ("Another 15 of the people in town are ill, and nobody knows of what they are so ill.", None),
        ("Another man was shot by the police of the town, and nobody knows what for.", None),
        ("Another reason is the weather, which has been bad for the whole of the year.", None),
    ],
)
def test_another_of_a_kind_is_one_of_it_where_a_post_opens(written, brief, text, said):
    assert bodies(cut(written(f"{REST} {text}"), brief(100)))[1:] == ([said] if said else [])
    assert bodies(cut(written(f"{REST} {text}"), brief(200))) == [f"{REST} {text}"]
