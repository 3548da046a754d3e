"""What holds of every post, over texts in many scripts that nobody would write: a slice here, 100,000 as torture."""

import pytest

from posts.compose import compose, holds
from posts.cut import cut, replay
from posts.errors import CutError
from posts.measure import fits
from tests.cutting.fuzzed import fuzzed

SLICE, MANY, AT_ONCE = 400, 100_000, 5_000


def posts_of(number):
    """How many posts this number's article makes, after each was found to fit and to say what its spans say."""
    article, brief = fuzzed(number)
    try:
        posts = cut(article, brief).posts
    except CutError:
        return 0
    for at, post in enumerate(posts, 1):
        assert post.thread == ((at, len(posts)) if brief.thread else None)
        assert holds(brief.frame, post.body, post.thread)
        assert fits(compose(brief.frame, post.body, post.thread), brief.frame.limits)
        assert replay(article.text, post.spans, post.edits) == post.body
        assert post.body.strip() == post.body != ""
    return len(posts)


def check(numbers):
    made = []
    for number in numbers:
        try:
            made.append(posts_of(number))
        except Exception as error:
            error.add_note(f"It is article {number}: fuzzed({number}).")
            raise
    # Else nothing was proven.
    assert sum(made) > len(made)
    assert max(made) > 9


def test_every_post_fits_and_replays_whatever_the_text_the_script_and_the_limits():
    check(range(SLICE))


@pytest.mark.torture
@pytest.mark.parametrize("first", range(0, MANY, AT_ONCE))
def test_every_post_fits_and_replays_in_a_hundred_thousand_texts(first):
    check(range(first, first + AT_ONCE))
