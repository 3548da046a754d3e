"""The key of a post on Bluesky: made from the delivery's key, never drawn."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.platforms.tid import instant, tid

# https://atproto.com/specs/tid
FORM = r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}"
DUE = datetime(2026, 11, 23, 9, tzinfo=UTC)

keys = st.uuids(version=None).map(str)
times = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))


@given(keys, times)
def test_every_key_at_every_time_makes_a_valid_tid(key, at):
    assert re.fullmatch(FORM, tid(key, at))


@given(keys, times)
def test_the_same_key_at_the_same_time_makes_the_same_tid(key, at):
    assert tid(key, at) == tid(key, at)


@given(keys, times)
def test_a_tid_bears_its_time_to_about_a_second(key, at):
    assert abs(instant(tid(key, at)) - at) < timedelta(microseconds=2**20)


@given(keys, keys, times, st.integers(2, 10**6))
def test_tids_sort_by_time(one, other, at, seconds):
    assert tid(one, at) < tid(other, at + timedelta(seconds=seconds + 1))


def test_ten_thousand_posts_of_one_second_have_ten_thousand_keys():
    assert len({tid(f"post {number}", DUE) for number in range(10_000)}) == 10_000


def test_a_time_in_another_zone_is_the_same_time():
    assert tid("post", DUE) == tid("post", datetime.fromisoformat("2026-11-23T04:00:00-05:00"))


def test_a_tid_is_the_same_in_every_version_of_this_program():
    # Deliveries that are in doubt when the program is upgraded are sent again under the key that they had.
    assert tid("01936e5c-6f2a-7cc1-9b1d-0a1b2c3d4e5f", DUE) == "3n2xrctnjvkvc"


def test_a_tid_of_another_writer_is_read():
    assert instant("3jzfcijpj2z2a") == datetime(2023, 6, 30, 15, 3, 1, 887007, tzinfo=UTC)


def test_the_first_tid_is_the_beginning_of_time():
    assert instant("2222222222222") == datetime(1970, 1, 1, tzinfo=UTC)


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(TypeError):
        tid("post", datetime(2026, 11, 23, 9))


@pytest.mark.parametrize(
    "wrong", ["", "self", "3jzfcijpj2z2", "3jzfcijpj2z2aa", "3JZFCIJPJ2Z2A", "zzzzzzzzzzzzz", "3jzfcijpj2z2\n"]
)
def test_what_is_no_tid_is_refused(wrong):
    with pytest.raises(ValueError, match="no TID"):
        instant(wrong)
