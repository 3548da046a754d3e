"""Numbers are the same however they are written, and others are not."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from posts.rewriting.numerals import numbers


def values(text, language="en"):
    return [one.value for one in numbers(text, language)]


@pytest.mark.parametrize(
    ("texts", "language"),
    [
        (["1,000", "1000", "1’000", "1\u202f000", "one thousand", "a thousand", "1 thousand", "１０００"], "en"),
        (["1.000", "1000", "1 000".replace(" ", "\u00a0")], "de"),
        (["2.5", "2.50", "2½".replace("2½", "2.5")], "en"),
        (["2,5", "2,50"], "fr"),
        (["25", "twenty-five", "Twenty five"], "en"),
        (["205", "two hundred and five"], "en"),
        (["3 million", "3,000,000", "three million"], "en"),
        (["12", "twelve", "a dozen"], "en"),
        (["3", "三", "３"], "ja"),
        (["10", "१०"], "hi"),
    ],
)
def test_a_number_is_the_same_however_it_is_written(texts, language):
    assert len({tuple(values(text, language)) for text in texts}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.000", "1,000"),
        ("3", "4"),
        ("3", "3.5"),
        ("2", "½"),
        ("ten", "twenty"),
        ("1 million", "1 billion"),
        ("1", "10"),
    ],
)
def test_numbers_that_differ_are_read_as_different(one, other):
    assert values(one) != values(other)


def test_a_text_without_numbers_has_none_and_words_that_hold_one_are_none():
    assert values("Someone often weighs the tone of it.") == []


@given(st.text(st.characters(codec="utf-8"), max_size=60), st.sampled_from(["en", "de", "ja", None]))
@example("\U0001d2c5 of them", "en")  # a number of Unicode 15, of which Python 3.11 knows nothing
def test_any_text_can_be_read_and_no_two_numbers_overlap(text, language):
    found = numbers(text, language)
    ends = [at for one in found for at in (one.start, one.end)]
    assert ends == sorted(ends)


@given(st.integers(0, 10**15))
def test_a_thousands_comma_changes_nothing(number):
    assert values(f"{number:,}") == values(str(number)) == [str(number)]
