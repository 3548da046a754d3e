"""What keeps a post from going out well, told from values alone."""

from datetime import UTC, datetime, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given

from campaign import preflight
from campaign.states import State
from campaign.store.values import Account, Repetition
from posts.hashtags import has
from posts.measure import LIMITS, fits

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


def said(at, key=2):
    return Repetition(1, key, State.PUBLISHED, at)


@pytest.mark.parametrize(
    ("text", "platform", "code"),
    [
        ("Rest helps. #RestHelps", "x", None),
        ("Rest helps. #resthelps", "bluesky", None),
        ("Rest helps.", "x", "tag_lost"),
        ("Rest helps. #RestHelpsMore", "x", "tag_lost"),
        ("Rest helps.#RestHelps", "bluesky", "tag_lost"),
        ("Rest helps.#RestHelps", "x", None),
        ("z" * 270 + " #RestHelps", "x", "too_long"),
        ("z" * 270 + " #RestHelps", "bluesky", None),
    ],
)
def test_a_text_must_fit_and_say_the_tag_as_its_platform_reads_it(text, platform, code):
    found = preflight.of_text(text, "#RestHelps", LIMITS[platform])
    assert (found.code if found else None) == code


@given(st.text(max_size=400), st.sampled_from(sorted(LIMITS)))
def test_a_text_passes_where_it_fits_and_says_the_tag_and_nowhere_else(text, platform):
    limits = LIMITS[platform]
    passes = fits(text, limits) and has(text, "#RestHelps", limits.platform)
    assert (preflight.of_text(text, "#RestHelps", limits) is None) is passes


@given(instants, st.lists(instants, max_size=5), st.timedeltas(timedelta(0), timedelta(days=60)))
def test_a_text_is_a_repetition_where_the_same_is_said_nearer_than_allowed(at, times, within):
    found = preflight.of_repetitions(at, [said(one, key) for key, one in enumerate(times)], within)
    assert (found is not None) is any(abs(one - at) < within for one in times)
    if found:
        nearest = min(times, key=lambda one: abs(one - at))
        assert abs(times[int(found.values["delivery"])] - at) == abs(nearest - at)


@given(instants, st.lists(instants, max_size=5))
def test_with_no_least_time_an_account_may_say_the_same_as_often_as_it_likes(at, times):
    assert preflight.of_repetitions(at, [said(one) for one in [*times, at]], timedelta(0)) is None


@pytest.mark.parametrize(
    ("state", "trouble", "code"),
    [
        ("active", None, None),
        ("paused", None, "account_is_paused"),
        ("held", None, "account_is_held"),
        ("active", "there is no key", "account_unusable"),
    ],
)
def test_an_account_must_be_able_to_speak(state, trouble, code):
    account = Account(1, "u", "clinic", "x", None, {}, None, state, None, NOW, 0)
    found = preflight.of_account(account, trouble)
    assert (found.code if found else None) == code
