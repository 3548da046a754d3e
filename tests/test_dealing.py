"""The order of a run: no test is lost by it, and none that takes long begins late."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from tests.dealing import dealt


@dataclass(frozen=True)
class Item:
    """A test, as far as its order goes."""

    number: int
    long: bool

    def get_closest_marker(self, name):
        return name == "long" and self.long


@given(st.lists(st.booleans(), max_size=60), st.integers(1, 8))
def test_every_test_is_dealt_once(longs, processes):
    items = [Item(number, long) for number, long in enumerate(longs)]
    assert sorted(dealt(items, processes), key=lambda one: one.number) == items


def test_each_share_begins_with_its_part_of_the_long_ones_and_keeps_the_order_of_the_others():
    items = [Item(number, long=number >= 6) for number in range(10)]
    assert [one.number for one in dealt(items, 3)] == [6, 9, 0, 7, 1, 2, 8, 3, 4, 5]
