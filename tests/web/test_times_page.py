"""A campaign's times: a grid that is filled, looked at and saved; without JavaScript."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from starlette.datastructures import FormData

from campaign.desk import campaigns, deliveries, looking
from campaign.desk.campaigns import Wish
from campaign.planning import week
from campaign.states import State
from campaign.store.history import Filter
from campaign.web.pages import times
from tests.planning.test_week_grid import WEEKS
from tests.web import scene
from tests.web.conftest import asking, flash, read

PATH = f"/campaigns/{scene.CAMPAIGN}/times"
EVENING = {"timezone": "Europe/London", "on-all-0": "on", "at-all-0": ["19:00"]}


def words(page, selector="main"):
    return " ".join(page.css_first(selector).text().split())


def speakers(app):
    return {one.account.name: one.times for one in looking.campaign(app, scene.CAMPAIGN)[0].speakers}


def sent(page):
    """The form as a browser would send it."""
    fields = {}
    for one in page.css("main form.panel input"):
        if one.attributes.get("type") != "checkbox" or "checked" in one.attributes:
            fields.setdefault(one.attributes["name"], []).append(one.attributes.get("value") or "")
    return fields


@given(WEEKS)
def test_a_grid_that_is_shown_and_sent_as_it_is_says_the_same_week(one):
    shown = times.grid("all", one)
    pairs = [(f"at-all-{day}", at) for day, cell in enumerate(shown.days) for at in cell.clocks]
    ticks = [(f"on-all-{day}", "on") for day, cell in enumerate(shown.days) if cell.on]
    assert times.read(times.typed("all", FormData([*pairs, *ticks]))) == one


def test_the_grid_shows_when_the_campaign_speaks_and_in_which_zone(client):
    page = read(client.get(PATH))
    assert len(page.css(".weekday input[type=checkbox][checked]")) == 5
    assert [one.attributes.get("value") for one in page.css("[name=at-all-0]")] == ["09:00", "17:30", ""]
    assert "Europe/London" in words(page, ".week legend")
    assert "Europe/Berlin" in {one.attributes["value"] for one in page.css("#zones option")}


def test_the_next_ten_times_are_listed_with_their_zone(client):
    times = [" ".join(one.text().split()) for one in read(client.get(PATH)).css("#preview .ahead li")]
    assert len(times) == 10
    assert times[0].startswith("Mon 23 Nov 2026, 09:00 Europe/London")
    assert all(one.endswith("Europe/London clinic-bluesky, clinic-mastodon, clinic-x") for one in times)


@pytest.mark.parametrize(
    ("at", "now", "said"),
    [
        ("01:30", datetime(2027, 3, 27, tzinfo=UTC), "01:30 on 28 March does not exist in Europe/London"),
        ("01:30", datetime(2027, 10, 30, tzinfo=UTC), "01:30 on 31 October comes twice in Europe/London"),
    ],
)
def test_a_time_that_the_clocks_skip_or_show_twice_is_said(app, at, now, said):
    with asking(scene.at(app, now)) as client:
        page = read(
            client.post(PATH, data={"timezone": "Europe/London", "on-all-6": "on", "at-all-6": at, "do": "look"})
        )
    assert said in words(page, ".ahead li")


def test_a_clock_change_within_a_year_is_said_long_before(client):
    page = read(
        client.post(PATH, data={"timezone": "Europe/London", "on-all-6": "on", "at-all-6": "01:30", "do": "look"})
    )
    assert "01:30 on 28 March does not exist" in words(page, "#preview ul")


def test_what_a_change_moves_is_said_before_it_is_saved(app, client):
    count = len(deliveries.listed(app, Filter(states=[State.QUEUED])))
    before = deliveries.listed(app, Filter())
    page = read(client.post(PATH, data=EVENING | {"do": "look"}))
    assert f"{count} posts that are still queued change their time" in words(page, "#preview")
    assert "Mon 23 Nov 2026, 19:00 Europe/London" in words(page, "#preview li")
    assert deliveries.listed(app, Filter()) == before
    assert flash(read(client.post(PATH, data=EVENING | {"do": "save"}))) == f"Saved: {count} posts changed their time."
    assert {one.wall[11:] for one in deliveries.listed(app, Filter())} == {"19:00"}
    assert set(speakers(app).values()) == {("mon 19:00",)}


def test_a_page_that_is_saved_as_it_is_moves_nothing(app, client):
    before = deliveries.listed(app, Filter())
    page = read(client.post(PATH, data=sent(read(client.get(PATH))) | {"do": "save"}))
    assert flash(page) == "Saved: 0 posts changed their time."
    assert deliveries.listed(app, Filter()) == before


def test_each_account_can_have_its_own_times(app, client):
    fields = sent(read(client.get(f"{PATH}?each=1"))) | {"do": "save"}
    fields["at-clinic-x-0"] = ["07:15"]
    read(client.post(PATH, data=fields))
    assert speakers(app)["clinic-x"] == ("mon 07:15", "tue-fri 09:00,17:30")
    assert speakers(app)["clinic-mastodon"] == ("mon-fri 09:00,17:30",)
    assert len(read(client.get(PATH)).css("fieldset.week")) == 3


def test_presets_fill_the_grid_and_save_nothing(app, client):
    before = speakers(app)
    page = read(client.post(PATH, data=EVENING | {"do": "thrice all"}))
    assert len(page.css(".weekday input[type=checkbox][checked]")) == 7
    assert times.read(
        times.typed("all", FormData([(k, v) for k, vs in sent(page).items() for v in vs]))
    ) == week.of_texts(["daily 09:00,13:00,18:00"])
    assert speakers(app) == before


def test_one_day_is_copied_to_all_days(client):
    page = read(client.post(PATH, data=EVENING | {"do": "copy all"}))
    assert [one.attributes.get("value") for one in page.css("[name^=at-all-]")] == ["19:00"] * 7
    assert len(page.css(".weekday input[type=checkbox][checked]")) == 7


def test_there_is_room_for_as_many_times_as_are_wanted(client):
    page = read(client.post(PATH, data=EVENING | {"do": "more all"}))
    assert len(page.css("[name=at-all-0]")) == 2


@pytest.mark.parametrize(
    ("more", "field", "said"),
    [
        ({"on-all-0": []}, "times", "Tick a weekday"),
        ({"at-all-0": [""]}, "times", "Tick a weekday"),
        ({"at-all-0": ["25:00"]}, "times", "25:00"),
        ({"at-all-0": ["<b>"]}, "times", "is no time of day"),
        ({"at-all-0": ["朝九時"]}, "times", "朝九時"),
        ({"at-all-0": ["9" * 10_000]}, "times", "is no time of day"),
        ({"timezone": "Londn"}, "timezone", "Europe/London"),
        ({"timezone": ""}, "timezone", "zone"),
        ({"timezone": "z" * 50_000}, "timezone", "Name a time zone"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field_and_kept(app, client, more, field, said):
    before = speakers(app)
    page = read(client.post(PATH, data=EVENING | {"do": "save"} | more), 422)
    assert [one.attributes["id"] for one in page.css(".error")] == [f"{field}-error"]
    assert said in words(page, ".error")
    if "timezone" in more:
        assert (page.css_first("#timezone").attributes["value"] or "") == more["timezone"]
    assert speakers(app) == before


def test_times_of_an_archived_campaign_are_not_changed(app, client):
    client.post(f"/campaigns/{scene.CAMPAIGN}/archive", data={"cancel": "1"})
    assert "archived" in words(read(client.post(PATH, data=EVENING | {"do": "save"}), 422), ".error")


def test_a_compressed_schedule_says_so_and_has_no_week(app, client):
    campaigns.change(app, scene.CAMPAIGN, Wish(every="60s"))
    page = read(client.get(PATH))
    assert "a post every 60" in words(page, ".notice")
    assert len(page.css(".ahead li")) == 10
