"""What is found in a text as a post, whoever wrote it."""

import pytest

from posts.cut import Flaw, Why, check, cut, review, source_of
from posts.cut.wording import said, why

FLAWED = [
    ("This is why it works so well for people.", Flaw.OPEN_REFERENCE, "This"),
    ("However, massage helps people with pain.", Flaw.GOES_ON, "However,"),
    ("But massage helps people with pain.", Flaw.GOES_ON, "But"),
    ("For one thing, massage helps people.", Flaw.GOES_ON, "For"),
    ("Answer: Massage helps people.", Flaw.GOES_ON, "Answer:"),
    ("Doing this helps the body.", Flaw.OPEN_REFERENCE, "this"),
    ("Doing that will help the body.", Flaw.GOES_ON, "Doing"),
    ("We discuss the results of a survey.", Flaw.ABOUT_TEXT, "We discuss the results of a survey."),
    ("Most participants slept better.", Flaw.GOES_ON, "Most"),
    ("Ann came back the following year.", Flaw.OPEN_REFERENCE, "the following year"),
    ("The test was employed to compare groups.", Flaw.ABOUT_TEXT, "The test was employed to compare groups."),
    ("Second, we estimated the effects of rest.", Flaw.GOES_ON, "Second,"),
    ("Names are spelt using the local orthography.", Flaw.ABOUT_TEXT, "Names are spelt using the local orthography."),
    ("Massage helps. Did we miss your favourite?", Flaw.CALL, "Did we miss your favourite?"),
    ("Because the water is cold.", Flaw.GOES_ON, "Because"),
    ("Which is why the rent rises.", Flaw.GOES_ON, "Which"),
    ("Fortunately, massage helps.", Flaw.GOES_ON, "Fortunately,"),
    ("Massage helps. Good luck!", Flaw.CALL, "Good luck!"),
    ("For a list of exercises, see the back.", Flaw.ABOUT_TEXT, "For a list of exercises, see the back."),
    ("Thursday, February 23", Flaw.FRAGMENT, "Thursday, February 23"),
    ("These habits help the body to heal:", Flaw.LEAD_IN, "These habits help the body to heal:"),
    ("Three habits help: https://a.example/b\nThese are:", Flaw.LEAD_IN, "These are:"),
    ("Three habits help these people: #massage https://a.example", Flaw.LEAD_IN, "Three habits help these people:"),
    ("Massage helps. Sign up here.", Flaw.CALL, "Sign up here."),
    ("In this article we look at massage.", Flaw.ABOUT_TEXT, "In this article we look at massage."),
    ("We gave this example earlier.", Flaw.ABOUT_TEXT, "We gave this example earlier."),
    ("Ann is a freelance writer based in Leeds.", Flaw.AUTHOR, "Ann is a freelance writer based in Leeds."),
    ("The clinic opened last week in Leeds.", Flaw.STALE, "last week"),
    ("Thanks to @clinic for a massage that helps.", Flaw.MENTION, "@clinic"),
]
SOUND = [
    "Massage helps people with pain. It relaxes the muscles.",
    "Participants in the Boston Marathon run for hours.",
    "In May 2020 Ann left; Bob came the following year.",
    "Participants learn to stretch.",
    "We examined the effects of massage on 200 people.",
    "For the best results, see a therapist once a week.",
    "Good luck with the run: begin slowly.",
    "Which is better for your back: heat or cold?",
    "Because of the rain the walk begins later.",
    "Because the water is cold, nobody swims.",
    "Multivariate testing compares several pages at once.",
    "Knowing that massage helps makes people calm.",
    "We discuss every plan before you sign.",
    "We discuss the results of your scan with you.",
    "For a sore back, see a doctor after six weeks.",
    "For more energy, see your doctor about iron.",
    "Good luck on the trail starts with good shoes.",
    "Massage helps.\n#massage #health https://a.example/b",
    "Otto Jespersen: In 1881 he left the law. His work lasted.",
    "Three habits help:\n– more water\n– more sleep",
    "“Rest heals the body,” said Dr. Smith.",
    "Write to ann@clinic.example about massage.",
    "Massage helps. clinic.com/book",
    "Massage helps. (https://a.example/b)",
    "Massage is good for you – https://a.example/b",
    "Massage helps! ❤️ #massage",
    "Massage helps.🌿",
    "Massage helps.\n→ https://a.example/b\n#massage 💆🏽‍♀️ 1️⃣ 🇩🇪",
    "Massage is good for people with pain #massage",
    "Massage is good for your back. More: https://a.example/b #massage",
    "Massage is good for your back.\nMore: 👉 clinic.com/book\n#massage",
    "Massage is good for people with pain 🌿 https://a.example/b",
]


@pytest.mark.parametrize(("text", "flaw", "passage"), FLAWED)
def test_a_flaw_is_found_where_it_is(text, flaw, passage):
    assert (flaw, passage) in [(found.flaw, text[found.start : found.end]) for found in check(text, "en")]


@pytest.mark.parametrize("text", SOUND)
def test_nothing_is_found_in_a_sound_post(text):
    assert check(text, "en") == ()


def test_half_of_a_quotation_is_found():
    assert [found.flaw for found in check("Dr. Smith says, “Rest heals.", "en")] == [Flaw.HALVED]


def test_tags_and_links_round_a_post_are_no_part_of_it():
    assert check("Massage helps people.\n\n#massage\nhttps://a.example 1/3", "en") == ()


def test_what_has_no_verb_is_no_sentence_for_a_link_or_a_tag_behind_it():
    for text in ("Thursday, February 23 https://a.example/b", "Back pain #massage", "Back pain 🌿"):
        assert [found.flaw for found in check(text, "en")] == [Flaw.FRAGMENT]


def test_a_language_that_nobody_wrote_down_is_looked_at_by_its_signs_alone():
    assert [found.flaw for found in check("goes on from before. It is so.", "xx")] == [Flaw.GOES_ON]
    assert check("It is so.", None) == ()


def test_a_last_name_is_found_whose_first_name_the_article_has(written):
    article = written("Katie Brooke says that massage helps. Brooke knows.")
    (found,) = check("According to Brooke, massage helps.", "en", source_of(article))
    assert (found.flaw, found.hint) == (Flaw.SURNAME, "Katie Brooke")
    assert check("According to Katie Brooke, massage helps. Brooke knows.", "en", source_of(article)) == ()


def test_what_ends_the_sentence_before_a_heading_or_a_title_is_no_first_name(written):
    text = "“It fades,” says Dr. Helen Marsh, who lives in Leeds. Marsh swims. Dr. Marsh said so."
    source = source_of(written(text, "# Leeds", "Marsh left it.", language="en"))
    (found,) = check("Marsh advises a warm drink.", "en", source)
    assert found.hint == "Helen Marsh"


def test_a_number_is_no_first_name(written):
    text = "Herr Winter sagt, dass es kalt war. Winter mag das. Zwei Winter später haben wir Zahlen."
    source = source_of(written(text, language="de"))
    assert "winter" in source.names.people
    assert check("Im ersten Jahr brauchte Winter mehr Strom.", "de", source) == ()


def test_every_finding_is_one_sentence_that_quotes_the_passage():
    for text, *_ in FLAWED:
        for found in check(text, "en"):
            words = said(found, text)
            assert words.endswith(".")
            assert "{" not in words
    assert all(why(reason) for reason in Why)


def test_the_posts_of_the_cutter_have_no_flaw_that_it_could_have_avoided(written, brief):
    made = cut(
        written("Rest heals the body. However, it takes time.", "Sign up here.", "Yesterday, rest won."), brief(90)
    )
    flaws = {found.flaw for post in made.posts for found in review(post, made.article)}
    assert flaws <= {Flaw.STALE}


def test_what_a_heading_explains_that_the_post_begins_with_is_not_missed(written, brief):
    made = cut(written("# Circling your shoulders", "This exercise helps at the desk."), brief(120))
    (post,) = made.posts
    assert post.said == "Circling your shoulders: This exercise helps at the desk."
    assert review(post, made.article) == ()
