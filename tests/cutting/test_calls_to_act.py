"""A call to act is no post, unless it tells whom to turn to and what for, or stands in a list that tells it."""

import pytest

from posts.cut import Why, cut

LEAD = "To reach somebody who listens to you by day or by night:"
CALLS = ["- Call 1-800-273-8255, then press 1.", "- Contact your local medical center."]


def bodies(made):
    return [post.body for post in made.posts]


def test_a_call_is_said_as_an_item_of_the_list_that_tells_what_it_is_for(written, brief):
    said = "\n".join([LEAD, *(call.replace("-", "–", 1) for call in CALLS)])
    assert bodies(cut(written(LEAD, *CALLS), brief(280))) == [said]


def test_it_is_never_said_without_it(written, brief):
    made = cut(written(LEAD, *CALLS), brief(60))
    assert bodies(made) == []


def test_a_call_without_a_list_is_left_out(written, brief):
    made = cut(written("Rest heals the body and the mind.", "Contact your local medical center."), brief(280))
    assert bodies(made) == ["Rest heals the body and the mind."]
    assert [out.reason for out in made.left_out] == [Why.CALL]


@pytest.mark.parametrize(
    ("language", "rest", "invites"),
    [
        ("en", "Rest heals the body.", "Did it help? Call us today."),
        ("fr", "Le repos guérit le corps.", "Envie d'en savoir plus ? Contactez notre cabinet !"),
    ],
)
def test_the_question_that_a_call_answers_goes_with_it(written, brief, language, rest, invites):
    assert bodies(cut(written(f"{rest} {invites}", language=language), brief(280))) == [rest]


def test_a_question_that_a_sentence_answers_stays(written, brief):
    said = "Does your back hurt at night? A pillow between your knees may help."
    assert bodies(cut(written(said), brief(280))) == [said]


@pytest.mark.parametrize(
    "call",
    [
        "Contact the National Call Center for Homeless Veterans at 1-877-424-3838 for help on any day, by day and by night.",
        "Visit our Self-Help Resources guide to get links to books and to other pages that our doctors have read.",
        "Call us for a massage on 030 1234567 from nine in the morning until eight in the evening, on Sundays until noon.",
    ],
)
def test_a_long_call_that_tells_whom_to_turn_to_is_a_post(written, brief, call):
    assert bodies(cut(written(call), brief(280))) == [call]


def test_a_long_call_that_does_not_is_none(written, brief):
    call = "Sign up for our free letter and be the first to hear of all that is new in our house, week after week."
    assert bodies(cut(written("Rest heals the body and the mind.", call), brief(280))) == [
        "Rest heals the body and the mind."
    ]


def test_what_is_to_be_noted_is_said_without_being_told_so(written, brief):
    made = cut(written("Please note that we cannot, by law, sell wine on Sundays."), brief(280))
    assert bodies(made) == ["We cannot, by law, sell wine on Sundays."]


@pytest.mark.parametrize(
    "order",
    [
        "Note that date in your diary, as the house opens at nine.",
        "Note that down in your book before you forget to call the house.",
        "Note that word: rest heals the body and the mind of those who sleep.",
    ],
)
def test_of_what_is_to_be_noted_down_no_half_is_said(written, brief, order):
    assert not any(body.startswith(("Date", "Down", "Word")) for body in bodies(cut(written(order), brief(280))))


@pytest.mark.parametrize("said", ["The doors are open.", "Prices vary by town.", "Sleep is free for you."])
def test_what_is_said_behind_note_that_is_a_post(written, brief, said):
    assert bodies(cut(written(f"Note that {said[0].lower()}{said[1:]}"), brief(280))) == [said]


def test_a_paragraph_without_a_stop_and_a_verb_is_no_post(written, brief):
    line = "Analysis of a trend among young people in two countries of Europe and in Russia"
    made = cut(written("Rest heals the body and the mind.", line), brief(280))
    assert bodies(made) == ["Rest heals the body and the mind."]
    assert [out.reason for out in made.left_out] == [Why.FRAGMENT]
