"""A quotation says whose it is: the sentence that tells it comes along, or the name does, or it is left out."""

import pytest

from posts.compose import Frame
from posts.cut import Why, cut, replay, reviews
from posts.cut.cues import cues
from posts.cut.terms import Terms
from posts.measure import Counting, Limits

LONG = "“The river rose by two metres in a single night, and nobody in the lower town had been told of it before dawn."
MORE = "We carried the old people out over the roofs, one after another, while the water took the cars."


def bodies(article, brief):
    return [post.body for post in cut(article, brief).posts]


def test_a_later_sentence_of_a_quotation_takes_its_speaker_along(written, brief):
    article = written(f"Anna Meyer said: {LONG} {MORE}”")
    assert bodies(article, brief(180))[-1] == f"Anna Meyer: “{MORE}”"


def test_a_speaker_is_called_by_the_full_name_that_stood_before(written, brief):
    article = written(
        "Anna Meyer is the mayor of the lower town and has lived there since she was a child.",
        f"Meyer said: {LONG} {MORE}”",
    )
    assert bodies(article, brief(180))[-1] == f"Anna Meyer: “{MORE}”"


def test_a_quotation_whose_speaker_comes_behind_it_stays_with_it(written, brief):
    article = written("“We lost the bridge. The school still stands,” said Anna Meyer on Monday.")
    assert bodies(article, brief(200)) == ["“We lost the bridge. The school still stands,” said Anna Meyer on Monday."]


def test_a_quotation_without_a_speaker_is_left_out(written, brief):
    made = cut(written("The flood came in May.", f"{LONG}”"), brief(200))
    assert [post.body for post in made.posts] == ["The flood came in May."]
    assert [out.reason for out in made.left_out] == [Why.VOICE]


@pytest.mark.parametrize("closing", ["”", "“", '"'])
def test_a_quotation_that_opens_with_a_straight_mark_ends_where_another_kind_of_mark_closes_it(written, brief, closing):
    wall = "A wall of stone keeps the water from the houses by now, which is higher than it ever came in any night."
    article = written(f'Anna Meyer said: "{LONG[1:]} {MORE}{closing} {wall}')
    assert bodies(article, brief(180))[1:] == [f'Anna Meyer: "{MORE}{closing.replace("“", chr(34))}', wall]


def test_the_owner_of_whoever_speaks_does_not_speak(written, brief):
    article = written(f"Anna Meyer’s brother said: {LONG} {MORE}”")
    assert not any(body.startswith("Anna Meyer:") for body in bodies(article, brief(180)))


def test_of_two_people_neither_is_guessed(written, brief):
    article = written(f"Anna Meyer and Otto Lang had their own answer: {LONG} {MORE}”")
    assert not any("Lang: “" in body or "Meyer: “" in body for body in bodies(article, brief(180)))


def test_a_block_quotation_says_whose_it_is_by_the_line_below_it(written, brief):
    article = written("> Water finds every crack.", "! — @anna, “How we build”")
    made = cut(article, brief(200))
    assert [post.body for post in made.posts] == ["“Water finds every crack.”\n— anna"]
    assert reviews(made) == ((),)


def test_a_block_quotation_comes_with_the_line_that_introduces_it(written, brief):
    article = written("Anna Meyer wrote in May:", "> Water finds every crack.")
    assert bodies(article, brief(200)) == ["Anna Meyer wrote in May: “Water finds every crack.”"]


def test_a_paragraph_that_is_all_quotation_goes_on_with_the_speaker_before(written, brief):
    article = written("“We lost the bridge,” said Anna Meyer.", "“The school still stands on its old hill above us.”")
    assert bodies(article, brief(80))[-1] == "Anna Meyer: “The school still stands on its old hill above us.”"


QUESTIONS = [
    "Why did you learn to dive?",
    "I wanted to see the wrecks below the harbour with my own eyes.",
    "What frightens you most?",
    "The cold frightens me, and nothing else does.",
    "Where will you go next?",
    "I will go to the northern lakes as soon as the ice is off.",
]
TITLE = "The Harbour Post interviews Anna Meyer, diver"


def test_whoever_is_interviewed_is_named_before_an_i(written, brief):
    said = bodies(written(*QUESTIONS, title=TITLE), brief(90))
    assert "Anna Meyer: The cold frightens me, and nothing else does." in said


def test_a_question_is_asked_by_the_interview_and_answered_in_the_same_post(written, brief):
    said = bodies(written(*QUESTIONS, title=TITLE), brief(130))
    assert said[1] == f"The Harbour Post interviews Anna Meyer: {QUESTIONS[2]} {QUESTIONS[3]}"
    assert not any(body.endswith("?") for body in said)


def test_what_is_answered_without_an_i_is_said_with_the_name_too(written, brief):
    said = bodies(written(*QUESTIONS, "Divers have no fear.", "The lakes are clear.", title=TITLE), brief(60))
    assert said[-1] == "Anna Meyer: Divers have no fear. The lakes are clear."


def test_an_interview_without_a_name_is_not_posted_in_the_first_person(written, brief):
    made = cut(written(*QUESTIONS, "Lakes are cold until June."), brief(130))
    assert [post.body for post in made.posts] == ["Lakes are cold until June."]


@pytest.mark.parametrize(
    "answer", ["We ship to every country.", "Send us a letter, and we will call.", "We open at nine."]
)
def test_what_a_house_answers_its_readers_is_its_own_word(written, brief, answer):
    asked = ["Do you ship abroad?", answer, "Do you take it back?", answer, "When do you open?", answer]
    assert answer in " ".join(bodies(written(*asked, title="Questions"), brief(200)))


ASKED = "What would you like to have done by the time that you leave?"


def test_an_answer_that_is_no_sentence_is_said_with_its_question(written, brief):
    said = bodies(written(*QUESTIONS, ASKED, "Building a school that teaches girls.", title=TITLE), brief(140))
    assert said[-1] == f"The Harbour Post interviews Anna Meyer: {ASKED} Building a school that teaches girls."


def test_where_the_two_do_not_fit_neither_is_said(written, brief):
    said = bodies(written(*QUESTIONS, ASKED, "Building a school that teaches girls.", title=TITLE), brief(110))
    assert not any("school" in body for body in said)


def test_what_somebody_does_with_a_verb_is_said_without_the_question(written, brief):
    said = bodies(written(*QUESTIONS, ASKED, "Building a school is what I want to do most.", title=TITLE), brief(110))
    assert said[-1] == "Anna Meyer: Building a school is what I want to do most."


def test_what_is_told_before_a_question_is_no_post_without_the_answer(written, brief):
    asked = "The storm of 1999 left many people dead in the harbour. Is the town ready for the next storm?"
    assert not any("1999" in body for body in bodies(written(*QUESTIONS, asked, title=TITLE), brief(140)))


def test_a_run_that_fits_is_tried_where_no_spaces_part_its_sentences():
    said = ["水は来た。", "橋は落ちた。", "人は逃げた。", "犬は吠えた。", "夜は明けた。", "町は残った。"]
    frame = Frame(Limits("plain", Counting.CODE_POINTS, 60), ("#Wasserstand2026",))
    terms = Terms("".join(said), frame, cues("ja"))
    long = terms.room - len("".join(said[:-1]))
    assert sum(map(len, said[:-1])) + long + len(said) - 1 <= terms.reach


QUOTED = "The river rose by two metres in a single night, and nobody in the lower town had been told of it."


def test_a_line_that_the_page_repeats_without_marks_is_the_speakers_still(written, brief):
    article = written(f"Anna Meyer said: “{QUOTED} {MORE}”", QUOTED)
    assert QUOTED not in bodies(article, brief(180))
    assert QUOTED in bodies(written(f"Anna Meyer said: “{MORE}”", QUOTED), brief(180))


def test_whose_statement_adds_something_says_it(written, brief):
    article = written(
        "Anna Meyer is the mayor of the lower town and has lived there since she was a child.",
        f'Meyer\'s statement added, "{LONG[1:]} {MORE}"',
    )
    assert bodies(article, brief(180))[-1] == f'Anna Meyer: "{MORE}"'
    assert MORE not in str(
        bodies(written(article.of(article.blocks[0]), f'Meyer\'s son added, "{LONG[1:]} {MORE}"'), brief(180))
    )


def test_whoever_issues_a_statement_says_what_is_quoted_behind_it(written, brief):
    article = written(
        "Anna Meyer is the mayor of the lower town and has lived there since she was a child.",
        f'Anna Meyer issued a statement on the plans of Jane Miller for all of the town. "{LONG[1:]} {MORE}"',
    )
    assert bodies(article, brief(180))[-1] == f'Anna Meyer: "{MORE}"'


def test_a_speaker_is_named_without_the_place_that_stands_right_before_the_name(written, brief):
    places = "Trains from Ohio and ships from Ohio bring the wood. In Ohio the winter is long."
    article = written(places, f"In a letter, the governor of Ohio Anna Meyer said: {LONG} {MORE}”")
    assert bodies(article, brief(180))[-1] == f"Anna Meyer: “{MORE}”"


@pytest.mark.parametrize("connective", ["However, ", "But ", "In addition, "])
def test_a_quotation_does_not_begin_with_what_ties_it_to_the_one_before(written, brief, connective):
    said = f"“{connective}we carried the old people out over the roofs, while the water took the cars.”"
    article = written(f"Anna Meyer said: {LONG[:-1]}.”", said)
    whole = "“We carried the old people out over the roofs, while the water took the cars.”"
    (last,) = cut(article, brief(180)).posts[-1:]
    assert last.body == f"Anna Meyer: {whole}" == replay(article.text, last.spans, last.edits)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "“But the Sea Is Wide” is a book that all of the town has read in the winter."),
        ("en", "“And now for a song”, a rule of the house, is what all of the town knows."),
        ("de", "„Denn sie wissen nicht, was sie tun“ ist ein Film, der im Winter gezeigt wird."),
        ("fr", "«Mais l'hiver revient» est un livre que toute la ville lit au bord du fleuve."),
    ],
)
def test_what_a_book_or_a_film_is_called_is_not_shortened(written, brief, language, line):
    assert bodies(written(line, language=language), brief(180)) == [line]


def test_a_quotation_is_said_shorter_where_only_the_name_before_it_makes_it_too_long(written, brief):
    aside = MORE.replace(" over", " (the sick as well as the young) over")
    article = written(f"Anna Meyer said: {LONG} {aside}”")
    assert bodies(article, brief(135))[-1] == f"Anna Meyer: “{MORE}”"


def test_an_answer_of_an_interview_does_not_end_with_a_question(written, brief):
    asked = "Why do you teach, and what do you teach the children of the lower town in the long winter?"
    answer = ["I teach since I know how the river works.", "And what was the word that we have?"]
    made = bodies(written(f"Question: {asked}", *answer, title="The Harbour Post interviews Anna Meyer"), brief(110))
    assert not any(body.endswith("?") for body in made)
