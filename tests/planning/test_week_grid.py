"""The grid of a week and the texts that say it are the same thing."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.planning import times, week
from campaign.planning.week import Week

CLOCKS = st.builds(time, st.integers(0, 23), st.integers(0, 59))
WEEKS = st.lists(st.sets(CLOCKS, max_size=4), min_size=7, max_size=7).map(week.of_days)
TEXTS = st.lists(
    st.builds(
        lambda days, clocks: str(times.WeeklyTimes(None, frozenset(days), tuple(sorted(clocks)))),
        st.sets(st.integers(0, 6), min_size=1),
        st.sets(CLOCKS, min_size=1, max_size=4),
    ),
    max_size=4,
)


def meant(texts):
    """Every weekday with every time that the texts name."""
    return {(day, at) for one in map(times.parse, texts) for day in one.weekdays for at in one.times}


@given(WEEKS)
def test_a_week_that_is_written_down_is_read_back(one):
    assert week.of_texts(week.texts(one)) == one


@given(TEXTS)
def test_texts_keep_their_meaning_by_way_of_the_grid(texts):
    assert meant(week.texts(week.of_texts(texts))) == meant(texts)


@given(WEEKS)
def test_days_that_have_the_same_times_share_a_text(one):
    assert len(week.texts(one)) == len({day for day in one.days if day})


def test_the_text_is_the_one_a_marketer_types():
    assert week.texts(week.of_texts(["mon-fri 9am,17:30"])) == ("mon-fri 09:00,17:30",)
    assert week.texts(week.of_texts(["mon-fri 09:00", "sat 11:00"])) == ("mon-fri 09:00", "sat 11:00")
    assert week.texts(Week()) == ()
    assert not Week()


@pytest.mark.parametrize("days", [(), ((),) * 6, (((time(9), time(8))),) * 7, ((time(9), time(9)),) * 7])
def test_what_is_no_week_is_refused(days):
    with pytest.raises(ValueError, match="no week"):
        Week(days)
