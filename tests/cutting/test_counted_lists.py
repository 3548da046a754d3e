"""A list whose introduction says how many items it has: a post with fewer of them would say less than it announces."""

import pytest

from posts.cut import cut, replay
from posts.cut.cues import cues

LEAD = "Anna found two things that keep people awake in the night:"
ITEMS = ["- the light of a street lamp in front of the window", "- the noise of cars"]
SAID = f"{LEAD}\n– the light of a street lamp in front of the window\n– the noise of cars"


def bodies(made):
    return [post.body for post in made.posts]


@pytest.mark.parametrize("counts", ["two", "2"])
def test_all_items_are_said_where_they_are_counted(written, brief, counts):
    lead = LEAD.replace("two", counts)
    assert bodies(cut(written(lead, *ITEMS), brief(150))) == [SAID.replace(LEAD, lead)]


def test_where_they_do_not_fit_none_is_said(written, brief):
    assert bodies(cut(written("Rest helps the body to heal in the night.", LEAD, *ITEMS), brief(125))) == [
        "Rest helps the body to heal in the night."
    ]


def test_where_nothing_is_counted_a_post_may_say_some(written, brief):
    lead = LEAD.replace("two things", "the things")
    assert len(bodies(cut(written(lead, *ITEMS), brief(125)))) == 2


def test_a_year_counts_nothing(written, brief):
    lead = LEAD.replace("two things", "in 2019 the things")
    assert len(bodies(cut(written(lead, *ITEMS), brief(130)))) == 2


def test_items_that_are_sentences_are_said_without_it(written, brief):
    items = ["- The light of a lamp is a nuisance in the night.", "- The noise of cars is a nuisance in the morning."]
    assert bodies(cut(written(LEAD, *items), brief(70))) == [item[2:] for item in items]


def test_they_are_counted_in_other_languages_too(written, brief):
    lead = "Anna fand zwei Dinge, die viele Menschen nachts wach halten:"
    items = ["- das Licht einer Lampe vor dem Fenster im ersten Stock", "- der Lärm der Autos"]
    assert bodies(cut(written("Schlaf heilt den Körper und den Geist.", lead, *items, language="de"), brief(120))) == [
        "Schlaf heilt den Körper und den Geist."
    ]


WHOLE = ["- The light of a lamp is a nuisance in the night.", "- The noise of cars is a nuisance in the morning."]


@pytest.mark.parametrize("lead", ["Here are the rules for a good night in a town.", "The main reasons are:"])
def test_what_announces_all_of_a_list_is_said_with_all_of_it_or_not_at_all(written, brief, lead):
    sleep = "Good sleep is the cheapest of all medicines that anybody has ever found for the body and for the mind."
    article = written(f"{sleep} {lead}", *WHOLE)
    assert lead not in str(bodies(cut(article, brief(120))))
    assert lead in str(bodies(cut(article, brief(300))))


@pytest.mark.parametrize(
    ("language", "lead"),
    [
        ("de", "Hier sind die Regeln für eine gute Nacht:"),
        ("fr", "Voici les règles pour une bonne nuit :"),
        ("es", "Estas son las reglas para una buena noche:"),
        ("pt", "Aqui estão as regras para uma boa noite:"),
        ("it", "Ecco le regole per una buona notte:"),
        ("nl", "Hier zijn de regels voor een goede nacht:"),
    ],
)
def test_so_it_is_announced_in_other_languages(language, lead):
    assert cues(language).all_of.search(lead)


ROW = "First, the light of a lamp keeps many people awake. Second, the cars are loud. Finally, some of the neighbours snore."


def test_a_row_of_sentences_that_is_counted_is_said_as_a_whole(written, brief):
    article = written(f"People gave three reasons for bad nights. {ROW}")
    assert bodies(cut(article, brief(200))) == [f"People gave three reasons for bad nights. {ROW}"]
    assert bodies(cut(article, brief(130)))[0].startswith("The light of a lamp")


def test_where_no_row_is_counted_its_introduction_may_come_with_some_of_it(written, brief):
    article = written(f"People gave reasons for bad nights. {ROW}")
    assert bodies(cut(article, brief(130)))[0].startswith("People gave reasons for bad nights. First, ")


RULES = [f"- a {thing} that stays as it is each night of the year" for thing in ("bed", "lamp", "book", "bath", "walk")]


@pytest.mark.parametrize("counts", ["five", "5"])
def test_of_a_long_counted_list_a_post_says_that_there_is_more(written, brief, counts):
    lead = f"Anna has {counts} rules for a good night:"
    article = written(lead, *RULES)
    made = cut(article, brief(160))
    assert all(replay(article.text, post.spans, post.edits) == post.body for post in made.posts)
    rules = [rule.replace("-", "–") for rule in RULES]
    assert bodies(made) == [
        "\n".join([lead, *rules[:2], "– …"]),
        "\n".join([lead, "– …", *rules[2:4], "– …"]),
        "\n".join([lead, "– …", rules[4]]),
    ]


PICTURE = "! The house in the winter"


@pytest.mark.parametrize("at", [0, 3])
def test_what_stands_between_items_is_no_item_that_a_post_leaves_out(written, brief, at):
    lead = "Anna has five rules for a good night:"
    pictured = written(lead, *RULES[:at], PICTURE, *RULES[at:])
    assert bodies(cut(pictured, brief(160))) == bodies(cut(written(lead, *RULES), brief(160)))


def test_of_a_long_list_that_is_not_counted_a_post_says_some_items_alone(written, brief):
    assert "…" not in str(bodies(cut(written("Anna has rules for a good night:", *RULES), brief(160))))


def test_a_long_counted_list_that_fits_is_said_without_such_a_sign(written, brief):
    assert "…" not in str(bodies(cut(written("Anna has five rules for a good night:", *RULES), brief(500))))
