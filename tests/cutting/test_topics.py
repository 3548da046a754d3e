"""A sentence that names nothing of what its section is about is said with the heading, or with what it goes on with."""

import pytest

from posts.cut import cut, replay
from posts.cut.why import Why


def bodies(made):
    assert all(replay(made.article.text, post.spans, post.edits) == post.body for post in made.posts)
    return [post.body for post in made.posts]


def said(written, brief, limit, *lines, title="Better sleep", language="en"):
    return bodies(cut(written(*lines, title=title, language=language), brief(limit)))


OVENS = "Most ovens are cleaned with soda and water, and with nothing else at all."
RACKS = "Racks soak in the bath tub over night and come out like new in the morning."
LAMP = "Even a small lamp can be too much light for you."


def test_a_sentence_inside_a_paragraph_is_said_under_the_heading_that_tells_what_it_is_about(written, brief):
    found = said(written, brief, 110, "# Clean your oven", f"{OVENS} {RACKS}", title="A house in spring")
    assert found == [OVENS, f"Clean your oven: {RACKS}"]


def test_it_is_said_alone_where_it_names_that_itself(written, brief):
    racks = RACKS.replace("Racks", "The oven's racks")
    found = said(written, brief, 120, "# Clean your oven", f"{OVENS} {racks}", title="A house in spring")
    assert found == [OVENS, racks]


def test_so_is_a_sections_first_sentence(written, brief):
    assert said(written, brief, 100, "# Black out", LAMP) == [f"Black out: {LAMP}"]


@pytest.mark.parametrize(
    ("heading", "language"),
    [("Final thoughts", "en"), ("Frequently asked questions", "en"), ("Light", "en"), ("BLACK OUT", "en")],
)
def test_a_heading_that_says_no_matter_is_not_said(written, brief, heading, language):
    assert said(written, brief, 100, f"# {heading}", LAMP, language=language) == [LAMP]


def test_the_title_is_not_said_before_each_post(written, brief):
    assert said(written, brief, 90, f"{OVENS} {RACKS}", title="A house in spring") == [OVENS, RACKS]


def test_a_heading_is_said_without_its_number(written, brief):
    for counted in ("2. Black out", "Step 2: Black out", "Tip 2 – Black out"):
        assert said(written, brief, 100, f"# {counted}", LAMP) == [f"Black out: {LAMP}"]


def test_a_heading_with_a_colon_gets_no_second_one(written, brief):
    assert said(written, brief, 100, "# Black out: how to", LAMP) == [f"Black out: how to. {LAMP}"]


def test_a_persons_name_is_no_topic_that_would_seem_to_say_the_words(written, brief):
    lines = ("# Anna Meyer", "Anna Meyer said that she works at night.", OVENS)
    assert not any(body.startswith("Anna Meyer: ") for body in said(written, brief, 100, *lines))


def test_of_a_long_section_the_heading_is_said_with_the_first_sentences_only(written, brief):
    many = [f"{word} are washed by hand, and so they should be in each and every house." for word in
            ("Cups", "Spoons", "Forks", "Plates", "Bowls", "Jars", "Lids", "Pots")]  # fmt: skip
    found = said(written, brief, 100, "# Clean your oven", " ".join(many), title="A house in spring")
    assert found[1] == f"Clean your oven: {many[1]}"
    assert found[-1] == many[-1]


def test_a_question_is_said_with_an_answer_that_names_a_part_of_what_was_asked(written, brief):
    lines = ("# How much money should you save?", "Save enough money for three months. More is better.")
    assert said(written, brief, 120, *lines, title="Money") == [" ".join(lines)[2:]]


@pytest.mark.parametrize(
    ("opener", "language"),
    [
        ("The result? Blown budgets and an empty fridge.", "en"),
        ("Das Ergebnis? Ein leerer Kühlschrank und ein leeres Konto.", "de"),
        ("Twenty minutes later, you order a pizza again.", "en"),
        ("Zwei Wochen später schmerzt der Rücken wieder wie zuvor.", "de"),
        ("Deux semaines plus tard, le dos fait mal comme avant.", "fr"),
        ("Dos semanas después, la espalda duele como antes.", "es"),
        ("Turns out, one small change broke the whole shop.", "en"),
        ("The result is wasted effort and a shop that nobody finds.", "en"),
        ("Either way protects the plants round your house.", "en"),
        ("For example: the bones, the muscles, or certain movements.", "en"),
        ("Walking through its gardens, one can see old ruins.", "en"),
        ("Long hours on a chair are often the cause.", "en"),
        ("Langes Sitzen ist oft die Ursache.", "de"),
        ("Repeat the same stretch with your other arm.", "en"),
        ("Continue with the wheel on the opposite side.", "en"),
        ("Unlike ads, you do not need to keep spending money.", "en"),
        ("The high cost of food is a big reason.", "en"),
        ("To solve the problem, put a bowl of water next to the heater.", "en"),
        ("Upgrades include a larger lobby and two rooms.", "en"),
        ("I used to think I didn’t need one because I had friends.", "en"),
        ("Whoever I talk to about donors, they all tell me the same thing.", "en"),
        ("Nearby, two theatres are open in summer.", "en"),
        ("The primary culprit often lies in the way you sit.", "en"),
        ("In May 2013, we did A/B testing again.", "en"),
        ("Everything else happens once they are inside.", "en"),
        ("I don’t want you to have that same experience I had.", "en"),
    ],
)
def test_what_goes_on_with_another_sentence_opens_no_post(written, brief, opener, language):
    assert not cut(written(opener, language=language), brief(200)).posts


def test_who_needs_one_where_it_is_said_that_there_is_none_needs_no_other_sentence(written, brief):
    said = "Where there is no dentist nearby, you need one as soon as a tooth breaks."
    assert cut(written(said), brief(200)).posts


def test_an_answer_that_is_a_sentence_needs_no_such_question(written, brief):
    assert said(written, brief, 100, "The good news? Better sleep is no magic.") == ["Better sleep is no magic."]


@pytest.mark.parametrize(
    ("text", "why", "language"),
    [
        ("In this blog, we’ll break down how to build a fund from the ground up.", Why.ABOUT_TEXT, "en"),
        ("If you want to stop worrying, this is your step-by-step guide to saving.", Why.ABOUT_TEXT, "en"),
        ("Before diving into the how, let’s talk about the why of saving money.", Why.ABOUT_TEXT, "en"),
        ("We cover the full process: planning, writing and measuring what works.", Why.ABOUT_TEXT, "en"),
        ("If you are in too deep to get out, here are some tips (from my workshop).", Why.ABOUT_TEXT, "en"),
        (
            "The following strategies focus on exercises that you do at home without any help from others, and on how to go on with your life in spite of all the pain that you feel in your knee.",
            Why.ABOUT_TEXT,
            "en",
        ),
        ("If your shop is not in that list, here is why.", Why.ABOUT_TEXT, "en"),
        ("Pictured above is my chair, which I bought twelve years ago.", Why.ABOUT_TEXT, "en"),
        ("Mit diesem Ratgeber sparen Sie jeden Monat bares Geld.", Why.ABOUT_TEXT, "de"),
        ("Have questions? Our support team is happy to help.", Why.CALL, "en"),
        ("Find the best restaurants of the town here.", Why.CALL, "en"),
        ("Hey there, my dear friends of good food!", Why.CALL, "en"),
    ],
)
def test_what_is_said_of_the_text_or_to_its_reader_is_no_post(written, brief, text, why, language):
    made = cut(written(text, language=language), brief(200))
    assert not made.posts
    assert why in {part.reason for part in made.left_out}


def test_what_tells_behind_a_colon_what_it_announces_is_no_mere_announcement(written, brief):
    text = "Here’s what most teams skip: tests with people who have never seen the app."
    assert said(written, brief, 100, text) == [text]


def test_what_it_only_announces_is_none(written, brief):
    assert not cut(written("Here’s what most teams skip in their tests."), brief(100)).posts


def test_a_company_may_be_they(written, brief):
    text = "A company shipped a small change. Within hours, their phones rang without a pause."
    assert said(written, brief, 100, text) == [text]


def test_letters_are_no_pronoun_that_several_could_be_meant_by(written, brief):
    text = "WHO say that iodine is rare in food. Anna Meyer is alarmed by what they found."
    assert text not in said(written, brief, 100, text)


@pytest.mark.parametrize(
    "empty",
    [
        "Only partly.",
        "Not really.",
        "Most of our clients do.",
        "Everyone can.",
        "Start with twenty minutes an hour.",
        "Ready to feel better?",
    ],
)
def test_what_says_nothing_without_what_was_said_before_is_no_post(written, brief, empty):
    assert not any(body.startswith(empty) for body in said(written, brief, 90, OVENS, empty, RACKS, title="Ovens"))


def test_to_book_something_is_advice_and_to_book_an_appointment_a_call(written, brief):
    advice, call = "Book the room with a view of the sea in spring.", "Book an appointment in spring."
    assert said(written, brief, 60, advice, title="Travel") == [advice]
    assert said(written, brief, 60, call, title="Travel") == []


SHAPE = "A tired body of eight hours at a desk walks in every evening of the week."
NECK = "The neck has lost its lazy curve and become a straight column."


def test_what_goes_on_with_a_thing_that_was_never_told_of_opens_no_post(written, brief):
    assert said(written, brief, 90, f"{SHAPE} {NECK}", title="Office shoulders") == [SHAPE]
    assert said(written, brief, 150, f"{SHAPE} {NECK}", title="Office shoulders") == [f"{SHAPE} {NECK}"]


def test_it_opens_one_where_the_title_names_it(written, brief):
    assert said(written, brief, 90, f"{SHAPE} {NECK}", title="A stiff neck") == [SHAPE, NECK]


def test_a_figure_is_not_what_several_are_meant_by(written, brief):
    several = "We see five or six of them every evening after work."
    assert said(written, brief, 90, SHAPE, several, title="Office shoulders") == [SHAPE]


def test_a_heading_that_names_no_matter_does_not_say_which_these_are(written, brief):
    these = "These pans get better with age, and they never break."
    assert said(written, brief, 90, "# Tips", f"- {these}", title="Iron") == []
    assert said(written, brief, 90, "# Iron pans", f"- {these}", title="Iron") == [f"Iron pans: {these}"]


LEVERS = "Using levers, pry the tire away from the rim on one side."


@pytest.mark.parametrize(
    "title", ["How to Fix a Puncture", "How to Fix a Puncture: A Guide", "How to Fix a Puncture – a Guide"]
)
def test_a_step_that_names_nothing_of_the_goal_is_said_with_it(written, brief, title):
    found = said(written, brief, 120, "# Step 3: Remove the Tire", LEVERS, title=title)
    assert found == [f"How to Fix a Puncture: {LEVERS}"]


@pytest.mark.parametrize(
    ("heading", "title"),
    [("Step 3: Remove the Tire", "Punctures"), ("Remove the Tire", "How to Fix a Puncture")],
)
def test_a_section_that_is_no_step_or_leads_to_no_goal_keeps_its_heading(written, brief, heading, title):
    assert said(written, brief, 120, f"# {heading}", LEVERS, title=title) == [LEVERS]
