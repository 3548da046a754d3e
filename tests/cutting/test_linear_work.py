"""A text that is twice as long takes twice the work, whatever word it repeats; work is counted, not timed."""

import sys

import pytest

from posts.compose import Frame
from posts.cut import Brief, cut
from posts.cut.pattern import Pattern
from posts.errors import CutError
from posts.measure import LIMITS

BRIEF = Brief(Frame(LIMITS["x"]))
#: How often a text has its words.
TIMES = 1_000
#: Twice the work, and a little for what is looked up only once.
MOST = 2.4


@pytest.fixture
def work(written, monkeypatch):
    """A text → how much work it is to cut it: Python's calls, and the signs that expressions are given to look at."""
    seen, calls = [], []
    within = Pattern.within

    def counted(self, text):
        seen.append(len(text))
        return within(self, text)

    def done(text):
        article = written(text)
        seen.clear()
        calls.clear()
        sys.setprofile(lambda _frame, event, _what: calls.append(1) if event == "call" else None)
        try:
            cut(article, BRIEF)
        except CutError:
            pass
        finally:
            sys.setprofile(None)
        return len(calls) + sum(seen)

    monkeypatch.setattr(Pattern, "within", counted)
    return done


@pytest.mark.parametrize(
    "words",
    [
        "But ",
        "And, ",
        "However, ",
        "As such ",
        "As it were, ",
        "(about) ",
        "(see this) ",
        '"It is," ',
        "An. ",
        "Is it so? ",
        "this 5 ",
        "项目",
    ],
)
def test_twice_as_long_a_text_is_twice_the_work(work, words):
    once = work(words * TIMES)
    assert work(words * 2 * TIMES) < MOST * once
