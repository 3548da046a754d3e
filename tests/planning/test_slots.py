"""Slots are wall times: what clocks do is followed, told, and never loses or doubles a day."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.planning.slots import Slot, every, resolve, slots
from campaign.planning.times import parse
from campaign.planning.zones import ZoneError

START = datetime(2026, 3, 1, tzinfo=UTC)


def walls(found):
    return [f"{slot.wall:%a %d %b %H:%M}" for slot in found]


def instants(found):
    return [f"{slot.at:%d %H:%M}" for slot in found]


def test_slots_come_on_their_weekdays_in_order():
    times = [parse("mon,wed 17:30,09:00"), parse("tue 12:00")]
    found = slots(times, "Europe/London", START, date(2026, 3, 4))
    assert walls(found) == [
        "Mon 02 Mar 09:00",
        "Mon 02 Mar 17:30",
        "Tue 03 Mar 12:00",
        "Wed 04 Mar 09:00",
        "Wed 04 Mar 17:30",
    ]


def test_nine_o_clock_stays_nine_o_clock_when_clocks_change():
    found = list(slots([parse("daily 09:00")], "Europe/London", datetime(2026, 3, 28, tzinfo=UTC), date(2026, 3, 29)))
    assert instants(found) == ["28 09:00", "29 08:00"]
    assert [slot.note for slot in found] == [None, None]


def test_a_weekday_slot_after_the_change_is_not_lost():
    """APScheduler's CronTrigger gives Tue 10 March here: https://github.com/agronholm/apscheduler/issues/606."""
    found = slots([parse("mon-fri 00:30")], "America/New_York", datetime(2026, 3, 6, 6, tzinfo=UTC))
    assert walls(islice(found, 2)) == ["Mon 09 Mar 00:30", "Tue 10 Mar 00:30"]


def test_a_wall_time_that_does_not_exist_moves_by_the_gap_and_says_so():
    slot = resolve(datetime(2026, 3, 8, 2, 30), ZoneInfo("America/New_York"))
    assert slot.at.astimezone(ZoneInfo(slot.zone)).strftime("%H:%M") == "03:30"
    assert slot == Slot(
        datetime(2026, 3, 8, 7, 30, tzinfo=UTC), datetime(2026, 3, 8, 2, 30), "America/New_York", "moved"
    )


def test_a_wall_time_that_comes_twice_is_used_the_first_time_and_says_so():
    found = list(slots([parse("sun 01:30")], "Europe/London", datetime(2026, 10, 25, tzinfo=UTC), date(2026, 10, 25)))
    assert instants(found) == ["25 00:30"]
    assert found[0].note == "first_of_two"


def test_after_its_first_time_a_wall_time_does_not_come_again_on_that_day():
    between = datetime(2026, 10, 25, 1, 0, tzinfo=UTC)  # 01:00 in London, for the second time
    found = slots([parse("daily 01:30")], "Europe/London", between)
    assert walls(islice(found, 1)) == ["Mon 26 Oct 01:30"]


def test_a_moved_slot_that_meets_a_chosen_one_is_one_slot():
    found = list(
        slots([parse("daily 02:30,03:30")], "America/New_York", datetime(2026, 3, 8, 5, tzinfo=UTC), date(2026, 3, 8))
    )
    assert walls(found) == ["Sun 08 Mar 03:30"]
    assert found[0].note is None


def test_a_moved_slot_may_be_later_than_one_chosen_after_it():
    found = slots(
        [parse("daily 02:30,03:00")], "America/New_York", datetime(2026, 3, 8, 5, tzinfo=UTC), date(2026, 3, 8)
    )
    assert walls(found) == ["Sun 08 Mar 03:00", "Sun 08 Mar 02:30"]


def test_a_slot_that_moves_past_midnight_belongs_to_the_day_that_it_moves_to():
    """In Nuuk clocks jump from 23:00 on Saturday 28 March 2026 to midnight."""
    times, midnight = [parse("sat 23:30")], datetime(2026, 3, 29, 1, tzinfo=UTC)
    moved = next(slots(times, "America/Nuuk", midnight))
    assert (moved.at, moved.note) == (midnight + timedelta(minutes=30), "moved")
    assert walls(slots(times, "America/Nuuk", START, date(2026, 3, 28)))[-1] == "Sat 21 Mar 23:30"
    assert walls(slots(times, "America/Nuuk", START, date(2026, 3, 29)))[-1] == "Sat 28 Mar 23:30"


def test_a_day_that_a_country_skips_becomes_one_with_the_next():
    """Samoa had no 30 December 2011."""
    times, start = [parse("daily 09:00")], datetime(2011, 12, 29, 12, tzinfo=UTC)
    found = slots(times, "Pacific/Apia", start, date(2012, 1, 1))
    assert walls(found) == ["Thu 29 Dec 09:00", "Sat 31 Dec 09:00", "Sun 01 Jan 09:00"]


def test_a_slot_before_start_is_not_given_and_one_at_start_is():
    start = datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert walls(islice(slots([parse("daily 09:00")], "Europe/London", start), 1)) == ["Mon 02 Mar 09:00"]
    later = start + timedelta(microseconds=1)
    assert walls(islice(slots([parse("daily 09:00")], "Europe/London", later), 1)) == ["Tue 03 Mar 09:00"]


def test_start_may_be_in_any_zone():
    start = datetime(2026, 3, 2, 23, tzinfo=timezone(timedelta(hours=14)))  # 09:00 in London
    assert walls(islice(slots([parse("daily 09:00")], "Europe/London", start), 1)) == ["Mon 02 Mar 09:00"]


def test_a_date_as_the_end_is_the_last_day_in_the_zone():
    found = slots([parse("daily 00:00,23:59")], "Asia/Tokyo", START, date(2026, 3, 2))
    assert walls(found)[-2:] == ["Mon 02 Mar 00:00", "Mon 02 Mar 23:59"]


def test_an_instant_as_the_end_is_itself_excluded():
    until = datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert walls(slots([parse("daily 09:00")], "Europe/London", START, until)) == ["Sun 01 Mar 09:00"]


def test_an_end_before_the_start_gives_no_slot():
    assert list(slots([parse("daily 09:00")], "Europe/London", START, date(2025, 1, 1))) == []


def test_no_times_give_no_slot():
    assert list(slots([], "Europe/London", START)) == []


def test_times_that_are_said_twice_give_a_slot_once():
    found = slots([parse("mon 09:00"), parse("clinic=daily 09:00")], "Europe/London", START, date(2026, 3, 3))
    assert walls(found) == ["Sun 01 Mar 09:00", "Mon 02 Mar 09:00", "Tue 03 Mar 09:00"]


def test_an_unknown_zone_is_refused_before_the_first_slot():
    with pytest.raises(ZoneError, match="Europe/London"):
        slots([parse("daily 09:00")], "London", START)


def test_naive_instants_are_refused():
    naive = datetime(2026, 3, 1)
    times = [parse("daily 09:00")]
    for ask in (
        lambda: slots(times, "UTC", naive),
        lambda: slots(times, "UTC", START, naive),
        lambda: every(naive, timedelta(seconds=2)),
    ):
        with pytest.raises(ValueError, match="names no time zone"):
            ask()


WEEKLY = st.sampled_from(
    ["daily 00:00,00:30,02:30", "mon-fri 02:00,03:00", "sat-mon 01:30", "sun 02:30,03:30", "daily 23:30", "daily 09:00"]
)
ZONES = st.sampled_from(
    [
        "Europe/London",
        "America/New_York",
        "Africa/Cairo",
        "Australia/Lord_Howe",
        "Antarctica/Troll",
        "Pacific/Apia",
        "UTC",
    ]
)


@settings(deadline=None)
@given(
    st.lists(WEEKLY.map(parse), max_size=4),
    ZONES,
    st.datetimes(datetime(2011, 1, 1), datetime(2028, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC)),
)
def test_slots_ascend_and_none_is_before_the_start(times, zone, start):
    found = list(islice(slots(times, zone, start), 60))
    assert all(earlier.at < later.at for earlier, later in pairwise(found))
    assert all(slot.at >= start and slot.at.tzinfo is UTC for slot in found)
    assert len(found) == (60 if times else 0)


@settings(deadline=None)
@given(WEEKLY.map(parse), ZONES, st.integers(0, 900))
def test_slots_do_not_depend_on_where_one_begins_to_look(weekly, zone, hours):
    until = date(2026, 4, 20)
    begin = START + timedelta(hours=hours)
    whole = [slot for slot in slots([weekly], zone, START, until) if slot.at >= begin]
    assert list(slots([weekly], zone, begin, until)) == whole


def test_every_two_seconds_starts_at_once_and_is_even():
    found = list(islice(every(START, timedelta(seconds=2), zone="Europe/London"), 3))
    assert [slot.at - START for slot in found] == [timedelta(0), timedelta(seconds=2), timedelta(seconds=4)]
    assert found[1] == Slot(START + timedelta(seconds=2), datetime(2026, 3, 1, 0, 0, 2), "Europe/London")


def test_every_ends_where_it_is_told_to():
    assert len(list(every(START, timedelta(hours=6), until=date(2026, 3, 1)))) == 4


@pytest.mark.parametrize("step", [timedelta(0), timedelta(seconds=-1)])
def test_a_step_that_leads_nowhere_is_refused(step):
    with pytest.raises(ValueError, match="longer than nothing"):
        every(START, step)
