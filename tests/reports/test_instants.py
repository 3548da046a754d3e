"""Moments as numbers are told as moments are, on every clock, around every change of it."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import example, given
from hypothesis import strategies as st

from campaign.instants import Instants

ZONES = ("UTC", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "Africa/Monrovia", "America/St_Johns")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BEGIN, END = 0, (datetime(2200, 1, 1, tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)
AT = st.integers(BEGIN, END)
#: Just before and just after clocks change, in the middle of an hour of UTC too.
CHANGES = [
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 4, 4, 15, tzinfo=UTC),
    datetime(2026, 10, 3, 15, 30, tzinfo=UTC),
]
AROUND = [(moment - EPOCH) // timedelta(microseconds=1) + shift for moment in CHANGES for shift in (-1, 0, 1)]


@given(st.lists(st.none() | AT | st.sampled_from(AROUND), min_size=1), st.sampled_from(ZONES))
@example(AROUND, "Australia/Lord_Howe")
@example(AROUND, "Europe/Berlin")
def test_numbers_are_told_as_their_moments_are(at, zone):
    column = Instants(at, [zone] * len(at))
    moments = list(column)
    assert len(moments) == len(column)
    assert column.iso() == [moment.isoformat() if moment else "" for moment in moments]
    assert [moment and moment.astimezone(UTC) for moment in moments] == [
        None if one is None else EPOCH + timedelta(microseconds=one) for one in at
    ]
    for moment, told in zip(moments, column.clocks(), strict=True):
        assert (moment is None) == (told is None)
        if told:
            number, (ahead, offset) = told
            assert moment.utcoffset() == timedelta(microseconds=ahead)
            assert EPOCH + timedelta(microseconds=number) == moment.astimezone(UTC)
            assert offset == EPOCH.replace(tzinfo=timezone(moment.utcoffset())).isoformat()[19:]
