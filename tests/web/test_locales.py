"""Dates and numbers on pages are said by the custom of the locale that the settings name; words stay English."""

import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest
from markupsafe import Markup

from campaign.desk import campaigns
from campaign.web.locales import locale
from campaign.web.rendering import templates
from tests.web.conftest import asking, flash, read

MONDAY = date(2026, 11, 23)
#: name → how it says a date, a heading's day, a month, a weekday, 1234.5, and a quarter.
SAID = {
    "en": ("Mon 23 Nov 2026", "Monday 23 November 2026", "November 2026", "Monday", "1,234.5", "25 %"),
    "en_GB": ("Mon, 23 Nov 2026", "Monday, 23 November 2026", "November 2026", "Monday", "1,234.5", "25%"),
    "de": ("Mo., 23. Nov. 2026", "Montag, 23. November 2026", "November 2026", "Montag", "1.234,5", "25\xa0%"),
    "fr": ("lun. 23 nov. 2026", "lundi 23 novembre 2026", "novembre 2026", "lundi", "1\u202f234,5", "25\xa0%"),
    "ja": ("2026年11月23日(月)", "2026年11月23日月曜日", "2026年11月", "月曜日", "1,234.5", "25%"),
}


def shown_with(app, path, **defaults):
    """A page where the settings file says so."""
    section = app.config.defaults.model_copy(update=defaults)
    with asking(replace(app, config=app.config.model_copy(update={"defaults": section}))) as client:
        return read(client.get(path))


@pytest.mark.parametrize("name", SAID)
def test_a_locale_says_dates_and_numbers_by_its_own_custom(name):
    one = locale(name)
    found = (one.date(MONDAY), one.day(MONDAY), one.month(MONDAY), one.weekday(0), one.number(1234.5), one.share(0.25))
    assert found == SAID[name]


def test_dates_that_run_from_right_to_left_keep_to_themselves_and_their_digits_are_those_of_the_times_beside_them():
    arabic = locale("ar")
    assert arabic.date(MONDAY) == "\u2068الاثنين، 23 نوفمبر 2026\u2069"
    assert arabic.weekday(6) == "\u2068الأحد\u2069"
    assert arabic.number(1234.5) == "1,234.5"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/calendar", "November 2026"),
        ("/calendar", "Montag, 23. November 2026"),
        ("/calendar?view=week", "Mo., 23. Nov."),
        ("/calendar?view=list", "Montag, 23. November 2026"),
        ("/queue", "Montag, 23. November 2026"),
        ("/queue/1", "Mo., 23. Nov. 2026, 09:00 Europe/London"),
        ("/", "Mo., 23. Nov. 2026"),
        ("/campaigns/sciatica/times", "Montag"),
        ("/settings/defaults", "de"),
    ],
)
def test_pages_say_dates_as_the_settings_want_them(app, path, words):
    assert words in shown_with(app, path, locale="de").css_first("main").text()


@pytest.mark.parametrize("name", ["de", "fr", "ja", "ar"])
def test_what_is_not_english_says_whose_language_it_is(app, name):
    page = shown_with(app, "/queue/1", locale=name)
    assert {one.attributes["lang"] for one in page.css("main time span[lang]")} == {name}
    assert page.css_first("html").attributes["lang"] == "en"


def test_english_dates_are_not_marked(app):
    assert shown_with(app, "/queue/1").css("main time span[lang]") == []


def test_what_a_move_says_has_the_date_of_the_locale_and_no_html(app):
    section = app.config.defaults.model_copy(update={"locale": "fr"})
    with asking(replace(app, config=app.config.model_copy(update={"defaults": section}))) as client:
        moved = client.post("/calendar/move", data={"id": 4, "day": "2026-11-27", "back": "/calendar"})
    assert "Post moved to ven. 27 nov." in flash(read(moved))


def test_weekdays_in_attributes_are_plain_words(app):
    page = shown_with(app, "/calendar", locale="fr")
    assert [one.attributes["title"] for one in page.css("thead abbr")][:2] == ["lundi", "mardi"]


def test_figures_on_pages_have_the_marks_of_the_locale():
    said = {name: templates(24, name).from_string("{{ 12345|number }}").render() for name in ("en", "de", "fr", "ja")}
    assert said == {"en": "12,345", "de": "12.345", "fr": "12\u202f345", "ja": "12,345"}


def test_a_date_is_said_once_however_often_a_page_shows_it():
    day = templates(24, "de").filters["day"]
    assert day(MONDAY) is day(date(2026, 11, 23))
    assert isinstance(day(MONDAY), Markup)


def test_babel_is_loaded_only_where_another_locale_is_wanted():
    asked = (
        "import sys; from campaign.web import rendering, application; rendering.templates(); "
        "print('babel' in sys.modules); rendering.templates(24, 'de'); print('babel' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["False", "True"]


@pytest.mark.parametrize(
    ("name", "said"), [("en", "Since Mon 23 Nov 2026, 08:00"), ("de", "Since Mo., 23. Nov. 2026, 08:00")]
)
def test_the_moments_of_a_reason_are_told_as_all_moments_of_the_page(app, name, said):
    campaigns.set_state(app, "sciatica", "paused", "a holiday")
    why = shown_with(app, "/campaigns/sciatica", locale=name).css_first("p.notice.held")
    assert f"{said} Europe/London, by" in why.text()
    assert why.css_first("time .zone").text() == "Europe/London"
    assert [one.attributes["lang"] for one in why.css("time span[lang]")] == ([] if name == "en" else [name])
