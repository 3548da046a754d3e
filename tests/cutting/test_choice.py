"""Which posts are taken, and in which order."""

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from posts.cut import Why, cut
from posts.cut.choice import is_delicate
from posts.cut.cues import cues
from posts.cut.tokens import tokens

REST = "Rest helps the body to heal after a long day of work."
WATER = "Water keeps the muscles supple and the mind awake."
SLEEP = "Sleep is when the brain sorts what the day has brought."


def bodies(made):
    return [post.body for post in made.posts]


def test_nearly_the_same_is_said_once(written, brief):
    made = cut(written(REST, WATER, "Rest helps the whole body to heal after a long day of work."), brief(80))
    assert len(made.posts) == 2
    assert [part.reason for part in made.left_out] == [Why.REPEATS]


def test_what_gives_another_figure_is_something_else(written, brief):
    made = cut(written(*(f"In a study of sleep, {n} of ten people woke up well." for n in (3, 5, 7))), brief(60))
    assert len(made.posts) == 3


def test_a_thread_repeats_what_its_article_repeats(written, brief):
    assert len(cut(written(REST, REST), brief(70, thread=True)).posts) == 2


def test_what_denies_asks_or_counts_otherwise_is_never_a_repeat(written, brief):
    texts = [
        "Vaccines cause autism in children.",
        "Vaccines never cause autism in children.",
        "We know. Do vaccines cause autism in children?",
        "Three of the children were vaccinated.",
        "Nine of the children were vaccinated.",
    ]
    assert len(cut(written(*texts), brief(50)).posts) == len(texts)


def test_a_few_posts_of_the_first_article_say_less_of_the_same_than_the_weightiest_would(written, brief):
    raw = (Path(__file__).parents[2] / "articles" / "massage-therapy-for-sciatica.txt").read_text(encoding="utf-8")
    article = written(raw[raw.index("Sciatica, a condition") : raw.index("Leave a Reply")].strip(), title="Massage")
    weightiest = sorted(cut(article, brief("x")).posts, key=lambda post: -post.score)[:6]
    varied = cut(article, brief("x", max_posts=6)).posts
    assert shared(varied) < shared(weightiest)


def shared(posts):
    """How much any two of these posts say alike, on average."""
    words = [set(post.body.lower().split()) for post in posts]
    pairs = [len(one & other) / min(len(one), len(other)) for one, other in combinations(words, 2)]
    return sum(pairs) / len(pairs)


def test_one_post_a_section(written, brief):
    made = cut(written("# One", REST, WATER, "# Two", SLEEP), brief(60, per_section=True))
    assert len(made.posts) == 2
    assert bodies(made)[1] == SLEEP


def test_the_weightiest_comes_first_where_that_is_asked_for(written, brief):
    article = written(WATER, SLEEP, "Rest and sleep help the body and the mind to heal.", title="Rest and sleep heal")
    made = cut(article, brief(60, ranked=True))
    assert [post.score for post in made.posts] == sorted((post.score for post in made.posts), reverse=True)
    assert bodies(made)[0] != WATER


# Caveats

CLAIMS = [
    f"Massage therapy can help to relieve {pain} pain in patients."
    for pain in ("back", "neck", "chronic leg", "sharp shoulder", "sciatic", "muscle", "knee and hip", "nerve")
]
CAVEATS = [
    "Massage is not a cure for any disease, doctors say.",
    "Talk to your doctor before any new treatment begins.",
]


@pytest.mark.parametrize("asked", [{}, {"ranked": True}, {"max_posts": 6}])
def test_where_health_is_at_stake_a_caveat_comes_with_every_few_claims(written, brief, asked):
    made = cut(written(*CLAIMS, *CAVEATS, title="Massage relieves pain"), brief(70, **asked))
    cautious = [any(word in body for word in ("not a cure", "your doctor")) for body in bodies(made)]
    assert any(cautious)
    longest = max(len(run) for run in "".join("c" if one else "x" for one in cautious).split("c"))
    assert longest <= 4 or sum(cautious) == len(CAVEATS)


def test_caveats_at_the_articles_beginning_are_spread_among_its_claims(written, brief):
    made = cut(written(*CAVEATS, *CLAIMS, title="Massage relieves pain"), brief(70))
    assert [bodies(made).index(caveat) for caveat in CAVEATS] == [0, 5]


def test_one_post_a_section_has_a_caveat_for_every_few_claims_too(written, brief):
    sections = [part for claim in CLAIMS for part in (f"# Part {claim}", claim)]
    sections[2:2], sections[8:8] = CAVEATS[:1], CAVEATS[1:]
    made = cut(written(*sections, title="Massage relieves pain"), brief(70, per_section=True))
    assert len(made.posts) == len(CLAIMS)
    assert any(caveat in body for caveat in CAVEATS for body in bodies(made))


def test_elsewhere_the_articles_order_is_kept(written, brief):
    text = [
        "Our new app can help teams.",
        "It helps teams to plan their week.",
        "Do not forget to save your work.",
        REST,
    ]
    ends = [post.spans[-1] for post in cut(written(*text), brief(60)).posts]
    assert ends == sorted(ends)


@pytest.mark.parametrize(
    ("text", "language", "delicate"),
    [
        (" ".join(CLAIMS), "en", True),
        (REST * 20, "en", False),
        (" ".join(CLAIMS), "xx", False),
    ],
)
def test_an_article_is_delicate_by_how_much_it_says_of_health_money_or_law(text, language, delicate):
    assert is_delicate([tokens(text, cues(language))]) == delicate


def test_what_its_author_set_apart_is_said_however_brief_it_is_and_long_the_article(written, brief):
    facts = [f"Fact number {number} about rest is that it heals." for number in range(1, 61)]
    article = written(*facts)
    parted = replace(article, splits=tuple(block.start for block in article.blocks[1:]))
    assert [post.body for post in cut(parted, brief(280)).posts] == facts
    assert len(cut(article, brief(280)).posts) < 20
