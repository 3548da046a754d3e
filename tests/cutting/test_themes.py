"""What the title names is said before a post that takes it for known, unless the campaign's hashtag says it."""

import pytest

from posts.cut import cut, replay

TITLE = "Root Canal Treatment: Your Questions Answered"
NAMES = (
    "A root canal treatment saves teeth. Every root canal treatment ends well. Most root canal treatments take an hour."
)
TAKES = "We numb the tooth, and then check for some minutes that it is really numb."


def bodies(made):
    assert all(replay(made.article.text, post.spans, post.edits) == post.body for post in made.posts)
    return [post.body for post in made.posts]


@pytest.fixture
def article(written):
    """What a section says, its heading and title → Article."""

    def made(said, heading="What happens to it?", title=TITLE):
        return written(NAMES, f"# {heading}", said, title=title)

    return made


@pytest.mark.parametrize(
    "said",
    [TAKES, "The tooth is opened from above with a drill.", "If the pain goes on for long, you should call us again."],
)
def test_a_post_that_takes_its_matter_for_known_is_said_with_it(article, brief, said):
    assert bodies(cut(article(said), brief(140)))[-1] == f"Root Canal Treatment: {said}"


@pytest.mark.parametrize(
    "said",
    [
        "Most people need a day of rest after all work in the mouth.",  # true of itself
        "Any root is opened from above with a very small drill.",  # names it
        "I was told that the pain would go away, and so it did, I swear.",  # a story
        "The city of Leeds has more dentists than any other in England.",  # names something
    ],
)
def test_any_other_is_said_alone(article, brief, said):
    assert bodies(cut(article(said), brief(140)))[-1] == said


def test_no_campaign_says_again_what_its_hashtag_says(article, brief):
    assert bodies(cut(article(TAKES), brief(140, "#RootCanals")))[-1] == TAKES
    assert bodies(cut(article(TAKES), brief(140, "#Dentists")))[-1].startswith("Root Canal Treatment: ")


def test_before_a_label_it_stands_with_a_dash(article, brief):
    said = "This is a powder that you mix with water for the whole of a day."
    assert bodies(cut(article(said, "Your preparation"), brief(140)))[-1] == (
        f"Root Canal Treatment – Your preparation: {said}"
    )


def test_where_there_is_no_room_for_it_it_is_not_said(article, brief):
    assert bodies(cut(article(TAKES), brief(80)))[-1] == TAKES


@pytest.mark.parametrize(
    ("title", "theme"),
    [
        ("What to know of a root canal treatment", "Root canal treatment"),
        ("Having a root canal", "Having a root canal"),
        ("Your root canal treatment questions", "Root canal treatment"),
        ("On a root canal", "Root canal"),
        ("Good news of root canals in treatment", "Root canals in treatment"),
        ("Old wisdom of a root", None),  # one word, and it says little
        ("A story of my own", None),  # the article hardly speaks of it
        ("3 root canals", "Root canals"),
    ],
)
def test_the_theme_is_what_the_title_names_and_the_article_speaks_of(article, brief, title, theme):
    said = bodies(cut(article(TAKES, title=title), brief(140)))[-1]
    assert said == (f"{theme}: {TAKES}" if theme else TAKES)


def test_a_thread_says_no_theme(article, brief):
    made = cut(article(TAKES), brief(140, thread=True))
    assert not any(post.body.startswith("Root Canal Treatment: We") for post in made.posts)
