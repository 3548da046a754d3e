"""Which posts are taken, and in which order."""

import pytest

from posts.cut import Why, cut
from posts.cut.choice import is_delicate
from posts.cut.cues import cues

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


def test_of_a_few_posts_each_says_something_else(written, brief):
    title = "Massage therapy for pain and sciatica"
    alike = [
        f"Massage therapy helps {who} with pain from sciatica." for who in ("young people", "old women", "tall men")
    ]
    other = "Good massage, good exercise and rest: sciatica fades so."
    few = cut(written(*alike, other, title=title), brief(60, max_posts=2))
    assert sum(post.body in alike for post in few.posts) == 1


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


def test_elsewhere_the_articles_order_is_kept(written, brief):
    text = [
        "Our new app can help teams.",
        "It helps teams to plan their week.",
        "Do not forget to save your work.",
        REST,
    ]
    ends = [post.spans[-1] for post in cut(written(*text), brief(60)).posts]
    assert ends == sorted(ends)


def test_an_article_is_delicate_by_how_much_it_says_of_health_money_or_law():
    assert is_delicate(" ".join(CLAIMS), cues("en"))
    assert not is_delicate(REST * 20, cues("en"))
    assert not is_delicate(" ".join(CLAIMS), cues("xx"))
