"""A plan says what is notable about it, and nothing else."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from campaign.planning.plan import Unplanned
from campaign.planning.slots import resolve
from campaign.planning.words import notable, shortfall


@pytest.mark.parametrize(
    ("wall", "zone", "said"),
    [
        (datetime(2026, 3, 29, 9), "Europe/London", None),
        (
            datetime(2026, 3, 29, 1, 30),
            "Europe/London",
            "01:30 on 29 March does not exist in Europe/London: it goes out at 02:30",
        ),
        (
            datetime(2026, 3, 28, 23, 30),
            "America/Nuuk",
            "23:30 on 28 March does not exist in America/Nuuk: it goes out at 00:30 on 29 March",
        ),
        (
            datetime(2026, 10, 25, 1, 30),
            "Europe/London",
            "01:30 on 25 October comes twice in Europe/London: it goes out the first time",
        ),
    ],
)
def test_what_clocks_did_to_a_chosen_time_is_said_in_one_sentence(wall, zone, said):
    assert notable(resolve(wall, ZoneInfo(zone))) == said


def test_posts_without_a_slot_are_counted_for_each_account():
    assert shortfall([Unplanned(2, "clinic"), Unplanned(3, "clinic"), Unplanned(3, "x")]) == [
        "2 posts for clinic found no free time before the campaign ends: give it more times or a later end",
        "1 post for x found no free time before the campaign ends: give it more times or a later end",
    ]


def test_a_plan_that_holds_everything_has_no_shortfall():
    assert shortfall([]) == []
