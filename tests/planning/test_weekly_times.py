"""Weekly times are read as a marketer types them, and written back in one canonical way."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.planning.times import TimesError, WeeklyTimes, of_account, parse

READ = [
    ("mon-fri 09:00,17:30", "mon-fri 09:00,17:30"),
    ("mon,wed 9:00", "mon,wed 09:00"),
    ("daily 12:00", "daily 12:00"),
    ("every day 12:00", "daily 12:00"),
    ("mon-sun 12:00", "daily 12:00"),
    ("sun-sat 12:00", "daily 12:00"),
    ("weekends 10:00", "sat,sun 10:00"),
    ("weekdays 10:00", "mon-fri 10:00"),
    ("sat-mon 08:30", "sat-mon 08:30"),
    ("fri-fri 08:30", "fri 08:30"),
    ("Sun, Sat, Monday 08:30", "sat-mon 08:30"),
    ("mon-wed,sat 08:30", "mon-wed,sat 08:30"),
    ("sun,mon 08:30", "mon,sun 08:30"),
    ("Tuesdays, thurs 8:30", "tue,thu 08:30"),
    ("mo-fr 8:30", "mon-fri 08:30"),
    ("mon - fri 9:00 , 17:30", "mon-fri 09:00,17:30"),
    ("mon–fri 9.00", "mon-fri 09:00"),  # an en dash, as word processors write it
    ("mon 17:30 09:00, 17:30", "mon 09:00,17:30"),
    ("mon 9am,12am,12pm,12:30 PM,9:15 p.m.", "mon 00:00,09:00,12:00,12:30,21:15"),
    ("clinic=mon-fri 09:00", "clinic=mon-fri 09:00"),
    (" The Clinic = mon 09:00", "The Clinic=mon 09:00"),
    ("a=b=mon 09:00", "a=b=mon 09:00"),
]


@pytest.mark.parametrize(("typed", "canonical"), READ)
def test_what_a_marketer_types_is_understood(typed, canonical):
    assert str(parse(typed)) == canonical


REFUSED = [
    ("", '""'),
    ("mon-fri", '"mon-fri" names no time'),
    ("09:00", 'write for example "daily 09:00"'),
    ("mon-fry 09:00", '"fry"'),
    ("m 09:00", '"m"'),
    ("mon- 09:00", '"mon-"'),
    ("-fri 09:00", '"-fri"'),
    ("mon,,fri 09:00", '","'),
    ("mon fri 09:00", '"mon fri"'),
    ("mon 25:00", '"25:00"'),
    ("mon 24:00", '"24:00"'),
    ("mon 09:60", '"09:60"'),
    ("mon 9", '"9"'),
    ("mon 0900", '"0900"'),
    ("mon 09:00:30", '"09:00:30"'),
    ("mon 13pm", '"13pm"'),
    ("mon 0am", '"0am"'),
    ("mon 09:00,", '"09:00,"'),
    ("mon 09:00 and 10:00", '"09:00 and"'),
    ("mon ٠٩:٠٠", '"٠٩:٠٠"'),
    ("=mon 09:00", "no account"),
]


@pytest.mark.parametrize(("typed", "shown"), REFUSED)
def test_what_is_not_understood_is_shown_in_one_sentence_with_what_to_write(typed, shown):
    with pytest.raises(TimesError) as refused:
        parse(typed)
    sentence = str(refused.value)
    assert shown in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "write" in sentence or "leave" in sentence


@given(st.text(alphabet="monfrisat-, =:.0123459apm\n–\x00é", max_size=30))
def test_any_text_is_either_times_or_a_times_error(typed):
    try:
        weekly = parse(typed)
    except TimesError:
        return
    assert parse(str(weekly)) == weekly


@given(
    st.builds(
        WeeklyTimes,
        account=st.none() | st.text(min_size=1, max_size=8).filter(lambda name: name == name.strip()),
        weekdays=st.frozensets(st.integers(0, 6), min_size=1),
        times=st.sets(st.builds(time, st.integers(0, 23), st.integers(0, 59)), min_size=1, max_size=4).map(
            lambda times: tuple(sorted(times))
        ),
    )
)
def test_writing_and_reading_back_gives_the_same_times(weekly):
    assert parse(str(weekly)) == weekly


@pytest.mark.parametrize(
    ("weekdays", "times"), [(frozenset(), (time(9),)), (frozenset({0}), ()), (frozenset({7}), (time(9),))]
)
def test_times_that_never_come_cannot_be_made(weekdays, times):
    with pytest.raises(TimesError):
        WeeklyTimes(None, weekdays, times)


def test_an_account_with_times_of_its_own_keeps_to_those():
    everyone, clinic = parse("daily 09:00"), parse("clinic=mon 10:00")
    assert of_account("clinic", [everyone, clinic]) == (clinic,)
    assert of_account("practice", iter([everyone, clinic])) == (everyone,)
    assert of_account("practice", [clinic]) == ()
