"""A time zone is found by its IANA name; for another name the nearest is told."""

import pytest

from campaign.planning import zones


def test_a_zone_is_found_by_its_name():
    assert zones.named("Europe/London").key == "Europe/London"


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("London", "Europe/London"),
        ("Europe/Lodnon", "Europe/London"),
        ("New York", "America/New_York"),
        ("america/new york", "America/New_York"),
        ("Singapur", "Asia/Singapore"),
    ],
)
def test_the_nearest_name_is_told(typed, nearest):
    with pytest.raises(zones.ZoneError) as refused:
        zones.named(typed)
    assert str(refused.value) == f'There is no time zone "{typed}": did you mean "{nearest}"?'


@pytest.mark.parametrize(
    "typed", ["", "Narnia", "../etc/passwd", "/etc/passwd", "\0", "GMT+2", "x" * 300, "localtime", "Factory"]
)
def test_where_no_name_is_near_an_example_is_given(typed):
    """GMT+2 is near Etc/GMT+2, which is two hours west of Greenwich: the opposite of what is meant.

    The last two are files beside the zones that name no place.
    """
    with pytest.raises(zones.ZoneError, match='write a name such as "Europe/London"'):
        zones.named(typed)
