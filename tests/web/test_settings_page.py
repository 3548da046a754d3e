"""Time and place on the Settings page: an owner changes them there, and all pages follow at once."""

import pytest
from sqlalchemy import event

from campaign.desk import choosing, links, users
from campaign.rights import Role
from campaign.states import State
from campaign.web.locales import OFFERED
from campaign.web.rendering import templates
from tests.people.conftest import PASSWORD
from tests.people.conftest import asking as as_role
from tests.web import scene
from tests.web.conftest import asking, flash, read

HERE = "/settings/defaults"


def save(client, **typed):
    return read(client.post(HERE, data=typed))


def field(page, name):
    return page.css_first(f"main form [name={name}]")


def footer(client):
    return read(client.get("/")).css_first("footer .zone").text()


def test_what_is_saved_counts_on_the_next_page_without_a_restart(client):
    assert footer(client) == "Europe/London"
    page = save(client, timezone="Asia/Tokyo", locale="de", first_weekday="sunday")
    assert flash(page) == (
        "The time zone is Asia/Tokyo now. The locale is de now. The first day of the week is Sunday now."
    )
    assert "Mo., 23. Nov. 2026" in page.css_first("form.panel").text()
    assert "1.234,5" in page.css_first("form.panel").text()
    assert footer(client) == "Asia/Tokyo"
    assert read(client.get("/calendar")).css_first("thead abbr").text() == "So"
    fresh = read(client.get("/campaigns/new")).css_first("#timezone")
    assert fresh.attributes["value"] == "Asia/Tokyo"


def test_another_dashboard_of_the_same_installation_follows_at_once(app, client):
    with asking(app) as beside:
        assert footer(beside) == "Europe/London"
        save(client, timezone="Asia/Tokyo")
        assert footer(beside) == "Asia/Tokyo"


def test_a_reviewer_who_is_nobody_here_sees_dates_as_they_count_now(app):
    users.add(app, "owner", PASSWORD, Role.OWNER)
    scene.put(app, 4, State.PROPOSED)
    address = f"/review/{links.add(app, 'Dr. Weber', 'sciatica').secret}"
    with asking(app) as nobody:
        assert "Nov 2026," in read(nobody.get(address)).text()
        choosing.choose(app, {"locale": "de"})
        assert ". Nov. 2026," in read(nobody.get(address)).text()


def test_campaigns_that_are_there_keep_their_zone_and_the_page_says_so(client):
    page = save(client, timezone="Asia/Tokyo")
    assert "Campaigns that are there keep their own zones" in page.css_first("main").text()
    assert read(client.get("/campaigns/sciatica/change")).css_first("#timezone").attributes["value"] == "Europe/London"


def test_only_what_was_changed_is_chosen_and_the_rest_goes_on_as_the_file_says(app, client):
    save(client, timezone="Asia/Tokyo", locale="en", first_weekday="monday")
    assert dict(app.as_of_now().chosen) == {"timezone": "Asia/Tokyo"}
    assert flash(save(client, timezone="Asia/Tokyo", locale="en", first_weekday="monday")) == "Nothing was changed."


def test_what_somebody_chose_while_the_page_was_open_stays_unless_it_was_changed_on_the_page_too(app, client):
    shown = {one.attributes["name"]: one.attributes["value"] for one in read(client.get(HERE)).css("form.panel input")}
    choosing.choose(app, {"timezone": "Asia/Tokyo"})
    page = save(client, **shown | {"locale": "de"})
    assert flash(page) == "The locale is de now."
    assert field(page, "timezone").attributes["value"] == "Asia/Tokyo"
    page = read(client.post(HERE, data=shown | {"locale": "nonsense"}), 422)
    assert field(page, "timezone").attributes["value"] == "Asia/Tokyo", "nor is the old one sent with the next try"


def test_a_setting_goes_back_to_the_file_by_its_own_button(client):
    page = save(client, timezone="Asia/Tokyo")
    button = page.css_first("button[form=give-back]")
    assert (button.attributes["name"], button.attributes["value"]) == ("reset", "timezone")
    assert "Europe/London" in button.parent.text()
    page = save(client, reset="timezone")
    assert flash(page) == "The time zone is Europe/London again, as config.toml says."
    assert page.css("button[form=give-back]") == []


def test_undo_brings_back_what_was_chosen_and_gives_back_what_was_not(app, client):
    save(client, locale="de")
    page = save(client, timezone="Asia/Tokyo", locale="fr")
    undo = page.css_first("#flash form")
    sent = {one.attributes["name"]: one.attributes["value"] for one in undo.css("input")}
    assert (undo.attributes["action"], sent) == (HERE, {"locale": "de", "reset": "timezone"})
    save(client, **sent)
    assert dict(app.as_of_now().chosen) == {"locale": "de"}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("timezone", "Berlin", "did you mean"),
        ("timezone", "", "There is no time zone"),
        ("locale", "klingon", "There is no locale"),
        ("first_weekday", "<b>", "is no day of the week"),
    ],
)
def test_a_wrong_value_is_said_beside_its_field_and_nothing_is_changed(app, client, name, value, said):
    page = read(client.post(HERE, data={"timezone": "Asia/Tokyo", "locale": "de", name: value}), 422)
    assert said in page.css_first(f"#{name}-error").text()
    assert f"{name}-error" in field(page, name).attributes["aria-describedby"]
    if name != "first_weekday":
        assert field(page, name).attributes["value"] == value
    assert dict(app.as_of_now().chosen) == {}


def test_what_a_variable_sets_is_shown_locked_with_its_name(app, client, monkeypatch):
    monkeypatch.setenv("CAMPAIGN_DEFAULTS__TIMEZONE", "Europe/London")
    page = read(client.get(HERE))
    assert "disabled" in field(page, "timezone").attributes
    assert "disabled" not in field(page, "locale").attributes
    assert "CAMPAIGN_DEFAULTS__TIMEZONE" in page.css_first("#timezone-hint").text()
    page = read(client.post(HERE, data={"timezone": "Asia/Tokyo"}), 422)
    assert "CAMPAIGN_DEFAULTS__TIMEZONE" in page.css_first("#timezone-error").text()
    assert dict(app.as_of_now().chosen) == {}


@pytest.mark.parametrize("role", [Role.EDITOR, Role.APPROVER, Role.VIEWER])
def test_who_is_no_owner_sees_them_and_cannot_change_them(app, role):
    users.add(app, "owner", PASSWORD, Role.OWNER)
    users.add(app, role.value, PASSWORD, role)
    with as_role(app, role) as client:
        page = read(client.get(HERE))
        assert "Europe/London" in page.css_first("main table").text()
        assert page.css("main form") == []
        assert client.post(HERE, data={"timezone": "Asia/Tokyo"}).status_code == 403
    assert dict(app.as_of_now().chosen) == {}


def test_a_page_of_another_site_changes_nothing(app):
    with asking(app) as client:
        answer = client.post(HERE, data={"timezone": "Asia/Tokyo"}, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert dict(app.as_of_now().chosen) == {}


def test_who_changed_what_is_read_in_the_log(client):
    save(client, timezone="Asia/Tokyo")
    row = " ".join(read(client.get("/settings/audit")).css_first("main .rows .row .text").text().split())
    assert row == "setting chosen setting: time zone from: Europe/London to: Asia/Tokyo"


def test_who_chose_utc_is_not_asked_for_another_zone(client):
    save(client, timezone="UTC")
    assert "data-unset" not in read(client.get("/campaigns/new")).css_first("#timezone").attributes


@pytest.mark.parametrize("path", ["/", "/queue", "/calendar", "/history", "/campaigns/new", "/approvals", HERE])
def test_a_page_asks_once_for_what_is_chosen(app, client, path):
    asked = []
    event.listen(app.store.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    read(client.get(path))
    assert sum("FROM choices" in one for one in asked) == 1


@pytest.mark.parametrize("name", OFFERED)
def test_every_locale_that_is_offered_can_be_chosen(app, name):
    counts = choosing.choose(app, {"locale": name}, dry_run=True).settings["locale"].value
    assert counts == name
    assert templates(24, name.replace("-", "_")).filters["number"](1234.5)
