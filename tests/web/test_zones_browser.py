"""The zone that a new campaign begins with, in a browser whose clock is Tokyo's."""

from dataclasses import replace

import pytest

from tests.web.conftest import copied


@pytest.fixture(params=["UTC", "Europe/London"])
def zone(request):
    """The zone of new campaigns that the settings have: nobody's, or one that somebody chose."""
    return request.param


@pytest.fixture
def app(prepared, tmp_path, zone):
    with copied(prepared, tmp_path) as opened:
        defaults = opened.config.defaults.model_copy(update={"timezone": zone})
        yield replace(opened, config=opened.config.model_copy(update={"defaults": defaults}))


@pytest.mark.parametrize("path", ["/campaigns/new", "/welcome"])
def test_a_new_campaign_keeps_the_hours_of_whoever_makes_it_where_nobody_chose_a_zone(opened, zone, path):
    page = opened(timezone_id="Asia/Tokyo")
    page.goto(path)
    wanted = {"UTC": "Asia/Tokyo"}.get(zone, zone)
    assert page.locator("input[name=timezone]").input_value() == wanted
    assert set(page.locator("form legend .zone").all_inner_texts()) <= {wanted}
